"""Rules over measured values: what a run leaves out, a check has said, at its cell."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from theoryofchange.declare import declare_text
from theoryofchange.linter import Findings, check
from theoryofchange.linter.run import findings_of
from theoryofchange.stages.analysis import analyze

pytestmark = pytest.mark.usefixtures("said_in_chinese")

CODES = ("DAT004", "DAT005", "DAT006", "DAT007", "DAT008", "DAT009", "DAT010")


def theory(kpi: str = "", as_of: str = "2026-06-30") -> str:
    return f"theory: {{as_of: {as_of}}}\ngoals: {{g: {{}}}}\nkpis: {{k: {{measures: g{kpi}}}}}\n"


def observed(root: Path, *rows: str, kpi: str = "", section: str = "observations") -> Findings:
    columns = {"observations": "kpi,date,value,n,segment", "benchmarks": "kpi,date,value,name,kind"}
    (root / "theory.yaml").write_text(theory(kpi), encoding="utf-8")
    table = "".join(f"{row}\n" for row in (columns[section], *rows))
    (root / f"{section}.csv").write_text(table, encoding="utf-8")
    return check(root)


def places(findings: Findings) -> list[tuple[str, int, int]]:
    return [(f.code, f.line, f.column) for f in findings if f.code in CODES]


# twice on one day


def test_two_values_of_one_day(tmp_path):
    found = observed(
        tmp_path,
        "k,2026-03-31,4,,",
        "k,2026-03-31,5,,web",
        "k,2026-03-31,6,,",
        "k,2026-04-30,7,,",
        "k,2026-03-31,8,,",
        "k,2026-03-31,5.0,,web",
    )
    assert places(found) == [("DAT004", 4, 14), ("DAT004", 7, 14)]
    first, second = (f for f in found if f.code == "DAT004")
    assert [related.span.line for related in first.related] == [2, 6]
    assert "3 different values" in first.message and "none of them is used" in first.message
    assert "segment web has the same value 2 times" in second.message


def test_the_same_length_of_time_in_other_words_is_the_same(tmp_path):
    rows = ["k,2026-03-31,1 week,,", "k,2026-03-31,7 days,,"]
    (finding,) = (f for f in observed(tmp_path, *rows) if f.code == "DAT004")
    assert "the same value 2 times" in finding.message


def test_two_benchmarks_of_one_name_and_day(tmp_path):
    rows = ["k,2025-03-31,4,Nine,competitor", "k,2025-03-31,5,Nine,competitor"]
    other = ["k,2025-03-31,5,Nine,share of spend", "k,2025-03-31,5,,", "k,2025-03-31,6,,"]
    assert places(observed(tmp_path, *rows, *other, section="benchmarks")) == [("DAT004", 3, 14)]


def test_a_row_that_cannot_be_read_does_not_contest_one_that_can(tmp_path):
    found = observed(tmp_path, "k,2026-03-31,abc,,", "k,2026-03-31,7,,", kpi=BASELINE)
    assert [f.code for f in found if f.line == 2 and f.file.endswith(".csv")] == ["TOC008"]
    assert places(found) == []
    from theoryofchange.linter import load

    (row,) = analyze(load(tmp_path)).kpis
    assert row.standing.actual == 7


# too late, too early


def test_values_after_the_day_of_looking_are_one_finding_a_kpi(tmp_path):
    rows = [f"k,{day},4,," for day in ("2026-06-30", "2026-07-01", "2026-08-01")]
    found = observed(tmp_path, *rows)
    assert places(found) == [("DAT005", 3, 3)]
    (finding,) = (f for f in found if f.code == "DAT005")
    assert "2 observations of k are dated after 2026-06-30" in finding.message
    assert [related.span.line for related in finding.related] == [4]


def test_a_benchmark_after_the_day_of_looking(tmp_path):
    found = observed(tmp_path, "k,2027-03-31,4,Nine,", section="benchmarks")
    assert places(found) == [("DAT005", 2, 3)]


def test_without_a_day_nothing_is_too_late():
    text = theory().partition("\n")[2] + "observations: [{kpi: k, date: 2999-01-01, value: 1}]"
    assert not places(findings_of(declare_text(text)))


BASELINE = ", baseline: {value: 1, date: 2025-12-31}"


def test_history_before_the_baseline_is_no_fault_where_values_follow(tmp_path):
    rows = ["k,2025-06-30,4,,", "k,2025-12-31,5,,"]
    assert places(observed(tmp_path, *rows, kpi=BASELINE)) == []


def test_nothing_measured_since_the_baseline(tmp_path):
    rows = ["k,2025-09-30,4,,", "k,2025-06-30,5,,", "k,2026-03-31,5,,web"]
    found = observed(tmp_path, *rows, kpi=BASELINE)
    assert places(found) == [("DAT006", 2, 3)]
    assert next(f for f in found if f.code == "DAT006").related[0].span.line == 3


# not on one scale


@pytest.mark.parametrize(
    ("kpi", "value", "reason"),
    [
        (", unit: EUR", "$5", "5 USD is not on one scale with the unit EUR"),
        (", unit: percent", "5 days", "5 days is not on one scale with the unit percent"),
        (", unit: hours", "80 %", "80 % is no length of time"),
        (", target: {value: 2 of 16, date: 2027-01-01}", "3 of 14", "not on one scale with 2nd of"),
        ("", "more than 80", "it only bounds the figure"),
        ("", "4 to 5", "a range is not one figure"),
    ],
)
def test_a_value_that_is_not_used_is_told_why(tmp_path, kpi, value, reason):
    found = observed(tmp_path, f"k,2026-03-31,{value},,", kpi=kpi)
    assert places(found) == [("DAT007", 2, 14)]
    assert reason in next(f for f in found if f.code == "DAT007").message


@pytest.mark.parametrize("value", ["5", "€5", "EUR 5", "5 k€"])
def test_a_bare_number_and_the_unit_itself_are_on_the_scale(tmp_path, value):
    assert places(observed(tmp_path, f"k,2026-03-31,{value},,", kpi=", unit: EUR")) == []


def test_a_target_that_clashes_with_the_unit_is_said_once(tmp_path):
    figures = "target: {value: 80 %, date: 2027-01-01}, baseline: {value: $4, date: 2025-01-01}"
    kpi = f", unit: EUR, {figures}"
    found = observed(tmp_path, "k,2026-03-31,€5,,", "k,2026-04-30,€6,,", kpi=kpi)
    assert places(found) == [("DAT007", 3, 52)]
    assert [r.span.column for f in found if f.code == "DAT007" for r in f.related] == [31]


def test_figures_that_are_withheld_are_not_told(tmp_path):
    kpi = ", unit: EUR, confidential: true"
    assert "DAT007" not in [
        code for code, *_ in places(observed(tmp_path, "k,2026-03-31,$5,,", kpi=kpi))
    ]


def test_a_benchmark_in_another_currency(tmp_path):
    found = observed(tmp_path, "k,2025-03-31,$4,Nine,", kpi=", unit: EUR", section="benchmarks")
    assert places(found) == [("DAT007", 2, 14)]


def test_only_segments(tmp_path):
    rows = ["k,2026-03-31,4,,web", "k,2026-03-31,5,,shop"]
    assert places(observed(tmp_path, *rows)) == [("DAT008", 2, 17)]
    assert places(observed(tmp_path, *rows, "k,2026-03-31,9,,")) == []


def test_fractions_among_percentages_are_one_finding(tmp_path):
    figures = "baseline: {value: 40, date: 2025-12-31}, target: {value: 55, date: 2027-12-31}"
    rows = ["k,2026-03-31,0.45,,", "k,2026-06-30,0.46,,", "k,2026-06-01,47,,"]
    found = observed(tmp_path, *rows, kpi=f", unit: percent, {figures}")
    assert places(found) == [("DAT009", 2, 14)]
    (finding,) = (f for f in found if f.code == "DAT009")
    assert "0.45 is read as 0.45 %" in finding.message and "Write 45" in finding.tip
    assert [place.span.line for place in finding.related] == [3]


@pytest.mark.parametrize(
    ("unit", "start", "end", "value"),
    [
        ("percent", 3, 0.2, 0.5),  # a rate that falls below 1
        ("percent", 3, 2, 0.5),  # 50 is far from the others
        ("percent", 40, 55, "0.45 %"),  # said in so many words
        ("points", 40, 55, 0.45),
        ("percent", "", "", 0.45),  # nothing to compare with
    ],
)
def test_what_may_well_be_less_than_one_percent_is_not_doubted(tmp_path, unit, start, end, value):
    figures = f", baseline: {{value: {start}, date: 2025-12-31}}" if start else ""
    figures += f", target: {{value: {end}, date: 2027-12-31}}" if end else ""
    found = observed(tmp_path, f"k,2026-03-31,{value},,", kpi=f", unit: {unit}{figures}")
    assert "DAT009" not in {f.code for f in found}


@pytest.mark.parametrize(
    ("start", "end", "codes"),
    [
        ("71", "'0,8'", ["DAT009"]),
        ("0.8", "60", ["DAT009"]),
        ("71", "60", ["KPI012"]),
        ("71", "0.1", ["KPI012"]),  # 10 does not fit
        ("71", "at most 0.8", ["DAT009", "KPI012"]),  # the bound alone asks for the other way
    ],
)
def test_a_fraction_is_not_taken_for_the_wrong_way_as_well(start, end, codes):
    way = "decrease" if start == "0.8" else "increase"
    figures = (
        f", unit: percent, direction: {way}, baseline: {{value: {start}, date: 2025-12-31}}"
        f", target: {{value: {end}, date: 2027-12-31}}"
    )
    found = findings_of(declare_text(theory(figures)))
    assert sorted(f.code for f in found if f.code in ("DAT009", "KPI012")) == codes


# two ways of writing a number


def in_euros(*values: str) -> str:
    start, end, *rest = values
    later = "".join(
        f"- {{kpi: k, date: 2026-0{month}-01, value: {value!r}}}\n"
        for month, value in enumerate(rest, 1)
    )
    figures = (
        f", unit: EUR, baseline: {{value: {start!r}, date: 2025-12-31}}"
        f", target: {{value: {end!r}, date: 2027-12-31}}"
    )
    return theory(figures) + (f"observations:\n{later}" if later else "")


@pytest.mark.parametrize(
    ("values", "doubted", "beside"),
    [
        (("5.000 €", "6,000 €"), "5.000 €", "6,000 €"),
        (("6,000 €", "5.000 €"), "5.000 €", "6,000 €"),
        (("5.000 €", "900,000 €"), "5.000 €", "900,000 €"),
        (("5.000", "6000"), "5.000", "6000"),
        (("5000", "6.000 €", "5200", "5300"), "6.000 €", "5000"),
        (("5", "6,000", "5.5"), "6,000", "5.5"),
        (("5000", "6000", "5.100"), "5.100", "5000"),
    ],
)
def test_two_number_conventions_in_one_kpi_are_one_finding(values, doubted, beside):
    found = findings_of(declare_text(in_euros(*values)))
    (finding,) = (f for f in found if f.code == "DAT010")
    assert f"is “{doubted}”, read as" in finding.message and f"“{beside}”" in finding.message
    assert finding.tip.startswith("Write ") and len(finding.related) == 1


def test_the_tip_names_both_meanings():
    (finding,) = (
        f for f in findings_of(declare_text(in_euros("5.000 €", "6,000 €"))) if f.code == "DAT010"
    )
    assert finding.tip == "Write 5000 or 5.0, whichever it is."


@pytest.mark.parametrize(
    "values",
    [
        ("5,000 €", "6,000 €"),
        ("5.125", "6.250", "5.5"),
        ("900.000", "1,000"),  # both may well lie near 1000
        ("1.200 million", "950,000"),
        ("0", "6,000", "5,500", "120"),
        ("12", "4,000"),
        ("5.000", "6000", "40"),
        ("0.125", "125"),
        ("99.999", "100"),
    ],
)
def test_one_way_of_writing_numbers_is_not_doubted(values):
    found = findings_of(declare_text(in_euros(*values)))
    assert "DAT010" not in {f.code for f in found}


def test_figures_of_two_kpis_or_scales_are_not_compared():
    two = theory(", baseline: {value: 5.000 €, date: 2025-12-31}").replace(
        "}}\n", "}, l: {measures: g, baseline: {value: '6,000 €', date: 2025-12-31}}}\n"
    )
    other = in_euros("5.000 €", "6,000 $")
    times = theory(
        ", unit: hours, baseline: {value: '1,500 minutes', date: 2025-12-31}"
        ", target: {value: 2 hours, date: 2027-12-31}"
    )
    for text in (two, other, times):
        assert "DAT010" not in {f.code for f in findings_of(declare_text(text))}


def test_what_a_table_holds_is_said_of_the_table(tmp_path):
    found = observed(tmp_path, "k,2026-03-31,5.000,,", 'k,2026-04-30,"6,000",,')
    codes = [f.code for f in found if f.code in ("TOC020", "DAT010")]
    assert codes == ["TOC020"]


# whatever a run leaves out


def test_an_unknown_kpi_is_named_at_its_cell(tmp_path):
    for section, row in (
        ("observations", "zz,2026-03-31,4,,"),
        ("benchmarks", "yy,2025-03-31,4,N,"),
    ):
        found = observed(tmp_path, row, section=section)
        (finding,) = (f for f in found if f.code == "TOC007")
        assert (finding.file[-len(section) - 4 : -4], finding.line, finding.column) == (
            section,
            2,
            1,
        )
        (tmp_path / f"{section}.csv").unlink()


def test_every_value_that_a_run_leaves_out_a_check_has_said(tmp_path):
    rows = [
        "k,2026-01-31,$5,,",
        "k,2026-02-28,6,,",
        "k,2026-02-28,7,,",
        "k,2026-03-31,≥ 8,,",
        "k,2026-04-30,9,,",
    ]
    found = observed(tmp_path, *rows, kpi=", unit: EUR")
    from theoryofchange.linter import load

    said = {str(dt.date(2026, 1, 31)), "2026-02-28", "2026-03-31"}
    assert {
        str(problem.date) for problem in analyze(load(tmp_path)).problems if problem.date
    } == said
    assert [line for _, line, _ in places(found)] == [2, 4, 5]
