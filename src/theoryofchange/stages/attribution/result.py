"""What :func:`~theoryofchange.attribute` returns."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from theoryofchange.measurement.split import Term
from theoryofchange.stages.figure import figure
from theoryofchange.stages.provenance import Provenance
from theoryofchange.stages.result import SCHEMA_VERSION, percent
from theoryofchange.view.blocks import Block, Cell, Column, Headline, Meter, Note, Table, View
from theoryofchange.view.measure import number

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Mapping[str, str] = {
    "name": "The id of the KPI, or the formula of a rate or weight of segments.",
    "effect": "value: the KPI itself; rate: the rate within a segment; mix: a segment's share.",
    "segment": "The segment; empty for the whole.",
    "start": "The value at the start, in its own unit; of a mix the segment's share of all.",
    "end": "The value at the end.",
    "amount": "What it contributes to the change, in the unit of the KPI that is attributed.",
    "share": "The same as a share of the change; empty where there is no change. May exceed 1.",
    "method": "How it was found: sum, LMDI, Shapley or mix, or several of them.",
    "because": "The derivation; L(a, b) is the logarithmic mean of a and b.",
}
"""The columns of the frame, and what each holds."""

_EFFECTS: Mapping[str, str] = {"value": "", "rate": "rate", "mix": "mix"}


@dataclass(frozen=True, kw_only=True)
class Attribution:
    """The change of a KPI between two days, split over what it is computed from.

    Parameters
    ----------
    kpi, title, unit
        The KPI's id, what people call it, and its unit.
    formula
        Its formula in its normal form; ``None`` where it has none over KPIs.
    start, end
        The two days.
    value_at_start, value_at_end
        What the formula gives on them, in the KPI's unit; ``None`` where it cannot be told.
    measured
        What was measured of the KPI itself on the two days; ``None`` where nothing was.
    terms
        What contributes, in the order of the formula. The amounts add up to the change.
    notes
        What a reader should know beside it.
    reason
        Why there are no terms; ``None`` where there are.
    provenance
        The theory, the data and the version it was made from.
    """

    kpi: str
    title: str
    unit: str | None
    formula: str | None
    start: dt.date
    end: dt.date
    value_at_start: float | None
    value_at_end: float | None
    measured: tuple[float | None, float | None]
    terms: tuple[Term, ...] = field(repr=False)
    notes: tuple[str, ...]
    reason: str | None
    provenance: Provenance = field(repr=False)

    @property
    def change(self) -> float | None:
        """What the formula gives at the end less what it gives at the start."""
        if self.value_at_start is None or self.value_at_end is None:
            return None
        return self.value_at_end - self.value_at_start

    @property
    def residual(self) -> float | None:
        """What of the change no term holds: nothing but the rounding of floats."""
        change = self.change
        return None if change is None else change - math.fsum(term.amount for term in self.terms)

    def share(self, term: Term) -> float | None:
        """Return what a term contributes as a share of the change; ``None`` without a change."""
        return term.amount / self.change if self.change else None

    def to_frame(self) -> pd.DataFrame:
        """Return one row a term.

        Returns
        -------
        pandas.DataFrame
            The columns of :data:`COLUMNS`, which says what each holds.
        """
        import pandas as pd

        frame = pd.DataFrame([list(row.values()) for row in self._rows()], columns=list(COLUMNS))
        return frame.astype(dict.fromkeys(("start", "end", "amount", "share"), float))

    def to_dict(self) -> dict[str, Any]:
        """Return the whole result as plain data, the same for the same input."""
        return {
            "schema_version": SCHEMA_VERSION,
            "kpi": self.kpi,
            "title": self.title,
            "unit": self.unit,
            "formula": self.formula,
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "value_at_start": self.value_at_start,
            "value_at_end": self.value_at_end,
            "measured": list(self.measured),
            "change": self.change,
            "residual": self.residual,
            "terms": list(self._rows()),
            "notes": list(self.notes),
            "reason": self.reason,
            "provenance": self.provenance.to_dict(),
        }

    def _rows(self) -> Iterator[dict[str, Any]]:
        for term in self.terms:
            yield {
                "name": term.name,
                "effect": term.effect,
                "segment": term.segment,
                "start": term.start,
                "end": term.end,
                "amount": term.amount,
                "share": self.share(term),
                "method": ", ".join(term.methods),
                "because": term.because,
            }

    def view(self) -> View:
        """Return the change, what made it with the largest part first, and the notes."""
        return View(f"What changed {self.title}", tuple(self._blocks()), "attribute")

    def _blocks(self) -> Iterator[Block]:
        if self.change is None:
            yield Headline(f"The change cannot be attributed: {self.reason}.", tone="unknown")
            return
        first, last = (figure(at, self.unit) for at in (self.value_at_start, self.value_at_end))
        text = f"{self.title} went from {first} on {self.start} to {last} on {self.end}."
        yield Headline(text, value=_signed(self.change), note=f"By its formula: {self.formula}")
        yield self._table()
        yield from (Note(f"{note}.") for note in self.notes)

    def _table(self) -> Table:
        columns = (
            Column("What changed"),
            Column("Segment"),
            Column("Effect", hint="Rate: within a segment; mix: by the share of a segment"),
            Column("Start", "right"),
            Column("End", "right"),
            Column("Contributes", "right", hint="In the unit of the KPI"),
            Column("Of the change"),
            Column("Because", hint="L(a, b) is the logarithmic mean of a and b"),
        )
        ordered = sorted(self.terms, key=lambda term: -abs(term.amount))
        table = Table(columns, tuple(map(self._cells, ordered)), caption="What made the change")
        return table.sparing("Segment", "Effect")

    def _cells(self, term: Term) -> tuple[Cell, ...]:
        share = self.share(term)
        return (
            term.name,
            term.segment,
            _EFFECTS[term.effect],
            number(term.start),
            number(term.end),
            _signed(term.amount),
            None if share is None else Meter(share, percent(share)),
            term.because,
        )

    def _repr_html_(self) -> str:
        from theoryofchange.view.html import as_html

        return as_html(self.view())


def _signed(amount: float) -> str:
    return f"+{number(amount)}" if amount > 0 else number(amount)
