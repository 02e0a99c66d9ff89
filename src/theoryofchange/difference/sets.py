"""Where a set of KPIs was replaced: most of the old ones are gone, and most of the new are new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from theoryofchange.graph import TheoryOfChange
from theoryofchange.view.measure import counted

FEWEST = 3
"""KPIs that must have gone, and come, for it to be a set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A goal or outcome whose KPIs are others than before.

    Parameters
    ----------
    id, name
        The goal or outcome.
    gone, come
        The ids of the KPIs that measured it and those that measure it, without those of both
        theories and without proposed renames.
    before, after
        How many measured it, and how many do.
    """

    id: str
    name: str
    gone: tuple[str, ...]
    come: tuple[str, ...]
    before: int
    after: int

    @property
    def sentence(self) -> str:
        """The whole of it in a sentence."""
        return (
            f"{self.name} replaced its set of KPIs: {len(self.gone)} of {self.before} are gone, "
            f"{len(self.come)} of {counted(self.after, 'KPI')} are new."
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**asdict(self), "gone": list(self.gone), "come": list(self.come)}


def replaced_sets(
    before: TheoryOfChange,
    after: TheoryOfChange,
    gone: Iterable[str],
    come: Iterable[str],
    renamed: Mapping[str, str],
) -> Iterator[Replaced]:
    """Yield the goals and outcomes of which more than half of the KPIs are gone, and are new.

    Parameters
    ----------
    before, after
        The two theories.
    gone, come
        The ids of the KPIs that were removed and added.
    renamed
        For a node's id that is probably another one now, that one.
    """
    old, new = _sets(before, renamed), _sets(after, {})
    lost, won = frozenset(gone), frozenset(come)
    for id in (*after.goals, *after.outcomes):
        mine, others = old.get(id, ()), new.get(id, ())
        removed = tuple(kpi for kpi in mine if kpi in lost)
        added = tuple(kpi for kpi in others if kpi in won)
        is_set = min(len(removed), len(added)) >= FEWEST
        if is_set and 2 * len(removed) > len(mine) and 2 * len(added) > len(others):
            yield Replaced(
                id=id,
                name=after.name(id),
                gone=removed,
                come=added,
                before=len(mine),
                after=len(others),
            )


def _sets(theory: TheoryOfChange, renamed: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return which KPIs measure each goal and outcome, by its id in the new theory."""
    return {
        renamed.get(id, id): tuple(kpi.id for kpi in theory.kpis_of(id))
        for id in (*theory.goals, *theory.outcomes)
    }
