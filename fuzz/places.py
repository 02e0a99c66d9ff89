"""Whether a place lies in its text."""

from __future__ import annotations

from theoryofchange.source.span import Source, Span


def expect_inside(span: Span, source: Source) -> None:
    """Raise where a span does not lie in its text, or ends before it starts."""
    assert (span.line, span.column) <= (span.end_line, span.end_column), span
    for line, column in ((span.line, span.column), (span.end_line, span.end_column)):
        start = source.line_start(line)
        assert 1 <= column <= len(source.text) - start + 1, span
        assert column <= len(source.line_text(line)) + 3, span
