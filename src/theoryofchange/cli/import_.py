"""``toc import``."""

from __future__ import annotations

import argparse
import datetime as dt
from importlib import import_module
from pathlib import Path

from theoryofchange.cli.codes import CLEAN, FINDINGS
from theoryofchange.core import PydanticCustomError
from theoryofchange.errors import InputError
from theoryofchange.interop.saving import REPORT_FILE
from theoryofchange.shape import read_date
from theoryofchange.view.text import as_text


def main(given: argparse.Namespace) -> int:
    """Read files of another kind, write them as a theory, and say what became of the records."""
    reader = import_module(f"theoryofchange.interop.{given.kind}")
    imported = reader.read(given.files, as_of=_day(given.as_of))
    write = imported.overwrite if given.force else imported.save
    written = write(given.out)
    print(as_text(imported.summary()))
    print(f"Every record: {Path(given.out, REPORT_FILE)}")
    print(f"Wrote {len(written)} files to {given.out}. Next: toc check {given.out}")
    return FINDINGS if imported.refused else CLEAN


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return read_date(text)
    except PydanticCustomError:
        raise InputError(f"--as-of {text}: write the date as 2026-01-01") from None
