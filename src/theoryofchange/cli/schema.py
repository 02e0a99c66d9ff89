"""``toc schema``."""

from __future__ import annotations

import argparse
import json

from theoryofchange.cli.codes import CLEAN
from theoryofchange.declare.schema import theory_schema


def main(given: argparse.Namespace) -> int:
    """Print the JSON Schema of a theory file."""
    del given
    print(json.dumps(theory_schema(), ensure_ascii=False, indent=2))
    return CLEAN
