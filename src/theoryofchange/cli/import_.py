"""``toc import``."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

from theoryofchange.cli.main import CLEAN, FINDINGS
from theoryofchange.errors import InputError
from theoryofchange.view.text import as_text


def main(given: argparse.Namespace) -> int:
    """Read files of another kind, write them as a theory, and say what became of each record."""
    reader = import_module(f"theoryofchange.interop.{given.kind}")
    imported = reader.read([Path(file) for file in given.files])
    if not imported.records:
        raise InputError(f"{', '.join(given.files)}: no record is in there; nothing was written")
    written = imported.save(Path(given.out))
    print(as_text(imported.view()))
    print(f"\nWrote {len(written)} files to {given.out}. Next: toc check {given.out}")
    return FINDINGS if imported.refused else CLEAN
