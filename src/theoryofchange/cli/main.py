"""``toc``: the arguments of every command, and its exit codes.

Exit codes: 0 clean; 1 findings at or above the failing severity; 2 the tool or its input could not
be used.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from theoryofchange.version import __version__

CLEAN, FINDINGS, UNUSABLE = 0, 1, 2


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
    given = parser().parse_args(arguments)
    if given.command is None:
        parser().print_help()
        return UNUSABLE
    from theoryofchange.errors import TheoryOfChangeError

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        command = import_module(f"theoryofchange.cli.{given.module}")
        return int(command.main(given))
    except TheoryOfChangeError as error:
        print(f"toc: {_shown(error)}", file=sys.stderr)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print(f"toc: {_shown(error)}", file=sys.stderr)
    except KeyboardInterrupt:
        print("toc: stopped", file=sys.stderr)
    return UNUSABLE


def _shown(error: Exception) -> str:
    """Return what an error says, without what a terminal would take for a command."""
    from theoryofchange.view.measure import clean

    return "\n".join(clean(line) for line in str(error).splitlines())


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    whole = argparse.ArgumentParser(
        prog="toc",
        description="A theory of change as YAML: check it, take it through the four stages, "
        "and schedule what follows.",
    )
    whole.add_argument("--version", action="version", version=f"toc {__version__}")
    commands = whole.add_subparsers(dest="command", metavar="COMMAND")

    check = commands.add_parser("check", help="find what is wrong with a theory, and where")
    check.add_argument("paths", nargs="+", metavar="PATH", help="a directory is one theory")
    check.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="how it is written (default: text)",
    )
    check.add_argument(
        "--fail-on",
        choices=("error", "warning", "info"),
        default="warning",
        help="the mildest severity that makes the exit code 1 (default: warning)",
    )
    check.set_defaults(module="check")

    run = commands.add_parser(
        "run",
        help="take a theory through all four stages",
        description="Take a theory through all four stages and write the report and its data. "
        "A poor theory is run too: what it lacks is part of the result.",
        epilog="Exit codes: 0 the results were written, whatever toc check says of the theory; "
        "1 errors keep it from being used, and nothing was written; 2 the input or the output "
        "could not be used.",
    )
    run.add_argument("path", metavar="PATH", help="the directory or file of a theory")
    run.add_argument("--out", required=True, metavar="DIR", help="where the report is written")
    run.add_argument(
        "--start",
        metavar="DATE",
        help="the first day of the roadmap (default: the day it is looked at)",
    )
    run.add_argument(
        "--as-of",
        metavar="DATE",
        help="the day it is looked at (default: its own as_of, else its latest dated fact, "
        "else today)",
    )
    run.set_defaults(module="run")

    init = commands.add_parser("init", help="write a first theory to begin from")
    init.add_argument("directory", metavar="DIR")
    init.add_argument(
        "--template", default="first-theory", metavar="NAME", help="(default: first-theory)"
    )
    init.set_defaults(module="init")

    rule = commands.add_parser("rule", help="explain a rule, or list them all")
    rule.add_argument("code", nargs="?", metavar="CODE")
    rule.set_defaults(module="rule")

    bring = commands.add_parser("import", help="turn KPI files of another kind into a theory")
    bring.add_argument("kind", choices=("gitlab",), metavar="FORMAT", help="gitlab")
    bring.add_argument("files", nargs="+", metavar="FILE", help="the files to read")
    bring.add_argument("--out", required=True, metavar="DIR", help="where the theory is written")
    bring.add_argument(
        "--as-of", metavar="DATE", help="the day the theory is looked at, written into it"
    )
    bring.add_argument(
        "--force",
        action="store_true",
        help="overwrite the files of an earlier import even where they were edited",
    )
    bring.set_defaults(module="import_")
    return whole
