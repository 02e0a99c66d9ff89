"""A link: cause → effect, with sign, effect range, lag, evidence, assumption and agreement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from theoryofchange.core import PydanticCustomError
from theoryofchange.quantity import Duration
from theoryofchange.record import field
from theoryofchange.shape import shape

Sign = Literal["+", "-"]
Design = Literal["hunch", "before_after", "comparison", "randomised", "replicated"]


@shape
class Effect:
    """How much the effect's KPI improves when the cause's KPI improves by one of its own unit.

    For a link that starts at an activity: how much it improves when the activity is done. In the
    unit and in the good direction of the effect's KPI, in all after the lag; negative hurts.

    Parameters
    ----------
    likely
        The most likely effect.
    low
        The lower end of an 80 % range.
    high
        Its upper end.
    """

    likely: float | None = None
    low: float | None = None
    high: float | None = None

    @staticmethod
    def prepare(value: Any) -> Any:
        """Read one number as the likely effect."""
        return {"likely": value} if isinstance(value, str | int | float) else value

    @property
    def sign(self) -> Sign | None:
        """The sign of the likely effect, or of a range that lies on one side of zero."""
        for figures in ((self.likely,), (self.low, self.high)):
            known = [figure for figure in figures if figure is not None]
            if known and all(figure > 0 for figure in known):
                return "+"
            if known and all(figure < 0 for figure in known):
                return "-"
        return None


@shape
class Evidence:
    """Why a link is believed.

    Parameters
    ----------
    design
        How it was found out, from a hunch to a replicated experiment.
    source
        Where it is written down.
    date
        When it was found out.
    n
        How many cases it rests on.
    """

    design: Design | None = None
    source: str | None = None
    date: dt.date | None = None
    n: int | None = None

    @staticmethod
    def prepare(value: Any) -> Any:
        """Read one word as the design."""
        return {"design": value} if isinstance(value, str) else value


@shape
class Link:
    """An edge from a cause to an effect: why it should work, how much, and who agrees.

    Parameters
    ----------
    sign
        ``"+"`` helps, ``"-"`` hurts. Where neither it nor an effect is given: helps.
    effect
        How much.
    lag
        How long until the whole effect is there.
    evidence
        Why it is believed.
    assumes
        What must hold for it to work.
    agreed_by
        The teams that have agreed to it.
    extra
        What has no field of its own, kept as it stands.

    Examples
    --------
    >>> Link(effect={"likely": -0.2}).direction
    '-'
    >>> Link().direction
    '+'
    """

    sign: Sign | None = None
    effect: Effect | None = None
    lag: Duration | None = None
    evidence: Evidence | None = None
    assumes: str | None = None
    agreed_by: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @staticmethod
    def prepare(value: Any) -> Any:
        """Read nothing as a link of which nothing is known."""
        return {} if value is None else value

    @property
    def direction(self) -> Sign:
        """Whether the cause helps or hurts: the sign as written, else the effect's, else plus."""
        return self.sign or (self.effect.sign if self.effect else None) or "+"

    @property
    def lag_days(self) -> float:
        """The lag in days; zero where none is given."""
        return self.lag.days if self.lag else 0.0

    @property
    def grounded(self) -> bool:
        """Whether it is said by what design it was found; a hunch that is called one is a ground.

        Examples
        --------
        >>> hunch = Link(evidence={"design": "hunch", "source": "a workshop"})
        >>> hunch.grounded, hunch.sourced, hunch.tested
        (True, True, False)
        """
        return self.evidence is not None and self.evidence.design is not None

    @property
    def sourced(self) -> bool:
        """Whether its ground is said, and where that is written down."""
        return self.grounded and self.evidence is not None and bool(self.evidence.source)

    @property
    def tested(self) -> bool:
        """Whether it was found by more than a hunch; only then a link *has evidence*."""
        return self.grounded and self.evidence is not None and self.evidence.design != "hunch"


def wrong_items(items: Sequence[Any]) -> Iterator[tuple[int, str]]:
    """Yield the index of each item of a list that is no link, and the kind of error it is.

    Examples
    --------
    >>> list(wrong_items(["trust", None, "trust"]))
    [(1, 'link_form'), (2, 'id_twice')]
    """
    seen: set[str] = set()
    for index, item in enumerate(items):
        if not isinstance(item, str):
            yield index, "link_form"
        elif item in seen:
            yield index, "id_twice"
        else:
            seen.add(item)


def links_by_id(value: Any) -> Any:
    """Read one id or a list of ids as bare links.

    Raises
    ------
    pydantic_core.PydanticCustomError
        Where a list holds something that is not an id, or one id twice.
    """
    if value is None:
        return {}
    if isinstance(value, str):
        return {value: {}}
    if not isinstance(value, list | tuple):
        return value
    for index, kind in wrong_items(value):
        if kind == "id_twice":
            raise PydanticCustomError("id_twice", "{id} is listed twice", {"id": value[index]})
        raise PydanticCustomError("link_form", "a list here holds ids only")
    return {item: {} for item in value}
