"""The parents that indicators name, and the goals that need one another by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from theoryofchange.interop.gitlab.departments import Departments
from theoryofchange.interop.seam.page import some
from theoryofchange.interop.seam.prose import words
from theoryofchange.kpi import Kpi


@dataclass(frozen=True, slots=True)
class Indicator:
    """A KPI, and what its entry says of its place among others.

    Parameters
    ----------
    kpi
        The KPI.
    page
        The page it is on, without host and slashes around it; ``None`` where it names none.
    parents
        The links to its parents, as written.
    """

    kpi: Kpi
    page: str | None
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parent:
    """What became of the parent that a record names.

    Parameters
    ----------
    kpi
        The id of the KPI that names it.
    parent
        The parent as written.
    found
        The id of the KPI it means; ``None`` where that could not be told.
    became
        What was made of it, in words.
    """

    kpi: str
    parent: str
    found: str | None
    became: str


def page_of(base_path: Any) -> str | None:
    """Return the page an indicator is on, without host and slashes around it."""
    if not isinstance(base_path, str) or not base_path.strip():
        return None
    return _address(base_path)[0]


def _address(link: str) -> tuple[str, str]:
    """Return the page and the place on it that a link leads to, as both can be compared."""
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return link.strip(), ""
    return parts.path.strip("/"), "".join(words(unquote(parts.fragment)))


def resolved(made: Iterable[Indicator], goals: Departments) -> Iterator[Parent]:
    """Resolve each parent that is named, and let goals need goals where one states it."""
    made = tuple(made)
    named: dict[str, list[Indicator]] = {}
    there: dict[tuple[str, str], list[Indicator]] = {}
    for each in made:
        anchor = "".join(words(each.kpi.name))
        named.setdefault(anchor, []).append(each)
        if each.page is not None:
            there.setdefault((each.page, anchor), []).append(each)
    for each in made:
        for written in each.parents:
            page, anchor = _address(written)
            meant = [m for m in there.get((page or each.page or "", anchor), ()) if m is not each]
            if len(meant) == 1:
                became = _became(each.kpi, meant[0].kpi, goals)
                yield Parent(each.kpi.id, written, meant[0].kpi.id, became)
            else:
                elsewhere = [m for m in named.get(anchor, ()) if m is not each]
                yield Parent(each.kpi.id, written, None, _not_found(meant, elsewhere))


def _became(kpi: Kpi, parent: Kpi, goals: Departments) -> str:
    if kpi.measures is None or parent.measures is None:
        return "kept: one of the two has no department"
    if kpi.measures == parent.measures:
        return "kept: both are of one department"
    if goals.link(parent.measures, kpi.measures, kpi.id):
        return f"{parent.measures} needs {kpi.measures}"
    return f"kept: {kpi.measures} needs {parent.measures} already"


def _not_found(there: list[Indicator], elsewhere: list[Indicator]) -> str:
    if there:
        return f"kept: several are there: {some([each.kpi.id for each in there])}"
    if elsewhere:
        ids = some([each.kpi.id for each in elsewhere])
        return f"kept: not on that page of these files; of that name on another page: {ids}"
    return "kept: not in these files"
