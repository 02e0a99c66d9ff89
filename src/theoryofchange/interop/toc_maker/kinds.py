"""Which nodes of a drawing are goals, which outcomes and which activities, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from theoryofchange.interop.seam.prose import words
from theoryofchange.interop.toc_maker.drawing import Drawing, Node

Kind = Literal["goal", "outcome", "activity"]

_WORDS: Mapping[Kind, frozenset[str]] = {
    "goal": frozenset({"goal", "goals", "mission", "vision", "impact", "impacts", "aim", "aims"}),
    "outcome": frozenset(
        {"outcome", "outcomes", "output", "outputs", "result", "results", "change", "changes"}
    ),
    "activity": frozenset(
        {"input", "inputs", "activity", "activities", "resource", "resources", "intervention"}
        | {"interventions", "strategy", "strategies"}
    ),
}


def told_by_title(title: str) -> tuple[Kind, str] | None:
    """Return what the title of a section says of its nodes, and by which word.

    Examples
    --------
    >>> told_by_title("End Goal"), told_by_title("成果")
    (('goal', 'goal'), None)
    """
    said = words(title)
    for kind, known in _WORDS.items():
        for word in said:
            if word in known:
                return kind, word
    return None


def kinds_of(drawing: Drawing, caused: set[Node], causing: set[Node]) -> dict[Node, Kind]:
    """Return the kind of each node.

    Parameters
    ----------
    drawing
        The drawing.
    caused
        The nodes to which a connection leads.
    causing
        The nodes from which one starts.

    Notes
    -----
    The title of its section tells. Where it does not, a node is a goal if connections only lead to
    it, an activity if they only start from it, and else an outcome. An activity to which a
    connection leads is an outcome: work has no causes here.
    """
    told = [told_by_title(title) for title in drawing.titles]
    kinds: dict[Node, Kind] = {}
    for node in drawing.nodes:
        found = told[node.section]
        kind = found[0] if found else _by_place(node in caused, node in causing)
        kinds[node] = "outcome" if kind == "activity" and node in caused else kind
    return kinds


def _by_place(*ends: bool) -> Kind:
    caused, causing = ends
    if caused == causing:
        return "outcome"
    return "goal" if caused else "activity"


def told(drawing: Drawing, kinds: Mapping[Node, Kind]) -> Iterator[tuple[str, str, str, int]]:
    """Yield what the nodes of each section became, why, and how many."""
    for index, title in enumerate(drawing.titles):
        found = told_by_title(title)
        why = f"it is called {found[1]}" if found else "by what leads to its nodes and from them"
        inside = [
            kind for node, kind in kinds.items() if node.section == index and node.reason is None
        ]
        for kind in dict.fromkeys(inside):
            moved = found is not None and kind != found[0]
            because = "a connection leads there, and work has no causes" if moved else why
            yield title or f"section {index + 1}", kind, because, inside.count(kind)
