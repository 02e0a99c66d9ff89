"""The criteria that qualify a metric as a KPI."""

from __future__ import annotations

from typing import Literal

from theoryofchange.record import record


@record
class Criterion:
    """One condition that a metric must meet to be a KPI.

    Parameters
    ----------
    key
        Its name in ``attested`` and in results.
    question
        What is asked.
    """

    key: str
    question: str


CRITERIA: tuple[Criterion, ...] = (
    Criterion("on_path", "Does it lie on a path to a goal?"),
    Criterion("owned", "Does somebody answer for it?"),
    Criterion("defined", "Is it defined unambiguously, with formula and unit?"),
    Criterion("directed", "Is it known which way is good?"),
    Criterion("baselined", "Does it have a baseline with a date?"),
    Criterion("targeted", "Does it have a target with a date and an origin?"),
    Criterion("timely", "Is it measured often enough for the decision it informs?"),
    Criterion("actionable", "Does it trigger a decision?"),
    Criterion("movable", "Does an activity reach what it measures?"),
    Criterion("sourced", "Does its data exist, and can it be had?"),
    Criterion("understood", "Does its audience understand it?"),
    Criterion("comparable", "Is it comparable over time, by a version of its definition?"),
    Criterion("guarded", "Is it paired with a guardrail?"),
    Criterion("reviewed", "Is it looked at again before it expires?"),
    Criterion("few", "Is it one of few for its goal?"),
)
"""The criteria that qualify a metric as a KPI: the common core of ISO 22400, PIRS/DQA and SMART."""

Ground = Literal["derived", "attested", "failed", "unknown"]
"""How a criterion was judged: the file proves it, somebody vouches for it, it is not met, or the
file cannot tell."""
