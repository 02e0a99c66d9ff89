"""A theory as a graph in the DOT language of Graphviz: causes, effects, and what measures them.

Goals are ovals, outcomes boxes, activities slanted boxes, KPIs notes. A link that hurts is dashed
and marked with a minus; a KPI is joined to what it measures by a dotted line without an arrow. An
edge of a formula leads from a KPI to the one that it is computed from, and is bold and grey: it is
no cause.
"""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.interop.seam.names import Names
from theoryofchange.interop.writing import Omissions, Written
from theoryofchange.interop.writing._parts import published, unsaid_of_nodes

FORMAT = "graphviz"

_SHAPES = {"goal": "oval", "outcome": "box", "activity": "parallelogram"}


def write(theory: TheoryOfChange) -> Written:
    r"""Write a theory as DOT text.

    Parameters
    ----------
    theory
        The theory.

    Returns
    -------
    Written
        The text, and what it does not say. No text in it is read as an attribute or as HTML.

    Examples
    --------
    >>> from theoryofchange.goal import Goal, Outcome
    >>> theory = TheoryOfChange(
    ...     goals=[Goal(id="g", title='Say "yes"', needs=["o"])], outcomes=[Outcome(id="o")]
    ... )
    >>> print(write(theory).content.decode(), end="")
    digraph {
      rankdir=BT;
      "g" [label="Say \"yes\"", shape=oval];
      "o" [label="o", shape=box];
      "o" -> "g";
    }
    """
    omissions = Omissions()
    theory = published(theory, omissions)
    unsaid_of_nodes(omissions, theory, ("description",))
    said = ("id", "title", "definition", "measures", "formula")
    omissions.fields("KPIs", "A drawing has no place for it.", theory.kpis, said)
    lines = ["digraph {", "  rankdir=BT;", *_lines(theory), "}"]
    return Written(("\n".join(lines) + "\n").encode(), omissions.listed())


def _lines(theory: TheoryOfChange) -> Iterator[str]:
    names = Names()
    called = {id: _quoted(names.claim(_line(id))) for id in (*theory.nodes, *theory.kpis)}
    for id, node in theory.nodes.items():
        yield _node(called[id], node.name, _SHAPES[theory.kind(id)], node.description)
    for id, kpi in theory.kpis.items():
        yield _node(called[id], kpi.name, "note", kpi.definition)
    for edge in theory.edges:
        hurts = ' [style=dashed, label="−"]' if edge.link.direction == "-" else ""
        yield f"  {called[edge.cause]} -> {called[edge.effect]}{hurts};"
    for id, kpi in theory.kpis.items():
        if kpi.measures in theory.nodes:
            yield f"  {called[id]} -> {called[str(kpi.measures)]} [style=dotted, dir=none];"
        for other in theory.identities[id]:
            yield f"  {called[id]} -> {called[other]} [style=bold, color=gray];"


def _node(name: str, title: str, shape: str, told: str | None) -> str:
    tooltip = f", tooltip={_shown(told)}" if told else ""
    return f"  {name} [label={_shown(title)}, shape={shape}{tooltip}];"


def _shown(text: str) -> str:
    """Return a text that is shown as it is: in one, an entity of HTML would be resolved."""
    return _quoted(_line(text).replace("&", "&amp;"))


def _line(text: str) -> str:
    """Return a text on one line, without what is not shown."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _quoted(text: str) -> str:
    """Return a text in quotes, in which its backslashes start no escape."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
