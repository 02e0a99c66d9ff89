"""Tables that are written: they are read back, their figures are numbers, and what no cell says."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import theoryofchange as toc
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import TheoryOfChange
from theoryofchange.interop.table import read as read_table
from theoryofchange.interop.table.delimited import unguarded
from theoryofchange.interop.writing.table import write as write_table
from theoryofchange.kpi import Kpi, Observation

EXAMPLE = Path(__file__).parents[3] / "examples" / "satisfaction_rank"


def test_a_table_is_read_back(tmp_path: Path) -> None:
    theory = toc.load(EXAMPLE)
    fields = ("title", "definition", "formula", "unit", "direction", "timing", "owner", "cadence",
              "decision", "guardrail", "version", "review_by")  # fmt: skip
    for name in ("k.csv", "k.xlsx"):
        path = tmp_path / name
        path.write_bytes(write_table(theory, name).content)
        made = read_table([path])
        assert [kpi.id for kpi in made.kpis] == [*theory.kpis]
        for kpi in made.kpis:
            own = theory.kpis[kpi.id]
            for field in fields:
                assert getattr(kpi, field) == getattr(own, field), (name, kpi.id, field)
            for field in ("baseline", "target"):
                read, held = getattr(kpi, field), getattr(own, field)
                assert (read.value, read.date) == (held.value, held.date) if held else read is None
            if own.measures:
                titles = {id: node.title for id, node in made.theory.nodes.items()}
                assert titles[kpi.measures] == theory.nodes[own.measures].title


@pytest.mark.parametrize(
    ("baseline", "target", "actual", "cells", "form"),
    [
        ("71 %", "≥ 80 %", 74, (0.71, 0.8, 0.74), '"≥ "0%'),
        ("2 weeks", "at most 10 days", "12 days", (14, 10, 12), '"≤ "General" days"'),
        (10, 20, 15, (10, 20, 15), "General"),
        ("€5", "€7", "€6", (5, 7, 6), 'General" EUR"'),
        ("14 of 16", "at most 2 of 16", "12 of 16", (14, 2, 12), '"≤ "General" of 16"'),
        ("14th", "#2", "12th", (14, 2, 12), '"#"General'),
        ("2 % of all MRs", "8 % of all MRs", "3 %", (0.02, 0.08, 0.03), '0%" of all MRs"'),
        ("14th", "top 5", "12th", (14, "top 5", 12), None),
        ("14 of 16", "2 of 20", "12 of 20", ("14 of 16", "2 of 20", "12 of 20"), None),
        ("5 days", "7 EUR", 3, ("5 days", "7 EUR", "3"), None),
    ],
)
def test_figures_of_one_kind_are_numbers_of_one_unit(
    baseline: Any, target: Any, actual: Any, cells: Any, form: str | None
) -> None:
    theory = TheoryOfChange(
        kpis=[Kpi(id="k", baseline=baseline, target=target)],
        observations=[
            Observation(kpi="k", date="2026-01-31", value=actual),
            Observation(kpi="k", date="2025-01-31", value=99),
            Observation(kpi="k", date="2026-12-31", value=99, segment="north"),
        ],
    )
    written = write_table(theory, "k.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(written.content)).active
    row = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    held = tuple(row[title].value for title in ("Baseline", "Target", "Actual"))
    assert held == (pytest.approx(cells) if form else cells)
    assert row["Target"].number_format == (form or "General")
    places = [row[title].coordinate for title in ("Baseline", "Target", "Actual")]
    b, t, a = places
    assert row["Progress"].value == (
        f'=IF(COUNT({b},{t},{a})=3,IF({t}={b},"",({a}-{b})/({t}-{b})),"")'
    )
    assert row["Progress"].number_format == "0%"
    assert {each.what for each in written.unsaid} == {"earlier values"}


STEPPED = TheoryOfChange(
    kpis=[
        Kpi(
            id="rank",
            title="Rank",
            unit="rank",
            baseline="14 of 16",
            target={"value": "at most 3 of 16", "date": "2028-12-31"},
            milestones=[
                {"value": "12 of 16", "date": "2026-12-31"},
                {"value": "7 of 16", "date": "2027-12-31"},
            ],
        ),
        Kpi(
            id="share",
            title="=Share",
            target={"value": "≥ 80 %", "date": "2027-12-31"},
            milestones=[{"value": "≥ 75.5 %", "date": "2026-06-30"}],
        ),
        Kpi(id="wait", title="Wait", target="at most 10 days"),
    ],
    observations=[
        Observation(kpi="rank", date="2026-06-30", value="13 of 16", n=40),
        Observation(kpi="share", date="2026-03-31", value="71 %"),
        Observation(kpi="share", date="2026-03-31", value="70 %", segment="region: north"),
        Observation(kpi="share", date="2026-03-31", value="74.25 %", segment="=south", n=12),
        Observation(kpi="wait", date="2026-02-28", value="12 days", segment="web"),
    ],
)


@pytest.mark.parametrize("name", ["k.csv", "k.xlsx"])
def test_milestones_segments_and_ranks_are_read_back(name: str, tmp_path: Path) -> None:
    written = write_table(STEPPED, name)
    (tmp_path / name).write_bytes(written.content)
    made = read_table([tmp_path / name]).theory
    changed = {"KPI as it is", "Segment as it is"} if name == "k.csv" else set()
    assert {each.what for each in written.unsaid} == changed
    for id, kpi in STEPPED.kpis.items():
        held = (made.kpis[id].baseline, made.kpis[id].target, *made.kpis[id].milestones)
        assert [_said(each) for each in held] == [
            _said(each) for each in (kpi.baseline, kpi.target, *kpi.milestones)
        ]
    assert sorted(map(_row, made.observations)) == sorted(map(_row, STEPPED.observations))
    assert [kpi.title for kpi in made.kpis.values()] == ["Rank", "=Share", "Wait"]
    assert not any("Progress" in kpi.extra for kpi in made.kpis.values())


@given(st.text(alphabet="'=+-@＝x1 ", min_size=1, max_size=6))
def test_what_an_apostrophe_guards_is_read_back_as_it_was(text: str) -> None:
    theory = TheoryOfChange(
        goals=[Goal(id="g", needs=["o"])],
        outcomes=[Outcome(id="o", title=text)],
        kpis=[Kpi(id="k", title="Kept", measures="o", decision=text)],
    )
    written = write_table(theory)
    (row,) = csv.DictReader(io.StringIO(written.content.decode()))
    assert (
        not row["Decision"].startswith(("=", "+", "-", "@", "＝"))
        or len(text) == 1
        or (re.fullmatch(r"[-+][0-9]+ ?", text))
    )
    assert unguarded(row["Decision"]) == unguarded(row["Outcome"]) == text
    changed = {"Decision as it is", "Outcome as it is"} if row["Decision"] != text else set()
    assert {each.what for each in written.unsaid} - {"goals", "outcomes"} == changed


def _said(each: Any) -> tuple[Any, ...] | None:
    if each is None:
        return None
    value = each.value
    return (value.kind, value.value, value.bound, value.unit, value.of, each.date)


def _row(row: Observation) -> tuple[str, str, str, str, str]:
    return row.kpi, str(row.date), str(row.value), row.segment or "", str(row.n)


def test_milestones_that_no_column_can_say_are_named() -> None:
    def milestone(value: Any = 3, date: str | None = "2026-12-31", **more: Any) -> dict[str, Any]:
        return {"value": value, "date": date, **more}

    target = {"value": 9, "date": "2028-12-31"}
    theory = TheoryOfChange(
        kpis=[
            Kpi(id="open", milestones=[milestone()]),
            Kpi(id="twice", target=target, milestones=[milestone(), milestone(4)]),
            Kpi(id="some-day", target=target, milestones=[milestone(date=None)]),
            Kpi(id="counted", target=target, milestones=[milestone(n=7)]),
            *(
                Kpi(id=f"k{at}", target=target, milestones=[milestone(date=f"{3000 + at}-01-01")])
                for at in range(201)
            ),
        ]
    )
    unsaid = {(each.what, each.why): each.ids for each in write_table(theory).unsaid}
    assert list(unsaid.values()) == [
        ("open",),
        ("twice",),
        ("some-day",),
        ("counted",),
        ("k199", "k200"),
    ]


def test_two_values_of_a_last_day_are_none() -> None:
    rows = [Observation(kpi="k", date="2026-01-31", value=value) for value in (1, 2)]
    written = write_table(TheoryOfChange(kpis=[Kpi(id="k")], observations=rows))
    assert written.content.decode().splitlines()[1] == "k" + "," * 26
    assert [each.what for each in written.unsaid] == ["values"]
