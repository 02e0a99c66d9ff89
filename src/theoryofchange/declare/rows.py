"""The rows of a section as shapes, and what can be read of those that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from theoryofchange.core import ValidationError
from theoryofchange.declare.fixes import key_fix
from theoryofchange.declare.sections import Home, Merged
from theoryofchange.declare.shaping import Shaped, mend, shape_all
from theoryofchange.quantity import Quantity
from theoryofchange.record import MISSING, fields_of, record, replace
from theoryofchange.shape import field_names, field_types, validator
from theoryofchange.source.finding import Fault
from theoryofchange.source.suggest import closest
from theoryofchange.source.table import TableDocument

_PARTS = frozenset(("kpi", "team", "value", "n"))


@record
class Fragment:
    """What can be read of a row that lacks what it must have: its references and its figure.

    It takes no part in the theory, and its own faults are stated all the same.
    """

    kpi: str | None = None
    team: str | None = None
    value: Quantity | None = None
    n: int | None = None


@record
class Rows:
    """The rows of a section.

    Parameters
    ----------
    kept
        Those that are sound; in the merged theory they come first.
    fragments
        What can be read of the others; they follow.
    order
        The index in the merged theory of each row, in the order of the files.
    """

    kept: list[Any]
    fragments: list[Fragment]
    order: list[int]

    def written(self) -> Iterator[tuple[int, Any]]:
        """Yield every row with its index, in the order of the files."""
        merged = [*self.kept, *self.fragments]
        return ((index, merged[index]) for index in self.order)


def shape_rows(section: str, kind: Any, merged: Merged, shaped: Shaped) -> Rows:
    """Make the rows of a section into shapes; one without what it must have is a fragment."""
    raw = dict(enumerate(_with_known_columns(section, kind, merged, shaped)))
    kept: list[Any] = []
    refused: list[tuple[Fragment, Home, Shaped]] = []
    order: list[int] = []
    for index, value in shape_all(kind, raw).items():
        home = merged.homes[section, index]
        row: Any = value
        if isinstance(value, ValidationError):
            of_row = Shaped(shaped.faults)
            row, left = mend(kind, raw[index], value, home, (section, len(kept)), of_row)
            if row is None:
                refused.append((_fragment(kind, left), home, of_row))
                order.append(-len(refused))
                continue
            shaped.faulted.update(of_row.faulted)
            shaped.misspelt.update(of_row.misspelt)
        order.append(len(kept))
        merged.homes[section, len(kept)] = home
        kept.append(row)
    for at, (_, home, of_row) in enumerate(refused, len(kept)):
        merged.homes[section, at] = home
        shaped.faulted.update((section, at, *route[2:]) for route in of_row.faulted)
        shaped.misspelt.update(
            ((section, at, *route[2:]), name) for route, name in of_row.misspelt.items()
        )
    order = [len(kept) - at - 1 if at < 0 else at for at in order]
    return Rows(kept, [fragment for fragment, _, _ in refused], order)


def _fragment(kind: Any, left: Any) -> Fragment:
    held = left if isinstance(left, dict) else {}
    types = field_types(kind)
    return Fragment(
        **{name: _read(types[name], held[name]) for name in held.keys() & types.keys() & _PARTS}
    )


def _read(kind: Any, value: Any) -> Any:
    try:
        return validator(kind).validate_python(value)
    except ValidationError:
        return None


def _with_known_columns(section: str, kind: Any, merged: Merged, shaped: Shaped) -> Iterator[Any]:
    """Yield the rows of a section, those of tables with their columns put right."""
    tables: dict[int, tuple[TableDocument, dict[str, str | None]]] = {}
    for index, row in enumerate(merged.rows[section]):
        home = merged.homes[section, index]
        table = home.document
        if not isinstance(table, TableDocument):
            yield row
            continue
        if id(table) not in tables:
            names = _unknown_columns(section, kind, table, shaped)
            columns = tuple(names.get(column) or column for column in table.columns)
            named = replace(table, columns=columns)
            tables[id(table)] = named, names
            shaped.faults.extend(_absent_columns(section, kind, named))
        named, names = tables[id(table)]
        merged.homes[section, index] = Home(named, home.route)
        told = {names.get(column, column): cell for column, cell in row.items()}
        yield {name: cell for name, cell in told.items() if name is not None}


def _absent_columns(section: str, kind: Any, table: TableDocument) -> Iterator[Fault]:
    """State once which columns a table lacks that every row of it must have."""
    absent = [name for name in _needed(kind) if name not in table.columns]
    if absent:
        yield Fault(
            table.span((section,)),
            f"This table of {section} has no column {' and no column '.join(absent)}; none of its"
            " rows can be used.",
            f"Add {' and '.join(absent)}.",
            code="TOC005",
        )


def _needed(kind: Any) -> Iterator[str]:
    """Yield the fields without which there is no shape of a kind."""
    for name, each in fields_of(kind).items():
        if each.default is MISSING and each.default_factory is MISSING:
            yield name


def _unknown_columns(
    section: str, kind: Any, table: TableDocument, shaped: Shaped
) -> dict[str, str | None]:
    """State each column of a table that no row can have, and say which one it was meant to be."""
    known, columns = field_names(kind), dict.fromkeys(table.columns)
    meant: dict[str, str | None] = {}
    taken: set[str] = set()
    for column in columns:
        if not column or column in known:
            continue
        near = closest(column, known)
        meant[column] = None if near in columns or near in taken else near
        taken |= {near} if near else set()
        place = table.key_span((section, 0, column))
        absent = [name for name in known if name not in columns]
        shaped.faults.append(
            Fault(
                place,
                f"{section} have no column {column}.",
                f"Did you mean {near}?" if near else f"The columns are {', '.join(known)}.",
                code="TOC003",
                fix=key_fix(column, absent, place) if meant[column] else None,
            )
        )
    return meant
