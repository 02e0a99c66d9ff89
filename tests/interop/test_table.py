"""Tables of KPIs: what columns are for, what cells say, and which rows are one KPI."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from theoryofchange.errors import InputError
from theoryofchange.interop.table import guess, read
from theoryofchange.interop.table.words import meaning, with_sign
from theoryofchange.kpi import DataSource, Kpi
from theoryofchange.shape import plain


def table(folder: Path, text: str, name: str = "kpis.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def kpis(folder: Path, text: str) -> dict[str, Kpi]:
    return {kpi.id: kpi for kpi in read([table(folder, text)]).kpis}


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


def test_where_data_is_and_why_it_may_be_used_are_read(tmp_path: Path) -> None:
    held = kpis(
        tmp_path,
        "KPI,Data source,Data availability,Purpose of the data,Personal data,Legal basis\n"
        "a,crm,live,retention reporting,yes,contract\n"
        "b,till,live,,no,\n"
        "c,,,,perhaps,consent\n",
    )
    a, b, c = (held[id] for id in "abc")
    assert a.source == DataSource(
        system="crm",
        availability="live",
        purpose="retention reporting",
        personal_data=True,
        basis="contract",
    )
    assert b.source == DataSource(system="till", availability="live", personal_data=False)
    assert c.source == DataSource(basis="consent")
    assert (a.extra, c.extra) == ({}, {"Personal data": "perhaps"})


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


def test_the_only_row_is_no_second_header(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none of 1 rows names a KPI"):
        read([table(tmp_path, "KPI name,KPI,\n,,7\n")])


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
