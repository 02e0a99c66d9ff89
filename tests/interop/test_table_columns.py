"""What the columns of a table are for, by their headers and their cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.interop.table import guess, read
from theoryofchange.interop.table.evidence import fits
from theoryofchange.interop.table.headers import guess_columns
from theoryofchange.interop.table.periods import Convention, YearEnd, day_of, period_in
from theoryofchange.interop.table.roles import ROLES
from theoryofchange.interop.table.words import role_words


def table(folder: Path, text: str, name: str = "kpis.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


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
