"""A score for each part and in all: made of rows, and never lowered by mending."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.cli.main import main
from theoryofchange.declare import declare_text
from theoryofchange.linter.asked import RESTS_ON, asked_by
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.quality import WEIGHTS, Quality, Score, quality_of
from theoryofchange.linter.registry import all_rules
from theoryofchange.linter.run import checked
from theoryofchange.view.html import as_html
from theoryofchange.view.text import as_text

POOR = """
theory: {as_of: 2026-01-01}
goals:
  g: {due: 2025-06-30, needs: {o: {effect: {likely: 9, low: 10, high: 20}}}}
  h: {weight: 0}
outcomes: {o: {}, 孤: {}}
teams: {idle: {capacity: 0 days/month}}
kpis:
  churn: {measures: g, target: {value: TBD}, unit: percent}
  wait: {measures: o, baseline: {value: 120 %}, unit: percent, source: {personal_data: true}}
  sold: {titel: Sold}
activities: {a: {advances: [o]}, b: {}}
observations: [{kpi: wait, date: 2027-01-01, value: 5}]
"""
WHOLE = Configuration(profile="strict")
DECLARATION = declare_text(POOR)
FINDINGS = checked(DECLARATION, WHOLE)


def quality(text: str, configuration: Configuration | None = None) -> Quality:
    declaration = declare_text(text)
    used = configuration or Configuration()
    return quality_of(declaration, checked(declaration, used), used)


def part(whole: Quality, id: str) -> Score:
    return next(each for each in whole.scores if each.id == id)


def test_a_score_is_what_its_rows_say():
    for each in quality_of(DECLARATION, FINDINGS, WHOLE).scores:
        weights = {
            outcome: sum(row.weight for row in each.rows if row.outcome == outcome)
            for outcome in ("passed", "failed", "not applicable")
        }
        passed, failed = weights["passed"], weights["failed"]
        assert (each.passed_weight, each.failed_weight) == (passed, failed)
        assert each.exact == Fraction(10 * passed, passed + failed)
        assert 0 <= each.score <= 10
        codes = [row.code for row in each.rows]
        assert codes == sorted(set(codes))
        assert {row.code for row in each.rows if row.outcome == "failed"} == set(each.failed)


def test_the_score_in_all_is_the_mean_of_the_scores():
    whole = quality_of(DECLARATION, FINDINGS, WHOLE)
    total = sum(each.weight * each.exact for each in whole.scores)
    assert whole.exact == total / sum(each.weight for each in whole.scores)
    parts = [each for each in whole.scores if each.kind != "theory"]
    assert len(parts) == 9 and {each.weight for each in parts} == {1}
    (theory,) = (each for each in whole.scores if each.kind == "theory")
    failed = {"error": 3, "warning": 2, "info": 1}
    assert theory.score == 0
    assert theory.weight == Fraction(sum(failed[f.severity] for f in theory.failed.values()), 3)


def test_every_finding_is_counted_once():
    whole = quality_of(DECLARATION, FINDINGS, WHOLE)
    counted = {(each.id, code) for each in whole.scores for code in each.failed}
    known = {each.id for each in whole.scores}
    assert counted == {(f.id if f.id in known else "", f.code) for f in FINDINGS}
    assert {f.severity for f in FINDINGS} == set(WEIGHTS)


def test_a_kpi_that_says_nothing_scores_nothing():
    # a new rule that an empty KPI passes has to name, in RESTS_ON, what it rests on
    whole = quality("theory: {as_of: 2026-01-01}\nkpis: {k: {}}")
    assert (part(whole, "k").score, whole.score) == (0, 0)


def test_a_rule_on_what_is_missing_is_not_applicable():
    whole = quality("theory: {as_of: 2026-01-01}\nkpis: {k: {direction: increase, baseline: 8}}")
    rows = {row.code: row for row in part(whole, "k").rows}
    assert (rows["KPI001"].outcome, rows["KPI007"].outcome) == ("failed", "passed")
    assert (rows["KPI012"].outcome, rows["KPI012"].because) == ("not applicable", "rests on KPI001")


def test_a_clean_theory_has_the_best_score(tmp_path):
    from theoryofchange.declare import declare

    assert main(["init", str(tmp_path / "t")]) == 0
    declaration = declare(tmp_path / "t")
    whole = quality_of(declaration, checked(declaration, Configuration()))
    assert whole.score == 10 and not whole.is_under(10)


@given(
    st.sets(st.sampled_from(range(len(FINDINGS)))), st.sets(st.sampled_from(range(len(FINDINGS))))
)
def test_mending_never_lowers_a_score(more, mended):
    before = quality_of(DECLARATION, FINDINGS.only(FINDINGS[i] for i in sorted(more)), WHOLE)
    left = FINDINGS.only(FINDINGS[i] for i in sorted(more - mended))
    after = quality_of(DECLARATION, left, WHOLE)
    assert after.exact >= before.exact
    scores = {(each.kind, each.id): each.exact for each in after.scores}
    for each in before.scores:
        if each.kind != "theory":
            assert scores[each.kind, each.id] >= each.exact
        else:
            assert sum(s.weight for s in after.scores if s.kind == "theory") <= each.weight


FIELDS = {
    "title": "title: Churn",
    "owner": "owner: crm",
    "unit": "unit: percent",
    "definition": "definition: Share of customers who left within a year",
    "formula": "formula: left / all",
    "direction": "direction: decrease",
    "cadence": "cadence: monthly",
    "source": "source: {system: crm, availability: live}",
    "decision": "decision: Raise or cut the service budget at the yearly review",
    "measures": "measures: g",
    "baseline": "baseline: {value: 9, date: 2025-12-31}",
    "target": "target: {value: 5, date: 2027-06-30}",
    "guardrail": "guardrail: other",
}  # fmt: skip


@given(st.permutations(list(FIELDS)))
def test_what_is_written_down_well_never_lowers_a_score(order):
    scores = []
    for number in range(len(order) + 1):
        said = ", ".join(FIELDS[name] for name in order[:number])
        text = f"""
theory: {{as_of: 2026-01-01}}
goals: {{g: {{title: Grow, due: 2027-12-31}}}}
kpis: {{churn: {{{said}}}, other: {{measures: g}}}}
"""
        scores.append(part(quality(text), "churn").exact)
    # a target without a guardrail is the one thing that asks for more
    cut = {order.index("target") + 1} if order.index("target") < order.index("guardrail") else set()
    for number in range(1, len(scores)):
        assert number in cut or scores[number] >= scores[number - 1], order[:number]
    assert scores[-1] == 10


def test_severity_is_the_weight_and_configured():
    text = "theory: {as_of: 2026-01-01}\ngoals: {g: {}}\nkpis: {k: {measures: g}}"
    rows = {row.code: row.weight for row in part(quality(text), "k").rows}
    assert rows["KPI003"] == 2
    graver = quality(text, Configuration(severity={"KPI003": "error"}))
    assert {row.code: row.weight for row in part(graver, "k").rows}["KPI003"] == 3
    without = quality(text, Configuration(ignore=("KPI003",)))
    assert "KPI003" not in {row.code for row in part(without, "k").rows}


def test_what_could_not_be_read_has_no_score():
    whole = quality("kpis: {k: {}\n")
    assert whole.score is None and whole.is_under(0) and whole.scores == ()
    assert whole.sentence == "The quality cannot be told. Not read to the end: <text>."
    empty = quality("theory: {as_of: 2026-01-01}")
    assert empty.score is None and empty.is_under(0)
    for each in (whole, empty):
        assert "cannot be told" in as_text(each.view())
        assert each.to_dict()["score"] is None


def test_a_score_is_shown_rounded_down():
    text = "theory: {as_of: 2026-01-01}\n" + POOR.split("\n", 2)[2]
    whole = quality(text)
    shown = float(whole.sentence.split()[3])
    assert shown <= whole.score < shown + 0.1
    assert not whole.is_under(shown) and whole.is_under(shown + 0.1)


def test_the_view_says_what_makes_each_score():
    whole = quality(POOR)
    text = as_text(whole.view(), 600)
    (line,) = (line for line in text.splitlines() if line.startswith("KPI churn "))
    churn = part(whole, "churn")
    assert f"{churn.passed_weight} of {churn.passed_weight + churn.failed_weight}" in line
    for row in churn.rows:
        if row.outcome == "failed":
            assert f"{row.code} ({row.weight})" in line
        elif row.outcome == "not applicable":
            assert f" {row.code}" in line and f"{row.code} (" not in line
        else:
            assert row.code not in line and f"{row.code} ({row.weight})" in text
    assert "outcome 孤" in text
    assert "<script>" not in as_html(quality("kpis: {<script>: {}}").view())


def test_frame_and_data_hold_every_row():
    whole = quality(POOR)
    frame = whole.to_frame()
    columns = ["kind", "id", "score", "code", "name", "weight", "outcome", "because"]
    assert list(frame.columns) == columns
    assert len(frame) == sum(len(each.rows) for each in whole.scores)
    data = json.loads(json.dumps(whole.to_dict()))
    assert data["score"] == whole.score and data["schema_version"] == 1
    assert [each["score"] for each in data["scores"]] == [each.score for each in whole.scores]
    assert data["scores"] == sorted(data["scores"], key=lambda each: each["score"])


def test_an_id_of_two_kinds_is_scored_as_both():
    whole = quality("theory: {as_of: 2026-01-01}\ngoals: {x: {}}\nkpis: {x: {measures: x}}")
    by_kind = {each.kind: set(each.failed) for each in whole.scores}
    assert "KPI003" in by_kind["KPI"] and "KPI003" not in by_kind["goal"]
    assert "GRF002" in by_kind["goal"]


def test_every_code_that_is_named_is_a_rule_and_asked():
    asked = asked_by(all_rules())
    kinds = {rule.code: {k for k, rules in asked.items() if rule in rules} for rule in all_rules()}
    for code, others in RESTS_ON.items():
        assert kinds[code], code
        assert all(kinds[other] & kinds[code] for other in others), code


@pytest.mark.parametrize("kind", ["KPI", "goal", "outcome", "activity"])
def test_each_kind_is_asked_something(kind):
    assert asked_by(Configuration().rules)[kind]


def test_the_command_fails_under_a_score_and_prints_what_makes_it(tmp_path, capsys):
    path = tmp_path / "a.yaml"
    path.write_text("theory: {as_of: 2026-01-01}\ngoals: {g: {}}\nkpis: {k: {measures: g}}\n")
    score = quality(path.read_text()).score
    assert 0 < score < 6
    assert main(["check", str(path), "--fail-under", "6"]) == 1
    assert as_text(quality(path.read_text()).view()) in capsys.readouterr().out
    assert main(["check", str(path), "--fail-under", str(score)]) == 0
    assert main(["check", str(path), "--fail-under", str(score), "--fail-on", "warning"]) == 1
    capsys.readouterr()
    assert main(["check", str(path), "--fail-under", "6", "--format", "json"]) == 1
    held = json.loads(capsys.readouterr().out)["quality"]
    assert (held[0] if isinstance(held, list) else held)["score"] == score
    for wrong in ("11", "-1", "nan"):
        assert main(["check", str(path), f"--fail-under={wrong}"]) == 2
        assert capsys.readouterr().out == ""
