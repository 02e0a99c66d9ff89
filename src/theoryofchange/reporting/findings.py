"""Findings as a terminal shows them, with the line they are about, and as JSON."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType
from typing import Any

from theoryofchange.linter.findings import Findings
from theoryofchange.record import record
from theoryofchange.source.finding import Finding, Severity
from theoryofchange.source.span import Source, Span
from theoryofchange.view.measure import cells

_WIDEST = 100
"""Cells of a line that are shown."""
_NEAR = 4 * _WIDEST
"""Characters of a line that are looked at; some take no cell."""
_TAB = " " * 4
MOST = 2_000
"""How many findings are written as text; more is a matter for a machine."""


@record
class Palette:
    """The escape sequences of a terminal, all empty where there is no colour."""

    error: str = ""
    warning: str = ""
    info: str = ""
    faint: str = ""
    strong: str = ""
    end: str = ""

    def of(self, severity: Severity) -> str:
        """Return the colour of a severity."""
        return {"error": self.error, "warning": self.warning, "info": self.info}[severity]


PLAIN = Palette()
COLOURED = Palette(
    error="\x1b[1;31m",
    warning="\x1b[1;33m",
    info="\x1b[1;36m",
    faint="\x1b[2m",
    strong="\x1b[1m",
    end="\x1b[0m",
)


def findings_as_json(
    findings: Findings, beside: Mapping[str, Sequence[Mapping[str, Any]]] = MappingProxyType({})
) -> str:
    """Return findings as one JSON document, ending in a line end.

    Parameters
    ----------
    findings
        What a check found.
    beside
        What else was asked for, by its key: for each theory, as plain data.
    """
    import json

    document = findings.to_dict()
    document |= {key: list(of_theories) for key, of_theories in beside.items() if of_theories}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def findings_as_text(findings: Findings, palette: Palette = PLAIN) -> str:
    """Return findings as text: place, code, what is wrong, the line itself, and what to do.

    Parameters
    ----------
    findings
        What a check found.
    palette
        The colours; none by default.
    """
    shown = findings[:MOST]
    blocks = ["\n".join(_block(finding, findings, palette)) for finding in shown]
    if len(findings) > MOST:
        left = f"{len(findings) - MOST:,} more findings are not shown"
        blocks.append(findings.told(f"… and {left}; --format json has them all."))
    counted = f"{findings.sentence}{_in_files(findings)}{_hidden(findings)}."
    closing = [f"{palette.strong}{findings.told(counted)}{palette.end}"]
    if findings.unread:
        names = ", ".join(_one_line(name) for name in findings.unread)
        unread = f"Not read to the end: {names}. Rules that need them were not run."
        closing.append(findings.told(unread))
    return "\n\n".join([*blocks, "\n".join(closing)]) + "\n"


def _in_files(findings: Findings) -> str:
    number = len(findings.sources)
    return f" in {number} file{'' if number == 1 else 's'}"


def _hidden(findings: Findings) -> str:
    number = len(findings.suppressed)
    return f" ({number} suppressed)" if number else ""


def _block(finding: Finding, findings: Findings, palette: Palette) -> Iterator[str]:
    colour = palette.of(finding.severity)
    yield (
        f"{palette.strong}{_place(finding.span)}{palette.end} "
        f"{colour}{findings.told(finding.severity)} {finding.code}{palette.end} "
        f"{palette.faint}{finding.name}{palette.end}"
    )
    yield f"  {_one_line(finding.message)}"
    source = findings.sources.get(finding.file)
    if source is not None:
        yield from _frame(source, finding.span, palette, colour)
    for related in finding.related:
        see = findings.told("see")
        said = f"{see} {_place(related.span)}: {_one_line(related.message)}"
        yield f"  {palette.faint}{said}{palette.end}"
    if finding.tip:
        yield f"  → {_one_line(finding.tip)}"


def _frame(source: Source, span: Span, palette: Palette, colour: str) -> Iterator[str]:
    """Yield the line a span starts on, or the part of it around the span, and an underline."""
    first = span.column - 1
    cut = _cut(source, span.line, first)
    drawn = _drawn(source.line_window(span.line, cut, _NEAR))
    if not "".join(drawn).strip():
        return
    fitting = _fitting(drawn, _WIDEST - bool(cut))
    last = span.end_column - 1 if span.end_line == span.line else cut + len(drawn)
    lead = cells("".join(drawn[: first - cut])) + bool(cut)
    carets = "^" * max(1, cells("".join(drawn[first - cut : min(last - cut, fitting)])))
    more = "…" if fitting < min(last - cut, len(drawn)) else ""
    number = str(span.line)
    shown = f"{'…' if cut else ''}{''.join(drawn[:fitting])}{'…' if fitting < len(drawn) else ''}"
    yield f"  {palette.faint}{number} │{palette.end} {shown}"
    gutter = f"  {palette.faint}{' ' * len(number)} │{palette.end}"
    yield f"{gutter} {' ' * lead}{colour}{carets}{more}{palette.end}"


def _cut(source: Source, line: int, first: int) -> int:
    """Return the offset from which a line is shown: its start, or so that ``first`` is in view."""
    whole = _drawn(source.line_window(line, 0, _NEAR))
    if len(whole) < _NEAR and _fitting(whole, _WIDEST) == len(whole):
        return 0
    start = max(0, first - _NEAR)
    before = _drawn(source.line_window(line, start, first - start))
    return first - _fitting(before[::-1], _WIDEST // 2)


def _fitting(drawn: Sequence[str], width: int) -> int:
    """Return how many of the characters fit into a width in cells, one left for an ellipsis."""
    if (text := "".join(drawn)).isascii() and len(text) == len(drawn):
        return len(text) if len(text) <= width else max(0, width - 1)
    widths = list(accumulate(map(cells, drawn)))
    if not widths or widths[-1] <= width:
        return len(widths)
    return bisect_right(widths, width - 1)


def _drawn(text: str) -> list[str]:
    """Return each character of a text as a terminal shows it."""
    if text.isprintable():
        return list(text)
    return [_TAB if c == "\t" else c if c.isprintable() else " " for c in text]


def _place(span: Span) -> str:
    return f"{_printable(span.file)}:{span.line}:{span.column}"


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def _one_line(text: str) -> str:
    return _printable(" ".join(text.split()))
