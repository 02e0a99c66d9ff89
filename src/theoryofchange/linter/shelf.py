"""A directory of things that may be lost: each whole or not there, and never too many."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from theoryofchange.record import record

MOST_BYTES = 256 * 1024 * 1024
MOST_FILES = 400

_DIGEST = 32
_OWN = re.compile(r"[0-9a-f]{40}\.(?:findings|readings)(?:\.[0-9a-f]{16}\.writing)?")
_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# What toc check keeps of earlier runs. It may be deleted at any time.\n"
)


@record
class Shelf:
    """A directory of things that may be lost.

    Parameters
    ----------
    directory
        Where; it is made when something is kept.
    """

    directory: Path

    def read(self, name: str) -> bytes | None:
        """Return what was kept under a name, ``None`` where it is not there as it was kept."""
        try:
            held = (self.directory / name).read_bytes()
        except OSError:
            return None
        kept = held[_DIGEST:]
        return kept if held[:_DIGEST] == _digest(name, kept) else None

    def keep(self, name: str, content: bytes) -> None:
        """Keep something under a name where that can be done, and let the oldest go for it."""
        if len(content) > MOST_BYTES:
            return
        aside = self.directory / f"{name}.{os.urandom(8).hex()}.writing"
        try:
            self._open()
            with aside.open("xb") as file:
                file.write(_digest(name, content))
                file.write(content)
            aside.replace(self.directory / name)
            self._let_go()
        except OSError:
            with suppress(OSError):
                aside.unlink()

    def _open(self) -> None:
        """Make the directory, marked as one that neither git nor a backup need hold."""
        if self.directory.is_dir():
            return
        self.directory.mkdir(mode=0o700, parents=True)
        (self.directory / ".gitignore").write_text("*\n", encoding="utf-8")
        (self.directory / "CACHEDIR.TAG").write_text(_TAG, encoding="utf-8")

    def _let_go(self) -> None:
        """Delete the oldest that were kept here, until the others are few and small enough."""
        with os.scandir(self.directory) as entries:
            own = [(each.stat(), each.path) for each in entries if _OWN.fullmatch(each.name)]
        room, places = MOST_BYTES, MOST_FILES
        for state, path in sorted(own, key=lambda each: each[0].st_mtime_ns, reverse=True):
            room, places = room - state.st_size, places - 1
            if room < 0 or places < 0:
                Path(path).unlink(missing_ok=True)


def _digest(name: str, content: bytes) -> bytes:
    return blake2b(content, digest_size=_DIGEST, key=name.encode()[:64]).digest()
