"""What IATI 2.03 asks of the results of an activity, and where a file falls short of it.

Written after the standard's own description of its elements,
https://iatistandard.org/en/iati-standard/203/activity-standard/: which children an element has, in
which order and how often, which attributes, and what these hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from theoryofchange.interop.seam.days import DAY, day_of
from theoryofchange.interop.seam.markup import local_name

if TYPE_CHECKING:
    from lxml.etree import _Element

_KINDS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "text": (re.compile(r".*", re.DOTALL), ""),
    "boolean": (re.compile(r"true|false|1|0"), "true, false, 1 or 0"),
    "day": (DAY, "a day such as 2013-12-31"),
    "positive": (re.compile(r"\+?0*[1-9][0-9]*"), "a whole number above 0, such as 2013"),
}
"""What an attribute may hold, and how that is said."""

_FIGURE = "location* dimension* comment? document-link*", "value?"
_FORMS: Mapping[str, tuple[str, str]] = {
    "result": (
        "title description? document-link* reference* indicator+",
        "type aggregation-status:boolean?",
    ),
    "result/reference": ("", "code vocabulary vocabulary-uri?"),
    "indicator": (
        "title description? document-link* reference* baseline* period*",
        "measure ascending:boolean? aggregation-status:boolean?",
    ),
    "indicator/reference": ("", "vocabulary code indicator-uri?"),
    "baseline": (
        "location* dimension* document-link* comment?",
        "iso-date:day? year:positive value?",
    ),
    "period": ("period-start period-end target* actual*", ""),
    "period-start": ("", "iso-date:day"),
    "period-end": ("", "iso-date:day"),
    "target": _FIGURE,
    "actual": _FIGURE,
    "location": ("", "ref?"),
    "dimension": ("", "name? value?"),
    "title": ("narrative+", ""),
    "description": ("narrative+", ""),
    "comment": ("narrative+", ""),
    "narrative": ("", ""),
    "document-link": ("title description? category+ language* document-date?", "url format"),
    "category": ("", "code"),
    "language": ("", "code"),
    "document-date": ("", "iso-date:day"),
}
"""For each element its children in order and its attributes: ``?`` may be absent, ``*`` and ``+``
stand several times; what an attribute holds follows a colon, and is any text otherwise."""

ORDER: Mapping[str, tuple[str, ...]] = {
    name: tuple(child.rstrip("?*+") for child in children.split())
    for name, (children, _) in _FORMS.items()
}
"""The children of each element in the order that they stand in."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Where a file falls short of the standard.

    Parameters
    ----------
    line
        The line of the file, from 1.
    message
        What is wrong, as a sentence.
    """

    line: int
    message: str


def shortfalls(activity: _Element) -> Iterator[Shortfall]:
    """Yield where an activity falls short of the standard, as far as it is read.

    That is its identifier, its title and its results. What stands in another namespace is left to
    whoever defined it.

    Parameters
    ----------
    activity
        An ``iati-activity``.

    Examples
    --------
    >>> from theoryofchange.interop.seam.markup import xml_of
    >>> xml = b"<iati-activity><iati-identifier/><title><narrative/></title><result type='1'/>"
    >>> [each.message for each in shortfalls(xml_of(xml + b"</iati-activity>", "x"))]
    ['The result has no title.', 'The result has no indicator.']
    """
    for name in ("iati-identifier", "title"):
        found = [child for child in activity if child.tag == name]
        if not found:
            yield _at(activity, f"The activity has no {name}.")
        for child in found[1:]:
            yield _at(child, f"The activity has a second {name}; only one is allowed.")
    for child in activity:
        if child.tag in ("title", "result"):
            yield from faults_of(child)


def attributes_hold(element: _Element) -> bool:
    """Tell whether the attributes of an element of a result are as the standard has them."""
    return next(_attributes(element, _FORMS[local_name(element)][1]), None) is None


def takes(parent: _Element, name: str) -> bool:
    """Tell whether an element of a result takes one more child of a name.

    Examples
    --------
    >>> from theoryofchange.interop.seam.markup import xml_of
    >>> result = xml_of(b"<result><title/></result>", "x")
    >>> takes(result, "title"), takes(result, "indicator"), takes(result, "odd")
    (False, True, False)
    """
    for child in _FORMS[local_name(parent)][0].split():
        if child.rstrip("?*+") == name:
            return child[-1] in "*+" or parent.find(name) is None
    return False


def faults_of(element: _Element) -> Iterator[Shortfall]:
    """Yield where a result, or an element of one, falls short of the standard."""
    name = local_name(element)
    parent = element.getparent()
    above = local_name(parent) if parent is not None else ""
    children, attributes = _FORMS.get(f"{above}/{name}") or _FORMS[name]
    yield from _attributes(element, attributes)
    yield from _children(element, children.split())
    if name != "narrative" and _has_text(element):
        yield _at(element, f"The {name} has text of its own; a text stands in a narrative.")
    for child in element:
        if child.tag in ORDER[f"{above}/{name}" if f"{above}/{name}" in ORDER else name]:
            yield from faults_of(child)


def _children(element: _Element, allowed: list[str]) -> Iterator[Shortfall]:
    parent = local_name(element)
    names = [child.rstrip("?*+") for child in allowed]
    reached, seen = 0, set()
    for child in element:
        name = str(child.tag)
        if name.startswith("{"):
            continue
        if name not in names:
            yield _at(child, f"The {parent} has a child {name}, which the standard does not know.")
            continue
        place = names.index(name)
        if name in seen and allowed[place][-1] not in "*+":
            yield _at(child, f"The {parent} has a second {name}; only one is allowed.")
        elif place < reached:
            yield _at(child, f"The {name} of the {parent} stands behind its {names[reached]}.")
        reached = max(reached, place)
        seen.add(name)
    for child, name in zip(allowed, names, strict=True):
        if child[-1] not in "?*" and name not in seen:
            yield _at(element, f"The {parent} has no {name}.")


def _attributes(element: _Element, allowed: str) -> Iterator[Shortfall]:
    parent, held = local_name(element), dict(element.items())
    known = {each.rstrip("?").partition(":")[0]: each for each in allowed.split()}
    for name in held:
        if name not in known and not name.startswith("{"):
            yield _at(element, f"The {parent} has {name}, which the standard does not know.")
    for name, each in known.items():
        if name not in held:
            if not each.endswith("?"):
                yield _at(element, f"The {parent} has no {name}.")
            continue
        form, said = _KINDS[each.rstrip("?").partition(":")[2] or "text"]
        text = held[name].strip()
        if not form.fullmatch(text) or (form is DAY and day_of(text) is None):
            yield _at(element, f"The {name} of the {parent} is {text!r} and not {said}.")


def _has_text(element: _Element) -> bool:
    return bool((element.text or "").strip()) or any(
        (child.tail or "").strip() for child in element
    )


def _at(element: _Element, message: str) -> Shortfall:
    return Shortfall(int(element.sourceline or 1), message)
