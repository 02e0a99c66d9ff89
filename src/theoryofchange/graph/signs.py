"""By which signs each node leads to each goal: asked of thousands of goals at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from theoryofchange import dag

SignOfPaths = Literal["+", "-", "±"]
SIGNS: Mapping[int, SignOfPaths] = {
    dag.PLUS: "+",
    dag.MINUS: "-",
    dag.PLUS | dag.MINUS: "±",
}
_MARKS = {dag.PLUS: "+", dag.MINUS: "-"}


class SignedReach:
    """Which goals each node leads to, and whether it helps them, hurts them, or both.

    Every node stands for two, told apart by the mark before its id: reached by an even number of
    links that hurt, and by an odd one. So signs are a question of what reaches what.

    Parameters
    ----------
    effects
        For each node its effects and the sign of each edge, ``dag.PLUS`` or ``dag.MINUS``.
    goals
        The nodes that are asked after, in the order in which they are told.

    Examples
    --------
    >>> effects = {"a": {"b": dag.PLUS, "c": dag.MINUS}, "b": {"c": dag.PLUS}, "c": {}}
    >>> SignedReach(effects, "bc").of("a")
    {'b': '+', 'c': '±'}
    """

    def __init__(self, effects: Mapping[str, Mapping[str, int]], goals: Iterable[str]) -> None:
        graph = {
            mark + id: [
                _MARKS[so_far if sign == dag.PLUS else dag.flipped(so_far)] + effect
                for effect, sign in links.items()
            ]
            for so_far, mark in _MARKS.items()
            for id, links in effects.items()
        }
        self._reach = dag.Reach(graph, [mark + goal for goal in goals for mark in _MARKS.values()])
        self._told: dict[tuple[str, ...], dict[str, SignOfPaths]] = {}

    def of(self, id: str) -> Mapping[str, SignOfPaths]:
        """Return the goals that a node leads to, other than itself, each with the sign."""
        reached = self._reach.of(_MARKS[dag.PLUS] + id)
        told = self._told.get(reached)
        if told is None:
            told = self._told[reached] = _told(reached)
        return told if id not in told else {goal: told[goal] for goal in told if goal != id}


def _told(reached: tuple[str, ...]) -> dict[str, SignOfPaths]:
    signs: dict[str, int] = {}
    for sign, mark in _MARKS.items():
        for each in reached:
            if each.startswith(mark):
                signs[each[1:]] = signs.get(each[1:], 0) | sign
    return {goal: SIGNS[signs[goal]] for goal in dict.fromkeys(each[1:] for each in reached)}
