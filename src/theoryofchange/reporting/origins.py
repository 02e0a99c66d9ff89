"""Where measured values come from: kept beside their file, and shown with what is made of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi, Observation
from theoryofchange.source.files import content_of
from theoryofchange.source.reading import LIMITS
from theoryofchange.stages.figure import figure
from theoryofchange.view.blocks import Cell, Column, Table
from theoryofchange.view.measure import number

if TYPE_CHECKING:
    import pandas as pd

    from theoryofchange.measurement.engine import Origin

ATTRIBUTE = "origins"
"""The key of a frame's ``attrs`` under which its origins are."""

_FORMAT = 1
_ENDINGS = ("observations.csv", "observations.parquet")
_DIGITS = 8
"""How many digits of a digest a reader is shown: all are in the file."""


def origin_file(observations: Path) -> Path:
    """Return the file that says where the values of another come from."""
    return observations.with_name(f"{observations.name}.origin.json")


def origins_as_text(content: bytes, origins: Iterable[Origin], before: str) -> str:
    """Return what is kept beside a file of observations.

    Parameters
    ----------
    content
        The file.
    origins
        Where its values come from.
    before
        What was kept until now. It stays where the same values were measured from as many rows of
        the same days, by whatever version of an engine: it says what first gave them.
    """
    held = {
        "format": _FORMAT,
        "observations": _digest(content),
        "kpis": [each.to_dict() for each in origins],
    }
    if before and _lasting(_read(before)) == _lasting(held):
        return before
    return json.dumps(held, ensure_ascii=False, indent=1) + "\n"


def origins_beside(files: Iterable[str]) -> tuple[tuple[Origin, ...], tuple[str, ...]]:
    """Return where the values in the files of a theory come from, and what a reader must know.

    Parameters
    ----------
    files
        The paths of its files.

    Returns
    -------
    tuple
        The origins, and a sentence for each file of values that is not the one that was measured.
    """
    origins: list[Origin] = []
    notes = []
    for file in files:
        path = Path(file)
        beside = origin_file(path)
        if path.name.lower() not in _ENDINGS or beside.is_symlink() or not beside.is_file():
            continue
        held = _read(_text(beside))
        if held.get("observations") == _digest(path.read_bytes()):
            origins += _origins(held.get("kpis"))
        else:
            notes.append(
                f"{path.as_posix()} is not what was measured: it was changed since, "
                "so it is not told where its values come from."
            )
    return tuple(origins), tuple(notes)


def origins_of(frame: pd.DataFrame) -> tuple[Origin, ...]:
    """Return where the values of a frame come from, as far as it says so."""
    return tuple(_origins(frame.attrs.get(ATTRIBUTE)))


def origins_tables(origins: Sequence[Origin], theory: TheoryOfChange) -> tuple[Table, Table]:
    """Return the newest value of each KPI that was measured, and what it was measured from.

    Parameters
    ----------
    origins
        Where the values come from.
    theory
        The theory, with the values.
    """
    newest = {o.kpi: o for o in sorted(theory.observations, key=_day) if o.segment is None}
    known = [each for each in origins if each.kpi in theory.kpis]
    values = Table(
        (
            Column("KPI"),
            Column("Newest value", "right"),
            Column("95 % interval"),
            Column("Measured as", hint="A metric of the catalogue has its version"),
            Column("Table"),
            Column("Query", hint="First digits of the SHA-256 of what the engine was asked"),
        ),
        tuple(_row(each, theory.kpis[each.kpi], newest.get(each.kpi)) for each in known),
        caption="Values that were measured from data",
    )
    tables = Table(
        (Column("Table"), Column("Rows", "right"), Column("Days"), Column("Engine")),
        tuple(dict.fromkeys(_table_row(each) for each in known)),
        caption="The tables that they were measured from",
    )
    return values, tables


def _row(origin: Origin, kpi: Kpi, newest: Observation | None) -> tuple[Cell, ...]:
    ends = [end.value for end in (newest.low, newest.high) if end] if newest else []
    low, high = ends if len(ends) == 2 else (None, None)
    made = origin.metric or (kpi.measure.made if kpi.measure else None)
    return (
        kpi.name,
        figure(newest.value.value, kpi.unit) if newest else None,
        None if low is None or high is None else f"{number(low)} to {number(high)}",
        ", ".join(filter(None, (made, origin.sample))).replace("_", " ") or None,
        origin.table,
        origin.query[:_DIGITS],
    )


def _table_row(origin: Origin) -> tuple[Cell, ...]:
    days = f"{origin.first} to {origin.last}" if origin.first else None
    return origin.table, f"{origin.rows:,}", days, origin.engine


def _day(observation: Observation) -> dt.date:
    return observation.date


def _lasting(held: Mapping[str, Any]) -> list[Any]:
    """Return what of origins does not change with the version of an engine."""
    kpis = held.get("kpis")
    names = ("kpi", "table", "definition", "rows", "data_window")
    told = [[each.get(name) for name in names] for each in kpis or () if isinstance(each, dict)]
    return [held.get("observations"), *told]


def _read(text: str) -> dict[str, Any]:
    try:
        held = json.loads(text)
    except ValueError:
        return {}
    return held if isinstance(held, dict) and held.get("format") == _FORMAT else {}


def _text(path: Path) -> str:
    content = content_of(path, LIMITS)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _origins(held: Any) -> list[Origin]:
    """Return origins from plain data; what is none of them is left out."""
    from theoryofchange.measurement.engine import Origin

    origins = []
    for each in held if isinstance(held, list) else ():
        try:
            origins.append(Origin.from_dict(each))
        except (KeyError, TypeError, ValueError):
            continue
    return origins


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
