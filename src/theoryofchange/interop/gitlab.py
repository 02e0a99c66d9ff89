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
``health.reasons``      ``reported.because``; of a problem (1) or an unknown (0) also ``limits``
``urls``                ``source.links``
``sisense_data``        ``source.system``; ``source.availability`` is live where it names a chart
anything else           ``extra``, as written
======================  ===========================================================================

What was cleaned of HTML for reading is kept as written under ``extra`` too; a text without any is
written once.

A reason tells how things are, and a limit what keeps a KPI from being measured. Of an indicator
whose health is unknown the reasons say why, and those of a problem name it: both are limits, which
keep the KPI dark in the analysis until somebody removes those that are none. What is okay (3) or
needs attention (2) is measured, and its reasons, such as “reached a new high”, are no limits; what
is confidential (−1) is withheld, not unmeasured.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from theoryofchange.goal import Goal
from theoryofchange.interop.entries import indicator_files
from theoryofchange.interop.indicator import drafted, texts
from theoryofchange.interop.prose import readable, slug, words
from theoryofchange.interop.records import OUTCOMES, Faulted, Imports, Outcome, Parent, some
from theoryofchange.interop.report import Imported
from theoryofchange.interop.saving import THEORY_FILE
from theoryofchange.kpi import Kpi
from theoryofchange.link import Link

FORMAT = "gitlab"


def read(paths: Iterable[str | Path], as_of: dt.date | None = None) -> Imported:
    """Read files of performance indicators as a theory.

    Parameters
    ----------
    paths
        The files, or directories of them; one given twice is read once.
    as_of
        The day the theory is looked at. The files name none, and none is made up.

    Returns
    -------
    Imported
        The theory, and an account of every record: ``records`` equals KPIs and refused together.

    Raises
    ------
    InputError
        Where a file cannot be read to its end or is none of performance indicators, or where all
        are empty.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "service.yml")
    ...     _ = file.write_text("[{name: Answered in time, org: Service, target: Above 95%}]")
    ...     imported = read([file])
    >>> (kpi,) = imported.kpis
    >>> kpi.id, kpi.measures, kpi.direction, kpi.unit
    ('answered_in_time', 'service', 'increase', 'percent')
    """
    files, faults = indicator_files(paths)
    goals = _Goals()
    for file in files:
        for entry in file.entries:
            goals.add(entry.data)
    ids, names = _Names(goals.titles), _Names([THEORY_FILE])
    made: list[_Made] = []
    inputs = []
    faulted = []
    for file in files:
        own = [_made(entry.data, goals, ids) for entry in file.entries]
        inputs.append(
            Imports(
                file=file.name,
                written=names.claim(slug(Path(file.name).stem, "indicators"), ending=".yaml"),
                records=file.records,
                kpis=tuple(each.kpi for each in own),
                lines=tuple(entry.line for entry in file.entries),
            )
        )
        faulted += [
            Faulted(kpi=each.kpi.id, file=file.name, line=entry.line, written=entry.written)
            for entry, each in zip(file.entries, own, strict=True)
            if entry.written is not None
        ]
        made += own
    parents = tuple(_parents(made, goals))
    return Imported(
        format=FORMAT,
        title=_title(goals),
        as_of=as_of,
        inputs=tuple(inputs),
        goals=goals.shapes(),
        refused=tuple(refused for file in files for refused in file.refused),
        faulted=tuple(faulted),
        kept=_kept(made),
        targets=_targets(made),
        parents=parents,
        faults=faults,
    )


class _Goals:
    """The departments as goals, and which goal needs which."""

    def __init__(self) -> None:
        self._names = _Names([])
        self.titles: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.needs: dict[str, dict[str, list[str]]] = {}

    def add(self, entry: Mapping[str, Any]) -> None:
        org = _org(entry)
        if org and org.casefold() not in self.ids:
            id = self._names.claim(slug(org, "department"))
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
                    child: Link(extra={"stated_by": ids})
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


class _Names:
    """The names that are taken."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._next: dict[str, int] = {}

    def claim(self, base: str, suffix: str = "", ending: str = "") -> str:
        """Take the first free name: the base, with the suffix, or with a number from 2."""
        name = base + ending
        if name in self._taken and suffix:
            name = f"{base}_{suffix}{ending}"
        while name in self._taken:
            self._next[base] = self._next.get(base, 1) + 1
            name = f"{base}_{self._next[base]}{ending}"
        self._taken.add(name)
        return name


@dataclass(frozen=True, slots=True)
class _Made:
    """A KPI, the keys it keeps as written, and what its entry says of its place among others."""

    kpi: Kpi
    kept: tuple[str, ...]
    page: str | None
    parents: tuple[str, ...]


def _made(entry: dict[str, Any], goals: _Goals, ids: _Names) -> _Made:
    goal = goals.of(entry)
    draft = drafted(entry, goals.titles.get(goal or ""))
    id = ids.claim(slug(draft.fields["title"], "kpi"), goal or "")
    kpi = Kpi(id=id, measures=goal, extra=draft.extra, **draft.fields)
    return _Made(kpi, draft.kept, _page(entry.get("base_path")), tuple(texts(entry.get("parent"))))


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
    named: dict[str, list[_Made]] = {}
    there: dict[tuple[str, str], list[_Made]] = {}
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


def _became(kpi: Kpi, parent: Kpi, goals: _Goals) -> str:
    if kpi.measures is None or parent.measures is None:
        return "kept: one of the two has no department"
    if kpi.measures == parent.measures:
        return "kept: both are of one department"
    if goals.link(parent.measures, kpi.measures, kpi.id):
        return f"{parent.measures} needs {kpi.measures}"
    return f"kept: {kpi.measures} needs {parent.measures} already"


def _not_found(there: list[_Made], elsewhere: list[_Made]) -> str:
    if there:
        return f"kept: several are there: {some([each.kpi.id for each in there])}"
    if elsewhere:
        ids = some([each.kpi.id for each in elsewhere])
        return f"kept: not on that page of these files; of that name on another page: {ids}"
    return "kept: not in these files"


def _kept(made: list[_Made]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for each in made:
        for key in each.kept:
            found.setdefault(key, []).append(each.kpi.id)
    return {key: tuple(ids) for key, ids in found.items()}


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
