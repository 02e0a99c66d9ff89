"""What became of an import as blocks: in short for a terminal, and to the record for a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from theoryofchange.interop.seam.record import FATES, Became
from theoryofchange.interop.seam.remark import Listing
from theoryofchange.interop.seam.targets import READINGS, reading_of, target_finding
from theoryofchange.kpi import Kpi
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Span
from theoryofchange.view.blocks import Block, Column, Headline, NextStep, Note, Table, View

if TYPE_CHECKING:
    from theoryofchange.interop.seam.imported import Imported

UNDATED = (
    "The files name no day, and none was made up: write as_of into theory.yaml, or import with "
    "--as-of DATE."
)
CONFIDENTIAL = "Of a confidential KPI no target is asked: toc check finds fewer than there are."
_WORDS = {
    "goals": "goals",
    "outcomes": "outcomes",
    "kpis": "KPIs",
    "activities": "activities",
    "teams": "teams",
}
_ROWS = ("observations", "benchmarks", "ratings")
_FATE_COLUMNS = {"made": "Became nodes", "attached": "Attached", "kept": "Kept"}


def summary(imported: Imported) -> View:
    """Return the account in a few lines, however many records there are."""
    wanting = " ".join(_wanting(imported))
    blocks: list[Block] = [_headline(imported), *_targets(imported), *_withheld(imported)]
    if wanting:
        blocks.append(Note(wanting, "warn"))
    blocks += [each for each in imported.remarks if isinstance(each, Note) and each.tone == "warn"]
    if imported.as_of is None:
        blocks.append(Note(UNDATED))
    return View("Import", tuple(blocks), "import")


def account(imported: Imported) -> View:
    """Return the account of every record."""
    short = imported.short_names
    blocks: list[Block] = [
        _headline(imported),
        *_targets(imported, "What became of the targets"),
        *_withheld(imported),
        *(each for each in imported.remarks if isinstance(each, Note)),
        _files(imported),
        *_unused(imported),
    ]
    blocks += [
        Note(f"{_place(fault, short)}: {fault.message} {fault.tip}".rstrip(), "warn")
        for fault in imported.faults
    ]
    if imported.as_of is None:
        blocks.append(Note(UNDATED))
    blocks += [_records(imported), *_readings(imported)]
    blocks += [each.block() for each in imported.remarks if isinstance(each, Listing)]
    if imported.kept_fields:
        blocks.append(_kept(imported))
    blocks.append(
        NextStep(
            "Check what was written with toc check.",
            "The import reads what is there; it does not judge it.",
        )
    )
    return View("Import", tuple(blocks), "import")


def counts(account: Sequence[Became]) -> Mapping[str, int]:
    """Return how many records have each fate."""
    found = Counter(each.fate for each in account)
    return {fate: found[fate] for fate in FATES}


def some(ids: Sequence[str]) -> str:
    """Return the first three ids, and how many more there are.

    Examples
    --------
    >>> some(["a", "b", "c", "d", "e"])
    'a, b, c and 2 more'
    """
    shown = ", ".join(ids[:3])
    return f"{shown} and {len(ids) - 3} more" if len(ids) > 3 else shown


def place_of(fault: Fault) -> str:
    """Return where a fault of a file stands, as ``file:line:column``."""
    where = fault.where
    return f"{where.file}:{where.line}:{where.column}" if isinstance(where, Span) else ""


def _headline(imported: Imported) -> Headline:
    theory, fates = imported.theory, imported.fates
    own = {id for each in imported.became("made") for id in each.ids}
    made = [words for part, words in _WORDS.items() if own & getattr(theory, part).keys()]
    beside = {
        words: len(getattr(theory, part).keys() - own)
        for part, words in _WORDS.items()
        if getattr(theory, part).keys() - own
    }
    if len(made) > 1:
        beside = {words: len(getattr(theory, part)) for part, words in _WORDS.items()}
    beside |= {part: len(getattr(theory, part)) for part in _ROWS}
    beside |= {fate: fates[fate] for fate in ("attached", "kept")}
    told = [f"{what}: {n}" for what, n in beside.items() if n] + [f"refused: {fates['refused']}"]
    return Headline(
        f"{fates['made']} of {imported.records} records became {_listed(made) or 'nodes'}",
        value=f"{fates['made']}",
        note=", ".join(told),
        tone="warn" if imported.refused or imported.faults else "good",
    )


def _listed(words: Sequence[str]) -> str:
    *most, last = words or ("",)
    return f"{', '.join(most)} and {last}" if most else last


def _wanting(imported: Imported) -> Iterator[str]:
    """Yield where to look first, a sentence for each kind of fault."""
    short = imported.short_names
    found = {
        "Refused": [_at(each, short) for each in imported.refused],
        "Faults in how it is written": [_place(fault, short) for fault in imported.faults],
        "Files without a record": [
            short[each.file] for each in imported.inputs if not each.account
        ],
    }
    yield from (f"{what}: {some(places)}." for what, places in found.items() if places)


def _targets(imported: Imported, caption: str = "") -> Iterator[Table]:
    """Yield how the targets were read; with a caption also what each word means."""
    if not imported.kpis:
        return
    by_id = {kpi.id: kpi for kpi in imported.kpis}
    columns = [
        Column("Target"),
        Column("KPIs", "right"),
        Column("Confidential", "right"),
        Column("toc check finds"),
    ]
    rows = []
    for reading, ids in imported.targets.items():
        kpis = [by_id[id] for id in ids]
        confidential = sum(1 for kpi in kpis if kpi.confidential)
        meaning = (READINGS[reading],) if caption else ()
        rows.append((reading, len(kpis), confidential, _found(kpis), *meaning))
    if caption:
        columns.append(Column("Means"))
    yield Table(tuple(columns), tuple(rows), caption=caption)


def _found(kpis: Iterable[Kpi]) -> str:
    codes = Counter(target_finding(kpi) for kpi in kpis)
    return ", ".join(f"{code}: {n}" for code, n in codes.items() if code)


def _withheld(imported: Imported) -> Iterator[Note]:
    if any(kpi.confidential for kpi in imported.kpis):
        yield Note(CONFIDENTIAL)


def _files(imported: Imported) -> Table:
    short = imported.short_names
    rows = []
    for each in imported.inputs:
        fates = counts(each.account)
        written = each.written if each.parts else None
        used = (fates["made"], fates["attached"] or None, fates["kept"] or None)
        rows.append((short[each.file], len(each.account), *used, fates["refused"], written))
    columns = (
        Column("File"),
        Column("Records", "right"),
        *(Column(title, "right") for title in _FATE_COLUMNS.values()),
        Column("Refused", "right"),
        Column("Written to"),
    )
    return Table(columns, tuple(rows), caption="Files").sparing("Attached", "Kept")


def _unused(imported: Imported) -> Iterator[Table]:
    """Yield a table of the records that were refused, and of those kept for want of a place."""
    short = imported.short_names
    captions = {
        "Refused, and kept as written under theory.extra.refused": imported.refused,
        "Without a place in a theory, and kept as written": imported.became("kept"),
    }
    for caption, entries in captions.items():
        rows = tuple(
            (_at(each, short), each.record.kind, each.record.name or None, each.told)
            for each in entries
        )
        columns = (Column("Place"), Column("Kind"), Column("Name"), Column("Reason"))
        if rows:
            yield Table(columns, rows, caption=caption)


def _records(imported: Imported) -> Table:
    short = imported.short_names
    rows = tuple(
        (
            _at(each, short),
            each.record.kind,
            each.fate,
            ", ".join(each.ids) or None,
            each.told or None,
        )
        for each in imported.account
    )
    columns = (
        Column("Record"),
        Column("Kind"),
        Column("Fate"),
        Column("Ids"),
        Column("Which is to say"),
    )
    table = Table(columns, rows, caption="Every record", empty="There is none.")
    return table.sparing("Which is to say")


def _readings(imported: Imported) -> Iterator[Table]:
    rows = tuple(
        (
            kpi.id,
            kpi.target.value.text if kpi.target and kpi.target.value else None,
            reading_of(kpi),
            target_finding(kpi) or ("confidential" if kpi.confidential else None),
        )
        for kpi in imported.kpis
    )
    columns = (
        Column("KPI"),
        Column("Target as written"),
        Column("Read as"),
        Column("toc check finds"),
    )
    if rows:
        yield Table(columns, rows, caption="Every target")


def _kept(imported: Imported) -> Table:
    rows = tuple(
        (each.field, each.why, len(each.ids), ", ".join(each.ids)) for each in imported.kept_fields
    )
    columns = (Column("Key"), Column("Why"), Column("Nodes", "right"), Column("Ids"))
    return Table(columns, rows, caption="Kept under extra as written")


def _at(each: Became, short: Mapping[str, str]) -> str:
    return f"{short[each.record.file]}:{each.record.at}"


def _place(fault: Fault, short: Mapping[str, str]) -> str:
    """Return where a fault stands, with the short name of its file."""
    where = fault.where
    if not isinstance(where, Span):
        return ""
    return f"{short.get(where.file, where.file)}:{where.line}:{where.column}"
