"""A theory of change as data: a linter checks it, figures can contradict it, work follows from it.

Examples
--------
>>> import theoryofchange as toc
>>> findings = toc.check({"goals": {"growth": {"title": "Grow"}}})
>>> findings.count("goal-without-needs")
1
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from theoryofchange.version import __version__

if TYPE_CHECKING:
    from theoryofchange.activity import Activity, Team
    from theoryofchange.declare import dump
    from theoryofchange.errors import DeclarationError, InputError, TheoryOfChangeError
    from theoryofchange.estimate import EffortEstimate, Estimate
    from theoryofchange.goal import Goal, Outcome
    from theoryofchange.graph import Header, TheoryOfChange
    from theoryofchange.kpi import (
        Benchmark,
        DataSource,
        Kpi,
        Limit,
        Measured,
        Observation,
        Target,
    )
    from theoryofchange.link import Effect, Evidence, Link
    from theoryofchange.linter import Findings, check, load
    from theoryofchange.maturity import MaturityModel, Rating, load_model
    from theoryofchange.quantity import Duration, Quantity, Rate
    from theoryofchange.reporting.run import Run, run
    from theoryofchange.source.finding import Finding
    from theoryofchange.stages.alignment import Alignment, align
    from theoryofchange.stages.analysis import Analysis, analyze
    from theoryofchange.stages.assessment import Assessment, assess
    from theoryofchange.stages.evolution import Roadmap, evolve

_HOMES = {
    "activity": ("Activity", "Team"),
    "declare": ("dump",),
    "errors": ("DeclarationError", "InputError", "TheoryOfChangeError"),
    "estimate": ("EffortEstimate", "Estimate"),
    "goal": ("Goal", "Outcome"),
    "graph": ("Header", "TheoryOfChange"),
    "kpi": ("Benchmark", "DataSource", "Kpi", "Limit", "Measured", "Observation", "Target"),
    "link": ("Effect", "Evidence", "Link"),
    "linter": ("Findings", "check", "load"),
    "maturity": ("MaturityModel", "Rating", "load_model"),
    "quantity": ("Duration", "Quantity", "Rate"),
    "reporting.run": ("Run", "run"),
    "source.finding": ("Finding",),
    "stages.alignment": ("Alignment", "align"),
    "stages.analysis": ("Analysis", "analyze"),
    "stages.assessment": ("Assessment", "assess"),
    "stages.evolution": ("Roadmap", "evolve"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Activity",
    "Alignment",
    "Analysis",
    "Assessment",
    "Benchmark",
    "DataSource",
    "DeclarationError",
    "Duration",
    "Effect",
    "EffortEstimate",
    "Estimate",
    "Evidence",
    "Finding",
    "Findings",
    "Goal",
    "Header",
    "InputError",
    "Kpi",
    "Limit",
    "Link",
    "MaturityModel",
    "Measured",
    "Observation",
    "Outcome",
    "Quantity",
    "Rate",
    "Rating",
    "Roadmap",
    "Run",
    "Target",
    "Team",
    "TheoryOfChange",
    "TheoryOfChangeError",
    "__version__",
    "align",
    "analyze",
    "assess",
    "check",
    "dump",
    "evolve",
    "load",
    "load_model",
    "run",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
