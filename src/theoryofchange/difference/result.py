"""What a diff returns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from theoryofchange.difference.change import COLUMNS, KINDS, Change, Kind
from theoryofchange.difference.page import MOST_ROWS, display
from theoryofchange.difference.sets import Replaced
from theoryofchange.stages.provenance import Provenance
from theoryofchange.stages.result import SCHEMA_VERSION
from theoryofchange.view.blocks import View

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Diff:
    """What changed between two theories, and what follows from it.

    Parameters
    ----------
    old, new
        What was compared.
    changes
        Every change, in the order of the new theory: header, teams, goals, outcomes, KPIs,
        activities, measured values, links.
    replaced
        The goals and outcomes of which the whole set of KPIs is another one.
    """

    old: Provenance
    new: Provenance
    changes: tuple[Change, ...] = field(repr=False)
    replaced: tuple[Replaced, ...] = ()

    @property
    def breaking(self) -> tuple[Change, ...]:
        """The changes after which old and new values of a KPI can no longer be compared."""
        return tuple(change for change in self.changes if change.breaks)

    def of_kind(self, kind: Kind) -> tuple[Change, ...]:
        """Return the changes of one kind.

        Parameters
        ----------
        kind
            One of :data:`~theoryofchange.difference.change.KINDS`.
        """
        return tuple(change for change in self.changes if change.kind == kind)

    @property
    def kinds(self) -> Mapping[Kind, int]:
        """How many changes there are of each kind; kinds that none has are left out."""
        counts = Counter(change.kind for change in self.changes)
        return {kind: counts[kind] for kind in KINDS if counts[kind]}

    def to_frame(self) -> pd.DataFrame:
        """Return one row a change.

        Returns
        -------
        pandas.DataFrame
            The columns of :data:`~theoryofchange.difference.change.COLUMNS`, which says what each
            holds.
        """
        import pandas as pd

        rows = [list(change.to_dict().values()) for change in self.changes]
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"similarity": float})

    def to_dict(self) -> dict[str, Any]:
        """Return the whole diff as plain data, the same for the same input."""
        return {
            "schema_version": SCHEMA_VERSION,
            "old": self.old.to_dict(),
            "new": self.new.to_dict(),
            "summary": {
                "changes": len(self.changes),
                "breaks_comparability": len(self.breaking),
                "kinds": dict(self.kinds),
            },
            "replaced": [each.to_dict() for each in self.replaced],
            "changes": [change.to_dict() for change in self.changes],
        }

    def view(self, most: int = MOST_ROWS) -> View:
        """Return what matters most first: what breaks comparability, then targets, then the rest.

        Parameters
        ----------
        most
            How many rows a table has at most; how many are left out is said.
        """
        return display(self.changes, self.replaced, most)

    def _repr_html_(self) -> str:
        from theoryofchange.view.html import as_html

        return as_html(self.view())
