"""``toc rule``."""

from __future__ import annotations

import argparse

from theoryofchange.cli.codes import CLEAN
from theoryofchange.errors import InputError
from theoryofchange.linter import all_rules, rule_of


def main(given: argparse.Namespace) -> int:
    """Print a rule's page, or a line for every rule."""
    if given.code is None:
        for each in all_rules():
            print(f"{each.code}  {each.severity:<7}  {each.name:<32}  {each.summary}")
        return CLEAN
    try:
        found = rule_of(given.code)
    except KeyError as error:
        raise InputError(str(error.args[0])) from None
    print(f"# {found.code} {found.name} ({found.severity})\n\n{found.page}")
    return CLEAN
