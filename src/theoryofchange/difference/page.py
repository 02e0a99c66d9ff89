"""A diff as blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from theoryofchange.difference.change import Change, Kind
from theoryofchange.difference.measured import OBSERVATIONS
from theoryofchange.difference.sets import Replaced
from theoryofchange.view.blocks import Badge, Block, Column, Headline, Note, Table, Tone, View
from theoryofchange.view.measure import counted, formatted

MOST_ROWS = 100
"""How many rows a table has at most; what is left out is stated, and stands in the data."""

_LONGEST = 60
"""Characters of a text that are shown, around where it begins to differ."""

_TONES: Mapping[Kind, Tone] = {
    **dict.fromkeys(("relaxed", "later", "dropped", "promised", "withheld", "weaker"), "warn"),
    **dict.fromkeys(("rewritten", "restated", "reversed"), "bad"),
    **dict.fromkeys(("tightened", "settled", "disclosed", "stronger"), "good"),
    "unclear": "unknown",
}
_AIMS = ("target", "tolerance", "milestones", "confidential")
_FIRST: Sequence[Kind] = ("relaxed", "withheld", "promised", "dropped", "later", "unclear")
"""What a reader of targets must see first."""

_CHANGE = (
    Column("What"),
    Column("Field"),
    Column("Change"),
    Column("Before"),
    Column("After"),
    Column("Because"),
)
_NOT_COMPARED = "Ratings and benchmarks are not compared."


def display(changes: Sequence[Change], replaced: Sequence[Replaced], most: int) -> View:
    """Return a diff as blocks.

    Parameters
    ----------
    changes
        Every change.
    replaced
        The goals and outcomes of which the whole set of KPIs is another one.
    most
        How many rows a table has at most.

    Returns
    -------
    View
        The counts first, then the sets that were replaced, then a table for each sort of change,
        the gravest first.
    """
    blocks: list[Block] = [_headline(changes)]
    blocks += (Note(_listed(each), "warn") for each in replaced)
    for caption, rows in _sorts(changes, replaced).items():
        if rows:
            blocks.append(_table(caption, rows[:most]))
            blocks += _left_out(len(rows) - most)
    return View("Changes", (*blocks, Note(_NOT_COMPARED)), "diff")


def _headline(changes: Sequence[Change]) -> Headline:
    if not changes:
        return Headline("Nothing changed.", value="0", tone="good")
    aims = Counter(change.kind for change in changes if _aims(change))
    said = [f"{aims[kind]} {kind}" for kind in ("relaxed", "tightened") if aims[kind]]
    breaking = [change for change in changes if change.breaks]
    parts = [f"of the targets {' and '.join(said)}"] if said else []
    if breaking:
        still = sum(change.version_raised is not True for change in breaking)
        note = f", {still} of them without a raised version" if still else ""
        parts.append(f"{counted(len(breaking), 'change')} after which values cannot be compared")
        parts[-1] += note
    restated = sum(change.kind == "restated" for change in changes)
    if restated:
        parts.append(f"measured values of {counted(restated, 'KPI')} restated")
    tone: Tone = "bad" if breaking or restated else "warn" if aims["relaxed"] else "plain"
    text = counted(len(changes), "change").removeprefix(f"{len(changes):,} ")
    detail = f": {'; '.join(parts)}" if parts else ""
    return Headline(f"{text}{detail}.", value=f"{len(changes):,}", tone=tone)


def _listed(each: Replaced) -> str:
    return f"{each.sentence} Gone: {_some(each.gone)}. New: {_some(each.come)}."


def _some(ids: Sequence[str], most: int = 10) -> str:
    rest = f" and {len(ids) - most:,} more" if len(ids) > most else ""
    return f"{', '.join(ids[:most])}{rest}"


def _sorts(changes: Sequence[Change], replaced: Sequence[Replaced]) -> Mapping[str, list[Change]]:
    """Return the changes by what they are about, the gravest sort first; each change once."""
    told = {kpi for each in replaced for kpi in (*each.gone, *each.come)}
    sorts: dict[str, list[Change]] = {
        "Values before and after cannot be compared": [],
        "Targets": [],
        "The past was rewritten": [],
        "Probably renamed": [],
        "Added and removed": [],
        "Measured values": [],
        "Links": [],
        "Everything else": [],
    }
    for change in changes:
        whole = change.kind in ("added", "removed") and not change.field
        if not (whole and change.section == "kpis" and change.id in told):
            sorts[_sort_of(change)].append(change)
    sorts["Targets"].sort(key=_gravest_first)
    return sorts


def _sort_of(change: Change) -> str:
    if change.breaks:
        return "Values before and after cannot be compared"
    if _aims(change):
        return "Targets"
    if change.kind in ("rewritten", "restated"):
        return "The past was rewritten"
    if change.kind == "renamed":
        return "Probably renamed"
    if change.field == OBSERVATIONS:
        return "Measured values"
    if change.section == "links":
        return "Links"
    return "Everything else" if change.field else "Added and removed"


def _aims(change: Change) -> bool:
    return change.section == "kpis" and change.field.partition(".")[0] in _AIMS


def _gravest_first(change: Change) -> int:
    return _FIRST.index(change.kind) if change.kind in _FIRST else len(_FIRST)


def _table(caption: str, changes: Sequence[Change]) -> Table:
    rows = tuple(
        (
            change.name,
            change.field or change.section,
            Badge(change.kind, _TONES.get(change.kind, "plain")),
            *excerpts(change.before, change.after),
            _because(change),
        )
        for change in changes
    )
    return Table(_CHANGE, rows, caption=caption).sparing("Before", "After", "Because")


def _because(change: Change) -> str:
    if change.similarity is None:
        return change.because
    share = formatted(change.similarity, ".0%").replace("%", " %")
    return f"{share} alike: {change.because}"


def _left_out(count: int) -> Iterator[Note]:
    if count > 0:
        yield Note(f"… and {counted(count, 'more change')}; --format json has them all.")


def excerpts(before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """Return two texts cut to where they begin to differ.

    Examples
    --------
    >>> same = "Share of the customers who ordered in the last twelve months, of all "
    >>> for text in excerpts(f"{same}with consent", f"{same}that are active"):
    ...     print(text)
    … last twelve months, of all with consent
    … last twelve months, of all that are active
    """
    texts = (before or "", after or "")
    if max(map(len, texts)) <= _LONGEST:
        return before, after
    same = next((at for at, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), 0)
    start = max(0, same - _LONGEST // 2)
    while start and start < same and texts[0][start - 1] != " ":
        start += 1
    shown = tuple(text and _cut(text, start) for text in texts)
    return shown[0] or None, shown[1] or None


def _cut(text: str, start: int) -> str:
    head = "… " if start else ""
    tail = "…" if len(text) > start + _LONGEST else ""
    return f"{head}{text[start : start + _LONGEST].strip()}{tail}"
