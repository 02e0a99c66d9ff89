"""The rows of one table as KPIs and measured values, and the account of every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from theoryofchange.interop.seam import Draft, Record
from theoryofchange.interop.table.draft import Line
from theoryofchange.interop.table.figures import Figures, figures_of
from theoryofchange.interop.table.groups import Groups
from theoryofchange.interop.table.mapping import ColumnMapping
from theoryofchange.interop.table.rows import drafted
from theoryofchange.interop.table.series import Series, key_of
from theoryofchange.interop.table.sheet import Grid, Row, Sheet

_FIGURES = ("baseline", "target", "actual", "tolerance", "benchmark")


class Assembly:
    """A sheet on its way to KPIs.

    Parameters
    ----------
    sheet
        The sheet.
    grid
        The same with its header found.
    mapping
        What its columns are for.

    Attributes
    ----------
    records
        A record for each row that is not the header.
    """

    def __init__(self, sheet: Sheet, grid: Grid, mapping: ColumnMapping) -> None:
        self.sheet = sheet
        self.mapping = mapping
        self._above = [self._record("line", row, list(row.cells)) for row in grid.above]
        self._rows = [
            (self._record("row", row, cells), cells)
            for row, cells in ((row, grid.cells(row)) for row in grid.body)
        ]
        self.records = (*self._above, *(record for record, _ in self._rows))
        self.figures = self._read_figures()

    @property
    def names_kpis(self) -> bool:
        """Whether a column holds the names, or at least the ids, of KPIs."""
        return any(self.mapping.headers(role) for role in ("title", "id"))

    def name_groups(self, groups: Groups) -> None:
        """Let the goals and outcomes that KPIs measure take their ids before the KPIs do."""
        for record, cells in self._rows:
            if self._fate(record, cells) is None:
                groups.measured(*self._named(cells))

    def make(self, draft: Draft, groups: Groups) -> None:
        """Make KPIs of the rows, and state what became of every one."""
        for record in self._above:
            draft.keep(record, told="It stands above the rows, or tags their columns.")
        lines: dict[object, list[Line]] = {}
        for record, cells in self._rows:
            fate = self._fate(record, cells)
            if fate == "refused":
                draft.refuse(record, "It has no name and no id.")
            elif fate is not None:
                draft.keep(record, told=fate)
            else:
                key = key_of(cells, self.mapping) or record
                lines.setdefault(key, []).append(
                    Line(record, drafted(cells, self.mapping, self.figures))
                )
        several = self._shared_titles(lines.values())
        made = [self._series(each, draft, groups, several) for each in lines.values()]
        known = {word: each.id for each in reversed(made) for word in each.words}
        for each in made:
            each.settle(draft, known)

    def _series(
        self, lines: list[Line], draft: Draft, groups: Groups, several: Mapping[str, int]
    ) -> Series:
        first = lines[0].draft
        goal, outcome = self._named(first.cells)
        measures = groups.measured(goal, outcome)
        for role, cell in (("goal", goal), ("outcome", outcome)):
            if cell and cell not in groups.titles(goal, outcome):
                first.keep(self.mapping.headers(role)[0])
        series = Series(lines, measures)
        if several[first.cell("title").casefold()] > 1:
            series.name_apart()
        series.id = draft.ids.of(*series.name)
        return series

    def _shared_titles(self, lines: Iterable[list[Line]]) -> Counter[str]:
        return Counter(each[0].draft.cell("title").casefold() for each in lines)

    def _fate(self, record: Record, cells: Mapping[str, str]) -> str | None:
        """Return why a row is no KPI, ``refused`` for want of a name; ``None`` where it is one."""
        if not self.names_kpis:
            return "No column of its table holds the name of a KPI."
        if record.name:
            return None
        alone = len(cells) == 1 and len(self.mapping.columns) > 1
        return "Only one cell, and no name: a heading or a remark." if alone else "refused"

    def _named(self, cells: Mapping[str, str]) -> tuple[str, str]:
        goal, outcome = (
            cells.get(self.mapping.header(role) or "", "") for role in ("goal", "outcome")
        )
        return goal, outcome

    def _record(self, kind: str, row: Row, data: Any) -> Record:
        name = ""
        if isinstance(data, dict):
            headers = (self.mapping.header(role) or "" for role in ("title", "id"))
            name = next((data[header] for header in headers if header in data), "")
        return Record(kind=kind, name=name, file=self.sheet.file, at=row.at, data=data)

    def _read_figures(self) -> Figures:
        columns = [header for role in _FIGURES for header in self.mapping.headers(role)]
        cells = (cells[header] for _, cells in self._rows for header in columns if header in cells)
        return figures_of(cells, self.mapping.convention)


def assemblies(
    tables: Iterable[tuple[Sheet, Grid]], mapping: ColumnMapping
) -> tuple[Assembly, ...]:
    """Return each table with what its own columns are for."""
    return tuple(Assembly(sheet, grid, mapping.narrowed(grid.headers)) for sheet, grid in tables)
