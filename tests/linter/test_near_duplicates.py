"""KPI022 finds one quantity under two names, and leaves alone what only looks alike."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.declare import declare, declare_text
from theoryofchange.kpi import Kpi
from theoryofchange.linter import rule_of
from theoryofchange.linter.likeness import Pair, likely_duplicates
from theoryofchange.linter.run import findings_of
from theoryofchange.linter.wording import likeness

pytestmark = pytest.mark.usefixtures("said_in_chinese")

ROOT = Path(__file__).parents[2]
ALIKE = rule_of("KPI022").options["alike"]


def pairs(*kpis: Kpi, alike: float = ALIKE) -> list[Pair]:
    return list(likely_duplicates(kpis, alike))


def named(one: str, other: str, **both: object) -> list[Pair]:
    return pairs(Kpi(id="one", title=one, **both), Kpi(id="other", title=other, **both))


ONE_NAME = [
    ("Customer satisfaction", "Satisfaction of our customers"),
    ("First contact resolution", "Resolution at first contact"),
    ("Customer satisfaction", "Customer  Satisfaction!"),
    ("Customer satisfaction", "Custoemr satisfaction"),
    ("Label colour", "Color of the labels"),
    ("Net promoter score", "NPS"),
    ("Net promoter score (NPS)", "Net promoter score"),
    ("Kosten der Kunden", "Kunden: Kosten"),
    ("Taux de rétention des clients", "Rétention clients, taux"),
    ("客户满意度", "满意度（客户）"),
    ("客户满意度", "客户的满意度"),
    ("活跃客户留存率", "留存率：活跃客户"),
    ("净推荐值（NPS）", "NPS"),
    ("净推荐值（NPS）", "Net promoter score"),
    ("顧客満足度", "顧客 満足度"),
    ("İstanbul satış", "istanbul satis"),
    ("Şube başına satış", "Sube basina satis"),
    ("Rétention des clients", "Retention clients"),
    ("Cuota de pequeños clientes", "cuota pequenos clientes"),
    ("Zufriedenheit in Köln", "Zufriedenheit Koln"),
]
TWO_NAMES = [
    ("Tỷ lệ bán", "Tỷ lệ bàn"),
    ("ガス料金", "カス料金"),
    ("Orders per customer", "Customers per order"),
    ("Wait in Q1", "Wait in Q2"),
    ("P50 of the wait", "P90 of the wait"),
    ("Active users", "Inactive users"),
    ("Direct sales", "Indirect sales"),
    ("Satisfied customers", "Dissatisfied customers"),
    ("Visits of the shop", "Visitors of the shop"),
    ("Employee retention", "Employer retention"),
    ("Calls with an answer", "Calls without an answer"),
    ("Customer satisfaction in shops", "Customer satisfaction online"),
    ("Customer satisfaction", "Churn"),
    ("新客户满意度", "客户满意度"),
    ("新客户数", "老客户数"),
    ("下载量（APP）", "活跃用户（APP）"),
    ("🙂", "🙁"),
]


@pytest.mark.parametrize(("one", "other"), ONE_NAME)
def test_one_name_in_another_order_or_spelling(one: str, other: str) -> None:
    assert [(pair.kpi, pair.other) for pair in named(one, other)] == [("other", "one")]
    assert [(pair.kpi, pair.other) for pair in named(other, one)] == [("other", "one")]


@pytest.mark.parametrize(("one", "other"), TWO_NAMES)
def test_two_names_that_only_look_alike(one: str, other: str) -> None:
    assert named(one, other) == []


def test_where_the_unit_is_known_the_kind_of_figure_says_nothing_more() -> None:
    assert named("Complaints", "Number of complaints", unit="complaints")
    assert named("客户流失", "客户流失率", unit="percent")
    assert not named("Complaints", "Complaint rate")


def test_units_and_directions_tell_apart_but_not_two_spellings_of_a_unit() -> None:
    one = Kpi(id="one", title="Sales", unit="%", direction="increase")
    assert pairs(one, Kpi(id="other", title="Sales", unit="percent"))
    assert not pairs(one, Kpi(id="other", title="Sales", unit="EUR"))
    assert not pairs(one, Kpi(id="other", title="Sales", direction="decrease"))


def test_a_kpi_and_its_guardrail_are_two() -> None:
    one = Kpi(id="one", title="Sales", guardrail="other")
    assert not pairs(one, Kpi(id="other", title="Sales"))


FORMULA = {"measures": "growth", "formula": "again / before", "unit": "percent"}
SPACED = {**FORMULA, "formula": "again/before"}


def test_one_formula_across_languages() -> None:
    one, other = Kpi(id="one", title="Customer retention", **FORMULA), "Kundenbindung"
    assert pairs(one, Kpi(id="other", title=other, **SPACED))[0].because == (
        "both measure growth by again/before"
    )
    assert pairs(one, Kpi(id="other", title="留存率", **SPACED))
    assert not pairs(one, Kpi(id="other", title=other, **{**FORMULA, "measures": "trust"}))
    assert not pairs(one, Kpi(id="other", title=other, **{**FORMULA, "formula": "before / again"}))


def test_a_sum_is_the_same_in_another_order_and_a_count_is_no_formula_of_two() -> None:
    one = Kpi(id="one", title="Revenue", measures="growth", formula="shops + web")
    assert pairs(one, Kpi(id="two", title="Umsatz", measures="growth", formula="web+shops"))
    one = Kpi(id="one", title="Open cases", measures="growth", formula="count(tickets)")
    other = Kpi(id="two", title="Done", measures="growth", formula="count(tickets)")
    assert not pairs(one, other)


def test_names_that_set_a_series_apart_count_more_than_a_definition_that_was_copied() -> None:
    text = "Share of customers who ordered again within a year"
    north = Kpi(id="north", title="Retention in the north", definition=text, **FORMULA)
    south = Kpi(id="south", title="Retention in the south", definition=text, **FORMULA)
    assert not pairs(north, south)
    assert pairs(north, Kpi(id="again", title="Loyalty", definition=text.upper(), **FORMULA))


def test_one_baseline_on_one_day_counts_more_than_the_names() -> None:
    def retention(id: str, title: str, value: float) -> Kpi:
        baseline = {"value": value, "date": "2025-12-31"}
        return Kpi(id=id, title=title, baseline=baseline, **FORMULA)

    one = retention("one", "Returning guests", 61)
    assert pairs(one, retention("other", "Guest retention", 61))
    assert not pairs(one, retention("other", "Guest retention", 62))
    assert not pairs(one, retention("other", "Comeback", 62))


def test_figures_tell_only_where_the_names_cannot_be_compared() -> None:
    def satisfied(id: str, title: str) -> Kpi:
        return Kpi(
            id=id,
            title=title,
            measures="growth",
            unit="percent",
            direction="increase",
            baseline={"value": 61, "date": "2025-12-31"},
            target={"value": 72, "date": "2027-12-31"},
        )

    english, chinese = satisfied("one", "Satisfied guests"), satisfied("two", "满意的客人")
    assert [pair.kpi for pair in pairs(english, chinese)] == ["two"]
    assert not pairs(english, satisfied("two", "Calls in time"))
    assert not pairs(english, chinese, satisfied("three", "Calls in time"))


def test_each_kpi_is_found_once_beside_the_first() -> None:
    sales = [Kpi(id=id, title="Sales of shops") for id in ("a", "b", "c")]
    assert [(pair.kpi, pair.other) for pair in pairs(*sales)] == [("b", "a"), ("c", "a")]


def test_the_other_place_is_shown() -> None:
    text = "kpis:\n  a: {title: Wait at the till}\n  b: {}\n  c: {title: Till waits}\n"
    (finding,) = findings_of(declare_text(text, "kpis.yaml"), [rule_of("KPI022")])
    assert (finding.id, finding.line, finding.confidence) == ("c", 4, "medium")
    assert [(each.span.file, each.span.line) for each in finding.related] == [("kpis.yaml", 2)]


def test_a_title_that_is_absent_is_the_id() -> None:
    assert pairs(Kpi(id="wait_time"), Kpi(id="time_wait"))


WORDS = st.lists(
    st.sampled_from(["orders", "churn", "growth", "visits", "loyal", "p90"]), min_size=1
)


@given(WORDS, st.randoms(use_true_random=False))
def test_any_order_of_words_is_one_name(words: list[str], random: Random) -> None:
    shuffled = list(words)
    random.shuffle(shuffled)
    assert named(" ".join(words), " ".join(shuffled))


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_symmetric_and_a_share(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) == 1
    named(one, other)


@pytest.mark.parametrize("name", ["retention", "satisfaction_rank"])
def test_the_examples_are_quiet(name: str) -> None:
    assert not findings_of(declare(ROOT / "examples" / name), [rule_of("KPI022")])


def test_a_series_is_compared_with_its_first_few_only(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    monkeypatch.setattr(
        "theoryofchange.linter.likeness.likeness",
        lambda one, other, **_: compared.append((one, other)) or 0.0,
    )
    series = [Kpi(id=f"k{n}", title=f"Revenue region {chr(97 + n // 26)}{n}") for n in range(400)]
    words = [
        Kpi(id=f"w{n}", title=f"Revenue {'abcdefghijklmnopqrst'[n % 20] * 3}{chr(97 + n // 20)}s")
        for n in range(400)
    ]
    assert not pairs(*series, *words)
    assert len(compared) < 8 * 2 * 800


def test_nothing_is_paid_where_no_names_are_near() -> None:
    code = (
        "import sys; from theoryofchange.linter.run import check;"
        "check({'kpis': {'a': {'title': 'Churn'}, 'b': {'title': 'Orders'}}});"
        "assert 'rapidfuzz' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
