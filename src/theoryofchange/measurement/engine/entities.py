"""How many entities there were, and came again: every count of one column in one scan.

An entity is met under a condition, in a run of periods: that is :class:`Met`. The distinct values
of a period are those met in it; retention counts those met both in a window and in the one before.
All counts of one column, under all conditions and windows, for the segments and the whole, come
from one table of who was there in each period.

On DuckDB whole numbers that do not lie too far apart are marks in strings of bits: a string for
the rows of each period and segment that fulfil the same of the conditions. Strings are united, and
their marks counted. This is exact as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from theoryofchange.measurement.engine.bits import Bits
from theoryofchange.measurement.engine.conditions import present
from theoryofchange.measurement.engine.expressions import OFFSET, Scan
from theoryofchange.measurement.engine.opening import ibis_module
from theoryofchange.measuring import Filter

MOST_TESTS = 4
"""How many conditions are told apart in one scan where entities are bits: at most 16 strings."""
WHOLE = "whole"
"""The column that tells rows of the whole from those of a segment."""


@dataclass(frozen=True, slots=True)
class Met:
    """Entities under a condition in a run of periods.

    Parameters
    ----------
    filters
        The conditions by column.
    since
        How many periods before its own the run begins.
    until
        How many before its own it ends.
    """

    filters: tuple[Filter, ...]
    since: int
    until: int = 0

    def near(self, rows: Any) -> Any:
        """Return whether a row, moved by some periods, lies in the run."""
        offset = rows[OFFSET]
        return (offset >= self.until) & (offset <= self.since)


Asked = Sequence[tuple[Met, ...]]
"""What is counted: those met once, or met in both of two runs that follow each other."""


def entities(scan: Scan, column: str, asked: Asked, bits: Bits | None) -> Any:
    """Return one expression that counts entities by period and segment, and by period alone.

    Parameters
    ----------
    scan
        Which rows.
    column
        The column that says who.
    asked
        What is counted.
    bits
        Where its values may be marks of bits: which. ``None`` for the form of every engine.

    Returns
    -------
    ibis.expr.types.Table
        With the columns of :attr:`Scan.keys`, :data:`WHOLE`, ``a0`` and so on: a count each; and
        for each of their runs of periods up to its own, ``e`` and its length: how many rows.
    """
    tests: dict[str, str] = {}
    named: dict[str, Any] = {"value": scan.table[column]}
    for met in (met for each in asked for met in each):
        if repr(met.filters) not in tests:
            tests[repr(met.filters)] = name = f"f{len(tests)}"
            named[name] = scan.condition(*met.filters) & present(scan.table[column])
    reach = 1 + max(met.since for each in asked for met in each)
    rows = scan.rows(named, reach - 1)
    kinds = rows.schema()
    form = _Marked(asked, tests, kinds, bits) if bits else _Listed(asked, tests, kinds)
    there = form.there(rows, scan.keys)
    levels = [form.counted(scan.spread(there, reach), scan.keys, scan.keys)]
    if scan.segment:
        levels.append(form.counted(scan.spread(there, reach), scan.keys[:1], scan.keys))
    return levels[0] if len(levels) == 1 else levels[0].union(levels[1])


class _Form:
    """How those who were there are kept, and counted."""

    def __init__(self, asked: Asked, tests: Mapping[str, str], kinds: Mapping[str, Any]) -> None:
        self._asked, self._tests, self._kinds = asked, tests, kinds

    def _test(self, met: Met) -> str:
        return self._tests[repr(met.filters)]

    def _lengths(self) -> set[int]:
        return {met.since + 1 for each in self._asked for met in each if not met.until}

    def _told(self, counts: Any, keys: list[str], every: list[str]) -> Any:
        """Return counts with all keys, those of the whole missing."""
        ibis = ibis_module()
        own = {
            name: counts[name] if name in keys else ibis.null(self._kinds[name]) for name in every
        }
        held = {name: counts[name] for name in counts.columns if name not in every}
        return counts.select(**own, **{WHOLE: ibis.literal(int(keys != every))}, **held)


class _Listed(_Form):
    """Entities as rows: one a period and segment, with a mark for each condition."""

    def there(self, rows: Any, keys: list[str]) -> Any:
        ibis = ibis_module()
        marks = {name: ibis.ifelse(rows[name], 1, 0).max() for name in self._tests.values()}
        return rows.group_by([*keys, "value"]).aggregate(**marks)

    def counted(self, rows: Any, keys: list[str], every: list[str]) -> Any:
        ibis = ibis_module()
        runs = {repr(met): met for each in self._asked for met in each}
        names = {key: f"m{at}" for at, key in enumerate(runs)}
        marks = {
            names[key]: ibis.ifelse(met.near(rows), rows[self._test(met)], 0).max()
            for key, met in runs.items()
        }
        near = {
            f"e{length}": ibis.ifelse(rows[OFFSET] < length, 1, 0).max()
            for length in self._lengths()
        }
        each = rows.group_by([*keys, "value"]).aggregate(**marks, **near)
        counts = {}
        for at, asked in enumerate(self._asked):
            mark = each[names[repr(asked[0])]]
            for met in asked[1:]:
                mark = mark * each[names[repr(met)]]
            counts[f"a{at}"] = mark.sum()
        lengths = {name: each[name].sum() for name in near}
        return self._told(each.group_by(keys).aggregate(**counts, **lengths), keys, every)


class _Marked(_Form):
    """Entities as marks in strings of bits."""

    def __init__(
        self, asked: Asked, tests: Mapping[str, str], kinds: Mapping[str, Any], bits: Bits
    ) -> None:
        super().__init__(asked, tests, kinds)
        self._bits = bits
        self._places = {name: 1 << at for at, name in enumerate(tests.values())}

    def there(self, rows: Any, keys: list[str]) -> Any:
        """Return one string for each group of rows that fulfil the same conditions."""
        ibis = ibis_module()
        met = sum(ibis.ifelse(rows[n], bit, 0) for n, bit in self._places.items())
        rows = rows.mutate(met=met.cast("int64"))
        groups = rows.group_by([*keys, "met"])
        return groups.aggregate(n=rows.count(), marks=self._bits.of(rows["value"]))

    def counted(self, rows: Any, keys: list[str], every: list[str]) -> Any:
        counts = {}
        for at, asked in enumerate(self._asked):
            sizes = [self._size(rows, met) for met in asked]
            if len(asked) == 2:
                late, early = asked
                both = Met(late.filters, early.since, late.until)
                counts[f"a{at}"] = sizes[0] + sizes[1] - self._size(rows, both)
            else:
                counts[f"a{at}"] = sizes[0]
        near = {
            f"e{length}": rows["n"].sum(where=rows[OFFSET] < length).fill_null(0)
            for length in self._lengths()
        }
        return self._told(rows.group_by(keys).aggregate(**counts, **near), keys, every)

    def _size(self, rows: Any, met: Met) -> Any:
        bit = self._places[self._test(met)]
        united = self._bits.united(rows["marks"], met.near(rows) & (rows["met"] & bit == bit))
        return self._bits.size(united).fill_null(0)
