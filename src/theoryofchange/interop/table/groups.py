"""The goals and outcomes that rows name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from theoryofchange.goal import Goal, Outcome
from theoryofchange.interop.seam import Links
from theoryofchange.interop.seam.names import Names
from theoryofchange.interop.seam.prose import readable
from theoryofchange.link import Link
from theoryofchange.quantity import Quantity


class Groups:
    """Goals and outcomes by the words that rows name them with.

    Parameters
    ----------
    ids
        The ids that are taken.
    """

    def __init__(self, ids: Names) -> None:
        self._ids = ids
        self._goals: dict[str, tuple[str, str]] = {}
        self._outcomes: dict[str, tuple[str, str]] = {}
        self._links = Links()

    def measured(self, goal: str, outcome: str) -> str | None:
        """Return the id of what a row measures: its outcome, else its goal, and link the two.

        Parameters
        ----------
        goal, outcome
            What the row names; an empty text or such as *n/a* names nothing.
        """
        above, below = _named(goal), _named(outcome)
        if above and below.casefold() == above.casefold():
            below = ""
        end = self._id(self._goals, above, "goal") if above else None
        cause = self._id(self._outcomes, below, "outcome") if below else None
        if end and cause and not self._links.has(end, cause):
            self._links.add(end, cause, Link())
        return cause or end

    def titles(self, goal: str, outcome: str) -> set[str]:
        """Return the titles of what a row names, as they stand in the theory."""
        found = (
            self._goals.get(_named(goal).casefold()),
            self._outcomes.get(_named(outcome).casefold()),
        )
        return {each[1] for each in found if each}

    def nodes(self) -> Iterator[Goal | Outcome]:
        """Yield the goals, then the outcomes."""
        for id, title in self._goals.values():
            yield Goal(id=id, title=title, needs=self._links.of(id))
        for id, title in self._outcomes.values():
            yield Outcome(id=id, title=title)

    def _id(self, known: dict[str, tuple[str, str]], title: str, otherwise: str) -> str:
        key = title.casefold()
        if key not in known:
            known[key] = (self._ids.of(title, otherwise, otherwise), title)
        return known[key][0]


@lru_cache(maxsize=4096)
def _named(cell: str) -> str:
    text = " ".join(readable(cell).text.split())
    return "" if Quantity.read(text).placeholder else text
