"""Tables of KPIs: what columns are for, what cells say, and which rows are one KPI."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import theoryofchange as toc
from theoryofchange.errors import InputError
from theoryofchange.interop.seam import Imported
from theoryofchange.interop.table import guess, open_tables, read, read_mapping
from theoryofchange.interop.table.evidence import fits
from theoryofchange.interop.table.headers import guess_columns
from theoryofchange.interop.table.periods import Convention, YearEnd, day_of, period_in
from theoryofchange.interop.table.roles import ROLES
from theoryofchange.interop.table.words import meaning, role_words, with_sign
from theoryofchange.kpi import Kpi
from theoryofchange.shape import plain


def table(folder: Path, text: str, name: str = "kpis.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def kpis(folder: Path, text: str) -> dict[str, Kpi]:
    return {kpi.id: kpi for kpi in read([table(folder, text)]).kpis}


def roles(headers: Iterable[str]) -> dict[str, str]:
    mapping = guess_columns({header: [] for header in headers})
    return {header: use.role for header, use in mapping.columns.items()}


# columns


@pytest.mark.parametrize(
    "told",
    [
        {"KPI Name": "title", "Strategic objective": "goal", "Baseline (2024)": "baseline",
         "Target 2026": "target", "Actual Q1 2025": "actual", "Unit of Measure": "unit",
         "Frequency": "cadence", "KPI owner": "owner", "Data Source": "system",
         "Better if": "direction", "Comments": "extra"},
        {"战略目标": "goal", "指标名称": "title", "指标定义": "definition", "计算公式": "formula",
         "单位": "unit", "基线值": "baseline", "2026年目标值（万元）": "target",
         "考核周期": "cadence",
         "责任部门": "owner", "数据来源": "system", "指标方向": "direction", "备注": "extra"},
        {"Indicador": "title", "Objetivo estratégico": "goal", "Línea base": "baseline",
         "Año base": "baseline_date", "Meta 2026": "target", "Unidad de medida": "unit",
         "Frecuencia de medición": "cadence", "Responsable": "owner",
         "Fuente de información": "system", "Sentido": "direction", "Observaciones": "extra"},
        {"Nome do indicador": "title", "Objetivo": "goal", "Linha de base": "baseline",
         "Meta": "target", "Prazo": "target_date", "Unidade": "unit", "Periodicidade": "cadence",
         "Responsável": "owner", "Fonte de dados": "system", "Polaridade": "direction"},
        {"№ п/п": "extra", "Наименование показателя": "title", "Ед. изм.": "unit",
         "Базовое значение": "baseline", "План на 2026 год": "target", "Факт 2025 г.": "actual",
         "Периодичность": "cadence", "Ответственный исполнитель": "owner",
         "Источник данных": "system", "Направление изменения": "direction"},
        {"Kennzahl": "title", "Strategisches Ziel": "goal", "Ausgangswert": "baseline",
         "Basisjahr": "baseline_date", "Zielwert 2026": "target", "Ist-Wert": "actual",
         "Stichtag": "date", "Einheit": "unit", "Turnus": "cadence", "Verantwortlich": "owner",
         "Datenquelle": "system"},
        {"Indicateur": "title", "Axe stratégique": "goal", "Valeur de référence": "baseline",
         "Cible 2026": "target", "Réalisé 2025": "actual", "Unité": "unit",
         "Périodicité": "cadence", "Responsable": "owner", "Sens souhaité": "direction"},
        {"kpiName": "title", "up_is_good": "rising", "lower_is_better": "falling",
        "value": "actual"},
    ],
    ids=["en", "zh", "es", "pt", "ru", "de", "fr", "code"],
)  # fmt: skip
def test_columns_are_told_in_seven_languages(told: dict[str, str]) -> None:
    assert roles(told) == told


def test_every_word_of_the_file_belongs_to_a_role_and_is_found() -> None:
    assert set(role_words()) == set(ROLES)
    first = {}
    for role, words in role_words().items():
        for word in words:
            first.setdefault(word, role)
    told = {word: roles([word])[word] for word in first}
    assert {word: role for word, role in first.items() if told[word] != role} == {}


def test_two_goals_are_a_goal_and_an_outcome_and_a_second_title_is_kept() -> None:
    assert roles(["KPA", "Objective", "Pillar", "KPI", "Metric"]) == {
        "KPA": "goal", "Objective": "outcome", "Pillar": "extra", "KPI": "title", "Metric": "extra",
    }  # fmt: skip


def test_bare_periods_are_targets_behind_a_baseline_and_values_else() -> None:
    assert set(list(roles(["KPI", "Baseline", "2026", "2027"]).values())[2:]) == {"target"}
    assert roles(["KPI", "2024", "2025"])["2025"] == "actual"
    assert roles(["KPI", "Baseline", "Target", "2024", "2025"])["2025"] == "actual"
    assert roles(["KPI", "2025", "Owner"])["2025"] == "extra"  # a lone number may be anything


@pytest.mark.parametrize(
    ("role", "cells", "may_be"),
    [
        ("target", ["95 %", "TBD", "", "see dashboard", "fast"], True),
        ("target", ["young adults", "families"], False),
        ("date", ["2025-01-31", "Q1 2025"], True),
        ("date", ["03/04/2025"], True),
        ("date", ["365", "7", "30"], False),
        ("status", ["green", "amber"], True),
        ("status", ["drafted in May", "x y z"], False),
        ("title", ["1.3 Share of visits", "2.1 Cost"], True),
        ("title", ["1", "2", "3"], False),
        ("direction", ["3.4"], False),
        ("owner", ["3"], True),
        ("date", ["", ""], True),
    ],
)
def test_cells_speak_against_a_header(role: str, cells: list[str], may_be: bool) -> None:
    assert fits(role, cells) is may_be


def test_what_stands_for_several_kpis_is_no_id(tmp_path: Path) -> None:
    site = "Code,KPI,Target\nN,Speed,3\nN,Cost,4\nS,Speed,5\n"
    columns = guess([table(tmp_path, site)]).columns
    assert columns["Code"].role == "extra" and "several names" in columns["Code"].why
    assert guess([table(tmp_path, "Code,KPI\nN,Speed\nN,Speed\nS,Cost\n")]).header("id") == "Code"


# periods


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2026", "2026-12-31"), ("2026年", "2026-12-31"), ("2026 год", "2026-12-31"),
        ("Q3 2026", "2026-09-30"), ("2026-Q3", "2026-09-30"), ("3 кв. 2026", "2026-09-30"),
        ("3-й квартал 2026", "2026-09-30"), ("2026年第三季度", "2026-09-30"), ("T1 2026",
        "2026-03-31"),
        ("H1 2026", "2026-06-30"), ("2026-02", "2026-02-28"), ("02/2024", "2024-02-29"),
        ("2026年9月", "2026-09-30"), ("enero de 2026", "2026-01-31"), ("Dez. 2026", "2026-12-31"),
        ("2026-W05", "2026-02-01"), ("31.12.2026", "2026-12-31"), ("2026年12月31日", "2026-12-31"),
        ("March 17, 2011", "2011-03-17"), ("March 10th 2011", "2011-03-10"),
        ("31-May-08", "2008-05-31"), ("15 de marzo de 2026", "2026-03-15"),
        ("10/25/2026", "2026-10-25"), ("25/10/2026", "2026-10-25"), ("4/4/2026", "2026-04-04"),
        ("2026-2030", "2030-12-31"), ("2026-06-30 00:00:00", "2026-06-30"),
        ("3/4/2026", None), ("2026/27", None), ("FY2026", None), ("Y3", None),
        ("31-Sep-2010", None),
        ("2011-12", None), ("17.13.2026", None), ("soon", None), ("", None), ("12026", None),
    ],
)  # fmt: skip
def test_a_period_ends_on_a_day_or_nobody_can_tell(text: str, end: str | None) -> None:
    assert day_of(text) == (dt.date.fromisoformat(end) if end else None)


def test_a_convention_tells_what_a_date_leaves_open() -> None:
    june = Convention(YearEnd(6, 30), day_first=True)
    told = {text: day_of(text, june) for text in ("2026/27", "FY2026", "3/4/2026", "2026")}
    assert {text: str(day) for text, day in told.items()} == {
        "2026/27": "2027-06-30", "FY2026": "2026-06-30", "3/4/2026": "2026-04-03",
        "2026": "2026-12-31",
    }  # fmt: skip
    assert str(day_of("3/4/2026", Convention(day_first=False))) == "2026-03-04"
    assert YearEnd(2, 29).of(2027).isoformat() == "2027-02-28"


@given(st.text(max_size=40))
def test_any_text_has_a_period_in_it_or_none(text: str) -> None:
    found = period_in(text)
    assert found is None or found.text in text


# cells


@pytest.mark.parametrize(
    ("word", "direction"),
    [("grow", "increase"), ("reduce", "decrease"), ("maintain", "maintain"), ("Up_is_good",
     "increase"),
     ("higher_is_better", "increase"), ("bigger is better", "increase"), ("lower-is-better",
     "decrease"),
     ("neutral", None), ("↑", "increase"), ("越低越好", "decrease"), ("aumentar", "increase"),
     ("снижение", "decrease"), ("halten", "maintain"), ("à la baisse", "decrease"),
     ("sideways", None)],
)  # fmt: skip
def test_a_direction_is_read_or_kept(tmp_path: Path, word: str, direction: str | None) -> None:
    text = f"KPI,Direction,Target\nSpeed,{word},≤ 3\nCost,increase,4\n"
    kpi = kpis(tmp_path, text)["speed"]
    assert kpi.direction == direction == meaning("directions", word)
    assert direction is None or kpi.direction != word.casefold() or "Direction" not in kpi.extra
    assert kpi.extra.get("Direction", direction) in (word, direction)


def test_truths_tell_a_direction_by_their_header(tmp_path: Path) -> None:
    text = "KPI,up_is_good\na,true\nb,No\nc,perhaps\n"
    found = kpis(tmp_path, text)
    assert [found[id].direction for id in "abc"] == ["increase", "decrease", None]
    assert [found[id].extra["up_is_good"] for id in "abc"] == ["true", "No", "perhaps"]
    down = kpis(tmp_path, "KPI,lower_is_better\na,1\nb,0\n")
    assert [down[id].direction for id in "ab"] == ["decrease", "increase"]


def test_a_direction_is_never_read_from_two_end_points(tmp_path: Path) -> None:
    found = kpis(tmp_path, "KPI,Baseline,Target\nup,1,5\ndown,5,1\nbound,5,at most 1\n")
    assert [found[id].direction for id in ("up", "down", "bound")] == [None, None, "decrease"]


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [("±5%", 5, "percent"), ("≤3%", 3, "percent"), ("924,067.67 Mlls", 924067.67, "Mlls"),
     ("75 (0-100)", 75, "points"), ("mindestens 3 Tage", 3, "Tage"), ("не более 5 %", 5, "percent"),
     ("不低于95%", 95, "percent"), ("pelo menos 10", 10, None)],
)  # fmt: skip
def test_figures_are_read_as_people_write_them(
    tmp_path: Path, cell: str, value: float, unit: str | None
) -> None:
    kpi = kpis(tmp_path, f'KPI,Target\nx,"{cell}"\n')["x"]
    assert (kpi.target.value.value, kpi.unit) == (value, unit)
    assert cell in (kpi.target.value.text, kpi.extra.get("Target"))


def test_words_that_bound_nothing_are_left_alone() -> None:
    assert with_sign("más de lo mismo") is with_sign("unter Umständen") is with_sign("至少") is None


def test_a_decimal_comma_anywhere_lets_a_dot_mark_thousands(tmp_path: Path) -> None:
    text = "KPI;Target\na;1.200\nb;12,5\nc;1.234.567,8\nd;3,250\n"
    found = kpis(tmp_path, text)
    assert [found[id].target.value.value for id in "abcd"] == [1200, 12.5, 1234567.8, 3.25]
    assert [found[id].extra.get("Target") for id in "abcd"] == ["1.200", None, None, "3,250"]
    unclear = read([table(tmp_path, "KPI;Target\na;1.200\nb;7\n")])
    assert unclear.kpis[0].target.value.value == 1.2
    assert any("cannot be told whether a dot" in getattr(each, "text", "")
               for each in unclear.remarks)  # fmt: skip


def test_every_field_has_its_place_and_what_has_none_is_kept(tmp_path: Path) -> None:
    text = (
        "Id,KPI,Goal,Outcome,Definition,Formula,Unit,Direction,Kind,Owner,Audience,Cadence,"
        "Decision,"
        "Baseline,Baseline year,Target,Due date,Tolerance,Source,Status,Reason,Benchmark,Guardrail,"
        "Version,Review by,Colour\n"
        "S-1,Speed <b>now</b>,Serve,Fast answers,From call to answer,a / b,Percentage,grow,Lagging,"
        'Mira,"board, service",Quarterly,Hire,71,2025,80,Q4 2027,0.5,desk,Amber,late,82,C-1,2,'
        "2027-01-31,blue\n"
        "C-1,Cost,serve,fast answers,,,,,,,,,,,,,,,,,,,,,,\n"
    )
    imported = read([table(tmp_path, text)])
    kpi = imported.kpis[0]
    assert plain(kpi) == {
        "id": "s_1", "title": "Speed now", "measures": "fast_answers",
        "definition": "From call to answer", "formula": "a / b", "unit": "percent",
        "direction": "increase", "timing": "lagging", "owner": "Mira",
        "audience": ["board", "service"], "cadence": "quarterly", "decision": "Hire",
        "baseline": {"value": "71", "date": "2025-12-31"},
        "target": {"value": "80", "date": "2027-12-31"}, "tolerance": "0.5",
        "source": {"system": "desk"}, "guardrail": "c_1", "version": "2",
        "reported": {"status": "at risk", "because": ["late"]}, "review_by": "2027-01-31",
        "extra": {"Id": "S-1", "KPI": "Speed <b>now</b>", "Unit": "Percentage", "Direction": "grow",
                  "Audience": "board, service", "Baseline year": "2025", "Due date": "Q4 2027",
                  "Status": "Amber", "Guardrail": "C-1", "Colour": "blue"},
    }  # fmt: skip
    (benchmark,) = imported.theory.benchmarks
    assert (benchmark.kpi, benchmark.value.value) == ("s_1", 82)
    (goal,) = imported.goals
    assert (goal.id, list(goal.needs)) == ("serve", ["fast_answers"])
    assert imported.kpis[1].extra == {"Id": "C-1", "Goal": "serve", "Outcome": "fast answers"}
    assert {each.field: each.ids for each in imported.kept_fields}["Colour"] == ("s_1",)


def test_several_targets_are_milestones_and_a_target_in_the_order_of_time(tmp_path: Path) -> None:
    text = "KPI,Target 2028,Target 2026,Target 2027\na,9,5,7\nb,,5,TBD\nc,,,\n"
    found = kpis(tmp_path, text)
    assert [(m.value.text, m.date.year) for m in found["a"].milestones] == [
        ("5", 2026),
        ("7", 2027),
    ]
    assert (found["a"].target.value.text, found["a"].target.date.year) == ("9", 2028)
    assert (found["b"].target.value.text, found["b"].target.date.year) == ("TBD", 2027)
    assert found["c"].target is None and found["c"].milestones == ()


def test_a_fiscal_year_has_no_day_until_somebody_names_it(tmp_path: Path) -> None:
    path = table(tmp_path, "KPI,Baseline,y1_2026_27,y2_2027_28\na,1,2,3\n")
    kpi = read([path]).kpis[0]
    assert (kpi.target.date, kpi.target.value.text) == (None, "3")
    assert kpi.extra == {"y1_2026_27": "2", "y2_2027_28": "3"}  # the years are not forgotten
    mapping = tmp_path / "m.yaml"
    mapping.write_text(guess([path]).text() + "year_end: 06-30\n", encoding="utf-8")
    dated = read([path], mapping=mapping).kpis[0]
    assert [m.date.isoformat() for m in dated.milestones] == ["2027-06-30"]
    assert dated.target.date.isoformat() == "2028-06-30" and dated.extra == {}


def test_columns_of_periods_are_measured_values(tmp_path: Path) -> None:
    imported = read([table(tmp_path, "KPI,2024,2025-Q1,Actual 2026\na,1,n/a,3\nb,,2 %,\n")])
    told = [(o.kpi, o.date.isoformat(), o.value.text) for o in imported.theory.observations]
    assert told == [
        ("a", "2024-12-31", "1"), ("a", "2026-12-31", "3"), ("b", "2025-03-31", "2 %"),
    ]  # fmt: skip
    assert imported.kpis[0].extra == {"2025-Q1": "n/a"}


def test_a_value_without_a_day_is_kept_and_none_is_made_up(tmp_path: Path) -> None:
    imported = read([table(tmp_path, "KPI,Actual\na,7\n")], as_of=dt.date(2026, 1, 1))
    assert imported.theory.observations == () and imported.kpis[0].extra == {"Actual": "7"}


@pytest.mark.parametrize(
    ("title", "unit"),
    [("Time (hrs)", "hours"), ("Cover %", "percent"), ("Spend [EUR]", "EUR"), ("Coverage (%)",
     "percent"),
     ("Incidents (sev2+)", None), ("Cases (open)", None), ("耗时（小时）", "hours")],
)  # fmt: skip
def test_a_unit_may_stand_in_the_title(tmp_path: Path, title: str, unit: str | None) -> None:
    (kpi,) = kpis(tmp_path, f"KPI,Target\n{title},3\n").values()
    assert kpi.unit == unit


# rows


LONG = """outcome_id,kpi_id,kpi_name,period,value,target,segment,note
R,M,Detect,2025-Q2,10,8,north,second
R,M,Detect,2025-Q1,12,8,north,first
R,M,Detect,2025-Q2,11,8,south,second
R,M,Detect,2025-Q2,11,8,south,second
R,M,Detect,2025-Q2,no figure,8,south,
R,M,Detection,2025-Q2,5,8,south,
""" + "".join(f"R,X{n},Other {n},2025-Q2,1,2,,\n" for n in range(5))


def test_rows_of_one_id_and_name_are_one_kpi_with_values(tmp_path: Path) -> None:
    imported = read([table(tmp_path, LONG)])
    assert [kpi.id for kpi in imported.kpis][:2] == ["m", "m_south"]
    told = [(o.kpi, str(o.date), o.value.text, o.segment) for o in imported.theory.observations]
    assert told[:4] == [
        ("m", "2025-06-30", "10", "north"), ("m", "2025-03-31", "12", "north"),
        ("m", "2025-06-30", "11", "south"), ("m_south", "2025-06-30", "5", None),
    ]  # fmt: skip
    assert dict(imported.fates) == {"made": 7, "attached": 4, "kept": 0, "refused": 0}
    assert imported.account[3].told == "the same value as at 4"
    assert imported.kpis[0].extra["rows"] == [
        {"at": "3", "note": "first"}, {"at": "6", "value": "no figure", "segment": "south"},
    ]  # fmt: skip


def test_targets_that_change_by_row_are_milestones(tmp_path: Path) -> None:
    text = "KPI,Id,Month,Value,Target\na,1,2025-02,7,9\na,1,2025-01,8,5\n"
    (kpi,) = kpis(tmp_path, text).values()
    assert [(str(m.date), m.value.text) for m in kpi.milestones] == [("2025-01-31", "5")]
    assert (str(kpi.target.date), kpi.target.value.text) == ("2025-02-28", "9")


def test_without_ids_rows_are_one_kpi_only_where_they_agree_in_all_else(tmp_path: Path) -> None:
    text = "KPI,Site,Month,Value,Target\na,N,2025-01,1,5\na,N,2025-02,2,5\na,S,2025-02,3,6\n"
    imported = read([table(tmp_path, text)])
    assert [kpi.id for kpi in imported.kpis] == ["a_n", "a_s"]
    assert [kpi.title for kpi in imported.kpis] == ["a (N)", "a (S)"]
    assert len(imported.theory.observations) == 3


def test_an_id_that_comes_twice_for_other_kpis_is_told_apart(tmp_path: Path) -> None:
    rows = "".join(f"K{n},Name {n},1\n" for n in range(30))
    imported = read([table(tmp_path, f"Id,KPI,Target\n{rows}K0,Another,2\nK0,Another,2\n")])
    assert [kpi.id for kpi in imported.kpis][-2:] == ["k0_2", "k0_3"]
    assert imported.kpis[-1].extra["Id"] == "K0"


def test_a_row_without_a_name_is_refused_and_a_remark_is_kept(tmp_path: Path) -> None:
    text = "Team,KPI,Target,Owner\nA,Speed,3,Mira\n,,4,Jo\nFigures of May,,,\n,,,\n"
    imported = read([table(tmp_path, text)])
    assert dict(imported.fates) == {"made": 1, "attached": 0, "kept": 1, "refused": 1}
    (refused,) = imported.refused
    assert (refused.record.at, refused.record.data) == (3, {"Target": "4", "Owner": "Jo"})


def test_a_header_is_found_below_other_lines_and_over_two_rows(tmp_path: Path) -> None:
    above = 'Our KPIs,,\n"as of May",,\nKPI,Baseline,Target\nSpeed,1,2\n'
    assert [kpi.id for kpi in read([table(tmp_path, above)]).kpis] == ["speed"]
    two = "KPI,Baseline,Targets,,Owner\n,,2026,2027,\nSpeed,1,2,3,Mira\n"
    (kpi,) = read([table(tmp_path, two)]).kpis
    assert [m.date.year for m in (*kpi.milestones, kpi.target)] == [2026, 2027]
    tags = "KPI,Target\n#indicator,#target\nSpeed,2\n"
    assert dict(read([table(tmp_path, tags)]).fates)["kept"] == 1


def test_a_column_without_a_name_or_of_a_name_twice_is_kept(tmp_path: Path) -> None:
    kpi = read([table(tmp_path, "KPI,,Note,Note\nSpeed,a,b,c\n")]).kpis[0]
    assert kpi.extra == {"column 2": "a", "Note": "b", "Note (2)": "c"}


# mapping


def test_a_guess_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    text = "KPI,Baseline,FY2026,Ziel 2027,Due date\nSpeed,1,2,3,13/04/2027\n"
    mapping = guess([table(tmp_path, text)])
    path = tmp_path / "m.yaml"
    path.write_text(mapping.text(), encoding="utf-8")
    again = read_mapping(path)
    uses = [{h: use.role for h, use in each.columns.items()} for each in (mapping, again)]
    periods = [[use.period for use in each.columns.values()] for each in (mapping, again)]
    assert uses[0] == uses[1] and periods[0] == periods[1]
    assert again.convention == mapping.convention == Convention(day_first=True)
    assert all(f"#   {role}:" in mapping.text() for role in ROLES)


def test_a_mapping_says_what_no_header_could(tmp_path: Path) -> None:
    path = table(tmp_path, "a,b,c,d\nSpeed,3,4,x\n")
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "columns: {a: title, b: {role: actual, date: 2025-12-31},"
        " c: {role: target, period: Q1 2026}, gone: owner}\n",
        encoding="utf-8",
    )
    imported = read([path], mapping=mapping)
    (kpi,) = imported.kpis
    assert (kpi.title, str(kpi.target.date), kpi.extra) == ("Speed", "2026-03-31", {"d": "x"})
    assert [str(o.date) for o in imported.theory.observations] == ["2025-12-31"]
    assert "no table has gone" in imported.files["import-report.md"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("columns: {a: titel}", "there is no role titel; did you mean title"),
        (
            "columns: {a: {role: title, date: 2026-01-01}}",
            "only actual, baseline, target have a date",
        ),
        ("columns: {a: {role: target, date: soon}}", "soon is no day"),
        ("columns: {a: {role: target, when: 2026}}", "there is no key when"),
        ("columns: {a: [title]}", "write a role"),
        ("columns: [a]", "a mapping file is a mapping with columns"),
        ("colums: {a: title}", "a mapping file is a mapping with columns"),
        ("columns: {a: title}\nyear_end: 13-01", "write the last day of a year as 06-30"),
        ("columns: {a: title}\nday_first: 3", "write true or false"),
        ("columns: {a: title}\nother: 3", "there is no key other"),
        ("columns: {a: title, a: id}", "m.yaml:1"),
        ("columns: {a: title", "m.yaml:1"),
        ("", "a mapping file is a mapping with columns"),
    ],
)
def test_a_mapping_that_says_what_none_can_is_one_error(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as raised:
        read_mapping(path)
    assert "\n" not in str(raised.value)


def test_a_table_whose_names_nobody_knows_is_not_imported(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no column could be told .* the columns are x, y\."):
        read([table(tmp_path, "x,y\n1,2\n")])
    mapping = tmp_path / "m.yaml"
    mapping.write_text("columns: {z: title}", encoding="utf-8")
    with pytest.raises(InputError, match="no column is said to hold"):
        read([table(tmp_path, "x,y\n1,2\n")], mapping=mapping)


# whatever somebody exports


_cells = st.sampled_from(
    ["", "7", "95 %", "TBD", "=1+1", "-3", "+4", "@x", "n/a", "grow", "2026", "on track", "a,b",
     'say "so"', "x;y", "两", "<b>x</b>", "\tx", "a\nb", "1.200", "12,5", "'q", "é", "true"]
) | st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)  # fmt: skip
_headers = st.lists(
    st.sampled_from(["KPI", "Id", "Goal", "Outcome", "Target 2026", "Target 2027", "Target",
    "Baseline",
                     "Actual", "2025", "Date", "Unit", "Direction", "Owner", "Note", "Cadence",
                     "Status",
                     "n", "Region", "Guardrail", "名称", "column 3", "rows", ""]),
    min_size=1, max_size=8,
)  # fmt: skip


def exported(headers: list[str], rows: list[list[str]], mark: str = ",") -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=mark)
    writer.writerows([headers, *rows])
    return text.getvalue()


def bare(text: object) -> str:
    return "".join(str(text).split()).casefold()


def texts(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        for key, held in data.items():
            yield bare(key)
            yield from texts(held)
    elif isinstance(data, list):
        for held in data:
            yield from texts(held)
    else:
        yield bare(data)


def said(imported: Imported) -> set[str]:
    """Return all texts that an import writes."""
    files = dict(imported.files)
    found = {bare(files.pop("import-report.md").replace("\\", ""))}
    rows = csv.reader(io.StringIO(files.pop("observations.csv", "")))
    found |= {bare(cell) for row in rows for cell in row}
    for text in files.values():
        found |= set(texts(yaml.load(text, yaml.BaseLoader)))
    return found


@given(st.data(), _headers, st.sampled_from(",;\t|"))
def test_no_row_and_no_cell_of_any_table_is_lost(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, headers: list[str], mark: str
) -> None:
    headers = ["KPI name", *headers]
    rows = data.draw(
        st.lists(st.lists(_cells, min_size=len(headers), max_size=len(headers)), max_size=6)
    )
    folder = tmp_path_factory.mktemp("exported")
    path = table(folder, exported(headers, rows, mark))
    held = [row for row in rows if any(cell.strip() for cell in row)]
    try:
        imported = read([path])
    except InputError as error:
        assert not held or "no column could" in str(error) or "names a KPI" in str(error)
        return
    imported.save(folder / "out")
    theory = toc.load(folder / "out")
    assert dict(theory.kpis).keys() == dict(imported.theory.kpis).keys()
    lines = {each.record.at for each in imported.account}
    assert len(lines) == imported.records >= len(held) - 1  # a row may go on with the header
    assert read([path]).files == imported.files
    written = said(imported)
    for row in held:
        for cell in row:
            assert any(bare(cell) in text for text in written), cell
    table_text = imported.files.get("observations.csv", "")
    for row in csv.reader(io.StringIO(table_text)):
        assert not any(cell.startswith(("=", "@", "\t")) for cell in row)
        assert not any(cell.startswith(("+", "-")) for cell in (row[0], *row[3:]))


_words = st.text(st.characters(categories=["Ll", "Lo"]), min_size=1, max_size=10)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "KPI": _words,
                "Definition": _words | st.just(""),
                "Unit": st.sampled_from(["", "percent", "days", "EUR"]),
                "Direction": st.sampled_from(["", "increase", "decrease", "maintain"]),
                "Baseline": st.integers(-999, 999).map(str) | st.just(""),
                "Target 2026": st.integers(-999, 999).map(str) | st.just(""),
                "Target 2027": st.integers(-999, 999).map(str) | st.just(""),
                "Owner": _words | st.just(""),
            }
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_a_table_says_the_theory_says(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]
) -> None:
    headers = list(rows[0])
    text = exported(headers, [[row[header] for header in headers] for row in rows])
    imported = read([table(tmp_path_factory.mktemp("said"), text)])
    assert len(imported.kpis) == len(rows) == imported.fates["made"]
    for row, kpi in zip(rows, imported.kpis, strict=True):
        figures = [each.value.text for each in (*kpi.milestones, kpi.target) if each]
        assert figures == [row[h] for h in ("Target 2026", "Target 2027") if row[h]]
        assert (kpi.baseline.value.text if kpi.baseline else "") == row["Baseline"]
        assert (kpi.title, kpi.direction or "", kpi.unit or "") == (
            row["KPI"], row["Direction"], row["Unit"],
        )  # fmt: skip


def test_tables_that_are_open_are_read_without_their_file(tmp_path: Path) -> None:
    path = table(tmp_path, "KPI,Target\nSpeed,3\n")
    tables = open_tables([path])
    path.unlink()
    assert [kpi.id for kpi in read(tables, mapping=tables.guess).kpis] == ["speed"]


# what the cells say against the header


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Indicador,Meta,Linea base,Resultado,Fecha\nBajas,5 %,9 %,7 %,2025-12-31\n",
            ["title", "target", "baseline", "actual", "date"],
        ),
        (
            "Показатель;Направление;Цель;Факт;Дата\nОтток;снижение;5 %;7 %;31.12.2025\n"
            "Удержание;рост;80 %;75 %;31.12.2025\n",
            ["title", "direction", "target", "actual", "date"],
        ),
        ("KPI,Objetivo\nBajas,5 %\n", ["title", "target"]),
        ("KPI,Better\nSales,up\nChurn,down\n", ["title", "direction"]),
        ("KPI,Actual,Result,Date\nSales,4,5,2025-12-31\n", ["title", "actual", "extra", "date"]),
        ("KPI,Direction,Sense\nSales,up,down\n", ["title", "direction", "extra"]),
        ("KPI,Goal,Outcome\nSales,1,Growth of 5 %\n", ["title", "goal", "outcome"]),
    ],
)
def test_cells_tell_figures_and_directions_from_outcomes_and_goals(
    text: str, expected: list[str], tmp_path: Path
) -> None:
    path = table(tmp_path, text)
    columns = guess(path).columns
    assert [use.role for use in columns.values()] == expected
    made = read(path)
    if expected[1] == "direction" and "actual" in expected:
        assert [kpi.direction for kpi in made.kpis] == ["decrease", "increase"]
        assert not made.theory.nodes
    if "actual" in expected and "extra" not in expected:
        assert next(row.value.text for row in made.theory.observations) == "7 %"
        assert not made.theory.nodes


def test_parts_of_kpis_without_a_title_are_read(tmp_path: Path) -> None:
    path = table(tmp_path, "Id,KPI,Region\n7,,north\n8,,south\n")
    assert [kpi.title for kpi in read(path).kpis] == [None, None]
