"""What the stage *assess* returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from theoryofchange.graph import TheoryOfChange
from theoryofchange.maturity import MaturityModel, MaturityScore
from theoryofchange.stages.assessment.comparison import Comparison
from theoryofchange.stages.assessment.page import assessment_view
from theoryofchange.stages.provenance import Provenance
from theoryofchange.stages.result import Gap, Part, Result, Stage
from theoryofchange.view.blocks import View

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Assessment(Result):
    """How able an organisation is to measure what its theory says.

    Parameters
    ----------
    theory
        The theory.
    model
        The maturity model.
    maturity
        The score of every capability, dimension and the whole, with the answers behind them.
    comparisons
        KPIs among their benchmarks.
    derivation
        One row a dimension: its level as a share of the way from the lowest to the highest.
    gaps
        Capabilities below their target or not rated, and KPIs behind the best.
    provenance
        What it was made from.
    """

    stage: ClassVar[Stage] = "assess"
    theory: TheoryOfChange = field(repr=False, hash=False)
    model: MaturityModel = field(repr=False)
    maturity: MaturityScore = field(repr=False)
    comparisons: tuple[Comparison, ...]
    derivation: tuple[Part, ...]
    gaps: tuple[Gap, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """Return one row a capability.

        Returns
        -------
        pandas.DataFrame
            Columns ``dimension``, ``capability``, ``title``, ``origin`` (attested, derived, not
            rated, excluded), ``current``, ``previous``, ``target``, ``gap`` (levels, 1 to 5),
            ``why_no_gap``, ``teams``, ``raters``, ``spread``, ``derived``, ``derived_from``,
            ``disagreement``, ``excluded``, ``next_step``.
        """
        import pandas as pd

        rows = [row for dimension in self.maturity.dimensions for row in dimension.to_rows()]
        return pd.DataFrame(rows)

    def details(self) -> Mapping[str, Any]:
        """Return levels, dimensions, capabilities, answers and comparisons as plain data."""
        current, previous = self.maturity.current, self.maturity.previous
        capabilities = self.maturity.capabilities
        return {
            "model": self.model.id,
            "level": current.value,
            "minimum": current.minimum,
            "weakest": list(current.weakest),
            "previous": previous.value,
            "target": self.maturity.target,
            "dimensions": [_plain(row) for row in self.maturity.to_rows()],
            "capabilities": [row for each in self.maturity.dimensions for row in each.to_rows()],
            "answers": [row for each in capabilities for row in each.to_rows()],
            "not_counted": [
                {"what": each.what, "capability": each.capability, "reason": each.reason}
                for each in self.maturity.not_counted
            ],
            "comparisons": [comparison.to_dict() for comparison in self.comparisons],
        }

    def view(self) -> View:
        """Return the assessment as blocks."""
        return assessment_view(self)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in row.items()}
