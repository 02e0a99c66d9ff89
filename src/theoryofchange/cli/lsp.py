"""``toc lsp``."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys

from theoryofchange.cli.codes import CLEAN
from theoryofchange.errors import InputError


def main(given: argparse.Namespace) -> int:
    """Answer an editor over standard input and output until it says that it is done."""
    del given
    try:
        import pygls  # noqa: F401 - only to say in one line that it is not there
    except ModuleNotFoundError:
        raise InputError("toc lsp needs pygls: pip install 'theoryofchange[lsp]'") from None
    from theoryofchange.language_server.answers import language_server

    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")  # it is closed when the editor leaves
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # where a rule of somebody else prints
    language_server(today=dt.date.today).start_io(stdout=answers)
    return CLEAN
