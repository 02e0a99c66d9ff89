from __future__ import annotations

import json
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.activity import Activity
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.kpi import Kpi, Observation
from theoryofchange.kpi.criteria import CRITERIA
from theoryofchange.stages.analysis import COLUMNS, GAP_KINDS, analyze
from theoryofchange.view.blocks import NextStep, Several, Table
from theoryofchange.view.html import as_html

LATE = {"kind": "process", "what": "Returns are booked late"}


def dated(value, day):
    return {"value": value, "date": day}


def small(**header):
    """Return two goals of weight 3 and 1: three KPIs on the way to the first, one on the other."""
    plan = {"direction": "increase", "baseline": dated(60, "2026-01-01")}
    return TheoryOfChange(
        Header(id="t", **{"as_of": "2026-07-02", **header}),
        goals=[Goal(id="grow", title="Grow <b>", weight=3, needs=["trust"]), Goal(id="save")],
        outcomes=[Outcome(id="trust")],
        kpis=[
            Kpi(id="a", measures="grow", target=dated(80, "2026-12-31"), limits=[LATE], **plan),
            Kpi(id="b", measures="trust", target=dated(80, "2026-12-31"), **plan),
            Kpi(id="c", measures="trust", confidential=True),
            Kpi(id="d", measures="save", reported={"status": "at risk", "because": ["Too slow"]}),
        ],
        observations=[
            Observation(kpi="a", date="2026-07-02", value=70),
            Observation(kpi="b", date="2026-07-02", value=62),
        ],
    )


def test_the_score_by_hand():
    result = analyze(small())
    met = {row.id: row.qualification.met for row in result.kpis}
    parts = {part.name: part.value for part in result.derivation}
    grow = (met["a"] + met["b"] + met["c"]) / 3 / 15
    assert parts["Qualified"] == pytest.approx(0.75 * grow + 0.25 * met["d"] / 15)
    assert parts["Known"] == pytest.approx(0.75 * 2 / 2 + 0.25 * 0)
    assert parts["On plan"] == pytest.approx(1 / 2)
    assert parts["Light"] == pytest.approx(0.75 * 2 / 3 + 0.25 * 1)
    assert result.score == pytest.approx(sum(parts.values()) / 4)
    assert result.derivation[2].because == (
        "Of these, achieved or on track on the way to Grow <b> 50 % (weight 75 %)"
        "; of 1 of 2 goals it cannot be told."
    )


def test_reported_stands_beside_the_status():
    row = analyze(small()).kpi("d")
    assert (row.status, row.reported) == ("no data", "at risk")


def test_statuses_are_counted_with_those_that_none_has():
    counts = analyze(small()).statuses
    assert counts["on track"] == counts["off track"] == counts["confidential"] == 1
    assert counts["no data"] == 1
    assert counts["achieved"] == 0
    assert len(counts) == 8


def test_every_gap_kind_says_what_closes_it_and_no_other_comes():
    assert {f"criterion-{criterion.key}" for criterion in CRITERIA} < set(GAP_KINDS)
    result = analyze(small())
    assert {gap.kind for gap in result.gaps} <= set(GAP_KINDS)
    ids = [gap.id for gap in result.gaps]
    assert len(ids) == len(set(ids))
    assert ids == [gap.id for gap in sorted(result.gaps, key=lambda gap: (-gap.size, gap.id))]


def test_gaps_of_status_and_darkness_by_hand():
    gaps = {gap.id: gap for gap in analyze(small()).gaps}
    behind = gaps["analyze:off-track:b"]
    assert (behind.score, behind.weight, behind.goals) == (pytest.approx(0.8), 0.75, ("grow",))
    missing = gaps["analyze:no-data:d"]
    assert (missing.score, missing.weight) == (1.0, 0.25)
    assert missing.title.startswith("d has no data to judge it by (reported: at risk)")
    limit = gaps["analyze:limit:returns-are-booked-late"]
    assert limit.size == pytest.approx(0.75 / 3)
    assert gaps["analyze:criterion-owned:a"].score == pytest.approx(1 / 15)
    assert "analyze:at-risk:a" not in gaps


def test_a_kpi_gap_for_each_missing_criterion():
    result = analyze(small())
    for row in result.kpis:
        found = {gap.kind for gap in result.gaps if gap.subject == row.id}
        of_criteria = {kind for kind in found if kind.startswith("criterion-")}
        assert of_criteria == {f"criterion-{key}" for key in row.qualification.missing}


def test_the_frame_has_the_documented_columns_one_row_a_kpi():
    frame = analyze(small()).to_frame()
    assert list(frame.columns) == list(COLUMNS)
    assert list(frame["id"]) == ["a", "b", "c", "d"]
    a = frame.set_index("id").loc["a"]
    assert (a["progress"], a["path_progress"], a["expected"]) == (0.5, 1.0, 70.0)
    assert (a["status"], a["limits"], a["level"]) == (
        "on track",
        "returns-are-booked-late",
        "strategic",
    )
    assert a["actual_date"] == date(2026, 7, 2)
    assert frame["low"].dtype == float


def test_the_result_is_json_without_nan_and_the_same_each_time():
    once, again = (json.dumps(analyze(small()).to_dict(), allow_nan=False) for _ in range(2))
    assert once == again
    held = json.loads(once)
    assert held["lights_most"] == "returns-are-booked-late"
    assert held["statuses"]["confidential"] == 1
    assert [len(kpi["verdicts"]) for kpi in held["kpis"]] == [15] * 4
    assert held["kpis"][3]["reported_because"] == ["Too slow"]


def test_the_view_says_the_verdict_first_and_what_to_do():
    blocks = analyze(small()).view().blocks
    assert blocks[0].text == "0 of 4 listed are KPIs; 4 are metrics."
    assert blocks[1].text == "Achieved or on track: 1 of the 2 whose status can be told."
    step = next(block for block in blocks if isinstance(block, NextStep))
    assert step.text == "Remove what keeps KPIs dark: Returns are booked late."
    assert step.why == "Of all single obstacles it lights most: 1 KPI, 25 % of goal weight."
    page = as_html(analyze(small()).view())
    assert "Grow &lt;b&gt;" in page
    assert "Grow <b>" not in page


def test_what_is_left_out_of_a_table_is_stated():
    theory = TheoryOfChange(
        goals=[Goal(id="g")], kpis=[Kpi(id=f"k{at:03}", measures="g") for at in range(301)]
    )
    view = analyze(theory).view()
    assert "… and 201 more KPIs in kpis.csv." in as_html(view)
    table = next(b for b in view.blocks if isinstance(b, Table) and b.caption == "KPIs and metrics")
    assert len(table.rows) == 100


def test_the_view_names_kpis_and_goals_by_their_titles_and_figures_with_their_unit():
    kpi = Kpi(
        id="recall",
        title="Known unaided",
        measures="known",
        unit="percent",
        baseline={"value": 41, "date": "2025-01-01"},
        target={"value": 53, "date": "2027-01-01"},
        limits=[{"kind": "people", "what": "Nobody asks"}],
    )
    theory = TheoryOfChange(goals=[Goal(id="known", title="Be known")], kpis=[kpi])
    view = analyze(theory).view()
    tables = {block.caption: block for block in view.blocks if isinstance(block, Table)}
    assert tables["KPIs and metrics"].rows[0][4:] == ("41 %", None, "53 %")
    (obstacle,) = tables["What each keeps dark; what lights most first"].rows
    assert obstacle[2:4] == (Several(("Known unaided",)), Several(("Be known",)))
    assert "Reported" not in [column.title for column in tables["Where the KPIs stand"].columns]


def test_an_empty_theory_has_nothing_to_tell():
    result = analyze(TheoryOfChange())
    assert (result.score, result.gaps, result.kpis) == (None, (), ())
    assert list(result.to_frame().columns) == list(COLUMNS)
    assert result.view().blocks[0].text.startswith("No KPI is declared")
    assert as_html(result.view())


def test_analyze_without_a_frame_imports_no_pandas():
    code = (
        "import sys\n"
        "from theoryofchange import Goal, Kpi, TheoryOfChange, analyze\n"
        "theory = TheoryOfChange(goals=[Goal(id='g')], kpis=[Kpi(id='k', measures='g')])\n"
        "analyze(theory).to_dict()\n"
        "assert not {'pandas', 'networkx', 'numpy'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


TEXTS = st.sampled_from(
    ["71", "80 %", "≥ 95%", "14 of 16", "2 of 16", "3 weeks", "TBD", "± 2", "5 to 7 days", "€5",
     "$5", "2027-12-31", "0", "-3", "1e300", "9" * 15 + " years", "soon", "4/5", "< 10", "<b>"]
)  # fmt: skip
VALUES = st.one_of(TEXTS, st.floats(allow_nan=False, allow_infinity=False), st.integers(-9, 99))
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
MAYBE_DAYS = st.none() | DAYS
NODES = [*(f"g{at}" for at in range(2)), *(f"o{at}" for at in range(4))]
DATED = st.fixed_dictionaries({"value": VALUES, "date": MAYBE_DAYS})
LIMITS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["people", "process", "technology", None]),
        "what": st.sampled_from(["no time", "No time.", "late", "", "🚧", None]),
    }
)
SOURCES = st.sampled_from(
    ["crm", {"system": "crm", "availability": "none"}, {"availability": "planned"}]
)
VOUCHING = st.fixed_dictionaries(
    {"by": st.sampled_from(["board", None]), "date": MAYBE_DAYS, "until": MAYBE_DAYS}
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "measures": st.sampled_from([*NODES, "nowhere"]),
        "unit": st.sampled_from(["percent", "days", "EUR", "rank", "points", "x" * 600]),
        "direction": st.sampled_from(["increase", "decrease", "maintain", "range"]),
        "timing": st.sampled_from(["leading", "lagging"]),
        "owner": st.just("somebody"),
        "cadence": st.sampled_from(["monthly", "daily", "now and then", "3 weeks"]),
        "decision": st.sampled_from(["go or stop at the weekly review", "?"]),
        "baseline": DATED,
        "target": DATED,
        "milestones": st.lists(DATED, max_size=3),
        "tolerance": VALUES,
        "source": SOURCES,
        "limits": st.lists(LIMITS, max_size=2),
        "guardrail": st.sampled_from(["k0", "k1", "gone"]),
        "confidential": st.booleans(),
        "review_by": DAYS,
        "attested": st.dictionaries(
            st.sampled_from([c.key for c in CRITERIA] + ["x"]), VOUCHING, max_size=3
        ),
    },
)


@st.composite
def theories(draw):
    """Return a theory of any sense, cycles and dangling references included."""
    needs = st.lists(st.sampled_from([*NODES, "gone"]), max_size=3, unique=True)
    weights = st.sampled_from([0.0, 1.0, 2.5])
    kpis = [Kpi(id=f"k{at}", **draw(FIELDS)) for at in range(draw(st.integers(0, 4)))]
    rows = draw(st.lists(st.tuples(st.integers(0, 5), DAYS, VALUES), max_size=6))
    return TheoryOfChange(
        Header(id="t", as_of=draw(MAYBE_DAYS)),
        goals=[Goal(id=f"g{at}", weight=draw(weights), needs=draw(needs)) for at in range(2)],
        outcomes=[Outcome(id=f"o{at}", needs=draw(needs)) for at in range(4)],
        activities=[Activity(id="act", advances=draw(needs))],
        kpis=kpis,
        observations=[Observation(kpi=f"k{at}", date=day, value=v) for at, day, v in rows],
    )


def parts_of(theory):
    names = ("goals", "outcomes", "kpis", "activities", "observations")
    return {name: getattr(theory, name) for name in names}


@settings(deadline=None)
@given(theories())
def test_any_theory_is_analyzed_and_its_shares_are_shares(theory):
    result = analyze(theory)
    json.dumps(result.to_dict(), allow_nan=False)
    assert as_html(result.view())
    assert len(result.to_frame()) == len(theory.kpis)
    assert result.score is None or 0 <= result.score <= 1
    assert all(0 <= gap.weight <= 1 and 0 <= (gap.score or 0) <= 1 for gap in result.gaps)
    for row in result.kpis:
        assert (row.standing.progress.value is None) == (row.standing.progress.reason is not None)
        assert (row.standing.path.value is None) == (row.standing.path.reason is not None)
        assert (row.status == "confidential") == bool(row.kpi.confidential)


@settings(deadline=None)
@given(theories(), FIELDS)
def test_another_kpi_changes_nothing_of_the_others_progress(theory, fields):
    grown = TheoryOfChange(
        Header(id="t", as_of=theory.as_of or date(2026, 1, 1)),
        **{**parts_of(theory), "kpis": [*theory.kpis.values(), Kpi(id="other", **fields)]},
    )
    alone = TheoryOfChange(
        Header(id="t", as_of=theory.as_of or date(2026, 1, 1)), **parts_of(theory)
    )
    for before in analyze(alone).kpis:
        assert analyze(grown).kpi(before.id).standing == before.standing


@settings(deadline=None)
@given(theories(), st.data())
def test_removing_a_limit_never_darkens_and_lights_what_was_said(theory, data):
    before = analyze(theory)
    limits = [each for each in before.darkness.obstacles if each.limit]
    if not limits:
        return
    gone = data.draw(st.sampled_from(limits))
    after = analyze(without_limit(theory, gone))
    for old, new in zip(before.goals, after.goals, strict=True):
        assert new.light is None or new.light >= old.light
    available = all(
        theory.kpis[id].source is None or theory.kpis[id].source.available is not False
        for id in gone.alone
    )
    if available:
        gained = sum(
            old.share * (new.light - old.light)
            for old, new in zip(before.goals, after.goals, strict=True)
            if old.light is not None
        )
        assert gained == pytest.approx(gone.lights, abs=1e-9)


def without_limit(theory, obstacle):
    from theoryofchange.shape import plain
    from theoryofchange.stages.analysis.darkness import named_by

    kept = []
    for kpi in theory.kpis.values():
        ids = [named.id for named in named_by(kpi)]
        limits = [limit for limit, id in zip(kpi.limits, ids, strict=False) if id != obstacle.id]
        fields = {**plain(kpi), "id": kpi.id, "limits": [plain(limit) for limit in limits]}
        kept.append(Kpi(**fields))
    header = Header(id="t", as_of=theory.as_of)
    return TheoryOfChange(header, **{**parts_of(theory), "kpis": kept})
