"""Days and periods as people write them above columns and in cells."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from theoryofchange.interop.table.words import meaning

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_GAP = r"[\s_./–—-]*"
_FORMS: tuple[tuple[str, str], ...] = (
    ("day", rf"{_YEAR}[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)(?:[T ]\d[\d:.]*Z?)?"),
    ("day", rf"(?P<day>\d\d?)\.(?P<month>\d\d?)\.{_YEAR}"),
    ("day", rf"{_YEAR}\s*年\s*(?P<month>\d\d?)\s*月\s*(?P<day>\d\d?)\s*[日号]?"),
    ("either", rf"(?P<first>\d\d?)[/-](?P<second>\d\d?)[/-]{_YEAR}"),
    ("fiscal", rf"(?:fy|ay)?{_GAP}{_YEAR}\s*[-/–—_]\s*(?P<next>(?:20)?\d\d)"),
    ("years", rf"{_YEAR}\s*[-–—]\s*(?P<next>(?:19|20)\d\d)"),
    ("quarter", rf"{_YEAR}{_GAP}(?:q|t|кв\.?)\s?(?P<quarter>[1-4])"),
    ("quarter", rf"(?:q|t)\s?(?P<quarter>[1-4]){_GAP}{_YEAR}"),
    (
        "quarter",
        rf"(?P<quarter>[1-4])(?:\.|-?й)?\s?(?:q|t|кв\.?|квартал|quartal|trimestre){_GAP}(?:de\s)?{_YEAR}",
    ),
    ("quarter", rf"{_YEAR}\s*年\s*(?:第\s*)?(?P<quarter>[1-4一二三四])\s*季度"),
    ("half", rf"{_YEAR}{_GAP}(?:h|s)(?P<half>[12])"),
    ("half", rf"(?:h|s)(?P<half>[12]){_GAP}{_YEAR}"),
    ("week", rf"{_YEAR}{_GAP}(?:w|kw)(?P<week>\d\d?)"),
    ("month", rf"{_YEAR}\s*年\s*(?P<month>\d\d?)\s*月(?:份|底|末)?"),
    ("month", rf"{_YEAR}[-/._](?P<month>0[1-9]|1[0-2])"),
    ("month", rf"(?P<month>0?[1-9]|1[0-2])[/.]{_YEAR}"),
    (
        "named",
        rf"(?P<day>\d\d?)(?:st|nd|rd|th|\.|er|º)?{_GAP}(?:de\s+)?(?P<word>[^\W\d_]{{3,12}})\.?"
        rf"{_GAP}(?:de\s+)?{_YEAR}",
    ),
    ("excel", r"(?P<day>\d\d?)[- ](?P<word>[^\W\d_]{3,4})\.?[- ](?P<short>\d\d)"),
    (
        "named",
        rf"(?P<word>[^\W\d_]{{3,12}})\.?\s+(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+{_YEAR}",
    ),
    ("named", rf"(?P<word>[^\W\d_]{{3,12}})\.?{_GAP}(?:de\s+)?{_YEAR}"),
    ("named", rf"{_YEAR}{_GAP}(?P<word>[^\W\d_]{{3,12}})"),
    ("ending", rf"(?:fy|gj){_GAP}{_YEAR}"),
    ("calendar", rf"{_YEAR}\s*(?:年(?:度|末|底)?|г(?:од)?\.?)?"),
    ("relative", r"(?:y|yr|year|año|ano|jahr|год|année|an)\s?(?P<number>\d\d?)"),
)
"""How periods are written; the first form that is found anywhere counts. A word is a month's."""

_LETTER = "0-9A-Za-zÀ-ɏЀ-ӿ"
_EDGE, _END = rf"(?<![{_LETTER}])(?<!\d[.,])", rf"(?![{_LETTER}])(?![.,]\d)"
_CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4}


class YearEnd(NamedTuple):
    """The last day of a fiscal year.

    Parameters
    ----------
    month, day
        As 6 and 30 where the year 2026/27 ends on 2027-06-30.
    """

    month: int
    day: int

    def of(self, year: int) -> dt.date:
        """Return the day in a year; of a month the last one it has."""
        return dt.date(year, self.month, min(self.day, calendar.monthrange(year, self.month)[1]))

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"


class Convention(NamedTuple):
    """What dates leave open, and a table or its owner may tell.

    Parameters
    ----------
    year_end
        The last day of a fiscal year, for ``2026/27`` and ``FY2026``; ``None`` where nobody knows.
    day_first
        Whether ``03/04/2026`` is in April; ``None`` where nobody knows.
    """

    year_end: YearEnd | None = None
    day_first: bool | None = None


NOBODY_KNOWS = Convention()


class Period(NamedTuple):
    """A day or period that was found in a text.

    Parameters
    ----------
    text
        As it is written.
    end
        Its last day; ``None`` where that cannot be told: of a fiscal year whose end nobody named,
        of a first year of nobody knows what, of a date whose day and month may be either.
    order
        What it sorts by among periods: its year, and what comes after that.
    span
        Where it stands in the text.
    """

    text: str
    end: dt.date | None
    order: tuple[int, ...]
    span: tuple[int, int]


def period_in(text: str, convention: Convention = NOBODY_KNOWS) -> Period | None:
    """Return the day or period that a text names, or ``None``.

    Parameters
    ----------
    text
        A header or a cell.
    convention
        What the dates themselves leave open.

    Examples
    --------
    >>> for text in ("Target 2026", "2025-Q1", "y1_2026_27", "3.4.2026", "2026年9月", "enero 2026"):
    ...     found = period_in(text)
    ...     print(found.text, found.end)
    2026 2026-12-31
    2025-Q1 2025-03-31
    2026_27 None
    3.4.2026 2026-04-03
    2026年9月 2026-09-30
    enero 2026 2026-01-31
    >>> period_in("2026/27", Convention(YearEnd(6, 30))).end.isoformat()
    '2027-06-30'
    """
    for kind, pattern in _patterns():
        for found in pattern.finditer(text):
            told = _READERS[kind](found, convention)
            if told is not None:
                end, order = told
                return Period(found[0].strip(" _-"), end, order, found.span())
    return None


def day_of(cell: str, convention: Convention = NOBODY_KNOWS) -> dt.date | None:
    """Return the last day of a cell that holds a day or period and nothing else.

    Examples
    --------
    >>> day_of("March 10th 2011"), day_of("2021"), day_of("soon, by 2021"), day_of("31-Sep-2010")
    (datetime.date(2011, 3, 10), datetime.date(2021, 12, 31), None, None)
    """
    found = period_in(cell.strip(), convention)
    if found is None or found.span != (0, len(cell.strip())):
        return None
    return found.end


_Told = tuple[dt.date | None, tuple[int, ...]] | None


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(f"{_EDGE}{form}{_END}", re.IGNORECASE)) for kind, form in _FORMS)


def _date(year: int, month: int, day: int) -> _Told:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return None
    return date, (year, month, day)


def _last(year: int, month: int) -> _Told:
    return _date(year, month, calendar.monthrange(year, month)[1]) if 1 <= month <= 12 else None


def _day(found: re.Match[str], _: Convention) -> _Told:
    return _date(int(found["year"]), int(found["month"]), int(found["day"]))


def _either(found: re.Match[str], convention: Convention) -> _Told:
    year, first, second = int(found["year"]), int(found["first"]), int(found["second"])
    readings = {"day": _date(year, second, first), "month": _date(year, first, second)}
    known = [told for told in readings.values() if told is not None]
    if len(known) == 2 and first != second:
        if convention.day_first is None:
            return None, (year, 0)
        return readings["day" if convention.day_first else "month"]
    return known[0] if known else None


def _fiscal(found: re.Match[str], convention: Convention) -> _Told:
    year = int(found["year"])
    if int(found["next"]) % 100 != (year + 1) % 100:
        return None
    end = convention.year_end
    return (end.of(year + 1) if end else None), (year + 1, 0)


def _years(found: re.Match[str], _: Convention) -> _Told:
    return _last(int(found["next"]), 12) if found["next"] > found["year"] else None


def _ending(found: re.Match[str], convention: Convention) -> _Told:
    year, end = int(found["year"]), convention.year_end
    return (end.of(year) if end else None), (year, 0)


def _quarter(found: re.Match[str], _: Convention) -> _Told:
    quarter = _CHINESE.get(found["quarter"]) or int(found["quarter"])
    return _last(int(found["year"]), 3 * quarter)


def _half(found: re.Match[str], _: Convention) -> _Told:
    return _last(int(found["year"]), 6 * int(found["half"]))


def _week(found: re.Match[str], _: Convention) -> _Told:
    try:
        date = dt.date.fromisocalendar(int(found["year"]), int(found["week"]), 7)
    except ValueError:
        return None
    return date, (date.year, date.month, date.day)


def _month(found: re.Match[str], _: Convention) -> _Told:
    return _last(int(found["year"]), int(found["month"]))


def _named(found: re.Match[str], _: Convention) -> _Told:
    month = meaning("months", found["word"])
    if month is None:
        return None
    day = found.groupdict().get("day")
    year = int(found["year"])
    return _date(year, int(month), int(day)) if day else _last(year, int(month))


def _excel(found: re.Match[str], _: Convention) -> _Told:
    """Read ``31-May-08`` as Excel shows and reads it: to 29 it is of this century."""
    month, short = meaning("months", found["word"]), int(found["short"])
    century = 2000 if short < 30 else 1900
    return _date(century + short, int(month), int(found["day"])) if month else None


def _calendar(found: re.Match[str], _: Convention) -> _Told:
    return _last(int(found["year"]), 12)


def _relative(found: re.Match[str], _: Convention) -> _Told:
    return None, (0, int(found["number"]))


_READERS: dict[str, Callable[[re.Match[str], Convention], _Told]] = {
    "day": _day,
    "either": _either,
    "fiscal": _fiscal,
    "years": _years,
    "ending": _ending,
    "quarter": _quarter,
    "half": _half,
    "week": _week,
    "month": _month,
    "named": _named,
    "excel": _excel,
    "calendar": _calendar,
    "relative": _relative,
}
