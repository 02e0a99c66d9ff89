"""``toc import``."""

from __future__ import annotations

import argparse
import inspect
from pathlib import Path
from types import ModuleType
from typing import Any

from theoryofchange.cli.codes import CLEAN, FINDINGS
from theoryofchange.cli.given import day_of
from theoryofchange.errors import InputError
from theoryofchange.interop import reader_of
from theoryofchange.interop.seam.saving import REPORT_FILE
from theoryofchange.view.text import as_text

_OF_EVERY_FORMAT = frozenset(
    {
        "command",
        "module",
        "format",
        "sources",
        "out",
        "as_of",
        "force",
        "arguments",
        "terminal_encoding",
    }
)
_OF_A_GUESS = ("save_mapping", "yes")


def main(given: argparse.Namespace) -> int:
    """Read files of another kind, write them as a theory, and say what became of the records."""
    reader = reader_of(given.format)
    as_of = day_of("--as-of", given.as_of)
    options = _options(given, reader)
    sources = given.sources
    if hasattr(reader, "guess"):
        from theoryofchange.cli.mapping import agreed

        sources, options["mapping"] = agreed(given, reader)
    imported = reader.read(sources, as_of=as_of, **options)
    write = imported.overwrite if given.force else imported.save
    written = write(given.out)
    print(as_text(imported.summary()))
    print(f"Every record: {Path(given.out, REPORT_FILE)}")
    print(f"Wrote {len(written)} files to {given.out}. Next: toc check {given.out}")
    return FINDINGS if imported.refused else CLEAN


def _options(given: argparse.Namespace, reader: ModuleType) -> dict[str, Any]:
    """Return the options that were given for one format; raise where it is another's."""
    taken = {*inspect.signature(reader.read).parameters}
    if hasattr(reader, "guess"):
        taken |= {*_OF_A_GUESS}
    told = {
        name: value
        for name, value in vars(given).items()
        if name not in _OF_EVERY_FORMAT and value not in (None, False)
    }
    for name in told.keys() - taken:
        raise InputError(f"toc import {given.format} takes no --{name.replace('_', '-')}")
    return {name: value for name, value in told.items() if name not in _OF_A_GUESS}
