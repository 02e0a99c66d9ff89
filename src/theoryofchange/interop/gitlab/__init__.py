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
from collections.abc import Iterator

from theoryofchange.interop.gitlab.departments import Departments
from theoryofchange.interop.gitlab.entries import indicator_files
from theoryofchange.interop.gitlab.indicator import drafted, is_home, texts
from theoryofchange.interop.gitlab.parents import Indicator, Parent, page_of, resolved
from theoryofchange.interop.seam import CHANGED, NO_FIELD, Draft, Imported, Listing, Record
from theoryofchange.interop.seam.sources import Paths
from theoryofchange.kpi import Kpi
from theoryofchange.view.blocks import Note

FORMAT = "gitlab"


def read(paths: Paths, as_of: dt.date | None = None) -> Imported:
    """Read files of performance indicators as a theory.

    Parameters
    ----------
    paths
        The file or files, or directories of them; one given twice is read once.
    as_of
        The day the theory is looked at. The files name none, and none is made up.

    Returns
    -------
    Imported
        The theory, and an account of every record: each became a KPI or was refused.

    Raises
    ------
    InputError
        Where a file cannot be read to its end or is none of performance indicators, or where all
        are empty.

    Examples
    --------
    >>> from pathlib import Path
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
    goals = Departments(record for file in files for record in file.usable)
    draft = Draft(FORMAT, otherwise="indicators")
    for id in goals.titles:
        draft.ids.claim(id)
    draft.fault(*faults)
    made: list[Indicator] = []
    for file in files:
        draft.take(file.name, (entry.record for entry in file.entries))
        for entry in file.entries:
            if entry.reason is None:
                made.append(_indicator(draft, entry.record, goals))
            else:
                draft.refuse(entry.record, entry.reason)
    parents = tuple(resolved(made, goals))
    draft.add(*goals.shapes())
    draft.remark(_reasons(made), *_parents(parents))
    return draft.imported(_title(goals), as_of)


def _indicator(draft: Draft, record: Record, goals: Departments) -> Indicator:
    """Make a KPI of a record."""
    entry = record.data
    goal = goals.of(entry)
    drafted_kpi = drafted(entry, goals.titles.get(goal or ""))
    id = draft.ids.of(drafted_kpi.fields["title"], "kpi", goal or "")
    kpi = Kpi(id=id, measures=goal, extra=drafted_kpi.extra, **drafted_kpi.fields)
    draft.make(record, kpi)
    for key in drafted_kpi.kept:
        draft.kept_field(key, id, CHANGED if is_home(key) else NO_FIELD)
    return Indicator(kpi, page_of(entry.get("base_path")), tuple(texts(entry.get("parent"))))


def _title(goals: Departments) -> str:
    titles = list(goals.titles.values())
    if not titles:
        return "Performance indicators"
    named = ", ".join(titles) if len(titles) <= 3 else f"{len(titles)} departments"
    return f"Performance indicators of {named}"


def _reasons(made: list[Indicator]) -> Note:
    reasons = sum(len(each.kpi.reported.because) for each in made if each.kpi.reported)
    limits = sum(len(each.kpi.limits) for each in made)
    return Note(
        f"Of {reasons} reasons for a health, all kept under reported.because, {limits} became "
        "limits: those of a problem or of what is unknown, but for such as “tbd”."
    )


def _parents(parents: tuple[Parent, ...]) -> Iterator[Listing]:
    rows = tuple((each.kpi, each.parent, each.found, each.became) for each in parents)
    if rows:
        columns = ("KPI", "Parent", "Found", "Became")
        yield Listing(key="parents", caption="Parents", columns=columns, rows=rows)
