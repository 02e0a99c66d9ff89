"""``toc status``."""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import sys

from theoryofchange.cli.codes import CLEAN
from theoryofchange.cli.given import day_of, refused, unused
from theoryofchange.cli.terminal import has_colour
from theoryofchange.errors import DeclarationError
from theoryofchange.reporting.board import StatusBoard, status
from theoryofchange.reporting.observed import observations_in, refusal_of
from theoryofchange.view.measure import clean
from theoryofchange.view.strokes import strokes_for
from theoryofchange.view.translation import said_in


def main(given: argparse.Namespace) -> int:
    """Print where every KPI stands."""
    board = _board(given.path, given.observations, day_of("--as-of", given.as_of))
    shown = board.only(given.only) if given.only else board
    sys.stdout.write(_written(shown, given))
    sys.stdout.flush()
    for note in (*board.assumed, *unused(board.problems)):
        print(clean(said_in(note, board.language)), file=sys.stderr)
    return CLEAN


def _board(path: str, measured: str | None, day: dt.date | None) -> StatusBoard:
    try:
        return status(path, observations_in(measured) if measured else None, as_of=day)
    except DeclarationError as error:
        raise refused(path, "shown", error) from None
    except ValueError as error:
        raise refusal_of(measured or path, error) from None


def _written(board: StatusBoard, given: argparse.Namespace) -> str:
    if given.format == "json":
        from theoryofchange.reporting.data import as_json

        return as_json(board.to_dict())
    from theoryofchange.reporting.board_text import COLOURED, PLAIN, board_as_text

    width = shutil.get_terminal_size((100, 24)).columns
    colours = COLOURED if has_colour() else PLAIN
    return board_as_text(board, width, strokes_for(given.terminal_encoding), colours)
