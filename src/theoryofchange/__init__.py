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

from theoryofchange.version import __version__

TYPE_CHECKING = False  # as of typing, which toc --version does without

if TYPE_CHECKING:
    from typing import Any

    from theoryofchange import interop as interop
    from theoryofchange.activity import Activity, Team
    from theoryofchange.declare import dump
    from theoryofchange.difference import Change, Diff, diff
    from theoryofchange.errors import (
        DeclarationError,
        InputError,
        ShapeError,
        TheoryOfChangeError,
    )
    from theoryofchange.estimate import EffortEstimate, Estimate
    from theoryofchange.goal import Goal, Outcome
    from theoryofchange.graph import Header, TheoryOfChange
    from theoryofchange.kpi import (
        Attestation,
        Benchmark,
        DataSource,
        Kpi,
        Limit,
        Measured,
        Observation,
        Reported,
        Target,
    )
    from theoryofchange.link import Effect, Evidence, Link
    from theoryofchange.linter import Findings, Rule, all_rules, check, load, rule_of
    from theoryofchange.linter.configuration import Configuration
    from theoryofchange.linter.settings import Settings, settings_for
    from theoryofchange.maturity import (
        Exclusion,
        MaturityModel,
        MaturitySettings,
        Rating,
        load_model,
    )
    from theoryofchange.measurement.catalogue.definitions import Metric, catalogue
    from theoryofchange.measurement.catalogue.statistic import Interval, Statistic
    from theoryofchange.measurement.shares import (
        Share,
        compound_progress,
        date_progress,
        growth_progress,
        maintain_progress,
        path_progress,
        progress,
        range_progress,
        rank_progress,
        ratio_progress,
    )
    from theoryofchange.measuring import Condition, Measure, Tally
    from theoryofchange.quantity import Duration, Quantity, Rate
    from theoryofchange.reporting.board import StatusBoard, status
    from theoryofchange.reporting.measured import measure
    from theoryofchange.reporting.measurements import Measurements
    from theoryofchange.reporting.run import Run, run
    from theoryofchange.roadmap import Horizons
    from theoryofchange.source.finding import Finding
    from theoryofchange.stages.alignment import Alignment, align
    from theoryofchange.stages.analysis import Analysis, analyze
    from theoryofchange.stages.assessment import Assessment, assess
    from theoryofchange.stages.attribution import Attribution, attribute
    from theoryofchange.stages.evolution import Recommendation, Roadmap, evolve
    from theoryofchange.stages.forecasting import Chance, Forecast, Forecasts, Period, forecast
    from theoryofchange.stages.provenance import Provenance
    from theoryofchange.stages.result import Gap, Part

_HOMES = {
    "activity": ("Activity", "Team"),
    "declare": ("dump",),
    "difference": ("Change", "Diff", "diff"),
    "errors": ("DeclarationError", "InputError", "ShapeError", "TheoryOfChangeError"),
    "estimate": ("EffortEstimate", "Estimate"),
    "goal": ("Goal", "Outcome"),
    "graph": ("Header", "TheoryOfChange"),
    "kpi": (
        "Attestation",
        "Benchmark",
        "DataSource",
        "Kpi",
        "Limit",
        "Measured",
        "Observation",
        "Reported",
        "Target",
    ),
    "link": ("Effect", "Evidence", "Link"),
    "linter": ("Findings", "Rule", "all_rules", "check", "load", "rule_of"),
    "linter.configuration": ("Configuration",),
    "linter.settings": ("Settings", "settings_for"),
    "maturity": ("Exclusion", "MaturityModel", "MaturitySettings", "Rating", "load_model"),
    "measurement.catalogue.definitions": ("Metric", "catalogue"),
    "measurement.catalogue.statistic": ("Interval", "Statistic"),
    "measurement.shares": (
        "Share",
        "compound_progress",
        "date_progress",
        "growth_progress",
        "maintain_progress",
        "path_progress",
        "progress",
        "range_progress",
        "rank_progress",
        "ratio_progress",
    ),
    "measuring": ("Condition", "Measure", "Tally"),
    "quantity": ("Duration", "Quantity", "Rate"),
    "reporting.board": ("StatusBoard", "status"),
    "reporting.measured": ("measure",),
    "reporting.measurements": ("Measurements",),
    "reporting.run": ("Run", "run"),
    "roadmap": ("Horizons",),
    "source.finding": ("Finding",),
    "stages.alignment": ("Alignment", "align"),
    "stages.analysis": ("Analysis", "analyze"),
    "stages.assessment": ("Assessment", "assess"),
    "stages.attribution": ("Attribution", "attribute"),
    "stages.evolution": ("Recommendation", "Roadmap", "evolve"),
    "stages.forecasting": ("Chance", "Forecast", "Forecasts", "Period", "forecast"),
    "stages.provenance": ("Provenance",),
    "stages.result": ("Gap", "Part"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Activity",
    "Alignment",
    "Analysis",
    "Assessment",
    "Attestation",
    "Attribution",
    "Benchmark",
    "Chance",
    "Change",
    "Condition",
    "Configuration",
    "DataSource",
    "DeclarationError",
    "Diff",
    "Duration",
    "Effect",
    "EffortEstimate",
    "Estimate",
    "Evidence",
    "Exclusion",
    "Finding",
    "Findings",
    "Forecast",
    "Forecasts",
    "Gap",
    "Goal",
    "Header",
    "Horizons",
    "InputError",
    "Interval",
    "Kpi",
    "Limit",
    "Link",
    "MaturityModel",
    "MaturitySettings",
    "Measure",
    "Measured",
    "Measurements",
    "Metric",
    "Observation",
    "Outcome",
    "Part",
    "Period",
    "Provenance",
    "Quantity",
    "Rate",
    "Rating",
    "Recommendation",
    "Reported",
    "Roadmap",
    "Rule",
    "Run",
    "Settings",
    "ShapeError",
    "Share",
    "Statistic",
    "StatusBoard",
    "Tally",
    "Target",
    "Team",
    "TheoryOfChange",
    "TheoryOfChangeError",
    "__version__",
    "align",
    "all_rules",
    "analyze",
    "assess",
    "attribute",
    "catalogue",
    "check",
    "compound_progress",
    "date_progress",
    "diff",
    "dump",
    "evolve",
    "forecast",
    "growth_progress",
    "load",
    "load_model",
    "maintain_progress",
    "measure",
    "path_progress",
    "progress",
    "range_progress",
    "rank_progress",
    "ratio_progress",
    "rule_of",
    "run",
    "settings_for",
    "status",
]


def __getattr__(name: str) -> Any:
    if name == "interop":
        return import_module(f"{__name__}.{name}")
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
