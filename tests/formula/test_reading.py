"""A formula is read as arithmetic over KPIs, as prose, or as faulty with its column."""

from __future__ import annotations

import csv
import itertools
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from theoryofchange.formula import (
    Chain,
    Faulty,
    Formula,
    Negative,
    Number,
    Operand,
    Prose,
    SegmentSum,
    Tree,
    read_formula,
)
from theoryofchange.formula.evaluation import Given, evaluate
from theoryofchange.formula.parsing import DEEPEST, MOST_TOKENS
from theoryofchange.formula.reading import LONGEST

IDS = {"a", "b", "net-sales", "7day", "留存率", "🍞", "b.c", "R&D", "net revenue", "x-1", 'q"t'}
KINDS = ("segment", "region", "age group", "sum", "by", 'q"t', "地区", "sex; age")
CORPUS = Path(__file__).parents[3] / "shared/corpus/kpi_inventories"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("a-b", "a − b"),
        ("(a−b)/net-sales", "(a − b) ÷ net-sales"),
        ("net-sales-a", "net-sales − a"),
        ("x-1-1", "x-1 − 1"),
        ("100-a", "100 − a"),
        ("a-留存率", "a − 留存率"),
        ("7day / 留存率 ÷ 🍞", '"7day" ÷ 留存率 ÷ 🍞'),
        ("（a＋b）／２", "(a + b) ÷ 2"),
        ('"net revenue" : a', '"net revenue" ÷ a'),
        ('`R&D` · "q""t"', '"R&D" × "q""t"'),
        ("a/b*100%", "a ÷ b × 100 %"),
        ("1,000 × a + 1 000", "1000 × a + 1000"),
        ("a − (b − 1) × −(a + b)", "a − (b − 1) × (−(a + b))"),
        ("((a)) / (b * b)", "a ÷ (b × b)"),
        ("sum(a × b by segment) / sum(b by segment)", None),
        ("sum( a by region )", "sum(a by region)"),
        ('sum(a by "age group") / sum(`b` by Region)', 'sum(a by "age group") ÷ sum(b by Region)'),
        ("sum(a by 地区)", None),
        ("own = a / b", "a ÷ b"),
        ("a", "a"),
    ],
)
def test_arithmetic_over_kpis_is_a_formula_with_one_normal_form(text, normal):
    formula = read_formula(text, IDS, own="own")
    assert isinstance(formula, Formula)
    if normal is not None:
        assert str(formula) == normal
    assert read_formula(str(formula), IDS) == Formula(str(formula), formula.tree)


def test_operands_are_named_once_in_their_order():
    formula = read_formula("b × (a + b) ÷ 留存率", IDS)
    assert formula.operands == ("b", "a", "留存率")


@pytest.mark.parametrize(
    "text",
    [
        "number of tickets / total tickets",
        "active_again / active_before",
        "SUM(a) / SUM(b)",
        "sum(a)",
        "avg(a)",
        "median(a - b)",
        "a (in EUR) / b",
        "the share of a in b",
        "count(a) where b > 1",
        "42",
        "",
        "100 × 2",
        "客户 / 总数",
        "a" * (LONGEST + 1),
        "other == a",
    ],
)
def test_what_names_something_else_is_prose_and_no_fault(text):
    assert isinstance(read_formula(text, IDS), Prose)


def test_prose_says_what_is_no_kpi():
    prose = read_formula("visits - a / b × checkouts × visits × buys × goods", IDS)
    assert prose.unknown == ("visits", "checkouts", "buys", "goods")
    assert prose.because == "it names what is no KPI: visits, checkouts, buys and 1 more"
    assert read_formula("1 + 1", IDS).because == "it names no KPI"


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("a b", 3, "a sign such as + or × is missing before b"),
        ("a (b)", 3, "missing before ("),
        ("a × (b + 1", 5, "this bracket is never closed"),
        ("a + b)", 6, "no bracket that this one closes"),
        ("a +", 4, "it ends where"),
        ("× a", 1, "needed, not ×"),
        ("a ^ 2", 3, "^ is no sign"),
        ("a %", 3, "a percent sign follows a number only"),
        ('a + "b', 5, "this quotation mark is never closed"),
        ("sum(a by)", 9, "a sum is written sum(… by segment)"),
        ("sum(a by 12)", 10, "as sum(… by region)"),
        ("sum(a)  + sum(b by", 6, "a sum is written sum(… by segment)"),
        ("sum(a by segment + b)", 18, "a closing bracket is missing before +"),
        ("a + sum(1 by segment)", 8, "a sum over segments needs a KPI"),
        ("sum(sum(a by segment) by segment)", 8, "within another"),
        ("a = b", 3, "= is no sign"),
        ("()a", 2, "needed, not )"),
        ("留存率 × × 🍞", 7, "needed, not ×"),
    ],
)
def test_a_broken_formula_over_kpis_is_faulty_at_its_column(text, column, says):
    formula = read_formula(text, IDS)
    assert isinstance(formula, Faulty), formula
    assert formula.column == column
    assert says in formula.because


def test_depth_and_size_have_limits():
    deep = "(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1)
    assert "deep" in read_formula(deep, IDS).because
    assert isinstance(read_formula("(" * (DEEPEST - 1) + "a" + ")" * (DEEPEST - 1), IDS), Formula)
    assert "deep" in read_formula("-" * 300 + "a", IDS).because
    long = "+".join(["a"] * (MOST_TOKENS // 2))
    assert isinstance(read_formula(long, IDS), Formula)
    assert "at most" in read_formula(f"{long}+a+a", IDS).because


numbers = st.builds(
    Number, st.floats(0, 1e300).map(abs) | st.integers(0, 10**6).map(float), st.booleans()
)
atoms = numbers | st.sampled_from(sorted(IDS)).map(Operand)


def chains(parts: st.SearchStrategy[Tree], *signs: str) -> st.SearchStrategy[Tree]:
    rest = st.lists(st.tuples(st.sampled_from(signs), parts), min_size=1, max_size=3)
    return st.builds(Chain, parts, rest.map(tuple))


def grown(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return (
        chains(parts, "+", "−")
        | chains(parts, "×", "÷")
        | parts.map(Negative)
        | st.builds(SegmentSum, parts.filter(_can_be_summed), st.sampled_from(KINDS))
    )


def _can_be_summed(tree: Tree) -> bool:
    return "SegmentSum" not in repr(tree) and "Operand" in repr(tree)


def _named(tree: Tree) -> Tree:
    return tree if "Operand" in repr(tree) else Chain(Operand("a"), (("+", tree),))


trees = st.recursive(atoms, grown, max_leaves=12).map(_named)
arithmetic = st.recursive(
    atoms,
    lambda parts: chains(parts, "+", "−") | chains(parts, "×", "÷") | parts.map(Negative),
    max_leaves=12,
).map(_named)


@settings(max_examples=60)
@given(trees)
@example(Chain(Operand("a"), (("−", Chain(Operand("b"), (("−", Number(1.0)),))),)))
def test_what_is_written_is_read_back_as_it_was(tree):
    text = str(Formula("", tree))
    read = read_formula(text, IDS)
    assert isinstance(read, Formula), (text, read)
    assert read.tree == tree
    assert str(read) == text


@given(
    st.text(alphabet='ab🍞 +-*/()%"`=,.1×÷−（）％sumbyegnt\n', max_size=40) | st.text(max_size=40)
)
def test_any_text_is_one_of_the_three(text):
    read = read_formula(text, IDS)
    assert isinstance(read, Formula | Prose | Faulty)
    if isinstance(read, Faulty):
        assert 1 <= read.column <= len(text) + 1


@given(st.text(min_size=1, max_size=8))
def test_any_id_can_be_written_and_read(id):
    formula = Formula("", Chain(Operand(id), (("÷", Operand("a")),)))
    assert read_formula(str(formula), {id, "a"}).tree == formula.tree


@settings(max_examples=60)
@given(arithmetic)
def test_it_computes_what_python_computes(tree):
    values = {id: 1.5 + index for index, id in enumerate(sorted(IDS))}
    ours, theirs = _python(tree, values), None
    try:
        theirs = evaluate(tree, Given(values), float)
    except ZeroDivisionError:
        assert ours is None
        return
    except OverflowError:
        return
    assert ours == theirs or ours != ours


def _python(tree: Tree, values: dict[str, float]) -> float | None:
    """Compute a formula by the text that Python would read."""
    names = {id: f"v{index}" for index, id in enumerate(values)}
    text = str(Formula("", tree))
    for id in sorted(names, key=len, reverse=True):
        quoted = '"' + id.replace('"', '""') + '"'
        for form in (quoted, id) if re.search(r"[\s&\"]|^\d", id) else (id,):
            boundary = rf"(?<![\w.\-\"]){re.escape(form)}(?![\w.\-\"])"
            text = re.sub(boundary, names[id], text)
    text = re.sub(r"(\d[\d.e+\-]*) %", r"(\1/100)", text)
    text = text.replace("×", "*").replace("÷", "/").replace("−", "-")
    try:
        return float(eval(text, {names[id]: value for id, value in values.items()}))
    except ZeroDivisionError:
        return None


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not beside the project")
def test_prose_formulas_of_real_inventories_are_prose():
    lens = (CORPUS / "kpi-lens_kpis.yaml").read_text(encoding="utf-8")
    texts = re.findall(r"Formula: (.+)", lens)
    with (CORPUS / "tra_kpis_kpa1-2.csv").open(encoding="utf-8") as file:
        texts += [row["calculation_method"] for row in csv.DictReader(file)]
    ids = {"cogs", "otif_rate", "revenue", "collection_rate"}
    assert len(texts) > 20
    assert all(isinstance(read_formula(text, ids), Prose) for text in texts)


def test_a_sum_of_segments_computes_within_each():
    class Segments:
        def value(self, id: str, segment: str | None) -> float:
            return {("a", "x"): 2.0, ("a", "y"): 3.0, ("b", "x"): 5.0, ("b", "y"): 7.0}[
                id, segment or ""
            ]

        def segments(self, total: SegmentSum) -> tuple[str, ...]:
            return ("x", "y") if total.by == "segment" else ("x",)

    formula = read_formula("sum(a × b by segment) / sum(a by segment)", IDS)
    assert evaluate(formula.tree, Segments(), float) == 31 / 5
    by_kind = read_formula("sum(a × b by region) / sum(a by segment)", IDS)
    assert evaluate(by_kind.tree, Segments(), float) == 10 / 5


def test_ids_of_any_script_are_found_in_every_order():
    for one, other in itertools.permutations(("a", "留存率", "🍞", "net-sales", "b.c"), 2):
        assert read_formula(f"{one}/{other}", IDS).operands == (one, other)
