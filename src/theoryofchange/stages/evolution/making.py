"""Evolve: what to do next, in what order, by whom and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from theoryofchange.errors import kind_of
from theoryofchange.graph import TheoryOfChange
from theoryofchange.roadmap import Horizons, Schedule
from theoryofchange.shape import read_date
from theoryofchange.stages.evolution.background import background
from theoryofchange.stages.evolution.catalogue import catalogue
from theoryofchange.stages.evolution.closing import closings_of, parts_of
from theoryofchange.stages.evolution.gaps import gaps_of
from theoryofchange.stages.evolution.grouping import recommend
from theoryofchange.stages.evolution.milestones import milestones_of
from theoryofchange.stages.evolution.portfolio import NEAR_TERM_DAYS
from theoryofchange.stages.evolution.projection import project
from theoryofchange.stages.evolution.recommendation import Recommendation
from theoryofchange.stages.evolution.result import Roadmap
from theoryofchange.stages.evolution.rows import rows_of
from theoryofchange.stages.evolution.timing import scheduled
from theoryofchange.stages.provenance import provenance_of
from theoryofchange.stages.result import Result, expect_result, expect_theory, few, largest_first

_ORDER = ("align", "assess", "analyze")
QUARTER_AND_YEAR = Horizons()
_MOST_NAMED = 20
"""How many activities or goals an assumption names; roadmap.csv has all."""


def evolve(
    theory: TheoryOfChange,
    *results: Result,
    start: dt.date | str | None = None,
    horizons: Horizons = QUARTER_AND_YEAR,
    near_term_days: int = NEAR_TERM_DAYS,
) -> Roadmap:
    """Turn gaps into recommendations, and these and the declared activities into a roadmap.

    Gaps that one piece of work closes become one recommendation, and every gap is in exactly one.
    Which work closes which kind of gap, and what it costs, is said in the packaged catalogue
    (``templates/recommendations/catalogue.yaml``), whose efforts are planning assumptions and not
    measurements. A kind it does not know becomes a recommendation of unknown effort.

    The score is the share of the weighted gaps (score × goal weight) that the roadmap is *shown* to
    close in time: by work that closes them by itself, is finished on or before the day the goals
    they touch are due, and has an effort, a team and a capacity stated, it and all that comes
    before it. What cannot be told counts as not shown, so the score is a lower end, and each row of
    its derivation says how much that is and why. Where of nothing it can be told the score is
    ``None``: without a date nothing is in time. The efforts of the catalogue count as stated.

    Parameters
    ----------
    theory
        The theory, with its activities and the capacity of its teams.
    *results
        What align, assess and analyze returned, at most one of each, in any order.
    start
        The day before which nothing starts, as a date or as ``2026-01-01``. By default the day
        the theory is looked at, its ``as_of``.
    horizons
        Where the near and the mid horizon end.
    near_term_days
        A quick win is a near-term win where it is finished at most this many days, 0 or more,
        after the day the theory is looked at (without one: after ``start``).

    Returns
    -------
    Roadmap
        Recommendations, schedule, milestones and projected scores.

    Raises
    ------
    TypeError
        Where the theory, a result, ``horizons`` or ``near_term_days`` is something else.
    ValueError
        Where neither ``start`` nor the theory says when to start, where ``start`` is no date,
        where ``near_term_days`` is below 0, or where two results are of the same stage or one is a
        roadmap.

    Examples
    --------
    >>> from theoryofchange.activity import Team
    >>> from theoryofchange.goal import Goal
    >>> from theoryofchange.stages.alignment import align
    >>> sales = Team(id="sales", capacity="20 days/month")
    >>> goal = Goal(id="growth", due="2027-12-31", owner="sales")
    >>> theory = TheoryOfChange(goals=[goal], teams=[sales])
    >>> roadmap = evolve(theory, align(theory), start="2026-01-01")
    >>> [each.id for each in roadmap.recommendations if each.work == "define-kpi"]
    ['define-kpi:growth:sales']
    >>> roadmap.score
    1.0
    >>> nobody = TheoryOfChange(goals=[Goal(id="growth")])
    >>> evolve(nobody, align(nobody), start="2026-01-01").score is None
    True
    """
    expect_theory(theory)
    given = _given(results)
    if not isinstance(horizons, Horizons):
        raise TypeError(f"horizons takes Horizons(near_months=…), not {kind_of(horizons)}")
    near_term_days = expect_near_term(near_term_days)
    day = _start(theory, start)
    known = background(theory, given)
    gaps = largest_first(gap for result in given for gap in result.gaps)
    recommended = recommend(known, gaps, taken=theory.activities)
    found = recommended.recommendations
    made = scheduled(theory, found, day)
    rows = rows_of(theory, found, made, day, horizons)
    closings = closings_of(theory, given, rows)
    _, mid = horizons.ends(day)
    deadline = max((goal.due for goal in theory.goals.values() if goal.due), default=None)
    return Roadmap(
        theory=theory,
        start=day,
        horizons=horizons,
        near_term_days=near_term_days,
        recommendations=found,
        rows=rows,
        schedule=made,
        milestones=milestones_of(theory, rows, day, max(mid, made.finish or mid)),
        projections=project(given, rows),
        deadline=deadline,
        assumptions=(*recommended.notes, *_assumptions(theory, found, made, day)),
        closings=closings,
        derivation=parts_of(closings),
        gaps=gaps_of(theory, closings, rows),
        provenance=provenance_of(theory),
    )


def expect_near_term(days: object) -> int:
    """Return a number of days, or raise where it is none or below 0."""
    if not isinstance(days, int) or isinstance(days, bool):
        raise TypeError(f"near_term_days takes a whole number of days, not {kind_of(days)}")
    if days < 0:
        raise ValueError(f"near_term_days takes 0 or more days, not {days}")
    return days


def _start(theory: TheoryOfChange, start: dt.date | str | None) -> dt.date:
    if start is None:
        if theory.as_of is None:
            raise ValueError(
                "a roadmap needs a day to start from: give start, as in start='2026-01-01', "
                "or write as_of into the theory"
            )
        return theory.as_of
    try:
        return read_date(start)
    except ValueError:
        raise ValueError(f"start {start!r} is no day: write it as 2026-01-01") from None


def _given(results: Sequence[Result]) -> tuple[Result, ...]:
    for result in results:
        expect_result(result)
    stages = [result.stage for result in results]
    twice = sorted({stage for stage in stages if stages.count(stage) > 1})
    if twice:
        raise ValueError(f"more than one result of {', '.join(twice)} was given")
    if "evolve" in stages:
        raise ValueError("a roadmap is made from the results of align, assess and analyze")
    return tuple(sorted(results, key=lambda result: _ORDER.index(result.stage)))


def _assumptions(
    theory: TheoryOfChange,
    found: Sequence[Recommendation],
    made: Schedule,
    start: dt.date,
) -> Iterator[str]:
    if found:
        yield f"The efforts of recommendations are {catalogue().source}."
        yield from _about_teams(theory, found)
        yield (
            "A recommendation closes its gaps wholly when it is finished, but these kinds stay "
            "open until a later figure or rating shows otherwise: "
            f"{', '.join(catalogue().until_measured)}."
        )
    if theory.activities:
        yield "Declared activities take the effort they state, and close no gap by themselves."
    unsized = [each.name for each in theory.activities.values() if each.effort is None]
    if unsized:
        yield (
            f"Activities that state no effort, {len(unsized)}, have no dates, and what they take "
            f"of their teams' capacity is not counted: {few(unsized, _MOST_NAMED)}."
        )
    begun = [each.name for each in theory.activities.values() if each.start and each.start < start]
    if begun:
        yield (
            f"Activities whose own start is before {start}, {len(begun)}, are taken as not begun: "
            f"{few(begun, _MOST_NAMED)}."
        )
    if found:
        yield from _about_dates(theory)
    yield made.method
    yield from made.assumptions


def _about_dates(theory: TheoryOfChange) -> Iterator[str]:
    undated = [goal.name for goal in theory.goals.values() if goal.due is None]
    if undated:
        yield (
            f"{len(undated)} of {len(theory.goals)} goals have no date, so nothing can be said to "
            f"be in time for them: {few(undated, _MOST_NAMED)}."
        )


def _about_teams(theory: TheoryOfChange, found: Sequence[Recommendation]) -> Iterator[str]:
    homeless = sum(each.team is None for each in found)
    if homeless:
        yield (
            f"{homeless} of {len(found)} recommendations have no team, since the theory names none "
            "for what they are about; nobody is guessed. No capacity bounds them or what waits for "
            "them: their dates show an order, and what they close in time cannot be told."
        )
    by_stream: dict[str, int] = {}
    for each in found:
        if each.team and each.team_because.startswith("is the only team with"):
            because = f"{theory.name(each.team)}, which {each.team_because}"
            by_stream[because] = by_stream.get(because, 0) + 1
    for because, count in sorted(by_stream.items()):
        yield f"{count} of {len(found)} recommendations go to {because}."
