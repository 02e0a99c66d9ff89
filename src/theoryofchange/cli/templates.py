"""``toc templates``."""

from __future__ import annotations

import argparse

from theoryofchange.cli.codes import CLEAN
from theoryofchange.templates.starting import templates


def main(given: argparse.Namespace) -> int:
    """List the theories to begin from: name, title, what each is for."""
    for each in templates(given.language):
        print(f"{each.name}: {each.title}\n  {each.purpose}\n")
    print("toc init DIR --template NAME [--language zh]")
    return CLEAN
