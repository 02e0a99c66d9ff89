"""``toc lsp``."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys

from theoryofchange.cli.main import CLEAN
from theoryofchange.errors import InputError


def main(given: argparse.Namespace) -> int:
    """Answer an editor over standard input and output until it says that it is done."""
    del given
    try:
        from theoryofchange.language_server.answers import language_server
    except ModuleNotFoundError as error:
        raise InputError(f"toc lsp needs {error.name}: pip install 'theoryofchange[lsp]'") from None
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")  # it is closed when the editor leaves
    language_server(today=dt.date.today).start_io(stdout=answers)
    return CLEAN
