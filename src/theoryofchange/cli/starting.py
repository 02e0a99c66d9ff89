"""``toc init`` and ``toc templates``: their arguments."""

from __future__ import annotations

TYPE_CHECKING = False  # as of typing, which toc --version does without

if TYPE_CHECKING:
    import argparse
    from typing import Any

LANGUAGES = ("en", "zh")


def init(commands: Any) -> None:
    """Add ``toc init``."""
    command = commands.add_parser(
        "init",
        help="write a first theory to begin from",
        description="Write a theory to begin from: first-theory is filled in for a made-up "
        "company; every other template is a framework of the field, with the questions to answer "
        "before it is used. toc templates lists them.",
        epilog="Exit codes: 0 it was written; 2 there is no such template, or there is a theory.",
    )
    command.add_argument("directory", metavar="DIR")
    command.add_argument(
        "--template", default="first-theory", metavar="NAME", help="(default: first-theory)"
    )
    _language(command)
    command.set_defaults(module="init")


def templates(commands: Any) -> None:
    """Add ``toc templates``."""
    command = commands.add_parser(
        "templates",
        help="list the theories to begin from",
        description="List the theories that toc init --template can write, and what each is for.",
        epilog="Exit codes: 0 they were listed.",
    )
    _language(command)
    command.set_defaults(module="templates")


def _language(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--language",
        choices=LANGUAGES,
        default="en",
        help="of its texts and of its reports (default: en)",
    )
