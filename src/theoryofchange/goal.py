"""Goals and outcomes: where we want to be, and what must be true first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from theoryofchange.link import Link, links_by_id
from theoryofchange.record import field
from theoryofchange.shape import shape


def _needs() -> Any:
    return field(default_factory=dict, metadata={"convert": links_by_id})


@shape
class Goal:
    """A business result with a date, a weight and an owner.

    Parameters
    ----------
    id
        Its name in every reference.
    title
        What people call it.
    description
        What it is, at more length.
    owner
        The role that answers for it.
    due
        The day it is to be reached.
    weight
        How much it counts beside the other goals; only the proportion matters.
    needs
        The outcomes, or goals below it, that it needs: id → link.
    extra
        What has no field of its own, kept as it stands.

    Examples
    --------
    >>> Goal(id="growth", needs=["trust"]).needs["trust"].direction
    '+'
    """

    id: str = ""
    title: str | None = None
    description: str | None = None
    owner: str | None = None
    due: dt.date | None = None
    weight: float = field(default=1.0, metadata={"least": 0})
    needs: Mapping[str, Link] = _needs()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The title, or the id where there is none."""
        return self.title or self.id


@shape
class Outcome:
    """A change in the world that a goal or another outcome needs.

    Parameters
    ----------
    id
        Its name in every reference.
    title
        What people call it.
    description
        What it is, at more length.
    owner
        The role that answers for it.
    stage
        The stages of the customer journey in which it must be true; one or several.
    touchpoint
        Where customers meet it there: web, shop, phone; one or several.
    needs
        The outcomes it needs in turn: id → link.
    extra
        What has no field of its own, kept as it stands.
    """

    id: str = ""
    title: str | None = None
    description: str | None = None
    owner: str | None = None
    stage: tuple[str, ...] = ()
    touchpoint: tuple[str, ...] = ()
    needs: Mapping[str, Link] = _needs()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The title, or the id where there is none."""
        return self.title or self.id
