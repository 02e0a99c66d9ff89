"""What is known of the terminal that is printed to."""

from __future__ import annotations

import io
import os
import sys


def has_colour() -> bool:
    """Tell whether what is printed is seen on a terminal that shows colours."""
    silenced = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not silenced


def write_utf8() -> None:
    """Write in UTF-8 from here on, whatever the terminal says of itself."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def write_to_the_end() -> None:
    """Write all that is written from here on: unbuffered, Python drops what is not taken at once.

    For a process of its own alone: another's streams are not ours to replace.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        raw = getattr(stream, "buffer", None)
        if isinstance(raw, io.RawIOBase):
            writer = io.BufferedWriter(raw)
            setattr(sys, name, io.TextIOWrapper(writer, stream.encoding, line_buffering=True))
