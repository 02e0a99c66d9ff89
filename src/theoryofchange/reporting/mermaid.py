"""A theory as a Mermaid flowchart: goals on top, every text escaped."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange

_SHAPES = {"goal": ('(["', '"])'), "outcome": ('["', '"]'), "activity": ('[/"', '"/]')}


def as_mermaid(theory: TheoryOfChange) -> str:
    """Write the causal edges of a theory as a Mermaid flowchart.

    Parameters
    ----------
    theory
        The theory.

    Returns
    -------
    str
        Nodes are numbered, so that an id may hold any character; links that hurt are dotted and
        marked with a minus.

    Examples
    --------
    >>> from theoryofchange.goal import Goal, Outcome
    >>> print(as_mermaid(TheoryOfChange(goals=[Goal(id="g", needs=["o"])],
    ...                                 outcomes=[Outcome(id="o")])), end="")
    flowchart BT
      n0(["g"])
      n1["o"]
      n1 --> n0
    """
    return "\n".join(["flowchart BT", *_lines(theory)]) + "\n"


def _lines(theory: TheoryOfChange) -> Iterator[str]:
    numbers = {id: f"n{number}" for number, id in enumerate(theory.nodes)}
    for id, node in theory.nodes.items():
        opening, closing = _SHAPES[theory.kind(id)]
        yield f"  {numbers[id]}{opening}{_escaped(node.name)}{closing}"
    for edge in theory.edges:
        arrow = "-->" if edge.link.direction == "+" else "-. − .->"
        yield f"  {numbers[edge.cause]} {arrow} {numbers[edge.effect]}"


def _escaped(text: str) -> str:
    """Return a text as Mermaid shows it: whatever it could read as its own becomes an entity."""
    one_line = " ".join(text.split())
    return "".join(c if c.isalnum() or c in " .,:!?-_%" else f"#{ord(c)};" for c in one_line)
