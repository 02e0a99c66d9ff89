"""``toc export``."""

from __future__ import annotations

import argparse
import inspect
import sys
from pathlib import Path
from typing import cast

from theoryofchange.cli.codes import CLEAN, FINDINGS
from theoryofchange.errors import DeclarationError, InputError
from theoryofchange.interop.writing import Written, writer_of
from theoryofchange.linter import Findings, load
from theoryofchange.reporting.findings import findings_as_text


def main(given: argparse.Namespace) -> int:
    """Write a theory in another format, and say what that has no place for."""
    writer = writer_of(given.format)
    takes_name = "file" in inspect.signature(writer.write).parameters
    try:
        written = writer.write(load(given.path), **({"file": given.out} if takes_name else {}))
    except DeclarationError as error:
        sys.stderr.write(findings_as_text(cast("Findings", error.findings)))
        print("Nothing was exported: mend the errors above first.", file=sys.stderr)
        return FINDINGS
    _save(written, given.out)
    for each in written.unsaid:
        print(f"not said: {each}", file=sys.stderr)
    return CLEAN


def _save(written: Written, out: str | None) -> None:
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(written.content)
        sys.stdout.buffer.flush()
        return
    try:
        Path(out).write_bytes(written.content)
    except OSError as error:
        raise InputError(f"{out}: {_why(Path(out), error)}") from None
    print(f"Wrote {out}.")


def _why(out: Path, error: OSError) -> str:
    """Return why a file cannot be written, and what to do."""
    if out.is_dir():
        return "this is a directory; name a file in it with --out"
    if not out.parent.is_dir():
        return f"there is no directory {out.parent}; make it first, or name another with --out"
    return f"{error.strerror or error}; name another file with --out"
