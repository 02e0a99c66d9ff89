"""``toc``: what a command's exit code says.

Exit codes: 0 clean; 1 findings at or above the failing severity; 2 the tool or its input could not
be used.
"""

from __future__ import annotations

import errno
import os
import sys

from theoryofchange.cli.codes import CLEAN, UNUSABLE
from theoryofchange.version import __version__

TYPE_CHECKING = False  # as of typing, which toc --version does without

if TYPE_CHECKING:
    from collections.abc import Sequence

_TIPS = {
    errno.ENOENT: "is the directory that this runs in still there?",
    errno.ENOSPC: "make room for what it prints",
    errno.EFBIG: "allow larger files for what it prints",
    errno.EAGAIN: "print to a file, or to a pipe that waits until it is read",
}
"""What to do where the system refused something that has no name."""

_ANY_TIP = "the system refused what was asked of it; look at its limits"

_LONGEST = 200
"""Cells of a path that are shown."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments
        What follows ``toc``; by default what the process was started with.

    Returns
    -------
    int
        The exit code.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments == ["--version"]:  # the parser takes as long to load as Python to start
        print(f"toc {__version__}")
        return CLEAN
    try:
        code = _said_again(arguments)
        code = _done(arguments) if code is None else code
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print(f"toc: {_told(error)}", file=sys.stderr)
    except MemoryError:
        print("toc: there is not memory enough for this; allow it more", file=sys.stderr)
    except KeyboardInterrupt:
        print("toc: stopped", file=sys.stderr)
    return UNUSABLE


def _said_again(arguments: Sequence[str]) -> int | None:
    """Return the code of a check that was answered before, and nothing of any other command."""
    if not arguments or arguments[0] != "check":
        return None
    from theoryofchange.cli.answers import said_again

    return said_again(arguments)


def _done(arguments: Sequence[str]) -> int:
    """Do what the arguments ask for, and return the exit code."""
    from theoryofchange.cli.parser import parser

    given = parser(*arguments[:1]).parse_args(arguments)
    if given.command is None:
        parser().print_help()
        return UNUSABLE
    from importlib import import_module

    from theoryofchange.cli.terminal import write_utf8
    from theoryofchange.errors import TheoryOfChangeError

    given.arguments = arguments
    given.terminal_encoding = getattr(sys.stdout, "encoding", None)
    write_utf8()
    try:
        return int(import_module(f"theoryofchange.cli.{given.module}").main(given))
    except TheoryOfChangeError as error:
        print(f"toc: {_shown(error)}", file=sys.stderr)
    return UNUSABLE


def _told(error: OSError) -> str:
    """Return what the system refused, with what it was asked for where that is known."""
    from theoryofchange.view.measure import clean, shorten

    reason = error.strerror or str(error)
    if error.filename is None:
        return f"{clean(reason)}: {_TIPS.get(error.errno or 0, _ANY_TIP)}"
    return f"{shorten(clean(str(error.filename)), _LONGEST)}: {clean(reason)}; check the path"


def _shown(error: Exception) -> str:
    """Return what an error says, without what a terminal would take for a command."""
    from theoryofchange.view.measure import clean

    return "\n".join(clean(line) for line in str(error).splitlines())
