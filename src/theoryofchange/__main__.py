"""``toc``, also as ``python -m theoryofchange``: a process that runs one command and ends."""

from __future__ import annotations

import gc
import os
import sys

from theoryofchange.cli.codes import UNUSABLE
from theoryofchange.cli.main import main
from theoryofchange.cli.terminal import write_to_the_end

TYPE_CHECKING = False  # as of typing, which toc --version does without

if TYPE_CHECKING:
    from typing import NoReturn

_RARELY = 200_000
"""Objects between two walks of the garbage collector: most of what a command makes stays in use."""


def toc() -> NoReturn:
    """Run the command line, and end the process without taking down what it has built."""
    gc.set_threshold(_RARELY)
    if sys.stderr is None:  # closed before this began, as by 2>&-
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stdout is None:  # it was closed before this began, as by >&-
        _refuse("standard output is closed: print to a file, or to /dev/null")
    write_to_the_end()
    try:
        code = main()
    except SystemExit as asked:
        if not isinstance(asked.code, int):
            raise
        code = asked.code
    except OSError:  # what went wrong could not be said either
        code = UNUSABLE
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = UNUSABLE
    os._exit(code)


def _refuse(why: str) -> NoReturn:
    sys.stderr.write(f"toc: {why}\n")
    sys.stderr.flush()
    os._exit(UNUSABLE)


if __name__ == "__main__":
    toc()
