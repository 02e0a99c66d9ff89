"""``toc``: the arguments of every command."""

from __future__ import annotations

import argparse

from theoryofchange.version import __version__

SEVERITIES = ("error", "warning", "info")
FORMATS = ("text", "json", "sarif", "github", "codequality", "junit")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    whole = argparse.ArgumentParser(
        prog="toc",
        description="A theory of change as YAML: check it, take it through the four stages, "
        "and schedule what follows.",
    )
    whole.add_argument("--version", action="version", version=f"toc {__version__}")
    commands = whole.add_subparsers(dest="command", metavar="COMMAND")
    _check(
        commands.add_parser(
            "check",
            help="find what is wrong with a theory, and where",
            description="Find what is wrong with a theory, and where. Settings are read from the "
            "nearest toc.toml, or pyproject.toml with [tool.theoryofchange], at or above PATH.",
            epilog="Exit codes: 0 no finding counts; 1 some do; 2 the settings or the input could "
            "not be used, and nothing was checked.",
        )
    )
    _run(
        commands.add_parser(
            "run",
            help="take a theory through all four stages",
            description="Take a theory through all four stages and write the report and its data. "
            "A poor theory is run too: what it lacks is part of the result.",
            epilog="Exit codes: 0 the results were written, whatever toc check says of the theory; "
            "1 errors keep it from being used, and nothing was written; 2 the input or the output "
            "could not be used.",
        )
    )
    _init(commands.add_parser("init", help="write a first theory to begin from"))
    _rule(commands.add_parser("rule", help="explain a rule, or list them all"))
    _import(commands.add_parser("import", help="turn KPI files of another kind into a theory"))
    schema = commands.add_parser("schema", help="print the JSON Schema of a theory, for editors")
    schema.set_defaults(module="schema")
    return whole


def _check(check: argparse.ArgumentParser) -> None:
    check.add_argument("paths", nargs="+", metavar="PATH", help="a directory is one theory")
    check.add_argument(
        "--format", choices=FORMATS, default="text", help="how it is written (default: text)"
    )
    check.add_argument(
        "--fail-on",
        choices=SEVERITIES,
        help="the mildest severity that makes the exit code 1 (default: warning)",
    )
    check.add_argument(
        "--statistics", action="store_true", help="only how many findings each rule has"
    )
    settings = check.add_argument_group("settings")
    origin = settings.add_mutually_exclusive_group()
    origin.add_argument("--config", metavar="FILE", help="read the settings from this file")
    origin.add_argument("--isolated", action="store_true", help="read no file of settings")
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
    check.set_defaults(module="check")


def _run(run: argparse.ArgumentParser) -> None:
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


def _init(init: argparse.ArgumentParser) -> None:
    init.add_argument("directory", metavar="DIR")
    init.add_argument(
        "--template", default="first-theory", metavar="NAME", help="(default: first-theory)"
    )
    init.set_defaults(module="init")


def _rule(rule: argparse.ArgumentParser) -> None:
    rule.add_argument("code", nargs="?", metavar="CODE")
    rule.set_defaults(module="rule")


def _import(bring: argparse.ArgumentParser) -> None:
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
