"""The causes and effects of a theory as a Mermaid flowchart, goals on top."""

from __future__ import annotations

from theoryofchange.graph import TheoryOfChange
from theoryofchange.interop.writing import Omissions, Written
from theoryofchange.interop.writing._parts import published, unsaid_of_nodes
from theoryofchange.reporting.mermaid import as_mermaid

FORMAT = "mermaid"


def write(theory: TheoryOfChange) -> Written:
    """Write a theory as a Mermaid flowchart.

    Parameters
    ----------
    theory
        The theory.

    Returns
    -------
    Written
        The flowchart, and what it does not say: all but titles, kinds and signs.

    Examples
    --------
    >>> from theoryofchange.goal import Goal
    >>> print(write(TheoryOfChange(goals=[Goal(id="growth")])).content.decode(), end="")
    flowchart BT
      n0(["growth"])
    """
    omissions = Omissions()
    theory = published(theory, omissions)
    unsaid_of_nodes(omissions, theory, ())
    if theory.kpis:
        omissions.add("KPIs", "The chart draws causes and effects alone.", *theory.kpis)
    return Written(as_mermaid(theory).encode(), omissions.listed())
