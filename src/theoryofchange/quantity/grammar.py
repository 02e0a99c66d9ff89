"""How people state a quantity: a bound, a number or two, a unit, and words.

What is read is what is plainly stated: a text that begins with a number or a bound, or that holds
one bound directly before a number (``expenses to be at or below 10% of ARR``). Prose that
mentions two numbers, or a number somewhere, is not guessed at.
"""

from __future__ import annotations

import re
from datetime import date

from theoryofchange.quantity.bounds import Head, Tail, first_head, heads_inside, read_tail
from theoryofchange.quantity.items import Item, find_item
from theoryofchange.quantity.numerals import NUMERAL, plain_text, read_numeral
from theoryofchange.quantity.parsed import Bound, Parsed
from theoryofchange.quantity.placeholders import is_placeholder

_DATE = re.compile(
    r"(?:(by|until|no later than|not later than|before|after|on|at|[<>]=?|[≤≥=]) ?)?"
    r"(\d{4}-\d\d-\d\d)",
    re.IGNORECASE,
)
_DATE_BOUNDS: dict[str, Bound] = {
    "by": "<=", "until": "<=", "no later than": "<=", "not later than": "<=", "before": "<",
    "after": ">", "<": "<", "<=": "<=", "≤": "<=", ">": ">", ">=": ">=", "≥": ">=",
}  # fmt: skip
_PLACE = re.compile(
    r"(?:#|(top) )(\d{1,9})|第 ?(\d{1,9}) ?名(?:[, ]*共 ?(\d{1,9}) ?[名家个]?)?", re.I
)
_ORDINAL = re.compile(r"(?:st|nd|rd|th)(?![\w-])", re.IGNORECASE)
_RANKED_OF = re.compile(r" (?:out )?of (?:the )?")
_STANDING = re.compile(r"(?:place|position|rank|in|among|for|by|worldwide|overall)\b", re.I)
_SCALE = re.compile(rf" ?\((?:out of|of|[01] ?(?:[-–—]|to)) ?({NUMERAL})\)", re.IGNORECASE)
_TO_OTHER = re.compile(
    r"(?P<ratio> ?: ?)|(?P<part> in )(?!(?:19|20)\d\d\b)|(?P<of> of )| out of | ?/ ?", re.IGNORECASE
)
_BETWEEN = re.compile(r"between ", re.IGNORECASE)
_AND = re.compile(r" (?:and|to) | ?[-–—] ?", re.IGNORECASE)
_TO = re.compile(r" ?(?:[-–—~至到]|\.\.\.?|…) ?| to ", re.IGNORECASE)


def parse(text: str) -> Parsed:
    """Return what the text of one value says.

    Parameters
    ----------
    text
        As written; a few hundred characters at most.

    Returns
    -------
    Parsed
        Of kind ``placeholder`` or ``text`` where no quantity is plainly stated.

    Examples
    --------
    >>> parse("at or below 10:1")
    Parsed(kind='ratio', value=10.0, unit=None, bound='<=', upper=None, of=None)
    """
    plain = plain_text(text)
    found = _date(plain) or _place(plain) or _stated(plain)
    return found or Parsed("placeholder" if is_placeholder(plain) else "text")


def _date(plain: str) -> Parsed | None:
    found = _DATE.fullmatch(plain)
    if found is None:
        return None
    try:
        day = date.fromisoformat(found[2])
    except ValueError:
        return None
    bound = _DATE_BOUNDS.get((found[1] or "").lower(), "=")
    return Parsed("date", float(day.toordinal()), bound=bound)


def _place(plain: str) -> Parsed | None:
    found = _PLACE.fullmatch(plain)
    if found is None:
        return None
    of = float(found[4]) if found[4] else None
    return _rank(float(found[2] or found[3]), of, Tail(None, "<=" if found[1] else "="))


def _stated(plain: str) -> Parsed | None:
    between = _BETWEEN.match(plain)
    if between:
        lower = find_item(plain, between.end())
        joint = lower and _AND.match(plain, lower.end)
        return _range(plain, lower, joint.end(), "=") if lower and joint else None
    head = first_head(plain)
    if find_item(plain, head.end):
        alone = next(heads_inside(plain, head.end), None) is None
        return _bounded(plain, head) if alone else None
    inside = list(heads_inside(plain, 0))
    return _bounded(plain, inside[0]) if len(inside) == 1 else None


def _bounded(plain: str, head: Head) -> Parsed | None:
    """Read the number after a bound, with whatever it is set against."""
    item = find_item(plain, head.end)
    if item is None or item.value() is None:
        return None
    if item.family == "number":
        ordinal = None if item.open else _ORDINAL.match(plain, item.end)
        if ordinal:
            return _ordinal(plain, item, ordinal.end(), head.bound)
        scale = _SCALE.match(plain, item.end)
        if scale:
            tail = _tail_of(item, plain, scale.end(), head.bound)
            return _score(item.value(), read_numeral(scale[1]), tail)
        joint = _TO_OTHER.match(plain, item.end)
        other = joint and find_item(plain, joint.end())
        if joint and other and _joins(joint, item, other):
            tail = _tail_of(item, plain, other.end, head.bound)
            return _pair(joint, item.value(), other.value(), tail)
    to = _TO.match(plain, item.end)
    if to and find_item(plain, to.end()):
        return _range(plain, item, to.end(), head.bound)
    return _simple(plain, item, head)


def _joins(joint: re.Match[str], item: Item, other: Item) -> bool:
    """Tell whether two numbers are one figure; *12 in 5 shops* is no part of 5."""
    if other.family != "number" or other.open:
        return False
    return not joint["part"] or 0 <= (item.value() or 0) <= (other.value() or 0)


def _ordinal(plain: str, item: Item, end: int, bound: Bound) -> Parsed | None:
    """Read ``2nd``, ``14th of 16`` or ``3rd in Europe``, but not the ``95th percentile``."""
    value, joint = item.value(), _RANKED_OF.match(plain, end)
    other = joint and find_item(plain, joint.end())
    if other is None:
        tail = read_tail(plain, end, bound)
        standing = tail and (tail.words is None or _STANDING.match(tail.words))
        return _rank(value, None, tail) if standing else None
    if other.family != "number" or other.open or other.value() is None:
        return None
    return _rank(value, other.value(), read_tail(plain, other.end, bound))


def _pair(
    joint: re.Match[str], value: float | None, other: float | None, tail: Tail | None
) -> Parsed | None:
    """Read two numbers as a ratio (``1:10``, ``1 in 10``), a rank or a score (``4.5/5``)."""
    if value is None or other is None or tail is None:
        return None
    if joint["ratio"] or joint["part"]:
        quotient = value / other if other else float("inf")
        finite = abs(quotient) != float("inf")
        return Parsed("ratio", quotient, tail.words, tail.bound) if finite else None
    rank = _rank(value, other, tail) if joint["of"] and tail.words is None else None
    return rank or _score(value, other, tail)


def _rank(value: float | None, of: float | None, tail: Tail | None) -> Parsed | None:
    if tail is None or value is None or value < 1 or not value.is_integer():
        return None
    if of is not None and (of < value or not of.is_integer()):
        return None
    return Parsed("rank", value, tail.words, tail.bound, of=of)


def _score(value: float | None, of: float | None, tail: Tail | None) -> Parsed | None:
    if tail is None or value is None or of is None or of <= 0 or value > of:
        return None
    return Parsed("score", value, tail.words, tail.bound, of=of)


def _range(plain: str, lower: Item, start: int, bound: Bound) -> Parsed | None:
    """Read two ends in one unit; the scale word of the upper may stand for both (``5-7k``)."""
    upper = find_item(plain, start, lower.family)
    if upper is None or bound != "=" or lower.open or upper.open:
        return None
    tail = read_tail(plain, upper.end, bound)
    low, high = lower.value(lower.power or upper.power), upper.value()
    if tail is None or tail.bound != "=" or low is None or high is None or low > high:
        return None
    if lower.unit not in (None, upper.unit) and (upper.unit or lower.family == "duration"):
        return None
    words = None if upper.family == "duration" else tail.words
    return Parsed("range", low, _joined(upper.unit or lower.unit, words), upper=high)


def _tail_of(item: Item, plain: str, end: int, bound: Bound) -> Tail | None:
    """Read the words after a number, whose plus is a bound as well (``4+ out of 5``)."""
    tail = read_tail(plain, end, bound)
    if tail is None or not item.open:
        return tail
    return tail._replace(bound=">=") if tail.bound == "=" else None


def _simple(plain: str, item: Item, head: Head) -> Parsed | None:
    tail = _tail_of(item, plain, item.end, head.bound)
    if tail is None:
        return None
    bound = tail.bound
    if item.family == "number":
        return Parsed("number", item.value(), tail.words, bound)
    if item.family == "percent":
        return Parsed("percent", item.value(), tail.words or item.unit, bound)
    if item.family == "money":
        return Parsed("money", item.value(), _joined(item.unit, tail.words), bound)
    if head.within and not (tail.words or "").startswith("of "):
        bound = "<="
    return Parsed("duration", item.value(), item.unit, bound)


def _joined(unit: str | None, words: str | None) -> str | None:
    return " ".join(filter(None, (unit, words))) or None
