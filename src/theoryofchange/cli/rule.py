"""``toc rule``."""

from __future__ import annotations

import argparse

from theoryofchange.cli.codes import CLEAN
from theoryofchange.errors import InputError
from theoryofchange.linter.registry import all_rules, named
from theoryofchange.linter.rule import Rule
from theoryofchange.measurement.contracts import CONTRACTS, Contract


def main(given: argparse.Namespace) -> int:
    """Print the page of a code, or a line for every one."""
    if given.code is None:
        for each in _pages():
            print(f"{each.code}  {each.severity:<7}  {each.name:<32}  {each.summary}")
        return CLEAN
    try:
        found = named(given.code, _pages())
    except KeyError as error:
        raise InputError(str(error.args[0])) from None
    print(f"# {found.code} {found.name} ({found.severity}{_teller(found)})\n\n{found.page}")
    return CLEAN


def _pages() -> list[Rule | Contract]:
    """Return what ``toc check`` and ``toc measure`` may find, in the order of the codes."""
    return sorted((*all_rules(), *CONTRACTS.values()), key=lambda each: each.code)


def _teller(found: Rule | Contract) -> str:
    return ", told by toc measure" if isinstance(found, Contract) else ""
