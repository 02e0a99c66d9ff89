"""Which criteria a metric must meet to be a KPI: ours, or those that a standard has of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from theoryofchange.errors import InputError
from theoryofchange.kpi.criteria import CRITERIA
from theoryofchange.record import record
from theoryofchange.source.suggest import did_you_mean

CORE = (
    "on_path",
    "owned",
    "defined",
    "directed",
    "baselined",
    "targeted",
    "timely",
    "actionable",
    "sourced",
)
"""The criteria of which none may be unknown for a metric to be a KPI."""

_KEYS = tuple(criterion.key for criterion in CRITERIA)


@record
class Profile:
    """Which criteria are asked, how much each counts, and which may not stay unknown.

    Parameters
    ----------
    title
        What it is called.
    weights
        How much each criterion counts beside the others, above 0, by its key in
        :data:`~theoryofchange.kpi.criteria.CRITERIA`. What is not in it is not asked.
    core
        The keys of those that may not stay unknown.
    source
        Where it is from, and which words of it each criterion answers.

    Raises
    ------
    ValueError
        Where a key is no criterion, a weight is not above 0, or nothing is asked.
    """

    title: str
    weights: Mapping[str, float]
    core: tuple[str, ...]
    source: str = ""

    def __post_init__(self) -> None:
        for key in (*self.weights, *self.core):
            if key not in _KEYS:
                tip = did_you_mean(key, _KEYS, f"The criteria are {', '.join(_KEYS)}.")
                raise ValueError(f"{key!r} is no criterion. {tip}")
        if not self.weights or not all(weight > 0 for weight in self.weights.values()):
            raise ValueError("a profile asks for something, with a weight above 0")

    @property
    def asked(self) -> tuple[str, ...]:
        """The keys of the criteria that are asked, in the order of all."""
        return tuple(key for key in _KEYS if key in self.weights)

    def share(self, criterion: str) -> float:
        """Return how much a criterion counts as a share of all that are asked."""
        return self.share_of([criterion])

    def share_of(self, criteria: Iterable[str]) -> float:
        """Return how much some criteria count together as a share of all that are asked."""
        return sum(self.weights[key] for key in criteria) / sum(self.weights.values())


def _equal(*keys: str) -> Mapping[str, float]:
    return dict.fromkeys(keys, 1.0)


PROFILES: Mapping[str, Profile] = {
    "default": Profile(
        "The common core",
        _equal(*_KEYS),
        CORE,
        "What ISO 22400, USAID's PIRS and DQA, and SMART ask for, together.",
    ),
    "smart": Profile(
        "SMART",
        _equal("on_path", "defined", "baselined", "targeted", "movable", "sourced"),
        ("on_path", "defined", "baselined", "targeted", "sourced"),
        "Specific: defined. Measurable: baselined and sourced. Attainable: movable. Relevant: "
        "on_path. Time-bound: targeted.",
    ),
    "pirs": Profile(
        "USAID PIRS",
        _equal(
            *("on_path", "owned", "defined", "directed", "baselined", "targeted"),
            *("timely", "sourced", "comparable", "reviewed"),
        ),
        ("on_path", "owned", "defined", "baselined", "targeted", "sourced"),
        "Result measured: on_path. Responsible party: owned. Definition, unit, formula: defined. "
        "Baseline value and year: baselined. Targets and their rationale: targeted. Frequency: "
        "timely. Data source: sourced. Changes to the indicator: comparable. Dates of quality "
        "assessments: reviewed.",
    ),
    "iso22400": Profile(
        "ISO 22400-1",
        _equal(
            *("on_path", "defined", "directed", "timely", "actionable", "movable"),
            *("sourced", "understood", "comparable", "guarded"),
        ),
        ("on_path", "defined", "directed", "timely", "actionable", "sourced"),
        "Aligned, relevant: on_path. Quantifiable, unambiguous, documented: defined. Trend: "
        "directed. Timely: timely. Actionable: actionable. Trackable: movable. Accurate, "
        "automated: sourced. Understandable, buy-in: understood. Standardized, comparable: "
        "comparable. Balanced: guarded.",
    ),
}
"""The profiles there are, by name."""

DEFAULT = PROFILES["default"]


def profile_of(asked: str | Profile) -> Profile:
    """Return a profile by its name; one that is given, as it is.

    Raises
    ------
    InputError
        Where none has this name, with those that there are.

    Examples
    --------
    >>> profile_of("smart").asked
    ('on_path', 'defined', 'baselined', 'targeted', 'movable', 'sourced')
    """
    if isinstance(asked, Profile):
        return asked
    if asked not in PROFILES:
        tip = did_you_mean(asked, PROFILES, f"The profiles are {', '.join(PROFILES)}.")
        raise InputError(f"there is no profile {asked!r} to qualify by. {tip}")
    return PROFILES[asked]
