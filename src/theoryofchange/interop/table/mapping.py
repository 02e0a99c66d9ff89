"""Which column is for what: a mapping that can be guessed, shown, saved, changed and read again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from theoryofchange.errors import InputError
from theoryofchange.interop.seam.sources import located
from theoryofchange.interop.seam.trees import yaml_of
from theoryofchange.interop.table.periods import (
    NOBODY_KNOWS,
    Convention,
    Period,
    YearEnd,
    day_of,
    period_in,
)
from theoryofchange.interop.table.roles import DATED, ROLES, SEVERAL
from theoryofchange.source.suggest import closest
from theoryofchange.source.writer import to_yaml
from theoryofchange.view.blocks import Column, Note, Table, View

_HEADING = """\
# How the columns of a table are read. Change a role, or add `date: 2026-12-31` to a column of
# targets or measured values. A column that stands here and not in the table does no harm.
"""


@dataclass(frozen=True, slots=True)
class Use:
    """What one column is for.

    Parameters
    ----------
    role
        One of :data:`~theoryofchange.interop.table.roles.ROLES`.
    period
        The day or period that its header, or the mapping file, names; ``None`` where neither does.
    why
        By what it was guessed; empty where a mapping file says so.
    """

    role: str
    period: Period | None = None
    why: str = ""


@dataclass(frozen=True)
class ColumnMapping:
    """What each column of a table is for.

    Parameters
    ----------
    columns
        Its header → its use.
    convention
        What dates leave open.
    guessed
        Whether nobody has confirmed it.

    Examples
    --------
    >>> mapping = mapping_of({"columns": {"Name": "title", "In 2026": "target"}}, "m.yaml")
    >>> mapping.header("title"), mapping.columns["In 2026"].period.end
    ('Name', datetime.date(2026, 12, 31))
    """

    columns: Mapping[str, Use] = field(default_factory=dict)
    convention: Convention = NOBODY_KNOWS
    guessed: bool = False

    def headers(self, role: str) -> tuple[str, ...]:
        """Return the columns of a role: those with a period in the order of time, then the rest."""
        return self._by_role.get(role, ())

    def header(self, role: str) -> str | None:
        """Return the column of a role that only one may have, or ``None``."""
        return next(iter(self.headers(role)), None)

    @cached_property
    def _by_role(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[tuple[bool, tuple[int, ...], int, str]]] = {}
        for at, (header, use) in enumerate(self.columns.items()):
            order = use.period.order if use.period else ()
            found.setdefault(use.role, []).append((use.period is None, order, at, header))
        return {role: tuple(each[-1] for each in sorted(held)) for role, held in found.items()}

    def narrowed(self, headers: Iterable[str]) -> ColumnMapping:
        """Return the mapping of the columns of one table.

        A column that it does not name is kept; of two for a role that only one may have, the first
        in the mapping counts.
        """
        order = {header: at for at, header in enumerate(self.columns)}
        held = dict.fromkeys(headers, Use("extra"))
        taken: dict[str, str] = {}
        for header in sorted(order.keys() & held.keys(), key=order.__getitem__):
            use = self.columns[header]
            first = taken.setdefault(use.role, header)
            alone = use.role not in SEVERAL and first != header
            held[header] = Use("extra", why=f"“{first}” is the {use.role}") if alone else use
        return replace(self, columns=held)

    def view(self) -> View:
        """Return it as a table to look at."""
        columns = tuple(map(Column, ("Column", "Is read as", "Of", "Because")))
        table = Table(columns, tuple(self.rows())).sparing("Of", "Because")
        return View("Columns", (table, *self._open()))

    def rows(self) -> Iterator[tuple[str, str, str | None, str | None]]:
        """Yield each column with its role, its day or period, and by what it was told."""
        for header, use in self.columns.items():
            yield header, use.role, _period(use), use.why or None

    def _open(self) -> Iterator[Note]:
        undated = [
            header for header, use in self.columns.items() if use.period and not use.period.end
        ]
        if undated:
            yield Note(
                f"Of {', '.join(undated)} no last day can be told, and none was made up: write "
                "year_end: 06-30 (of a fiscal year), day_first: true (of 03/04/2026) or a date.",
                "warn",
            )

    def text(self) -> str:
        """Return it as the text of a mapping file, from which the same mapping is read."""
        data: dict[str, Any] = {"columns": {}}
        for header, use in self.columns.items():
            plain: Any = use.role
            if use.period and (period_in(header, self.convention) != use.period):
                end = use.period.end
                plain = {"role": use.role}
                plain |= {"date": end.isoformat()} if end else {"period": use.period.text}
            data["columns"][header] = plain
        if self.convention.year_end:
            data["year_end"] = str(self.convention.year_end)
        if self.convention.day_first is not None:
            data["day_first"] = self.convention.day_first
        roles = "".join(f"#   {role}: {what}\n" for role, what in ROLES.items())
        return f"{_HEADING}# The roles:\n{roles}{to_yaml(data)}"


def read_mapping(path: Path) -> ColumnMapping:
    """Read a mapping file.

    Raises
    ------
    InputError
        Where it cannot be read, or says something that a mapping cannot.
    """
    reading = yaml_of(path)
    for fault in reading.faults:
        raise InputError(f"{located(fault)} {fault.message}")
    if len(reading.documents) != 1:
        raise InputError(f"{path.as_posix()}: a mapping file is one YAML document")
    return mapping_of(reading.documents[0].data, path.as_posix())


def mapping_of(data: Any, file: str) -> ColumnMapping:
    """Return plain data as a mapping; ``file`` is what it is called in messages.

    Raises
    ------
    InputError
        As :func:`read_mapping`.
    """
    if not isinstance(data, dict) or not isinstance(data.get("columns"), dict):
        raise InputError(f"{file}: a mapping file is a mapping with columns: header → role")
    unknown = [key for key in data if key not in ("columns", "year_end", "day_first")]
    if unknown:
        raise InputError(
            f"{file}: there is no key {unknown[0]}; there are columns, year_end, day_first"
        )
    convention = Convention(
        _year_end(data.get("year_end"), file), _truth(data.get("day_first"), file)
    )
    columns = {
        header: _use(header, told, convention, file) for header, told in data["columns"].items()
    }
    return ColumnMapping(columns, convention)


def _use(header: str, told: Any, convention: Convention, file: str) -> Use:
    held = {"role": told} if isinstance(told, str) else told
    if not isinstance(held, dict) or not isinstance(held.get("role"), str):
        raise InputError(f"{file}: {header}: write a role, or role and date")
    unknown = [key for key in held if key not in ("role", "date", "period")]
    if unknown:
        raise InputError(
            f"{file}: {header}: there is no key {unknown[0]}; there are role, date, period"
        )
    role = held["role"]
    if role not in ROLES:
        near = closest(role, tuple(ROLES))
        hint = f"did you mean {near}?" if near else f"there are {', '.join(ROLES)}"
        raise InputError(f"{file}: {header}: there is no role {role}; {hint}")
    written = held.get("date", held.get("period"))
    if written is None:
        return Use(role, period_in(header, convention) if role in DATED else None)
    if role not in DATED:
        raise InputError(f"{file}: {header}: only {', '.join(sorted(DATED))} have a date")
    period = period_in(str(written), convention)
    if period is None or ("date" in held and day_of(str(written), convention) is None):
        raise InputError(f"{file}: {header}: {written} is no day; write the date as 2026-12-31")
    return Use(role, period)


def _year_end(told: Any, file: str) -> YearEnd | None:
    if told is None:
        return None
    month, _, day = str(told).partition("-")
    try:
        dt.date(2024, int(month), int(day))
    except ValueError:
        raise InputError(
            f"{file}: year_end: {told}: write the last day of a year as 06-30"
        ) from None
    return YearEnd(int(month), int(day))


def _truth(told: Any, file: str) -> bool | None:
    if told is None or isinstance(told, bool):
        return told
    raise InputError(f"{file}: day_first: write true or false, not {told}")


def _period(use: Use) -> str | None:
    if use.period is None:
        return None
    return use.period.end.isoformat() if use.period.end else f"{use.period.text}, no day told"
