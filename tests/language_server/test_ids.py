from __future__ import annotations

from pathlib import Path

import pytest

from theoryofchange.declare import declare, declare_text
from theoryofchange.errors import InputError
from theoryofchange.language_server.ids import Named, declarations_of, id_at
from theoryofchange.language_server.mentions import Index, spans_of
from theoryofchange.language_server.renaming import renaming
from theoryofchange.language_server.theories import OpenTheory, State
from theoryofchange.source.span import Source, Span

EXAMPLES = Path(__file__).parents[2] / "examples"
TEXT = """\
goals:
  'growth': {needs: ["trust", faith]}
outcomes:
  trust: {needs: {faith: {agreed_by: [crm, crm]}}}
  faith:
    title: trust and faith
teams: {crm: {title: crm}}
kpis:
  gone: {measures: "trust", unit: trust}
  all-of: {measures: growth, formula: gone / all + all-of}
  churn:
    measures: &m trust
    formula: "gone / all-of"
    guardrail: gone
  share:
    measures: *m
    formula: |
      gone
      / all-of
    decision: gone
observations:
  - {kpi: gone, date: 2026-01-31, value: 7}
"""


def state_of(text: str) -> State:
    declaration = declare_text(text, "a.yaml")
    return State(declaration, declaration)


def said(span: Span, text: str = TEXT) -> str:
    return text.splitlines()[span.line - 1][span.column - 1 : span.end_column - 1]


@pytest.mark.parametrize(
    ("id", "sections", "lines"),
    [
        ("trust", ("outcomes", "goals"), [2, 4, 9, 12]),
        ("faith", ("outcomes",), [2, 4, 5]),
        ("growth", ("goals",), [2, 10]),
        ("crm", ("teams",), [4, 4, 7]),
        ("gone", ("kpis",), [9, 10, 13, 14, 18, 22]),
        ("all-of", ("kpis",), [10, 10, 13, 19]),
    ],
)
def test_every_mention_is_found_and_no_other_word(
    id: str, sections: tuple[str, ...], lines: list[int]
) -> None:
    spans = [
        s for m in Index(declare_text(TEXT).documents).of(id, sections) for s in spans_of(m) or ()
    ]
    assert sorted(span.line for span in spans) == lines
    assert {said(span) for span in spans} == {id}


@pytest.mark.parametrize("example", ["retention", "satisfaction_rank"])
def test_what_is_found_by_the_text_alone_is_what_the_reader_finds(example: str) -> None:
    declaration = declare(EXAMPLES / example)
    index = Index(declaration.documents)
    texts = [
        source for source in declaration.sources.values() if not source.file.endswith(".parquet")
    ]
    for section in ("goals", "outcomes", "kpis", "activities", "teams"):
        for id in getattr(declaration.theory, section):
            read = [spans_of(mention) for mention in index.declarations(id, (section,))]
            found = declarations_of(Named(id, (section,), Span("", 1, 1, 1, 1)), texts)
            assert list(read) == [(span,) for span in found], id
            for mention in index.of(id, (section,)):
                for span in spans_of(mention) or ():
                    source = declaration.sources[span.file]
                    offset = source.line_start(span.line) + span.column
                    named = id_at(source, offset, declaration.theory.kpis)
                    assert named is not None
                    assert (named.id, named.span) == (id, span)


def test_a_rename_keeps_quotes_and_leaves_words_alone() -> None:
    state = state_of(TEXT)
    named = id_at(Source("a.yaml", TEXT), TEXT.index("trust:"), ())
    assert named is not None
    lines = TEXT.splitlines()
    for span in reversed(renaming(named, "confidence", state)):
        line = lines[span.line - 1]
        lines[span.line - 1] = line[: span.column - 1] + "confidence" + line[span.end_column - 1 :]
    text = "\n".join(lines) + "\n"
    assert '["confidence", faith]' in text
    assert 'measures: "confidence", unit: trust' in text
    assert "title: trust and faith" in text
    assert "measures: &m confidence" in text
    assert text.replace("confidence", "trust") == TEXT
    assert declare_text(text).theory.kpis["share"].measures == "confidence"


@pytest.mark.parametrize(
    ("text", "id", "reason"),
    [
        ("goals: {a: {}}\nkpis: {a: {}}\n", "a", "a is declared twice"),
        ("goals: {a: {}, a: {}}\n", "a", "a is declared twice"),
        ("goals: {a: {needs: [b]}}\n", "b", "nothing in this theory declares b"),
        ('goals: {a: {needs: ["\\x62"]}}\noutcomes: {b: {}}\n', "b", "where it cannot be edited"),
        ("goals: {a: {}}\noutcomes: [\n", "a", "cannot be read on"),
    ],
)
def test_what_cannot_be_renamed_everywhere_is_not_renamed(text: str, id: str, reason: str) -> None:
    sections = ("goals", "outcomes")
    with pytest.raises(InputError, match=reason):
        renaming(Named(id, sections, Span("a.yaml", 1, 1, 1, 1)), "c", state_of(text))


def test_a_table_that_is_no_text_keeps_an_id_from_being_renamed(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    (tmp_path / "a.yaml").write_text("theory: {id: t}\nkpis: {churn: {}}\n")
    rows = pandas.DataFrame({"kpi": ["churn"], "date": ["2026-01-31"], "value": [7]})
    rows.to_parquet(tmp_path / "observations.parquet")
    state = OpenTheory(tmp_path).state({})
    with pytest.raises(InputError, match=r"also stands in observations.parquet"):
        renaming(Named("churn", ("kpis",), Span("a.yaml", 2, 8, 2, 13)), "lost", state)


def formulas(formula: str) -> str:
    ids = "orders: {}, net: {}, x: {}, net-x: {}, R&D: {}"
    return f"goals: {{g: {{}}}}\nkpis: {{ratio: {{formula: '{formula}'}}, {ids}}}\n"


@pytest.mark.parametrize(
    ("formula", "new"),
    [
        ("orders / net", "1"),
        ("orders / net", "2026"),
        ("orders / net", "2.5"),
        ("orders / net", "1e3"),
        ("orders + net-y", "net-y"),
        ("net-y / 2", "net-y"),
        ("net / y", "y"),
        ("count of y", "y"),
    ],
)
def test_an_id_with_which_a_formula_says_something_else_is_refused(formula: str, new: str) -> None:
    named = Named("orders", ("kpis",), Span("a.yaml", 2, 8, 2, 14))
    text = formulas(formula).replace("x: {}, net-x: {}", "y: {}" if "-" in new else "x: {}")
    with pytest.raises(InputError, match="the formula of ratio would say something else"):
        renaming(named, new, state_of(text))


def test_an_id_in_the_quotes_of_a_formula_is_not_left_behind() -> None:
    named = Named("R&D", ("kpis",), Span("a.yaml", 2, 8, 2, 14))
    with pytest.raises(InputError, match="the formula of ratio would say something else"):
        renaming(named, "research", state_of(formulas('"R&D" / net')))


@pytest.mark.parametrize("new", ["sales", "客单价", "😀", "net-orders", "x1", "_", "2026-01-01"])
def test_a_kpi_in_a_formula_is_renamed_where_the_formula_says_the_same(new: str) -> None:
    text = formulas("ratio = 2 * orders / net-x")
    if new[0] in "_2":
        text = text.replace(" * orders", "")
    named = Named("orders", ("kpis",), Span("a.yaml", 2, 8, 2, 14))
    assert len(renaming(named, new, state_of(text))) == (1 if new[0] in "_2" else 2)
