"""What every stage's result has: a score with its derivation, gaps, and where it comes from."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from theoryofchange.errors import kind_of
from theoryofchange.graph import TheoryOfChange
from theoryofchange.stages.provenance import Provenance
from theoryofchange.view.blocks import Column, Meter, Note, Several, Table, View
from theoryofchange.view.measure import LARGE, counted, formatted, powered

if TYPE_CHECKING:
    import pandas as pd

Stage = Literal["align", "assess", "analyze", "evolve"]
SCHEMA_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Part:
    """One row of the derivation of a score.

    Parameters
    ----------
    name
        What is scored.
    value
        From 0 (nothing of what was said is there) to 1 (all of it); ``None`` where it cannot be
        told.
    weight
        How much it counts beside the other rows; only the proportion matters.
    because
        How the value came about, with its numbers: ``"6 of 8 outcomes have a KPI"``.
    """

    name: str
    value: float | None
    weight: float = 1.0
    because: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return {
            "name": self.name,
            "value": self.value,
            "weight": self.weight,
            "because": self.because,
        }


@dataclass(frozen=True, kw_only=True)
class Gap:
    """The distance between where we are and where we said, in one stage.

    Parameters
    ----------
    id
        Unique among all gaps of a theory: stage, kind and subject, as
        ``"align:outcome-without-kpi:trust"``.
    stage
        The stage that found it.
    kind
        The sort of gap, as ``outcome-without-kpi``.
    subject
        The id of the goal, outcome, KPI, activity, team or capability it is about, or a stage of
        the journey.
    title
        What is missing, in one sentence.
    score
        How far, from 0 (not at all) to 1 (wholly); ``None`` where it cannot be told.
    weight
        The share of goal weight that hangs on it, from 0 to 1. All goals hang on every
        measurement capability, each of n in scope bearing 1/n, and so on every stage of the
        journey.
    goals
        The ids of the goals it touches.
    """

    id: str
    stage: Stage
    kind: str
    subject: str
    title: str
    score: float | None
    weight: float
    goals: tuple[str, ...] = ()

    @property
    def size(self) -> float:
        """Score times weight: what closing it is worth. An unknown score counts as whole."""
        return (1.0 if self.score is None else self.score) * self.weight

    def to_dict(self) -> dict[str, Any]:
        """Return the gap as plain data."""
        return {
            "id": self.id,
            "stage": self.stage,
            "kind": self.kind,
            "subject": self.subject,
            "title": self.title,
            "score": self.score,
            "weight": self.weight,
            "goals": list(self.goals),
        }


def expect_theory(given: object) -> None:
    """Raise where a caller gives something else than a theory.

    Raises
    ------
    TypeError
        With what to give instead.
    """
    if not isinstance(given, TheoryOfChange):
        message = f"theory takes a TheoryOfChange, as load(path) returns, not {kind_of(given)}"
        raise TypeError(message)


def expect_result(given: object) -> None:
    """Raise where a caller gives something else than the result of a stage.

    Raises
    ------
    TypeError
        With what to give instead.
    """
    if not isinstance(given, Result):
        message = "results takes what align, assess and analyze returned"
        raise TypeError(f"{message}, not {kind_of(given)}")


def gap_id(stage: Stage, kind: str, subject: str) -> str:
    """Return the id of a gap."""
    return f"{stage}:{kind}:{subject}"


def weighted_mean(parts: Iterable[Part]) -> float | None:
    """Return the mean of the parts whose value is known, by weight; ``None`` where there is none.

    Examples
    --------
    >>> weighted_mean([Part(name="a", value=1.0, weight=3), Part(name="b", value=0.0)])
    0.75
    >>> weighted_mean([Part(name="a", value=None)])
    """
    known = [(part.value, part.weight) for part in parts if part.value is not None]
    total = sum(weight for _, weight in known)
    return sum(value * weight for value, weight in known) / total if total else None


class Result(ABC):
    """What a stage returns; every stage's result is a frozen dataclass of this kind.

    Attributes
    ----------
    score
        From 0 to 1, the weighted mean of ``derivation``; ``None`` where it cannot be told.
    derivation
        The rows that make the score.
    gaps
        The gaps found, the largest first.
    provenance
        The theory, the data and the version it was made from.
    """

    stage: ClassVar[Stage]
    derivation: tuple[Part, ...]
    gaps: tuple[Gap, ...]
    provenance: Provenance

    @property
    def score(self) -> float | None:
        """From 0 to 1, the weighted mean of ``derivation``; ``None`` where it cannot be told."""
        return weighted_mean(self.derivation)

    @abstractmethod
    def to_frame(self) -> pd.DataFrame:
        """Return the result's main table, one documented column a fact."""

    @abstractmethod
    def details(self) -> Mapping[str, Any]:
        """Return what the stage found beside score and gaps, as plain data."""

    @abstractmethod
    def view(self) -> View:
        """Return the result as blocks."""

    def to_dict(self) -> dict[str, Any]:
        """Return the whole result as plain data, the same for the same input."""
        return {
            "schema_version": SCHEMA_VERSION,
            "stage": self.stage,
            "score": self.score,
            "derivation": [part.to_dict() for part in self.derivation],
            "gaps": [gap.to_dict() for gap in self.gaps],
            **self.details(),
            "provenance": self.provenance.to_dict(),
        }

    def _repr_html_(self) -> str:
        from theoryofchange.view.html import as_html

        return as_html(self.view())


def largest_first(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Return gaps by size, equal ones by id."""
    return tuple(sorted(gaps, key=lambda gap: (-gap.size, gap.id)))


def percent(share: float | None) -> str:
    """Return a share as people read it; an en dash where it is not known.

    Examples
    --------
    >>> percent(0.456), percent(-0.35), percent(None), percent(2e307)
    ('46 %', '−35 %', '–', '2 × 10^309 %')
    """
    if share is None:
        return "–"
    if LARGE <= abs(share) < float("inf"):
        return f"{powered(share, shift=2)} %"
    return formatted(share, ".0%").replace("%", " %")


def dated_as_text(held: Any) -> Any:
    """Return a day as JSON holds it; all else as it is."""
    return held.isoformat() if isinstance(held, dt.date) else held


def left_out(items: Sequence[object], most: int, thing: str, file: str) -> Iterator[Note]:
    """Yield how many of something are left out of a page, and which file of a run has them all.

    Parameters
    ----------
    items
        All there are.
    most
        How many of them are shown.
    thing
        What one of them is, such as ``KPI``.
    file
        The name of the file, as :meth:`theoryofchange.reporting.run.Run.save` writes it.

    Examples
    --------
    >>> [note.text for note in left_out(range(103), 100, "KPI", "kpis.csv")]
    ['… and 3 more KPIs in kpis.csv.']
    """
    if len(items) > most:
        yield Note(f"… and {counted(len(items) - most, f'more {thing}')} in {file}.")


def few(names: Sequence[str], most: int = 6, between: str = ", ") -> str:
    """Return names as a sentence holds them: the first, and how many more there are.

    Examples
    --------
    >>> few(["a", "b", "c"]), few(["a", "b", "c", "d"], 2, " and ")
    ('a, b, c', 'a and b and 2 more')
    """
    more = [f"{len(names) - most:,} more"] if len(names) > most else []
    return between.join([*names[:most], *more])


def several(names: Sequence[str], most: int = 6) -> Several | None:
    """Return names as a cell holds them: the first, and how many more there are.

    Examples
    --------
    >>> several(["a", "b", "c"], 2), several([])
    (Several(items=('a', 'b', '1 more'), between='; '), None)
    """
    more = (f"{len(names) - most:,} more",) if len(names) > most else ()
    return Several((*names[:most], *more)) if names else None


def derivation_table(derivation: Iterable[Part], caption: str = "How the score is made") -> Table:
    """Return the rows that make a score as a table."""
    rows = tuple(
        (part.name, Meter(part.value, percent(part.value)), f"{part.weight:g}", part.because)
        for part in derivation
    )
    columns = (
        Column("Part"),
        Column("Score"),
        Column("Weight", "right"),
        Column("Because"),
    )
    return Table(columns, rows, caption=caption)


def gap_table(gaps: Iterable[Gap], caption: str = "Gaps, the largest first") -> Table:
    """Return gaps as a table."""
    rows = tuple((gap.title, percent(gap.score), percent(gap.weight)) for gap in gaps)
    columns = (
        Column("Gap"),
        Column("How far", "right"),
        Column("Goal weight", "right", hint="The share of all goal weight that hangs on it"),
    )
    return Table(columns, rows, caption=caption, empty="No gap was found.")
