"""One change between two theories: what it is about, of which kind, and what follows from it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Section = Literal["theory", "teams", "goals", "outcomes", "kpis", "activities", "links"]

Kind = Literal[
    "added",
    "removed",
    "renamed",
    "tightened",
    "relaxed",
    "earlier",
    "later",
    "promised",
    "settled",
    "withheld",
    "disclosed",
    "unclear",
    "rewritten",
    "restated",
    "reversed",
    "stronger",
    "weaker",
    "raised",
    "lowered",
    "set",
    "dropped",
    "changed",
]

KINDS: dict[Kind, str] = {
    "added": "only the new theory has it",
    "removed": "only the old theory has it",
    "renamed": "it probably has a new id: a proposal, with what speaks for it",
    "tightened": "the target is harder to meet: all that meets it met the old one, not vice versa",
    "relaxed": "the target is easier to meet: all that met the old one meets it, not vice versa",
    "earlier": "a date was moved back in time",
    "later": "a date was moved forward in time",
    "promised": "a figure gave way to a placeholder such as TBD",
    "settled": "a placeholder gave way to a figure",
    "withheld": "its figures are confidential now",
    "disclosed": "its figures are no longer confidential",
    "unclear": "the target changed, and whether it is harder or easier to meet cannot be told",
    "rewritten": "the past was changed: a baseline has another value or day",
    "restated": "the past was changed: a measured value has another figure for the same day",
    "reversed": "what was good or helped is now bad or hurts, or the other way round",
    "stronger": "the evidence is of a stronger design",
    "weaker": "the evidence is of a weaker design",
    "raised": "a number is greater",
    "lowered": "a number is smaller",
    "set": "it was not stated before",
    "dropped": "it is not stated any more",
    "changed": "it is another one",
}
"""What each kind of change says."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change between two theories.

    Parameters
    ----------
    section
        Where it is: the header (``theory``), teams, goals, outcomes, kpis, activities, links.
    id
        The id in the new theory, of what is removed in the old one; a link's is ``cause → effect``.
    name
        What people call it.
    field
        The field, its parts divided by dots, such as ``target.value``; empty for the whole.
    kind
        One of :data:`KINDS`.
    before, after
        What was and what is written; ``None`` where nothing is or figures are confidential.
    because
        Why it is of this kind.
    breaks
        Whether values from before and after can no longer be compared.
    version_raised
        Of what breaks comparability: whether the version of the definition was raised with it;
        ``None`` for all else, and where two versions have no order.
    similarity
        Of what is renamed: how alike the two are, from 0 to 1.

    Examples
    --------
    >>> change = Change(section="kpis", id="churn", name="Churn", field="owner", kind="set")
    >>> KINDS[change.kind]
    'it was not stated before'
    """

    section: Section
    id: str
    name: str
    field: str = ""
    kind: Kind
    before: str | None = None
    after: str | None = None
    because: str = ""
    breaks: bool = False
    version_raised: bool | None = None
    similarity: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, with the keys of :data:`COLUMNS`."""
        held = asdict(self)
        return {name: held[_FIELDS.get(name, name)] for name in COLUMNS}


_FIELDS = {"breaks_comparability": "breaks"}

COLUMNS: dict[str, str] = {
    "section": "theory, teams, goals, outcomes, kpis, activities or links.",
    "id": "The id in the new theory; of what is removed, in the old one.",
    "name": "What people call it.",
    "field": "The field, its parts divided by dots; empty for the whole.",
    "kind": "Which kind of change, one of KINDS.",
    "before": "What was written; empty where nothing was, or figures are confidential.",
    "after": "What is written; empty where nothing is, or figures are confidential.",
    "because": "Why it is of this kind.",
    "breaks_comparability": "Whether values from before and after can no longer be compared.",
    "version_raised": "Whether the version was raised with that; empty where it cannot be told.",
    "similarity": "Of what is renamed: how alike the two are, from 0 to 1.",
}
"""The columns of the frame, and what each holds."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a change is about.

    Parameters
    ----------
    section, id, name
        As a :class:`Change` has them.
    """

    section: Section
    id: str
    name: str

    def change(self, field: str, kind: Kind, **rest: Any) -> Change:
        """Return a change of one of its fields."""
        return Change(
            section=self.section, id=self.id, name=self.name, field=field, kind=kind, **rest
        )
