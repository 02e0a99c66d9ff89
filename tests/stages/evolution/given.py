"""Results and theories to evolve, made by hand."""

from __future__ import annotations

from dataclasses import dataclass

import theoryofchange as toc
from theoryofchange.stages.provenance import Provenance
from theoryofchange.stages.result import Gap, Part, Result, gap_id
from theoryofchange.view.blocks import View

NOWHERE = Provenance(theory="", theory_hash="", as_of=None, first=None, last=None, observations=0)


@dataclass(frozen=True, kw_only=True)
class Given(Result):
    """A result of any stage with the gaps one likes."""

    stage: str
    gaps: tuple[Gap, ...]
    derivation: tuple[Part, ...] = (Part(name="all", value=0.5),)
    provenance: Provenance = NOWHERE

    def to_frame(self):
        raise NotImplementedError

    def details(self):
        return {}

    def view(self):
        return View("", ())


def gap(kind, subject, *, score=1.0, weight=1.0, goals=("base",), stage="align"):
    return Gap(
        id=gap_id(stage, kind, subject),
        stage=stage,
        kind=kind,
        subject=subject,
        title=f"{subject}: {kind}",
        score=score,
        weight=weight,
        goals=goals,
    )


def result(*gaps, stage="align", score=0.5):
    return Given(stage=stage, gaps=gaps, derivation=(Part(name="all", value=score),))


def shop():
    """Two goals of weight 3 and 1, two teams, four KPIs, two activities."""
    return toc.TheoryOfChange(
        toc.Header(id="shop", as_of="2026-01-01"),
        goals=[
            toc.Goal(id="base", title="Keep customers", weight=3, due="2026-12-31", needs=["fast"]),
            toc.Goal(id="cost", title="Serve cheaply", weight=1, due="2027-06-30", needs=["lean"]),
        ],
        outcomes=[toc.Outcome(id="fast", title="Answers are fast"), toc.Outcome(id="lean")],
        teams=[
            toc.Team(id="service", title="Customer service", capacity="21.75 days/month"),
            toc.Team(id="data", title="Data platform", capacity="21.75 days/month"),
        ],
        kpis=[
            toc.Kpi(id="wait", title="Waiting time", measures="fast"),
            toc.Kpi(id="kept", title="Customers kept", measures="base", owner="data"),
            toc.Kpi(id="churn", measures="base"),
            toc.Kpi(id="price", title="Cost of a case", measures="lean"),
        ],
        activities=[
            toc.Activity(
                id="inbox",
                title="One inbox",
                advances=["fast"],
                team="service",
                workstream="technology",
                effort={"likely": "10 days", "low": "5 days", "high": "20 days"},
            ),
            toc.Activity(
                id="bots", advances=["fast"], team="service", effort="5 days", after=["inbox"]
            ),
        ],
    )


def rows(roadmap):
    return {row.id: row for row in roadmap.rows}


def due(theory, **dates):
    goals = [
        toc.Goal(id=goal.id, title=goal.title, weight=goal.weight, needs=goal.needs, due=day)
        for goal in theory.goals.values()
        for day in [dates.get(goal.id, goal.due)]
    ]
    parts = ("outcomes", "teams", "kpis", "activities")
    return toc.TheoryOfChange(
        theory.header, goals=goals, **{part: getattr(theory, part) for part in parts}
    )
