"""``toc``: the arguments of every command."""

from __future__ import annotations

import argparse
import os

from theoryofchange.cli import looking, starting
from theoryofchange.cli.codes import UNUSABLE
from theoryofchange.version import __version__

TYPE_CHECKING = False  # as of typing, which toc --version does without

if TYPE_CHECKING:
    from typing import Any, NoReturn

    _Commands = argparse._SubParsersAction["_Parser"]

SEVERITIES = ("error", "warning", "info")
FORMATS = ("text", "json", "sarif", "github", "codequality", "junit")


class _Formatter(argparse.HelpFormatter):
    """Help as wide as the terminal, without the module of archives that could tell its width."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)


def _columns() -> int:
    try:
        return int(os.environ.get("COLUMNS", 0)) or os.get_terminal_size().columns or 80
    except (ValueError, OSError):
        return 80


class _Parser(argparse.ArgumentParser):
    behind = ""
    """The argument that takes what follows ``--``, also where an option stands before that."""

    def __init__(self, **given: Any) -> None:
        super().__init__(formatter_class=_Formatter, **given)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Refuse what is not known in the name of the command that it was given to.

        Of an argument that takes several, more may follow behind an option: ``A --fix B``.
        """
        given, unknown = self._known_args(args, namespace)
        at = unknown.index("--") if "--" in unknown else len(unknown)
        several = self._several
        if several and not any(each.startswith("-") for each in unknown[:at]):
            more = (*unknown[:at], *unknown[at + 1 :])
            setattr(given, several, [*getattr(given, several), *more])
        elif unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return given, []

    @property
    def _several(self) -> str:
        """The argument that takes as many as there are, if there is one."""
        last = self._get_positional_actions()[-1:]
        return next((each.dest for each in last if each.nargs in ("+", "*")), "")

    def _known_args(self, args: Any, namespace: Any) -> Any:
        """Parse as argparse does, but for what follows ``--``: that is all paths."""
        if not self.behind or args is None or "--" not in args:
            return super().parse_known_args(args, namespace)
        at = args.index("--")
        found, unknown = super().parse_known_args(args[:at], namespace)
        setattr(found, self.behind, [*getattr(found, self.behind), *args[at + 1 :]])
        return found, unknown

    def error(self, message: str) -> NoReturn:
        """Say in one line what is wrong with what was given, and where it is told what can be."""
        from theoryofchange.view.measure import clean

        told = clean(" ".join(message.split()))
        self.exit(UNUSABLE, f"{self.prog}: {told}; see {self.prog} --help\n")


def parser(command: str = "") -> argparse.ArgumentParser:
    """Return the parser of the command line.

    Parameters
    ----------
    command
        The one command it has to read, so that no other is made; all are where it is none of ours.
    """
    whole = _Parser(
        prog="toc",
        description="A theory of change as YAML: check it, take it through the four stages, "
        "and schedule what follows.",
    )
    whole.add_argument("--version", action="version", version=f"toc {__version__}")
    commands = whole.add_subparsers(dest="command", metavar="COMMAND")
    for name in [command] if command in _COMMANDS else _COMMANDS:
        _COMMANDS[name](commands)
    return whole


def _check(commands: _Commands) -> None:
    check = commands.add_parser(
        "check",
        help="find what is wrong with a theory, and where",
        description="Find what is wrong with a theory, and where. Settings are read from the "
        "nearest toc.toml, or pyproject.toml with [tool.theoryofchange], at or above PATH.",
        epilog="Exit codes: 0 no finding counts; 1 some do; 2 the settings or the input could "
        "not be used, and nothing was checked.",
    )
    check.add_argument("paths", nargs="+", metavar="PATH", help="a directory is one theory")
    check.add_argument(
        "--format", choices=FORMATS, default="text", help="how it is written (default: text)"
    )
    check.add_argument(
        "--statistics", action="store_true", help="only how many findings each rule has"
    )
    cache = check.add_mutually_exclusive_group()
    cache.add_argument("--no-cache", action="store_true", help="read and check everything anew")
    cache.add_argument(
        "--cache-dir",
        metavar="DIR",
        help="where answers are kept, to be said again while nothing changes (default: "
        "TOC_CACHE_DIR, else theoryofchange in the user's own cache directory)",
    )
    settings = check.add_argument_group("settings")
    _origin(settings)
    settings.add_argument(
        "--profile",
        metavar="NAME",
        help="the rules to begin with, in place of the file's profile and select",
    )
    for flag, what in (
        ("--select", "these rules alone, in place of all that the file chooses and ignores"),
        ("--extend-select", "these rules as well"),
        ("--ignore", "not these rules"),
    ):
        settings.add_argument(
            flag, action="append", metavar="CODES", help=f"{what}; codes, names or beginnings"
        )
    _legacy(check.add_argument_group("what counts"))
    _fixes(check.add_argument_group("fixes"))
    check.set_defaults(module="check")


def _origin(settings: argparse._ArgumentGroup) -> None:
    origin = settings.add_mutually_exclusive_group()
    origin.add_argument("--config", metavar="FILE", help="read the settings from this file")
    origin.add_argument("--isolated", action="store_true", help="read no file of settings")


def _legacy(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--fail-on",
        choices=SEVERITIES,
        help="the mildest severity that makes the exit code 1 (default: warning, or "
        "error with --fail-under)",
    )
    group.add_argument(
        "--fail-under",
        type=float,
        metavar="SCORE",
        help="print the quality, from 0 to 10, and exit with 1 where it is lower",
    )
    group.add_argument(
        "--baseline", metavar="FILE", help="the findings that this file records do not count"
    )
    group.add_argument(
        "--update-baseline",
        action="store_true",
        help="record all findings where there is no baseline, else strike what was mended",
    )
    group.add_argument(
        "--changed-since",
        metavar="REV",
        help="only what the change since this commit touches or causes",
    )


def _fixes(group: argparse._ArgumentGroup) -> None:
    how = group.add_mutually_exclusive_group()
    how.add_argument("--fix", action="store_true", help="mend what is safe to mend, then check")
    how.add_argument(
        "--diff",
        action="store_true",
        help="print what --fix would change, and nothing else; exit with 1 where it would",
    )
    group.add_argument(
        "--unsafe-fixes", action="store_true", help="with --fix or --diff: those that decide, too"
    )


def _run(commands: _Commands) -> None:
    run = commands.add_parser(
        "run",
        help="take a theory through all four stages",
        description="Take a theory through all four stages and write the report and its data. "
        "A poor theory is run too: what it lacks is part of the result. Settings are read as "
        "toc check reads them; what they ignore or call no error does not stop it.",
        epilog="Exit codes: 0 the results were written, whatever toc check says of the theory; "
        "1 errors keep it from being used, and nothing was written; 2 the settings, the input "
        "or the output could not be used.",
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
    run.add_argument(
        "--near-term-days",
        type=int,
        metavar="N",
        help="a near-term win is finished this many days after that day at most (default: 30)",
    )
    _origin(run.add_argument_group("settings"))
    run.set_defaults(module="run")


def _diff(commands: _Commands) -> None:
    diff = commands.add_parser(
        "diff",
        help="tell what changed between two theories, and what follows from it",
        description="Tell what changed between two theories: definitions after which values "
        "can no longer be compared, targets tightened or relaxed, what was added, removed or "
        "probably renamed, and the rest. OLD and NEW are directories, files, or REV:PATH at a "
        "git revision; with PATH both are revisions.",
        epilog="Exit codes: 0 they were compared; 1 there is what --fail-on names; 2 the input "
        "could not be used, or there is no git.",
    )
    diff.behind = "paths"
    diff.add_argument("old", metavar="OLD", help="a directory, a file, REV:PATH, or a revision")
    diff.add_argument("new", metavar="NEW", help="what it is compared with")
    diff.add_argument(
        "paths", nargs="*", default=[], metavar="PATH", help="the theory at both revisions"
    )
    diff.add_argument(
        "--format",
        choices=("text", "json", "markdown"),
        default="text",
        help="markdown is short, for a comment on a pull request (default: text)",
    )
    diff.add_argument(
        "--fail-on",
        action="append",
        choices=("breaks-comparability", "unversioned", "relaxed", "restated", "any"),
        metavar="KIND",
        help="exit with 1 where there is such a change: breaks-comparability, unversioned (one "
        "that breaks it and does not raise the version), relaxed, restated or any; may be repeated",
    )
    diff.set_defaults(module="diff")


def _rule(commands: _Commands) -> None:
    rule = commands.add_parser(
        "rule", help="explain a rule, or a code that measure tells; or list them all"
    )
    rule.add_argument("code", nargs="?", metavar="CODE")
    rule.set_defaults(module="rule")


def _export(commands: _Commands) -> None:
    from theoryofchange.interop.writing import formats

    export = commands.add_parser(
        "export",
        help="write a theory in another format",
        description="Write a theory in another format. What that has no place for is listed "
        "on standard error.",
        epilog="Exit codes: 0 it was written, whatever it cannot say; 1 errors keep the theory "
        "from being used, and nothing was written; 2 the input or the output could not be "
        "used.",
    )
    export.add_argument("format", choices=formats(), metavar="FORMAT", help=", ".join(formats()))
    export.add_argument("path", metavar="PATH", help="the directory or file of a theory")
    export.add_argument(
        "--out", metavar="FILE", help="where it is written (default: standard output)"
    )
    export.set_defaults(module="export")


def _import(commands: _Commands) -> None:
    from theoryofchange.interop import formats

    bring = commands.add_parser("import", help="turn KPI files of another kind into a theory")
    bring.add_argument("format", choices=formats(), metavar="FORMAT", help=", ".join(formats()))
    bring.add_argument("sources", nargs="+", metavar="SOURCE", help="files or directories")
    bring.add_argument("--out", required=True, metavar="DIR", help="where the theory is written")
    bring.add_argument(
        "--as-of", metavar="DATE", help="the day the theory is looked at, written into it"
    )
    bring.add_argument(
        "--force",
        action="store_true",
        help="overwrite the files of an earlier import even where they were edited",
    )
    table = bring.add_argument_group("table", "what the columns of a table are for")
    mapping = table.add_mutually_exclusive_group()
    mapping.add_argument("--mapping", metavar="FILE", help="read it from this file")
    mapping.add_argument(
        "--save-mapping", metavar="FILE", help="write what was guessed to this file"
    )
    table.add_argument("--yes", action="store_true", help="read the columns as they were guessed")
    table.add_argument("--encoding", metavar="NAME", help="the encoding of CSV, where it is known")
    bring.set_defaults(module="import_")


def _schema(commands: _Commands) -> None:
    schema = commands.add_parser("schema", help="print the JSON Schema of a theory, for editors")
    schema.set_defaults(module="schema")


def _lsp(commands: _Commands) -> None:
    lsp = commands.add_parser("lsp", help="answer an editor as a language server")
    lsp.add_argument("--stdio", action="store_true", help="the only way there is")
    lsp.set_defaults(module="lsp")


_COMMANDS = {
    "check": _check,
    "run": _run,
    "status": looking.status,
    "forecast": looking.forecast,
    "measure": looking.measure,
    "diff": _diff,
    "init": starting.init,
    "templates": starting.templates,
    "rule": _rule,
    "import": _import,
    "export": _export,
    "schema": _schema,
    "lsp": _lsp,
}
