"""What became of an import as blocks: in short for a terminal, and to the record for a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from theoryofchange.interop.indicator import is_home
from theoryofchange.interop.records import OUTCOMES, some, target_finding
from theoryofchange.kpi import Kpi
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Span
from theoryofchange.view.blocks import Block, Column, Headline, NextStep, Note, Table, View

if TYPE_CHECKING:
    from theoryofchange.interop.report import Imported

UNDATED = (
    "The files name no day, and none was made up: write as_of into theory.yaml, or import with "
    "--as-of DATE."
)
CONFIDENTIAL = "Of a confidential KPI no target is asked: toc check finds fewer than there are."


def summary(imported: Imported) -> View:
    """Return the account in a few lines, however many records there are."""
    wanting = " ".join(_wanting(imported))
    blocks: list[Block] = [_headline(imported), _counts(imported), *_withheld(imported)]
    if wanting:
        blocks.append(Note(wanting, "warn"))
    if imported.as_of is None:
        blocks.append(Note(UNDATED))
    return View("Import", tuple(blocks), "import")


def _wanting(imported: Imported) -> Iterator[str]:
    """Yield where to look first, a sentence for each kind of fault."""
    short = imported.short_names
    found = {
        "Refused": [f"{short[each.file]}:{each.line}" for each in imported.refused],
        "Faults in how it is written": [_place(fault, short) for fault in imported.faults],
        "Files without a record": [
            short[each.file] for each in imported.inputs if not each.records
        ],
    }
    yield from (f"{what}: {some(places)}." for what, places in found.items() if places)


def account(imported: Imported) -> View:
    """Return the account of every record."""
    short = imported.short_names
    blocks: list[Block] = [
        _headline(imported),
        _targets(imported),
        *_withheld(imported),
        _reasons(imported),
        _files(imported),
    ]
    if imported.refused:
        blocks.append(_refused(imported))
    blocks += [
        Note(f"{_place(fault, short)}: {fault.message} {fault.tip}".rstrip(), "warn")
        for fault in imported.faults
    ]
    if imported.as_of is None:
        blocks.append(Note(UNDATED))
    blocks.append(_records(imported))
    if imported.parents:
        blocks.append(_parents(imported))
    if imported.kept:
        blocks.append(_kept(imported))
    blocks.append(
        NextStep(
            "Check what was written with toc check.",
            "The import reads what is there; it does not judge it.",
        )
    )
    return View("Import", tuple(blocks), "import")


def _headline(imported: Imported) -> Headline:
    wanting = imported.refused or imported.faults
    return Headline(
        f"{len(imported.kpis)} of {imported.records} records became KPIs",
        value=f"{len(imported.kpis)}",
        note=f"goals: {len(imported.goals)}, refused: {len(imported.refused)}",
        tone="warn" if wanting else "good",
    )


def _counts(imported: Imported) -> Table:
    by_id = {kpi.id: kpi for kpi in imported.kpis}
    rows = tuple(
        (
            outcome,
            len(ids),
            sum(1 for id in ids if by_id[id].confidential),
            _found([by_id[id] for id in ids]),
        )
        for outcome, ids in ((each, imported.targets[each]) for each in OUTCOMES)
    )
    columns = (
        Column("Target"),
        Column("KPIs", "right"),
        Column("Confidential", "right"),
        Column("toc check finds"),
    )
    return Table(columns, rows)


def _targets(imported: Imported) -> Table:
    counts = _counts(imported)
    rows = tuple(
        (*row, OUTCOMES[outcome]) for row, outcome in zip(counts.rows, OUTCOMES, strict=True)
    )
    columns = (*counts.columns, Column("Means"))
    return Table(columns, rows, caption="What became of the targets")


def _found(kpis: Iterable[Kpi]) -> str:
    codes = Counter(target_finding(kpi) for kpi in kpis)
    return ", ".join(f"{code}: {n}" for code, n in codes.items() if code)


def _withheld(imported: Imported) -> Iterator[Note]:
    if any(kpi.confidential for kpi in imported.kpis):
        yield Note(CONFIDENTIAL)


def _reasons(imported: Imported) -> Note:
    reasons = sum(len(kpi.reported.because) for kpi in imported.kpis if kpi.reported)
    limits = sum(len(kpi.limits) for kpi in imported.kpis)
    return Note(
        f"Of {reasons} reasons for a health, all kept under reported.because, {limits} became "
        "limits: those of a problem or of what is unknown, but for such as “tbd”."
    )


def _files(imported: Imported) -> Table:
    short = imported.short_names
    rows = tuple(
        (
            short[each.file],
            each.records,
            len(each.kpis),
            each.records - len(each.kpis),
            each.written if each.kpis else None,
        )
        for each in imported.inputs
    )
    columns = (
        Column("File"),
        Column("Records", "right"),
        Column("KPIs", "right"),
        Column("Refused", "right"),
        Column("Written to"),
    )
    return Table(columns, rows, caption="Files")


def _refused(imported: Imported) -> Table:
    short = imported.short_names
    rows = tuple(
        (f"{short[each.file]}:{each.line}", each.name or None, each.reason)
        for each in imported.refused
    )
    caption = "Refused, and kept as written under theory.extra.refused"
    return Table((Column("Place"), Column("Name"), Column("Reason")), rows, caption=caption)


def _records(imported: Imported) -> Table:
    short = imported.short_names
    outcomes = {id: outcome for outcome, ids in imported.targets.items() for id in ids}
    rows = tuple(
        (
            f"{short[each.file]}:{line}",
            kpi.id,
            kpi.target.value.text if kpi.target and kpi.target.value else None,
            outcomes[kpi.id],
            target_finding(kpi) or ("confidential" if kpi.confidential else None),
        )
        for each in imported.inputs
        for line, kpi in zip(each.lines, each.kpis, strict=True)
    )
    columns = (
        Column("Record"),
        Column("KPI"),
        Column("Target as written"),
        Column("Became"),
        Column("toc check finds"),
    )
    return Table(columns, rows, caption="Every record that became a KPI")


def _parents(imported: Imported) -> Table:
    rows = tuple((each.kpi, each.parent, each.found, each.became) for each in imported.parents)
    columns = (Column("KPI"), Column("Parent as written"), Column("Means"), Column("Became"))
    return Table(columns, rows, caption="Parents")


def _kept(imported: Imported) -> Table:
    return Table(
        (Column("Key"), Column("Why"), Column("KPIs", "right"), Column("Ids")),
        tuple(_kept_rows(imported)),
        caption="Kept under extra as written",
    )


def _kept_rows(imported: Imported) -> Iterator[tuple[str, str, int, str]]:
    for key, ids in imported.kept.items():
        why = "reading it changed it" if is_home(key) else "it has no field of its own"
        yield key, why, len(ids), ", ".join(ids)


def _place(fault: Fault, short: Mapping[str, str]) -> str:
    """Return where a fault stands, with the short name of its file."""
    where = fault.where
    if not isinstance(where, Span):
        return ""
    return f"{short.get(where.file, where.file)}:{where.line}:{where.column}"
