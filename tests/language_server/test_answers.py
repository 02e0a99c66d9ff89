"""Whatever is typed, something is answered."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.language_server.completion import completion
from theoryofchange.language_server.hover import hover
from theoryofchange.language_server.ids import declarations_of, id_at
from theoryofchange.language_server.mentions import spans_of
from theoryofchange.language_server.outline import outline
from theoryofchange.language_server.theories import OpenTheory
from theoryofchange.source.span import Source
from theoryofchange.view.markdown import as_markdown

ROOT = Path(__file__).parents[2] / "examples" / "satisfaction_rank"
FILE = sorted(ROOT.rglob("*.yaml"))[0].as_posix()
TEXT = Path(FILE).read_text("utf-8")


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
