"""Days in the forms that people write them, and whether a form leaves any doubt."""

from __future__ import annotations

import datetime as dt
import re

from theoryofchange.record import record

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_WORD = r"(?P<month>[A-Za-z]{3,9})\.?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日",
        r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[T ]00:00(?::00(?:\.0+)?)?",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)? {_WORD},? (?P<year>\d{{4}})",
        rf"{_WORD} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
    )
)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")


@record
class DayMeant:
    """The day that a text means.

    Parameters
    ----------
    day
        The day.
    certain
        Whether no other day can be meant.
    """

    day: dt.date
    certain: bool


def day_meant(text: str) -> DayMeant | None:
    """Return the day that a text means which is not written as ``2025-12-31``.

    Parameters
    ----------
    text
        A day with its year in four digits.

    Returns
    -------
    DayMeant or None
        Of two numbers that may both be the month, the first is the day where they stand between
        dots, as in ``05.04.2026``, and that is not certain. ``None`` where the text is no day of
        the calendar or, as ``05/04/2026``, is one here and another there.

    Examples
    --------
    >>> str(day_meant("2026/1/5").day), str(day_meant("31.01.2026").day)
    ('2026-01-05', '2026-01-31')
    >>> day_meant("05.04.2026").certain, day_meant("05/04/2026"), day_meant("2026-01")
    (False, None, None)
    """
    text = " ".join(text.split())
    if not text.isascii() and "年" not in text:
        return None
    for form in _FORMS:
        found = form.fullmatch(text)
        if found:
            day = _day(found["year"], _month(found["month"]), found["day"])
            return DayMeant(day, certain=True) if day else None
    found = _YEAR_LAST.fullmatch(text)
    return _year_last(found[1], found[3], found[4], found[2]) if found else None


def _year_last(first: str, second: str, year: str, mark: str) -> DayMeant | None:
    readings = {day for day in (_day(year, second, first), _day(year, first, second)) if day}
    if len(readings) == 1:
        return DayMeant(readings.pop(), certain=True)
    day_first = _day(year, second, first) if mark == "." else None
    return DayMeant(day_first, certain=False) if day_first else None


def _month(text: str) -> str:
    """Return the number of a month's English name, whole or its first three letters or more."""
    if text.isdigit():
        return text
    named = [at for at, name in enumerate(_MONTHS, 1) if name.startswith(text.lower())]
    return str(named[0]) if len(named) == 1 else "0"


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
