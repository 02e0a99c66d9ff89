"""Work done in a process beside this one, where that can be had for little.

A process is forked: it starts in a few milliseconds and has what this one has. Only from a process
of one thread is that safe, so a notebook or an application that runs threads never forks.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

_MOST = 8
"""Processes at once: more have little left to do, and no machine may be as large as it says."""

_TOLD = 8
"""Bytes that tell how long the answer is."""


def processors() -> int:
    """Return how many processors may be used at once by forking: 1 where nothing may be forked."""
    if not sys.platform.startswith("linux") or _threads() != 1:
        return 1
    return min(len(os.sched_getaffinity(0)), _MOST)


def _threads() -> int:
    """Return how many threads this process has, 0 where that cannot be told."""
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir())
    except OSError:
        return 0


@contextmanager
def beside(work: Callable[[], bytes]) -> Iterator[Callable[[], memoryview | None]]:
    """Do some work in a process of its own.

    Yields
    ------
    Callable
        Waits for the work and returns its answer, ``None`` where it did not come to an end or no
        process could be had.
    """
    try:
        process, ours = _forked(work)
    except OSError:
        yield lambda: None
        return
    read: list[bytes] = []
    with os.fdopen(ours, "rb") as answer:

        def whole() -> memoryview | None:
            read.append(answer.read())
            return _whole(read[0])

        try:
            yield whole
        finally:
            with suppress(OSError):  # where nobody waits for children, there is none any more
                if not read:
                    os.kill(process, 9)
                os.waitpid(process, 0)


def _forked(work: Callable[[], bytes]) -> tuple[int, int]:
    """Return another process that does the work, and where its answer is read."""
    ours, theirs = os.pipe()
    try:
        process = os.fork()
        if not process:
            os.close(ours)  # else this process would wait for ever for one that has died
            _answer(work, theirs)
    except OSError:
        os.close(ours)
        raise
    finally:
        os.close(theirs)
    return process, ours


def _answer(work: Callable[[], bytes], pipe: int) -> NoReturn:
    """Write what work returns, and end this process whatever happens."""
    code = 1
    try:
        answer = work()
        with os.fdopen(pipe, "wb") as file:
            file.write(len(answer).to_bytes(_TOLD, "little"))
            file.write(answer)
        code = 0
    finally:
        os._exit(code)


def _whole(answer: bytes) -> memoryview | None:
    """Return an answer that is as long as it says, without what it says of that."""
    held = memoryview(answer)[_TOLD:]
    return held if answer[:_TOLD] == len(held).to_bytes(_TOLD, "little") else None
