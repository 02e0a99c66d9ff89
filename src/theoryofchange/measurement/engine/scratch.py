"""A directory for what an engine sets aside: removed after it, or after a kill by the next run.

Whoever uses one holds a lock on it, which the system ends with the process, however that ends. So
a directory that can be locked is one that nobody uses: neither a number that a process has again
nor a clock is asked. On Windows directories have no such locks, and what a kill left stays.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

PREFIX = "toc-measure-"
"""How the name of each such directory begins."""


@contextmanager
def scratch() -> Iterator[str]:
    """Hold an empty directory, after removing those that killed runs of this user left.

    Yields
    ------
    str
        Its path. It is removed when it is needed no more.
    """
    if sys.platform == "win32":
        with TemporaryDirectory(prefix=PREFIX) as path:
            yield path
        return
    for left in Path(gettempdir()).glob(f"{PREFIX}*"):
        _remove_unused(left)
    held, lock = _locked_directory()
    try:
        with held as path:
            yield path
    finally:
        if lock is not None:
            os.close(lock)


def _locked_directory() -> tuple[TemporaryDirectory[str], int | None]:
    """Make a directory and lock it; another one, where a run took it for unused in between."""
    while True:
        held = TemporaryDirectory(prefix=PREFIX)
        try:
            return held, _lock(held.name)
        except (BlockingIOError, FileNotFoundError):
            held.cleanup()
        except OSError:  # a file system without locks: nobody can lock it, so nobody removes it
            return held, None


def _remove_unused(path: Path) -> None:
    try:
        state = path.lstat()
        if not stat.S_ISDIR(state.st_mode) or state.st_uid != os.getuid():
            return
        lock = _lock(path)
    except OSError:  # in use, gone by now, or none that can be locked
        return
    try:
        shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(lock)


def _lock(path: str | Path) -> int:
    """Return the handle of a directory that is locked by it.

    Raises
    ------
    BlockingIOError
        Where another handle locks it.
    FileNotFoundError
        Where it is not there, or no longer.
    OSError
        Where it cannot be locked.
    """
    import fcntl

    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not os.path.samestat(os.fstat(handle), os.lstat(path)):
            raise FileNotFoundError(path)
    except BaseException:
        os.close(handle)
        raise
    return handle
