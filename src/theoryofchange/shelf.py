"""A directory of things that may be lost: each whole or not there, and never too many.

Loaded before everything else that a check needs, so it asks for little: ``hashlib`` alone, which
loads OpenSSL, takes a third of the time that Python takes to start.
"""

from __future__ import annotations

import os
import sys

try:
    from _blake2 import blake2b
except ImportError:  # a Python that has it elsewhere
    from hashlib import blake2b

VARIABLE = "TOC_CACHE_DIR"
"""The variable of the environment that names another directory than the user's own."""

MOST_BYTES = 256 * 1024 * 1024
MOST_FILES = 400
ENDINGS = (".answer", ".readings")

_DIGEST = 32
_NAME = 40
_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# What toc check keeps of earlier runs. It may be deleted at any time.\n"
)


def digest(content: bytes, key: bytes = b"") -> bytes:
    """Return the BLAKE2b digest of some bytes, of 32 bytes."""
    return blake2b(content, digest_size=_DIGEST, key=key[:64]).digest()


def named(content: bytes, ending: str) -> str:
    """Return the name under which something that depends on some bytes is kept."""
    return digest(content).hex()[:_NAME] + ending


def shelf_at(directory: str | None = None) -> Shelf | None:
    """Return the shelf in a directory, or in the user's own for such things.

    The user's own is ``theoryofchange`` below ``XDG_CACHE_HOME`` or ``~/.cache``, on macOS below
    ``~/Library/Caches``, on Windows below ``LOCALAPPDATA``. It is not beside the theory: what a
    pull request brings along could else say of itself that nothing is wrong.

    Parameters
    ----------
    directory
        The directory; where none is named, that of the variable ``TOC_CACHE_DIR``.

    Returns
    -------
    Shelf or None
        ``None`` where the user has no such directory, or it could be written by others.
    """
    told = directory or os.environ.get(VARIABLE)
    if told:
        return Shelf(told)
    place = _own_place()
    return Shelf(place) if place and _is_ours(place) else None


def _own_place() -> str:
    variable, below = {
        "win32": ("LOCALAPPDATA", "AppData/Local"),
        "darwin": ("", "Library/Caches"),
    }.get(sys.platform, ("XDG_CACHE_HOME", ".cache"))
    told = os.environ.get(variable, "") if variable else ""
    if os.path.isabs(told):
        return os.path.join(told, "theoryofchange")
    home = os.path.expanduser("~")
    return "" if home == "~" else os.path.join(home, below, "theoryofchange")


def _is_ours(place: str) -> bool:
    """Tell whether a directory is not there yet, or only this user writes to it."""
    try:
        state = os.stat(place)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return sys.platform == "win32" or (state.st_uid == os.getuid() and not state.st_mode & 0o022)


class Shelf:
    """A directory of things that may be lost.

    Parameters
    ----------
    directory
        Where; it is made when something is kept.
    """

    __slots__ = ("directory",)

    def __init__(self, directory: str) -> None:
        self.directory = directory

    def read(self, name: str) -> bytes | None:
        """Return what was kept under a name, ``None`` where it is not there as it was kept."""
        try:
            with open(self._path(name), "rb") as file:
                held = file.read()
        except OSError:
            return None
        kept = held[_DIGEST:]
        return kept if held[:_DIGEST] == digest(kept, name.encode()) else None

    def keep(self, name: str, content: bytes) -> None:
        """Keep something under a name where that can be done, and let the oldest go for it."""
        if len(content) > MOST_BYTES:
            return
        aside = self._path(f"{name}.{os.urandom(8).hex()}.writing")
        try:
            self._open()
            with open(aside, "xb") as file:
                file.write(digest(content, name.encode()))
                file.write(content)
            os.replace(aside, self._path(name))
            self._let_go()
        except OSError:
            _without_trace(aside)

    def _path(self, name: str) -> str:
        return f"{self.directory}{os.sep}{name}"

    def _open(self) -> None:
        """Make the directory, marked as one that neither git nor a backup need hold."""
        if os.path.isdir(self.directory):
            return
        os.makedirs(self.directory, mode=0o700)
        for name, text in ((".gitignore", "*\n"), ("CACHEDIR.TAG", _TAG)):
            with open(self._path(name), "w", encoding="utf-8") as file:
                file.write(text)

    def _let_go(self) -> None:
        """Delete the oldest that were kept here, until the others are few and small enough."""
        with os.scandir(self.directory) as entries:
            own = [(each.stat(), each.path) for each in entries if _is_own(each.name)]
        room, places = MOST_BYTES, MOST_FILES
        for state, path in sorted(own, key=lambda each: each[0].st_mtime_ns, reverse=True):
            room, places = room - state.st_size, places - 1
            if room < 0 or places < 0:
                os.unlink(path)


def _is_own(name: str) -> bool:
    """Tell whether a name is that of something kept here, or of one that was being written."""
    kept = name.removesuffix(".writing")
    if kept != name:
        kept = kept.rpartition(".")[0]
    stem, dot, ending = kept.partition(".")
    return dot + ending in ENDINGS and len(stem) == _NAME and not stem.strip("0123456789abcdef")


def _without_trace(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return
