"""What the columns of a table are for: shown, saved and confirmed before anything is read."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from theoryofchange.errors import InputError
from theoryofchange.source.writer import write_aside
from theoryofchange.view.text import as_text

if TYPE_CHECKING:
    from theoryofchange.interop.table import ColumnMapping, Tables

_YES = frozenset({"y", "yes", "是", "s", "sí", "si", "sim", "да", "д", "ja", "j", "oui", "o"})


def agreed(given: argparse.Namespace, reader: ModuleType) -> tuple[Tables, ColumnMapping]:
    """Return the tables, and a mapping of their columns that somebody agreed to.

    Raises
    ------
    InputError
        Where nobody did: nobody is there to be asked, or the answer was no.
    """
    tables: Tables = reader.open_tables(given.sources, given.encoding)
    if given.mapping is not None:
        return tables, reader.read_mapping(Path(given.mapping))
    mapping = tables.guess
    if given.save_mapping is not None:
        _save(Path(given.save_mapping), mapping.text(), given)
    if not given.yes:
        print(as_text(mapping.view()))
        _ask(given)
    return tables, mapping


def _save(path: Path, text: str, given: argparse.Namespace) -> None:
    if path.exists() and not given.force and path.read_text(encoding="utf-8") != text:
        raise InputError(
            f"{path.as_posix()}: another mapping is there; read it with --mapping, or write over "
            "it with --force"
        )
    try:
        write_aside(path, text)
    except OSError as error:
        raise InputError(f"{path.as_posix()}: {error.strerror or error}") from error
    print(f"Wrote the guess to {path}")


def _ask(given: argparse.Namespace) -> None:
    """Ask whether the guess is right; raise unless somebody says so."""
    saved = given.save_mapping or "FILE"
    save = "" if given.save_mapping else f"save the guess with --save-mapping {saved}, "
    how = f"{save}change {saved} and give it with --mapping {saved}"
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InputError(
            "the columns above were guessed, and nobody is there to confirm it: accept it with "
            f"--yes, or {how}"
        )
    try:
        answer = input("Read the columns so? [y/N] ")
    except EOFError:
        answer = ""
    if answer.strip().casefold() not in _YES:
        raise InputError(f"nothing was imported: {how}")
