"""The words around a number that bound it: *at or below* before it, *or more* after it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from theoryofchange.named_tuple import NamedTuple
from theoryofchange.quantity.items import find_item
from theoryofchange.quantity.parsed import Bound

_LIMIT = re.compile(
    r"""(?:(?<![a-z])|(?![a-z]))(?:
      (?P<not>(?:no|not)\ |不)?
      (?P<level>(?:at|equal\ to)\ or\ )?
      (?:(?P<more>above|over|exceed(?:s|ing)?|(?:greater|more|higher|larger|longer|later)\ than
                 |高于|大于|超过|多于|晚于|(?<![-=])>)
        |(?P<less>below|under|(?:less|fewer|lower|smaller|shorter|earlier)\ than
                 |低于|小于|少于|早于|<))
      (?P<same>\ or\ equal\ to|或?等于|=)?
     |(?P<least>≥|⩾|≧|=>|at\ least|(?:a\ )?min(?:imum|\.)?(?:\ of)?|至少|最少|最低)
     |(?P<most>≤|⩽|≦|=<|at\ most|up\ to|(?:a\ )?max(?:imum|\.)?(?:\ of)?|至多|最多|最高)
     |(?P<about>(?:within\ )?(?:±|\+/?-)|plus\ or\ minus)
     |(?P<within>(?:at\ or\ )?within)
     |(?P<at>==?|at|exactly|equals?(?:\ to)?|~|≈|about|around|approx(?:imately|\.)?|大?约)
    ):?\ ?""",
    re.VERBOSE | re.IGNORECASE,
)
_ONLY_AT_START = re.compile(
    r"(?:over|under|up to|(?:a )?min(?:imum|\.)?(?: of)?|(?:a )?max(?:imum|\.)?(?: of)?|=>|=<):? ?",
    re.IGNORECASE,
)
_CHANGE = re.compile(r"\bby $", re.IGNORECASE)
_OPPOSITE: dict[Bound, Bound] = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}

_NO_WORD = re.compile(
    r" ?(?:[\d\-–—+=<>≤≥±%:→^~.…?!\"')\]}|\\&@_]|/ ?\d)"
    r"|(?!(?:[a-zµ]{0,2}m[23]|[a-zµ]*CO2e?)(?![a-z\d]))[a-z]+\d",
    re.IGNORECASE,
)
_REMARK = re.compile(r" ?[,;(]")
_SECOND_NUMBER = re.compile(
    r"(?:\b(?:or|and|then|vs\.?|from|was)\b|[→>&|]) ?[<>≤≥=]* ?[$€£¥]?\d", re.I
)
_REACH = re.compile(
    r"""(?:
      (?P<least>(?:^|\ )(?:or\ (?:more|above|higher|greater|over)|minimum|min\.?)|以上)
     |(?P<most>(?:^|\ )(?:or\ (?:less|fewer|below|lower|under)|maximum|max\.?)|以下|以内|之内|^内)
    )$""",
    re.VERBOSE | re.IGNORECASE,
)


class Head(NamedTuple):
    """A bound before a number, which starts at ``end``; ``within`` may yet mean *at most*."""

    bound: Bound
    end: int
    within: bool


class Tail(NamedTuple):
    """The words after a number, without remarks, and the bound once they are read."""

    words: str | None
    bound: Bound


def first_head(plain: str) -> Head:
    """Return the bound a text begins with; it is *at* where none is written."""
    found = _LIMIT.match(plain)
    return _head(found) if found else Head("=", 0, within=False)


def heads_inside(plain: str, start: int) -> Iterator[Head]:
    """Find the unmistakable bounds before a number; that of *by at least 5* is on a change."""
    for found in _LIMIT.finditer(plain, start):
        weak = found["at"] or found["within"] or _ONLY_AT_START.fullmatch(found[0])
        change = _CHANGE.search(plain, 0, found.start())
        if not weak and not change and find_item(plain, found.end()):
            yield _head(found)


def read_tail(plain: str, start: int, bound: Bound) -> Tail | None:
    """Read the words after a number.

    Parameters
    ----------
    plain
        A plain text.
    start
        Where the number ends.
    bound
        The bound before the number.

    Returns
    -------
    Tail or None
        None where the number is not followed by words (``5-a-day``, ``0x20``), where a second
        number follows (``95%, then 98%``) or where two bounds are told.
    """
    rest = plain[start:].rstrip(" .,;:")
    if _NO_WORD.match(rest):
        return None
    words, remark = _apart(rest)
    reach = _REACH.search(words)
    if reach:
        if bound != "=":
            return None
        bound, words = (">=" if reach["least"] else "<="), words[: reach.start()].rstrip(" .:")
    if _SECOND_NUMBER.search(words) or (reach and _REACH.search(words)):
        return None
    if remark[:1] in ",;" and re.search(r"\d", remark):
        return None
    return Tail(words or None, bound)


def _apart(rest: str) -> tuple[str, str]:
    """Split what follows a number into its words and the remark after or beside them."""
    mark = _REMARK.search(rest)
    if mark is None:
        return rest.strip(), ""
    return rest[: mark.start()].strip(" .:"), rest[mark.start() :].strip()


def _head(found: re.Match[str]) -> Head:
    return Head(_bound(found), found.end(), within=bool(found["within"]))


def _bound(found: re.Match[str]) -> Bound:
    if found["least"]:
        return ">="
    if found["most"]:
        return "<="
    if found["about"] or found["within"]:
        return "+-"
    if found["at"]:
        return "="
    or_equal = found["level"] or found["same"]
    bound: Bound = (">=" if or_equal else ">") if found["more"] else ("<=" if or_equal else "<")
    return _OPPOSITE[bound] if found["not"] else bound
