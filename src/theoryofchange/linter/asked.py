"""Which rules ask something of which parts of a theory, and which of them rest on others.

A score is made of this: a rule that no part is asked by, such as one over the whole graph, counts
only where it finds something.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from theoryofchange.linter.rule import Rule

Kind = Literal["KPI", "goal", "outcome", "activity", "theory"]
SECTIONS: Mapping[Kind, str] = {
    "KPI": "kpis",
    "goal": "goals",
    "outcome": "outcomes",
    "activity": "activities",
}
_OWNERS: tuple[Kind, ...] = ("goal", "outcome", "activity")
_VISITED: Mapping[str, tuple[Kind, ...]] = {
    "Kpi": ("KPI",),
    "Figure": ("KPI",),
    "Goal": ("goal",),
    "Outcome": ("outcome",),
    "Activity": ("activity",),
    "WrittenLink": _OWNERS,
}
_ASKED: Mapping[str, tuple[Kind, ...]] = {
    "GRF004": ("activity",),
    "KPI011": ("KPI",),
    "KPI019": ("goal",),
    "KPI020": ("goal", "outcome"),
    "KPI022": ("KPI",),
    "KPI023": ("KPI",),
    "KPI028": ("KPI",),
    "LNK002": ("goal",),
    "LNK004": _OWNERS,
    **dict.fromkeys(("STD001", "STD002", "STD003", "STD004"), ("KPI",)),
}
"""Of which parts a rule asks that visits the whole theory."""

_ON_A_LINK = ("GRF002", "GRF004", "GRF005")
RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "ACT005": ("ACT002",),
    "DAT001": ("KPI009",),
    "DAT002": ("KPI009",),
    "DAT011": ("KPI009",),
    "DAT012": ("KPI009",),
    "KPI012": ("KPI001", "KPI002", "KPI007", "KPI021"),
    "KPI013": ("KPI001", "KPI002"),
    "KPI014": ("KPI001", "KPI002"),
    "KPI015": ("KPI008", "KPI025"),
    "KPI016": ("KPI001", "KPI002", "KPI021"),
    "KPI019": ("GRF002",),
    "KPI020": ("KPI017", "KPI018"),
    "KPI021": ("KPI001",),
    "KPI022": ("KPI005",),
    "KPI023": ("KPI001",),
    "KPI024": ("KPI001", "KPI002"),
    "KPI025": ("KPI008",),
    "KPI026": ("KPI001",),
    "KPI027": ("KPI001", "KPI011"),
    "KPI028": ("KPI006",),
    "KPI031": ("KPI001",),
    "KPI037": ("KPI001", "KPI002", "KPI021"),
    "LNK001": _ON_A_LINK,
    "LNK002": ("GRF002",),
    "LNK003": _ON_A_LINK,
    "LNK004": _ON_A_LINK,
    "LNK005": _ON_A_LINK,
    "LNK006": _ON_A_LINK,
    "TOC008": ("KPI001", "KPI002"),
}
"""For a rule those it rests on: where one of them fails, it has nothing to look at."""


def asked_by(rules: Iterable[Rule]) -> Mapping[Kind, tuple[Rule, ...]]:
    """Return the rules that ask something of every part of a kind."""
    asked: dict[Kind, list[Rule]] = {kind: [] for kind in SECTIONS}
    for each in rules:
        for kind in _ASKED.get(each.code, _VISITED.get(each.visits, ())):
            asked[kind].append(each)
    return {kind: tuple(held) for kind, held in asked.items()}
