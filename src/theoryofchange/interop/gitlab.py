"""Performance indicators as GitLab's handbook keeps them: a YAML list of them for a department.

======================  ===========================================================================
there                   here
======================  ===========================================================================
``name``                ``title``, and the words of it the id
``definition``          ``definition``
``target``              ``target.value``; ``direction`` from its bound, ``unit`` from its words
``org``                 a goal, which the KPI ``measures``
``parent``              the parent's goal ``needs`` the goal of this one, where that can be told
``dri``                 ``owner``
``health.level``        ``reported.status``; −1 is also ``confidential``
``health.reasons``      ``reported.because``, and ``limits`` unless the KPI is on track
``urls``                ``source.links``
``sisense_data``        ``source.system``; ``source.availability`` is live where it names a chart
anything else           ``extra``, as written
======================  ===========================================================================

What was cleaned of HTML for reading is kept as written under ``extra`` too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from theoryofchange.errors import InputError
from theoryofchange.goal import Goal
from theoryofchange.interop.prose import Prose, readable, slug, words
from theoryofchange.interop.report import (
    OUTCOMES,
    THEORY_FILE,
    Imported,
    Imports,
    Outcome,
    Parent,
    Refused,
    place_of,
)
from theoryofchange.kpi import DataSource, Kpi, Limit, LimitKind, Reported, Status, Target
from theoryofchange.quantity import Quantity
from theoryofchange.quantity.duration import DAYS
from theoryofchange.source.document import UNREADABLE
from theoryofchange.source.files import find_files, read_file
from theoryofchange.source.finding import Fault
from theoryofchange.source.reader import Limits

FORMAT = "gitlab"

LEVELS: Mapping[str, Status] = {
    "3": "on track",
    "2": "at risk",
    "1": "off track",
    "0": "no data",
    "-1": "confidential",
}
"""The levels of health (okay, needs attention, problem, unknown, confidential) as statuses."""

LIMIT_WORDS: Mapping[LimitKind, str] = {
    "people": r"hir(?:e|es|ed|ing)|recruit\w*|vacanc\w+|capacity|headcount|staff\w*|teams?|managers?"
    r"|coach\w*|train(?:ing|ings)|skills?",
    "technology": r"tools?|tooling|systems?|dashboards?|charts?|pipelines?|track(?:ed|ing)|data"
    r"|sisense|periscope|tableau|adaptive|automat\w+|integrations?|instrument\w+|software|apis?"
    r"|databases?|spreadsheets?|visuali[sz]\w+",
}
"""The English words that tell a limit's kind: the first one counts; without any it is *process*."""

DEEPEST = 24
"""Nested collections in a record beyond which it is refused: what is written must be readable."""

_KIND = re.compile(
    rf"\b(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in LIMIT_WORDS.items())})\b",
    re.IGNORECASE,
)
_EMPTY_REASON = 24
"""Characters beyond which a reason that begins like a placeholder still says something."""


def read(paths: Iterable[str | Path]) -> Imported:
    """Read files of performance indicators as a theory.

    Parameters
    ----------
    paths
        The files, or directories of them; one given twice is read once.

    Returns
    -------
    Imported
        The theory, and an account of every record: ``records`` equals KPIs and refused together.

    Raises
    ------
    InputError
        Where a file cannot be read to its end, or holds no list of records.
    """
    files, faults = _files(paths)
    goals = _Goals()
    for file in files:
        for entry in file.entries:
            goals.add(entry)
    taken, names = set(goals.titles), {THEORY_FILE}
    kept: dict[str, list[str]] = {}
    made: list[_Made] = []
    inputs = []
    for file in files:
        own = [_made(entry, goals, taken) for entry in file.entries]
        written = _claim(names, slug(Path(file.name).stem, "indicators"), "", ending=".yaml")
        kpis = tuple(each.kpi for each in own)
        inputs.append(Imports(file.name, written, file.records, kpis))
        made += own
    for each in made:
        for key in each.kept:
            kept.setdefault(key, []).append(each.kpi.id)
    parents = tuple(_parents(made, goals))
    return Imported(
        format=FORMAT,
        title=_title(goals),
        inputs=tuple(inputs),
        goals=goals.shapes(),
        refused=tuple(refused for file in files for refused in file.refused),
        kept={key: tuple(ids) for key, ids in kept.items()},
        targets=_targets(made),
        parents=parents,
        faults=faults,
    )


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    records: int
    entries: tuple[dict[str, Any], ...]
    refused: tuple[Refused, ...]


def _files(paths: Iterable[str | Path]) -> tuple[list[_File], tuple[Fault, ...]]:
    found = find_files(tuple(dict.fromkeys(Path(path) for path in paths)))
    faults = list(found.refused)
    files = []
    for path in dict.fromkeys(found.readable):
        reading = read_file(path, Limits())
        if not reading.complete:
            fault = reading.faults[-1]
            raise InputError(f"{place_of(fault)}: {fault.message} {fault.tip}".rstrip())
        faults += reading.faults
        files.append(_file(path.as_posix(), reading.documents))
    return files, tuple(faults)


def _file(name: str, documents: Iterable[Any]) -> _File:
    entries, refused, records = [], [], 0
    for document in documents:
        if document.data is None:
            continue
        if not isinstance(document.data, list):
            line = document.span(()).line
            raise InputError(f"{name}:{line}: this is no list of performance indicators")
        records += len(document.data)
        for index, entry in enumerate(document.data):
            reason = _unusable(entry)
            if reason:
                title = entry.get("name") if isinstance(entry, dict) else None
                shown = title if isinstance(title, str) else ""
                refused.append(Refused(name, document.span((index,)).line, shown, reason))
            else:
                entries.append(entry)
    return _File(name, records, tuple(entries), tuple(refused))


def _unusable(entry: Any) -> str | None:
    """Return why an entry cannot be a KPI, or ``None``."""
    if entry is None:
        return "It is empty."
    if entry is UNREADABLE:
        return "It could not be read safely."
    if not isinstance(entry, dict):
        return f"It is a {'list' if isinstance(entry, list) else 'text'}, not a mapping of fields."
    if _has_unreadable(entry):
        return "A part of it could not be read safely."
    if _depth(entry) > DEEPEST:
        return f"It is nested more than {DEEPEST} levels deep."
    name = entry.get("name")
    if name is None or name == "":
        return "It has no name."
    return None if isinstance(name, str) and name.strip() else "Its name is not a text."


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _has_unreadable(value: Any) -> bool:
    return value is UNREADABLE or any(_has_unreadable(child) for child in _children(value))


def _depth(value: Any) -> int:
    if not isinstance(value, dict | list):
        return 0
    return 1 + max((_depth(child) for child in _children(value)), default=0)


class _Goals:
    """The departments as goals, and which goal needs which."""

    def __init__(self) -> None:
        self.titles: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.needs: dict[str, dict[str, list[str]]] = {}

    def add(self, entry: Mapping[str, Any]) -> None:
        org = _org(entry)
        if org and org.casefold() not in self.ids:
            taken = set(self.titles)
            id = _claim(taken, slug(org, "department"), "")
            self.titles[id] = org
            self.ids[org.casefold()] = id

    def of(self, entry: Mapping[str, Any]) -> str | None:
        """Return the id of the goal of an entry's department."""
        org = _org(entry)
        return self.ids[org.casefold()] if org else None

    def link(self, parent: str, child: str, stated_by: str) -> bool:
        """Let a goal need another, unless that would close a circle."""
        if self._reaches(child, parent):
            return False
        self.needs.setdefault(parent, {}).setdefault(child, []).append(stated_by)
        return True

    def _reaches(self, start: str, end: str) -> bool:
        seen, ahead = {start}, [start]
        while ahead:
            here = ahead.pop()
            if here == end:
                return True
            ahead += [goal for goal in self.needs.get(here, {}) if goal not in seen]
            seen.update(ahead)
        return False

    def shapes(self) -> tuple[Goal, ...]:
        return tuple(
            Goal(
                id=id,
                title=title,
                needs={
                    child: {"extra": {"stated_by": ids}}
                    for child, ids in self.needs.get(id, {}).items()
                },
            )
            for id, title in self.titles.items()
        )


def _org(entry: Mapping[str, Any]) -> str | None:
    org = entry.get("org")
    return " ".join(readable(org).text.split()) or None if isinstance(org, str) else None


def _title(goals: _Goals) -> str:
    titles = list(goals.titles.values())
    if not titles:
        return "Performance indicators"
    named = ", ".join(titles) if len(titles) <= 3 else f"{len(titles)} departments"
    return f"Performance indicators of {named}"


def _claim(taken: set[str], base: str, suffix: str, *, ending: str = "") -> str:
    """Take the first free name: the base, with the suffix, or with a number from 2."""
    second = [f"{base}_{suffix}"] if suffix else []
    for candidate in chain([base, *second], (f"{base}_{number}" for number in count(2))):
        if candidate + ending not in taken:
            taken.add(candidate + ending)
            return candidate + ending
    raise AssertionError("counting does not end")


@dataclass(frozen=True, slots=True)
class _Made:
    """A KPI, the keys it keeps as written, and what its entry says of its place among others."""

    kpi: Kpi
    kept: tuple[str, ...]
    page: str | None
    parents: tuple[str, ...]


@dataclass(slots=True)
class _Draft:
    """A KPI on its way: its fields, those of its source, and what is kept as written."""

    fields: dict[str, Any] = field(default_factory=dict)
    source: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    links: dict[str, None] = field(default_factory=dict)

    def say(self, raw: str) -> Prose:
        """Read a text, and collect the links in it."""
        said = readable(raw)
        self.links |= dict.fromkeys(said.links)
        return said


def _made(entry: dict[str, Any], goals: _Goals, taken: set[str]) -> _Made:
    draft = _Draft()
    for key, value in entry.items():
        if value is None and key in _HOMES:
            continue
        home = _chart if _is_chart(key, value) else _HOMES.get(key, _keep)
        home(draft, key, value)
    goal = goals.of(entry)
    if isinstance(entry.get("org"), str) and goals.titles.get(goal or "") != entry["org"].strip():
        draft.extra["org"] = entry["org"]
    kept = tuple(_kept_keys(draft, entry))
    if draft.links:
        draft.extra.setdefault("links", list(draft.links))
    if draft.source:
        draft.fields["source"] = DataSource(**draft.source)
    id = _claim(taken, slug(draft.fields["title"], "kpi"), goal or "")
    kpi = Kpi(id=id, measures=goal, extra=draft.extra, **draft.fields)
    return _Made(kpi, kept, _page(entry.get("base_path")), tuple(_texts(entry.get("parent"))))


def _kept_keys(draft: _Draft, entry: Mapping[str, Any]) -> Iterator[str]:
    for key in entry:
        if key == "health" and "health" in draft.extra and isinstance(entry[key], dict):
            yield from (f"health.{inner}" for inner in draft.extra[key])
        elif key in draft.extra or key in draft.source.get("extra", {}):
            yield key


def _texts(value: Any) -> list[str]:
    """Return one text as a list, and the texts of a list."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str) and item.strip()]


def _keep(draft: _Draft, key: str, value: Any) -> None:
    draft.extra[key] = value


def _prose(draft: _Draft, key: str, value: Any) -> str | None:
    """Return a text for reading; what is not the same as written is kept too."""
    said = draft.say(value).text if isinstance(value, str) else ""
    if not isinstance(value, str) or said != value.strip():
        draft.extra[key] = value
    return said or None


def _name(draft: _Draft, key: str, value: Any) -> None:
    draft.fields["title"] = _prose(draft, key, value) or value.strip()


def _definition(draft: _Draft, key: str, value: Any) -> None:
    draft.fields["definition"] = _prose(draft, key, value)


def _target(draft: _Draft, key: str, value: Any) -> None:
    text = _prose(draft, key, value)
    if text is None:
        return
    target = Target(value=text)
    draft.fields["target"] = target
    if target.value is not None:
        draft.fields["direction"] = target.value.direction
        draft.fields["unit"] = _unit(target.value)


def _unit(quantity: Quantity) -> str | None:
    """Return the unit that a target is told in; a percentage of something is in percent."""
    if quantity.kind in ("percent", "rank", "ratio"):
        return quantity.kind
    if quantity.kind == "score":
        return quantity.unit or "points"
    if quantity.unit in DAYS:
        return f"{quantity.unit}s"
    return quantity.unit if quantity.readable else None


def _dri(draft: _Draft, key: str, value: Any) -> None:
    names = [readable(text).text for text in _texts(value)]
    owner = ", ".join(name for name in names if not Quantity.read(name).placeholder)
    draft.fields["owner"] = owner or None
    if owner != value:
        draft.extra[key] = value


def _health(draft: _Draft, key: str, value: Any) -> None:
    if not isinstance(value, dict):
        draft.extra[key] = value
        return
    left = {inner: held for inner, held in value.items() if inner not in ("level", "reasons")}
    level = value.get("level")
    status = LEVELS.get(level.strip()) if isinstance(level, str) else None
    if status is None and level is not None:
        left["level"] = level
    raw = value.get("reasons")
    because = tuple(said for said in (draft.say(_reason(r)).text for r in _items(raw)) if said)
    if raw is not None and list(because) not in (raw, [raw]):
        left["reasons"] = raw
    if status or because:
        draft.fields["reported"] = Reported(status=status, because=because)
    if status == "confidential":
        draft.fields["confidential"] = True
    if status != "on track":
        draft.fields["limits"] = tuple(_limits(because))
    if left:
        draft.extra[key] = left


def _items(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _reason(value: Any) -> str:
    """Return a reason as it was meant: ``Note: slow`` is read as a mapping by YAML."""
    if isinstance(value, dict) and len(value) == 1:
        ((before, after),) = value.items()
        return f"{before}: {after}" if isinstance(after, str) else ""
    return value if isinstance(value, str) else ""


def _limits(reasons: Iterable[str]) -> Iterator[Limit]:
    for reason in dict.fromkeys(reasons):
        if len(reason) > _EMPTY_REASON or not Quantity.read(reason).placeholder:
            yield Limit(kind=_limit_kind(reason), what=reason)


def _limit_kind(reason: str) -> LimitKind:
    """Return what a limit is about by the first word of :data:`LIMIT_WORDS` in it."""
    found = _KIND.search(reason)
    if found is None:
        return "process"
    return "people" if found["people"] else "technology"


def _urls(draft: _Draft, key: str, value: Any) -> None:
    links = tuple(text.strip() for text in _texts(value))
    if links:
        draft.source["links"] = links
    if list(links) not in (value, [value]):
        draft.extra[key] = value


def _is_chart(key: str, value: Any) -> bool:
    """Tell whether a field says where the figures are shown: ``sisense_data`` and its like."""
    if not key.endswith("_data") or not isinstance(value, dict):
        return False
    return key == "sisense_data" or bool(value.get("chart") or value.get("charts"))


def _chart(draft: _Draft, key: str, value: Any) -> None:
    draft.source.setdefault("system", key.removesuffix("_data"))
    draft.source.setdefault("extra", {})[key] = value
    if value.get("chart") or value.get("charts"):
        draft.source["availability"] = "live"


def _department(draft: _Draft, key: str, value: Any) -> None:
    if not isinstance(value, str):
        draft.extra[key] = value


_HOMES: Mapping[str, Callable[[_Draft, str, Any], None]] = {
    "name": _name,
    "definition": _definition,
    "target": _target,
    "org": _department,
    "dri": _dri,
    "health": _health,
    "urls": _urls,
}
"""Where the value of each key goes; the value of any other is kept as written."""


def _page(base_path: Any) -> str | None:
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


def _parents(made: list[_Made], goals: _Goals) -> Iterator[Parent]:
    """Resolve each parent that is named, and let goals need goals where one states it."""
    by_anchor: dict[str, list[_Made]] = {}
    for each in made:
        by_anchor.setdefault("".join(words(each.kpi.name)), []).append(each)
    for each in made:
        for written in each.parents:
            page, anchor = _address(written)
            named = [other for other in by_anchor.get(anchor, ()) if other is not each]
            there = [other for other in named if other.page == (page or each.page)]
            if len(there) == 1:
                became = _became(each.kpi, there[0].kpi, goals)
                yield Parent(each.kpi.id, written, there[0].kpi.id, became)
            else:
                yield Parent(each.kpi.id, written, None, _not_found(there, named))


def _became(kpi: Kpi, parent: Kpi, goals: _Goals) -> str:
    if kpi.measures is None or parent.measures is None:
        return "kept: one of the two has no department"
    if kpi.measures == parent.measures:
        return "kept: both are of one department"
    if goals.link(parent.measures, kpi.measures, kpi.id):
        return f"{parent.measures} needs {kpi.measures}"
    return f"kept: {kpi.measures} needs {parent.measures} already"


def _not_found(there: list[_Made], named: list[_Made]) -> str:
    if there:
        return f"kept: several are there: {', '.join(each.kpi.id for each in there)}"
    if named:
        others = ", ".join(each.kpi.id for each in named)
        return f"kept: not on that page of these files; of that name on another page: {others}"
    return "kept: not in these files"


def _targets(made: list[_Made]) -> Mapping[Outcome, tuple[str, ...]]:
    found: dict[Outcome, list[str]] = {outcome: [] for outcome in OUTCOMES}
    for each in made:
        found[_outcome(each)].append(each.kpi.id)
    return {outcome: tuple(ids) for outcome, ids in found.items()}


def _outcome(made: _Made) -> Outcome:
    target = made.kpi.target.value if made.kpi.target else None
    if target is None:
        return "unreadable" if "target" in made.kept else "absent"
    if target.readable:
        return "parsed"
    return "placeholder" if target.placeholder else "unreadable"
