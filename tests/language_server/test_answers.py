"""Whatever is typed, something is answered."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from theoryofchange.errors import InputError
from theoryofchange.language_server.answers import language_server
from theoryofchange.language_server.completion import completion
from theoryofchange.language_server.hover import hover
from theoryofchange.language_server.ids import declarations_of, id_at
from theoryofchange.language_server.mentions import spans_of
from theoryofchange.language_server.outline import outline
from theoryofchange.language_server.theories import OpenTheory
from theoryofchange.source.span import Source
from theoryofchange.view.markdown import as_markdown

TODAY = dt.date(2026, 1, 1)
ROOT = Path(__file__).parents[2] / "examples" / "satisfaction_rank"
FILE = sorted(ROOT.rglob("*.yaml"))[0].as_posix()
TEXT = Path(FILE).read_text("utf-8")


def answered(monkeypatch: pytest.MonkeyPatch, error: Exception) -> tuple[Any, list[str]]:
    """Return what is answered where an answer runs into an error, and what is shown beside it."""
    server = language_server(today=lambda: TODAY)
    shown: list[str] = []
    monkeypatch.setattr(server, "window_show_message", lambda told: shown.append(told.message))

    def broken(uri: str) -> None:
        raise error

    monkeypatch.setattr(server, "theory_of", broken)
    ask = server.protocol.fm.features["textDocument/hover"]
    document = types.TextDocumentIdentifier("file:///theory.yaml")
    return ask(types.HoverParams(document, types.Position(0, 0))), shown


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (InputError("a.parquet: reading Parquet needs pyarrow"), "a.parquet: reading Parquet"),
        (PermissionError(13, "Permission denied", "a.yaml"), "Permission denied"),
        (ZeroDivisionError("by zero"), "could not be answered: ZeroDivisionError: by zero"),
        (RecursionError("too deep"), "could not be answered: RecursionError"),
    ],
)
def test_no_error_reaches_the_editor_but_as_a_message(
    monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    answer, (message,) = answered(monkeypatch, error)
    assert answer is None
    assert message.startswith("toc: ")
    assert said in message


def test_a_refusal_is_answered_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(JsonRpcException, match="two words cannot be an id"):
        answered(monkeypatch, JsonRpcException("two words cannot be an id", -32803))


@settings(max_examples=40)
@given(
    st.integers(0, len(TEXT)),
    st.integers(0, 300),
    st.text(alphabet="ab:-[]{},\n #\"'|&*\x00\U0001f4c8", max_size=12),
)
def test_a_text_torn_anywhere_is_answered(at: int, length: int, typed: str) -> None:
    source = Source(FILE, TEXT[:at] + typed + TEXT[at + length :])
    texts = {FILE: source}
    theory = OpenTheory(ROOT)
    state = theory.check(texts).state
    offset = at + len(typed)
    said = hover(source, offset, state)
    assert said is None or as_markdown(said.view)
    found = completion(source, offset, state)
    assert found is None or found.span.file == FILE
    outline(state.documents(source))
    named = id_at(source, offset, state.theory.kpis)
    if named:
        for span in declarations_of(named, theory.sources(texts)):
            line = next(s for s in theory.sources(texts) if s.file == span.file)
            text = line.line_text(span.line)[span.column - 1 : span.end_column - 1]
            assert text == named.id
        for mention in state.index.of(named.id, named.sections):
            spans_of(mention)
