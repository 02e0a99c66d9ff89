"""The maturity model: dimensions of capabilities, and what each level of them asks for."""

from __future__ import annotations

from collections.abc import Mapping

from theoryofchange.activity import Workstream
from theoryofchange.estimate import EffortEstimate
from theoryofchange.shape import shape

LEVELS = (1, 2, 3, 4, 5)
"""The levels every model has, from the lowest."""


@shape
class Level:
    """One step of the scale.

    Parameters
    ----------
    level
        Its number, 1 to 5.
    name
        The word a rating may use instead of the number.
    meaning
        What it takes, whatever the capability.
    """

    level: int
    name: str
    meaning: str


@shape
class Answer:
    """What must be so for a capability to be at one level, all lower levels included.

    Parameters
    ----------
    level
        The level it stands for, 1 to 5.
    criteria
        Sentences that an outsider could verify.
    next_step
        What to do to reach the level above; absent on the highest.
    """

    level: int
    criteria: tuple[str, ...]
    next_step: str | None = None


@shape
class Derivation:
    """How a fact about the theory gives a level.

    Parameters
    ----------
    fact
        One of :data:`theoryofchange.maturity.FACTS`.
    levels
        The share, 0 to 1, from which each level is reached, rising from 0 for level 1. A list of
        fewer than five says that the file cannot show more than that: a share of filled fields
        never proves that anybody learns from them.
    """

    fact: str
    levels: tuple[float, ...]


@shape
class Capability:
    """A measurement ability, rated by level.

    Parameters
    ----------
    title
        What it is called.
    question
        What a rater is asked.
    workstream
        The kind of work that raises it.
    effort
        The work of rising by one level, in person-days, with a range.
    answers
        One per level.
    derived
        How the theory itself shows a level, where it does.
    """

    title: str
    question: str
    workstream: Workstream
    effort: EffortEstimate
    answers: tuple[Answer, ...]
    derived: Derivation | None = None

    def answer(self, level: int) -> Answer:
        """Return the answer at a level, 1 to 5."""
        return next(answer for answer in self.answers if answer.level == level)


@shape
class Dimension:
    """A group of capabilities that are scored together.

    Parameters
    ----------
    title
        What it is called.
    capabilities
        By id.
    question
        What it asks as a whole.
    """

    title: str
    capabilities: Mapping[str, Capability]
    question: str | None = None


@shape
class MaturityModel:
    """Dimensions of capabilities, and the five levels they are rated on.

    Parameters
    ----------
    id
        Its short name.
    title
        What people call it.
    version
        Which edition it is.
    levels
        Exactly five, numbered from 1.
    dimensions
        By id. Ids of capabilities are unique in the whole model, since ratings refer to them.
    description
        How to use it.

    Examples
    --------
    >>> from theoryofchange.maturity import load_model
    >>> model = load_model("measurement")
    >>> model.capabilities["kpi_ownership"].question
    'Does each KPI have one person who answers for it?'
    >>> model.level_number("agreed"), model.level_number("4"), model.level_number("perfect")
    (3, 4, None)
    """

    id: str
    title: str
    version: str
    levels: tuple[Level, ...]
    dimensions: Mapping[str, Dimension]
    description: str | None = None

    @property
    def capabilities(self) -> Mapping[str, Capability]:
        """Every capability by its id, in the order of the model."""
        return {
            id_: capability
            for dimension in self.dimensions.values()
            for id_, capability in dimension.capabilities.items()
        }

    def level_number(self, answer: str) -> int | None:
        """Return the level that a number or a level's name stands for, or None."""
        word = answer.strip().casefold()
        return next(
            (s.level for s in self.levels if word in (str(s.level), s.name.casefold())), None
        )
