"""The theory as layers to draw, with what its chains lack."""

from __future__ import annotations

from theoryofchange.activity import Activity
from theoryofchange.graph import Node, TheoryOfChange
from theoryofchange.view.blocks import LayerEdge, LayerNode, Layers
from theoryofchange.view.measure import counted


def layers_of(theory: TheoryOfChange) -> Layers:
    """Return the theory drawn layer by layer, goals on top.

    Parameters
    ----------
    theory
        The theory.

    Returns
    -------
    Layers
        A goal or outcome notes how many KPIs measure it, an activity its team, a link its lag;
        what has none is toned as a warning.

    Examples
    --------
    >>> from theoryofchange.goal import Goal, Outcome
    >>> theory = TheoryOfChange(
    ...     goals=[Goal(id="growth", needs=["trust"])], outcomes=[Outcome(id="trust")]
    ... )
    >>> layers_of(theory).nodes[0].note, layers_of(theory).edges[0].source
    ('no KPI', 'trust')
    """
    return Layers(
        tuple(_node(theory, id, node) for id, node in theory.nodes.items()),
        tuple(
            LayerEdge(cause, id, sign=link.direction, note=str(link.lag) if link.lag else "")
            for id in theory.nodes
            for cause, link in theory.causes(id).items()
        ),
        all_in="theory.mmd",
    )


def _node(theory: TheoryOfChange, id: str, node: Node) -> LayerNode:
    if isinstance(node, Activity):
        team = theory.name(theory.resolve(node.team)) if node.team else None
        note, lacking = team or "no team", team is None
    else:
        kpis = len(theory.kpis_of(id))
        note, lacking = counted(kpis, "KPI") if kpis else "no KPI", not kpis
    return LayerNode(id, node.name, theory.kind(id), note=note, tone="warn" if lacking else "plain")
