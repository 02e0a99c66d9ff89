"""How often something is done, as people write it: ``monthly``, ``every 2 weeks``, ``每周``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from theoryofchange.core import PydanticCustomError
from theoryofchange.quantity.duration import DAYS, Duration, duration_unit
from theoryofchange.quantity.numerals import plain_text, read_numeral

CADENCE_DAYS: Mapping[str, float] = {
    "continuous": 0.0,
    "real-time": 0.0,
    "hourly": DAYS["hour"],
    "daily": DAYS["day"],
    "weekly": DAYS["week"],
    "fortnightly": 2 * DAYS["week"],
    "biweekly": 2 * DAYS["week"],
    "monthly": DAYS["month"],
    "bimonthly": 2 * DAYS["month"],
    "quarterly": DAYS["quarter"],
    "half-yearly": 2 * DAYS["quarter"],
    "semiannual": 2 * DAYS["quarter"],
    "semiannually": 2 * DAYS["quarter"],
    "yearly": DAYS["year"],
    "annually": DAYS["year"],
    "annual": DAYS["year"],
}
"""The words for how often a KPI is measured, in days of the mean Gregorian year."""

_BY_LETTERS = {word.replace("-", ""): days for word, days in CADENCE_DAYS.items()}
_EACH = r"(?:every|each|per|once (?:a|an|per|every|each)) |每个?"
_TIMES = r"(?:(?P<twice>twice)|(?P<times>[\d.]+) times) (?:an?|per|every|each) (?P<unit>\w+)"
_RHYTHM = (
    rf"(?i)\b({'|'.join(map(re.escape, CADENCE_DAYS))})"
    r"(?: \w+)? (?:review|meeting|planning|decision|round|board|forum)s?\b"
)


@lru_cache(maxsize=4096)
def cadence_days(text: str) -> float | None:
    """Return the days between two measurements.

    Parameters
    ----------
    text
        A word of :data:`CADENCE_DAYS`, or a length of time as ``every 2 weeks``, ``twice a week``,
        ``each quarter`` or ``每月``.

    Returns
    -------
    float or None
        Zero where it is measured without a pause. ``None`` where the words are not known, or the
        time is none at all (``every 0 days``).

    Examples
    --------
    >>> cadence_days("Weekly"), cadence_days("every 2 weeks"), cadence_days("twice a week")
    (7.0, 14.0, 3.5)
    >>> cadence_days("when asked"), cadence_days("every 0 days")
    (None, None)
    """
    words = plain_text(text).casefold()
    letters = words.replace("-", "").replace(" ", "")
    if letters in _BY_LETTERS:
        return _BY_LETTERS[letters]
    often = re.fullmatch(_TIMES, words)
    if often:
        unit = duration_unit(often["unit"])
        times = 2.0 if often["twice"] else read_numeral(often["times"])
        return DAYS[unit] / times if unit and times else None
    each = re.match(_EACH, words)
    rest = words[each.end() :] if each else words
    unit = duration_unit(rest) if each else None
    return DAYS[unit] if unit else _length(rest)


@lru_cache(maxsize=4096)
def rhythm_of(text: str) -> str | None:
    """Return the word that says how often a decision is taken, or ``None``.

    Examples
    --------
    >>> rhythm_of("Raise or cut the budget at the quarterly review")
    'quarterly'
    """
    found = re.search(_RHYTHM, text)
    return found[1] if found else None


def _length(text: str) -> float | None:
    try:
        return Duration.read(text).days or None
    except PydanticCustomError:
        return None
