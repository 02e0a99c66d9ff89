"""Assess: how able are we to measure."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from theoryofchange.errors import DeclarationError, InputError
from theoryofchange.goal import Goal
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.kpi import Benchmark, Kpi
from theoryofchange.maturity import MaturitySettings, Rating, load_model
from theoryofchange.stages.assessment import GAP_KINDS, Assessment, assess
from theoryofchange.view.html import as_html
from theoryofchange.view.markdown import as_markdown
from theoryofchange.view.text import as_text

SMALL = Path(__file__).parents[2] / "maturity" / "small.yaml"
MODEL = load_model(SMALL)
CAPABILITIES = list(MODEL.capabilities)


def rating(capability: str, answer: Any, rater: str = "Ada", **more: Any) -> Rating:
    given = {"team": "crm", "date": "2025-12-01", **more}
    return Rating(capability=capability, answer=answer, rater=rater, **given)


def theory(**parts: Any) -> TheoryOfChange:
    return TheoryOfChange(Header(as_of="2026-01-01"), goals=[Goal(id="g")], **parts)


def score_of(found: Assessment, capability: str) -> Any:
    return next(each for each in found.maturity.capabilities if each.id == capability)


def rows(found: Assessment) -> pd.DataFrame:
    return found.to_frame().set_index("capability")


def test_the_score_is_the_level_as_a_share_of_the_way():
    found = assess(theory(), [rating(each, 3) for each in CAPABILITIES], model=MODEL)
    assert found.maturity.current.value == 3
    assert found.score == pytest.approx(0.5)
    assert [part.value for part in found.derivation] == [0.5] * len(MODEL.dimensions)
    assert "level 3.0 over 2 of 2 capabilities, as (3.0 − 1) / 4" in found.derivation[0].because
    assert found.gaps == ()


def test_where_nothing_is_known_there_is_no_score():
    found = assess(theory(), model=MODEL)
    assert found.score is None and found.maturity.current.value is None
    assert "none of" in found.derivation[0].because
    assert [gap.kind for gap in found.gaps] == ["capability-not-rated"] * len(CAPABILITIES)
    assert {gap.score for gap in found.gaps} == {None}


def test_what_the_theory_shows_stands_where_nobody_rated():
    kpis = [Kpi(id="a", owner="cmo"), Kpi(id="b")]
    found = assess(theory(kpis=kpis), model=MODEL)
    assert rows(found).loc["a", ["origin", "current", "derived"]].tolist() == ["derived", 3, 3]
    attested = assess(theory(kpis=kpis), [rating("a", 5)], model=MODEL)
    assert rows(attested).loc["a", ["origin", "current", "derived"]].tolist() == ["attested", 5, 3]


def test_ratings_are_those_of_the_theory_or_those_given():
    own = theory(ratings=[rating("a", 2)])
    assert score_of(assess(own, model=MODEL), "a").current == 2
    assert score_of(assess(own, [rating("a", 4)], model=MODEL), "a").current == 4
    assert score_of(assess(own, [], model=MODEL), "a").origin == "not rated"


def test_a_frame_of_ratings_is_read_as_the_ratings_themselves():
    frame = pd.DataFrame(
        {
            "capability": ["a", "a", "b"],
            "team": "crm",
            "rater": ["Ada", "Ben", "Ada"],
            "answer": ["2", "half", "4"],
            "date": pd.to_datetime(["2025-11-01", "2025-12-01", "2025-12-01"]),
            "evidence": ["a report", None, float("nan")],
            "target": [None, 4, None],
        }
    )
    listed = [
        rating("a", 2, date="2025-11-01", evidence="a report"),
        rating("a", "half", "Ben", target=4),
        rating("b", 4),
    ]
    by_frame = assess(theory(), frame, model=MODEL)
    assert by_frame.to_dict() == assess(theory(), listed, model=MODEL).to_dict()
    assert rows(by_frame).loc["a", "raters"] == 2


def test_numbers_of_a_frame_are_levels_even_beside_missing_ones():
    frame = pd.DataFrame(
        {
            "capability": ["a"],
            "team": ["t"],
            "rater": ["r"],
            "answer": [3.0],
            "date": ["2025-01-01"],
        }
    )
    assert score_of(assess(theory(), frame, model=MODEL), "a").current == 3


@pytest.mark.parametrize("absent", ["capability", "team", "rater", "answer", "date"])
def test_a_frame_without_a_column_is_refused(absent):
    given = {"capability": "a", "team": "t", "rater": "r", "answer": 3, "date": "2025-01-01"}
    frame = pd.DataFrame([{name: value for name, value in given.items() if name != absent}])
    with pytest.raises(ValueError, match=f"ratings lack the column {absent}"):
        assess(theory(), frame, model=MODEL)


def test_a_frame_without_rows_rates_nothing():
    frame = pd.DataFrame(columns=["capability", "team", "rater", "answer", "date"])
    assert assess(theory(), frame, model=MODEL).score is None


def test_ratings_after_the_day_do_not_count_and_are_named():
    found = assess(theory(), [rating("a", 2), rating("a", 5, date="2026-06-01")], model=MODEL)
    assert score_of(found, "a").current == 2
    (left_out,) = found.to_dict()["not_counted"]
    assert left_out["capability"] == "a" and "2026-06-01" in left_out["reason"]


def test_without_a_day_all_ratings_count():
    undated = TheoryOfChange()
    found = assess(undated, [rating("a", 2), rating("a", 5, date="2026-06-01")], model=MODEL)
    assert score_of(found, "a").current == 5 and score_of(found, "a").previous == 2
    assert found.to_dict()["not_counted"] == [] and found.provenance.as_of is None


def test_targets_and_exclusions_are_those_of_the_theory():
    settings = MaturitySettings(targets={"a": 4}, exclude={"b": "Not our task"})
    found = assess(theory(maturity=settings), [rating("a", 2), rating("b", 1)], model=MODEL)
    (gap,) = [gap for gap in found.gaps if gap.subject == "a"]
    assert (gap.kind, gap.id) == ("capability-below-target", "assess:capability-below-target:a")
    assert gap.score == pytest.approx(2 / 4) and gap.goals == ("g",)
    assert "is at 2.0, the target is 4.0" in gap.title
    assert "b" not in [gap.subject for gap in found.gaps]
    in_scope = len(CAPABILITIES) - 1
    assert {gap.weight for gap in found.gaps} == {1 / in_scope}
    assert rows(found).loc["b", "excluded"] == "Not our task"


def test_a_capability_at_its_target_is_no_gap():
    settings = MaturitySettings(targets={"a": 2})
    found = assess(theory(maturity=settings), [rating("a", 3)], model=MODEL)
    assert "a" not in [gap.subject for gap in found.gaps]


def test_being_behind_others_is_a_gap():
    kpi = Kpi(
        id="k",
        title="Loyalty",
        measures="g",
        direction="increase",
        baseline={"value": 60, "date": "2025-12-31"},
    )
    benchmarks = [
        Benchmark(kpi="k", name=name, value=value, date="2025-12-31", kind="share of spend")
        for name, value in {"A": 90, "B": 70, "C": 50}.items()
    ]
    found = assess(theory(kpis=[kpi], benchmarks=benchmarks), model=MODEL)
    (gap,) = [gap for gap in found.gaps if gap.kind == "behind-benchmark"]
    assert gap.id == "assess:behind-benchmark:k:share_of_spend"
    assert gap.title == "Loyalty is 3 of 4 by share of spend figures, 30 from the best"
    assert gap.score == pytest.approx(2 / 3)
    assert (gap.weight, gap.goals) == (1.0, ("g",))
    assert {gap.kind for gap in found.gaps} <= set(GAP_KINDS)
    best = dataclasses.replace(kpi, baseline={"value": 95, "date": "2025-12-31"})
    first = assess(theory(kpis=[best], benchmarks=benchmarks), model=MODEL)
    assert "behind-benchmark" not in [gap.kind for gap in first.gaps]


def test_gaps_are_largest_first_and_their_ids_unique():
    settings = MaturitySettings(targets=dict.fromkeys(CAPABILITIES, "5"))
    found = assess(theory(maturity=settings), [rating("a", 4), rating("b", 2)], model=MODEL)
    sizes = [gap.size for gap in found.gaps]
    assert sizes == sorted(sizes, reverse=True)
    assert len({gap.id for gap in found.gaps}) == len(found.gaps)


# the model


@pytest.fixture
def root(tmp_path):
    (tmp_path / "root" / "models").mkdir(parents=True)
    shutil.copy(SMALL, tmp_path / "root" / "models" / "own.yaml")
    shutil.copy(SMALL, tmp_path / "outside.yaml")
    return tmp_path / "root"


def test_the_theory_names_its_own_model_below_its_root(root):
    own = theory(maturity=MaturitySettings(model="models/own.yaml"))
    assert assess(own, root=root).model.id == "small"


@pytest.mark.parametrize("path", ["../outside.yaml", "models/../../outside.yaml", "linked.yaml"])
def test_a_model_outside_the_root_is_refused(root, path):
    (root / "linked.yaml").symlink_to(root.parent / "outside.yaml")
    with pytest.raises(InputError, match="leads out of"):
        assess(theory(maturity=MaturitySettings(model=path)), root=root)


def test_a_model_outside_the_root_is_refused_where_its_path_is_absolute(root):
    outside = (root.parent / "outside.yaml").as_posix()
    with pytest.raises(InputError, match="leads out of"):
        assess(theory(maturity=MaturitySettings(model=outside)), root=root)


def test_a_model_that_there_is_not(root):
    with pytest.raises(InputError, match="no packaged maturity model has this name"):
        assess(theory(maturity=MaturitySettings(model="measurment")))
    with pytest.raises(InputError, match="No such file"):
        assess(theory(maturity=MaturitySettings(model="gone.yaml")), root=root)


def test_a_model_with_faults_is_said_with_its_places(root):
    (root / "bad.yaml").write_text("id: x\nlevels: []\n", encoding="utf-8")
    with pytest.raises(DeclarationError, match=r"bad\.yaml:\d+:\d+: TOC005"):
        assess(theory(maturity=MaturitySettings(model="bad.yaml")), root=root)


@pytest.mark.parametrize("model", [3, True, [], {}])
def test_what_is_no_model_is_refused(model):
    with pytest.raises(TypeError, match="model takes a MaturityModel, its name or its path, not"):
        assess(theory(), model=model)


def test_the_packaged_model_is_the_default():
    assert assess(TheoryOfChange()).model.id == "measurement"
    assert assess(TheoryOfChange(), model="measurement").model == load_model("measurement")


# what is told of it


FULL = assess(
    theory(
        kpis=[
            Kpi(
                id="k",
                title="<b>Loyalty</b> | 忠诚",
                measures="g",
                direction="increase",
                target={"value": "1 of 2"},
                baseline={"value": 60, "date": "2025-12-31"},
            )
        ],
        benchmarks=[Benchmark(kpi="k", name="A", value=90, date=dt.date(2025, 12, 31))],
        maturity=MaturitySettings(targets={"a": 4, "nothing": 3}, exclude={"b": "<i>Not</i> ours"}),
        ratings=[rating("a", 1), rating("a", 5, "Ben"), rating("gone", 2)],
    ),
    model=MODEL,
)


@pytest.mark.parametrize(
    "found", [FULL, assess(TheoryOfChange(), model=MODEL)], ids=["full", "empty"]
)
@pytest.mark.parametrize("write", [as_text, as_markdown, as_html])
def test_it_is_shown_in_every_medium(found, write):
    shown = write(found.view())
    assert "Capabilities" in shown
    assert "nan" not in shown and "None" not in shown


def test_a_view_is_escaped_and_tells_all():
    page, text = as_html(FULL.view()), as_text(FULL.view())
    assert "<b>Loyalty</b>" not in page and "<i>Not</i>" not in page
    assert "&lt;i&gt;Not&lt;/i&gt;" in page
    flat = " ".join(text.split())
    assert "Measurement maturity is" in flat and "Compared with whom" in flat
    assert "2 of 2" in flat and "Not counted: the rating for gone" in flat
    assert "Not counted: the target for nothing" in flat


def test_nothing_known_is_said():
    shown = " ".join(as_text(assess(TheoryOfChange(), model=MODEL).view()).split())
    assert "maturity is unknown" in shown


def test_it_is_plain_strict_data():
    said = json.loads(json.dumps(FULL.to_dict(), allow_nan=False))
    assert said["stage"] == "assess" and said["model"] == "small"
    assert len(said["dimensions"]) == len(MODEL.dimensions)
    assert len(said["capabilities"]) == len(CAPABILITIES)
    assert [answer["rater"] for answer in said["answers"] if answer["rater"]] == ["Ada", "Ben"]
    assert said["comparisons"][0]["rank"] == 2
    assert said["comparisons"][0]["required"] == 90


def test_the_frame_has_its_documented_columns():
    documented = Assessment.to_frame.__doc__ or ""
    for found in (FULL, assess(TheoryOfChange(), model=MODEL)):
        frame = found.to_frame()
        assert len(frame) == len(CAPABILITIES)
        assert all(f"``{column}``" in documented for column in frame.columns)


def test_the_order_of_ratings_changes_nothing():
    ratings = [rating("a", 1), rating("a", 5, "Ben"), rating("b", 3)]
    forward = assess(theory(), ratings, model=MODEL).to_dict()
    assert assess(theory(), reversed(ratings), model=MODEL).to_dict() == forward
