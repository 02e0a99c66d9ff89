"""Findings as a terminal shows them, with the line they are about, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.linter.findings import Findings
from theoryofchange.record import record
from theoryofchange.source.finding import Finding, Severity
from theoryofchange.source.span import Source, Span
from theoryofchange.view.measure import cells

_WIDEST = 100
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


def findings_as_json(findings: Findings) -> str:
    """Return findings as one JSON document, ending in a line end."""
    import json

    return json.dumps(findings.to_dict(), ensure_ascii=False, indent=2) + "\n"


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
        rest = f"{len(findings) - MOST:,} more findings are not shown; --format json has them all."
        blocks.append(f"… and {rest}")
    closing = [f"{palette.strong}{findings.sentence}{_in_files(findings)}.{palette.end}"]
    if findings.unread:
        names = ", ".join(_one_line(name) for name in findings.unread)
        closing.append(f"Not read to the end: {names}. The rules over the theory were not run.")
    return "\n\n".join([*blocks, "\n".join(closing)]) + "\n"


def _in_files(findings: Findings) -> str:
    number = len(findings.sources)
    return f" in {number} file{'' if number == 1 else 's'}"


def _block(finding: Finding, findings: Findings, palette: Palette) -> Iterator[str]:
    colour = palette.of(finding.severity)
    yield (
        f"{palette.strong}{_place(finding.span)}{palette.end} "
        f"{colour}{finding.severity} {finding.code}{palette.end} "
        f"{palette.faint}{finding.name}{palette.end}"
    )
    yield f"  {_one_line(finding.message)}"
    source = findings.sources.get(finding.file)
    if source is not None:
        yield from _frame(source, finding.span, palette, colour)
    for related in finding.related:
        said = f"see {_place(related.span)}: {_one_line(related.message)}"
        yield f"  {palette.faint}{said}{palette.end}"
    if finding.tip:
        yield f"  → {_one_line(finding.tip)}"


def _frame(source: Source, span: Span, palette: Palette, colour: str) -> Iterator[str]:
    """Yield the line a span starts on, with the span underlined."""
    first = span.column - 1
    cut = max(0, first - _WIDEST // 2)
    text = source.line_window(span.line, cut, _WIDEST)
    if not text.strip():
        return
    last = span.end_column - 1 if span.end_line == span.line else cut + _WIDEST
    shown = _printable(text)
    under = _printable(text[first - cut : last - cut])
    lead = cells(_printable(text[: first - cut]))
    carets = "^" * max(1, cells(under))
    number = str(span.line)
    yield f"  {palette.faint}{number} │{palette.end} {'…' if cut else ''}{shown}"
    gutter = f"  {palette.faint}{' ' * len(number)} │{palette.end}"
    yield f"{gutter} {' ' * (lead + bool(cut))}{colour}{carets}{palette.end}"


def _place(span: Span) -> str:
    return f"{_printable(span.file)}:{span.line}:{span.column}"


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _one_line(text: str) -> str:
    return _printable(" ".join(text.split()))
