"""What was measured of a theory: a frame, plain data, a file of observations, a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from theoryofchange.linter.findings import Findings
from theoryofchange.measurement.engine import Figure, Origin
from theoryofchange.reporting.observation_file import as_file, replace_file, text_of
from theoryofchange.reporting.origins import ATTRIBUTE, origin_file, origins_as_text
from theoryofchange.stages.result import SCHEMA_VERSION, dated_as_text
from theoryofchange.version import __version__
from theoryofchange.view.blocks import Block, Column, Headline, Note, Table, View
from theoryofchange.view.measure import counted

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "kpi": "The KPI's id.",
        "date": "The last day of the period.",
        "value": "The figure, in the KPI's unit.",
        "n": "How many cases it rests on.",
        "segment": "The part it is about; empty for the whole.",
        "low": "The lower end of its 95 % interval, where it has one.",
        "high": "The upper end.",
    }
)
"""The columns of the frame, and what each holds: those of observations."""


@dataclass(frozen=True, kw_only=True)
class Measurements:
    """What was measured of the KPIs of a theory.

    Parameters
    ----------
    title
        The theory.
    as_of
        The last day of which rows counted; ``None`` where no table could be asked.
    assumed
        What was assumed because nothing said it, such as the day.
    figures
        Every figure, and for each that is withheld or cannot be told why.
    findings
        What is wrong with the data, at the KPI that needs them.
    origins
        Where the figures of each KPI come from.
    shown
        Which figures are observations: those of whole periods, or of all.
    """

    title: str
    as_of: dt.date | None
    assumed: tuple[str, ...]
    figures: tuple[Figure, ...]
    findings: Findings
    origins: tuple[Origin, ...]
    shown: str = field(default="whole periods", repr=False)

    @property
    def observations(self) -> tuple[Figure, ...]:
        """The figures that have a value, of whole periods alone if not asked otherwise."""
        every = self.shown != "whole periods"
        return tuple(f for f in self.figures if f.value is not None and (f.complete or every))

    def with_incomplete(self) -> Measurements:
        """Return the same with the figures of periods of which not all is known yet."""
        return replace(self, shown="all periods")

    @property
    def sentence(self) -> str:
        """How many figures there are of how many KPIs, and what keeps others from being told."""
        seen = self.observations
        kpis = counted(len({each.kpi for each in seen}), "KPI")
        told = f"{counted(len(seen), 'figure')} of {kpis}"
        days = sorted({each.date for each in seen})
        span = f", from {days[0]} to {days[-1]}" if days else ""
        kept = sum(each.value is None for each in self.figures)
        return f"{told}{span}{f'; {kept:,} not told' if kept else ''}."

    def to_frame(self) -> pd.DataFrame:
        """Return one row an observation, as :func:`~theoryofchange.analyze` takes them.

        Returns
        -------
        pandas.DataFrame
            With the columns of :data:`COLUMNS`; ``attrs["origins"]`` says where they come from.
        """
        import pandas as pd

        rows = [[getattr(each, name) for name in COLUMNS] for each in self.observations]
        frame = pd.DataFrame(rows, columns=list(COLUMNS))
        frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[s]")
        kinds = {"value": "float64", "n": "int64", "low": "float64", "high": "float64"}
        frame = frame.astype({**kinds, "kpi": object, "segment": object})
        frame.attrs[ATTRIBUTE] = [each.to_dict() for each in self.origins]
        return frame

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, the same for the same input."""
        return {
            "schema_version": SCHEMA_VERSION,
            "theory": self.title,
            "as_of": dated_as_text(self.as_of),
            "assumed": list(self.assumed),
            "version": __version__,
            "figures": [
                {name: dated_as_text(held) for name, held in asdict(each).items()}
                for each in self.figures
            ],
            "findings": [each.to_dict() for each in self.findings],
            "provenance": [each.to_dict() for each in self.origins],
        }

    def save(self, path: str | Path) -> Path:
        """Write the observations, as CSV or Parquet by the ending of the path.

        Beside them, ``NAME.origin.json`` says where they come from; a report shows it.

        Parameters
        ----------
        path
            The file. It is the old one or the new one at any moment, never half of it.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        InputError
            Where it cannot be written, or its ending is neither.
        """
        out = Path(path)
        content = as_file(out, self.observations)
        replace_file(out, content)
        beside = origin_file(out)
        told = origins_as_text(content, self.origins, text_of(beside))
        replace_file(beside, told.encode())
        return out

    def view(self) -> View:
        """Return what was measured as blocks: a line a KPI, and what is wrong with the data."""
        return View(self.title, tuple(self._blocks()), "measurements")

    def _blocks(self) -> Iterator[Block]:
        yield Headline(self.sentence)
        rows = tuple(self._line(each) for each in self.origins)
        table = Table(_COLUMNS, rows, empty="No KPI could be measured.")
        yield table.sparing("Purpose", "Basis")
        for finding in self.findings:
            if finding.severity != "info":
                yield Note(f"{finding.id}: {finding.message}")
        yield from (Note(text) for text in self.assumed)

    def _line(self, origin: Origin) -> tuple[Any, ...]:
        own = [each for each in self.observations if each.kpi == origin.kpi]
        whole = [each for each in own if each.segment is None]
        last = whole[-1].date if whole else None
        segments = len({each.segment for each in own} - {None})
        figures = (len(whole), segments, dated_as_text(last))
        return (origin.kpi, origin.table, *figures, origin.engine, origin.purpose, origin.basis)

    def _repr_html_(self) -> str:
        from theoryofchange.view.html import as_html

        return as_html(self.view())


_COLUMNS = (
    Column("KPI"),
    Column("Table"),
    Column("Periods", "right"),
    Column("Segments", "right"),
    Column("Last"),
    Column("Engine"),
    Column("Purpose"),
    Column("Basis"),
)
