"""A metric of the catalogue, measured by an engine, is what the catalogue tells of the rows."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

import pytest

pytest.importorskip("ibis")
pytest.importorskip("duckdb")

import pandas as pd

from theoryofchange.kpi import Kpi
from theoryofchange.measurement import catalogue
from theoryofchange.measurement.catalogue import Moments, Statistic
from theoryofchange.measurement.engine import Calendar, Computed, data_of, measured, metrics
from theoryofchange.measuring import MetricName

Row = Mapping[str, Any]
Rows = Sequence[Row]

UNTIL = dt.date(2025, 4, 30)
SIDES = {
    "numerator": {"value": "amount", "filter": {"ours": True}},
    "denominator": {"value": "amount"},
}
BLOCKS: Mapping[str, dict[str, Any]] = {
    "acquisition_cost": {"entity": "who", "numerator": "amount", "denominator": "won"},
    "average_order_value": {"entity": "who", "value": "amount"},
    "ces": {"entity": "who", "value": "score"},
    "concentration": {"entity": "who", "value": "amount"},
    "connection_strength": {"entity": "who", "fulfils": {"ours": True}},
    "conversion": {
        "entity": "who",
        "begins": {"ours": True},
        "ends": {"ours": False},
        "within": "9 days",
    },
    "csat": {"value": "score", "fulfils": {"score": {"at_least": 9}}},
    "customer_churn": {"entity": "who"},
    "customer_retention": {"entity": "who"},
    "expectation_gap": {"entity": "who", "promised": "promise", "value": "score"},
    "first_contact_resolution": {"entity": "who", "fulfils": {"ours": True}},
    "gross_revenue_retention": {"entity": "who", "value": "amount"},
    "net_revenue_retention": {"entity": "who", "value": "amount"},
    "nps": {"value": "score"},
    "purchase_frequency": {"entity": "who"},
    "purchase_interval": {"entity": "who"},
    "referrals": {"entity": "who", "value": "won"},
    "repeat_rate": {"entity": "who"},
    "revenue_churn": {"entity": "who", "value": "amount"},
    "share_of_wallet": {"entity": "who", **SIDES},
    "word_of_mouth": {"entity": "who", "fulfils": {"ours": True}},
}


def events(seed: int = 7, n: int = 260) -> Rows:
    draw = random.Random(seed)
    return [
        {
            "at": dt.datetime(2025, 1, 1) + dt.timedelta(days=draw.randrange(120)),
            "who": f"c{draw.randrange(40)}",
            "score": draw.choice([*range(11), None]),
            "promise": draw.choice([7, 8, 9, None]),
            "amount": draw.randrange(5, 90),
            "won": draw.randrange(4),
            "ours": draw.random() < 0.6,
            "region": draw.choice(["north", "south", None]),
        }
        for _ in range(n)
    ]


def of_customers(rows: Rows, pair: Callable[[Rows], tuple[float, float] | None]) -> Moments:
    names = dict.fromkeys(row["who"] for row in rows)
    pairs = [pair([row for row in rows if row["who"] == name]) for name in names]
    held = [each for each in pairs if each]
    return Moments.of([x for x, _ in held], [y for _, y in held])


def total(rows: Rows, column: str) -> int:
    return sum(row[column] or 0 for row in rows)


def there(rows: Rows, *columns: str) -> Rows:
    return [row for row in rows if all(row[name] is not None for name in columns)]


def mean(column: str) -> Callable[[Rows], tuple[float, float] | None]:
    def pair(rows: Rows) -> tuple[float, float] | None:
        held = there(rows, column)
        return (total(held, column), len(held)) if held else None

    return pair


def gap(rows: Rows) -> tuple[float, float] | None:
    held = there(rows, "promise", "score")
    n = len(held)
    return (total(held, "promise") / n, total(held, "score") / n) if n else None


def span(rows: Rows) -> tuple[float, float] | None:
    days = sorted(row["at"] for row in rows)
    return ((days[-1] - days[0]).days, len(days) - 1) if len(days) > 1 else None


def who(rows: Rows) -> set[str]:
    return {row["who"] for row in rows}


def converted(rows: Rows, after: Rows) -> Statistic:
    begun = [row for row in rows if row["ours"]]
    through = {
        one["who"]
        for one in begun
        for end in [*rows, *after]
        if end["who"] == one["who"]
        and not end["ours"]
        and dt.timedelta(0) <= end["at"] - one["at"] <= dt.timedelta(9)
    }
    return catalogue.conversion(len(through), len(who(begun)))


def told(metric: str, rows: Rows, before: Rows, after: Rows) -> Statistic:
    """Return what the catalogue says of the rows of a period, from its documentation alone."""
    again, start = who(rows) & who(before), who(before)
    ours = [row for row in rows if row["ours"]]
    scores = [row["score"] for row in there(rows, "score")]

    def revenue(of: Callable[[int, int], int]) -> Moments:
        then = {name: sum(r["amount"] for r in before if r["who"] == name) for name in start}
        now = {name: sum(r["amount"] for r in rows if r["who"] == name) for name in start}
        return Moments.of([of(then[n], now[n]) for n in start], [then[n] for n in start])

    answers: Mapping[str, Callable[[], Statistic]] = {
        "acquisition_cost": lambda: catalogue.acquisition_cost(
            of_customers(rows, lambda own: (total(own, "amount"), total(own, "won")))
        ),
        "average_order_value": lambda: catalogue.average_order_value(
            of_customers(rows, mean("amount"))
        ),
        "ces": lambda: catalogue.customer_effort(of_customers(rows, mean("score"))),
        "concentration": lambda: catalogue.gini(
            [sum(r["amount"] for r in rows if r["who"] == name) for name in sorted(who(rows))]
        ),
        "connection_strength": lambda: catalogue.connection_strength(
            len(who(ours)), len(who(rows))
        ),
        "conversion": lambda: converted(rows, after),
        "csat": lambda: catalogue.top_box(sum(s >= 9 for s in scores), len(scores)),
        "customer_churn": lambda: catalogue.customer_churn(len(start - again), len(start)),
        "customer_retention": lambda: catalogue.customer_retention(len(again), len(start)),
        "expectation_gap": lambda: catalogue.expectation_gap(of_customers(rows, gap)),
        "first_contact_resolution": lambda: catalogue.first_contact_resolution(
            of_customers(rows, lambda own: (total(own, "ours"), len(own)))
        ),
        "gross_revenue_retention": lambda: catalogue.gross_revenue_retention(revenue(min)),
        "net_revenue_retention": lambda: catalogue.net_revenue_retention(
            revenue(lambda _, now: now)
        ),
        "nps": lambda: catalogue.net_promoter_score(
            sum(s >= 9 for s in scores),
            sum(s in (7, 8) for s in scores),
            sum(s <= 6 for s in scores),
        ),
        "purchase_frequency": lambda: catalogue.purchase_frequency(
            of_customers(rows, lambda own: (len(own), 1))
        ),
        "purchase_interval": lambda: catalogue.purchase_interval(of_customers(rows, span)),
        "referrals": lambda: catalogue.referrals(
            of_customers(rows, lambda own: (total(own, "won"), 1))
        ),
        "repeat_rate": lambda: catalogue.repeat_rate(
            of_customers(rows, lambda own: (int(len(own) > 1), 1))
        ),
        "revenue_churn": lambda: catalogue.revenue_churn(
            revenue(lambda then, now: max(0, then - now))
        ),
        "share_of_wallet": lambda: catalogue.share_of_wallet(
            of_customers(
                rows,
                lambda own: (
                    sum(row["amount"] for row in own if row["ours"]),
                    total(own, "amount"),
                ),
            )
        ),
        "word_of_mouth": lambda: catalogue.recommenders(len(who(ours)), len(who(rows))),
    }
    return answers[metric]()


def compute(rows: Rows, metric: str, **block: Any) -> Computed:
    unit = block.pop("unit", "share")
    measure = {"table": "e", "time": "at", "metric": metric, **BLOCKS[metric], **block}
    kpi = Kpi(id=metric, cadence="monthly", unit=unit, measure=measure)
    frame = pd.DataFrame(list(rows)).convert_dtypes()
    return measured([kpi], data_of({"e": frame}, Calendar()), UNTIL)


def months(rows: Rows, first: int, last: int) -> Rows:
    return [row for row in rows if first <= row["at"].month <= last]


TWICE = (*metrics.REVENUE, "customer_churn", "customer_retention")


def test_every_metric_is_one_of_the_catalogue_and_tried_here() -> None:
    assert set(get_args(MetricName)) == set(BLOCKS) <= set(catalogue.catalogue())


@pytest.mark.parametrize("window", [1, 2])
@pytest.mark.parametrize("metric", sorted(BLOCKS))
def test_a_metric_is_what_the_catalogue_tells_of_the_rows(metric: str, window: int) -> None:
    rows = events()
    given = {} if metric == "conversion" else {"window": f"{window} months"}
    computed = compute(rows, metric, segment="region", **given)
    window = window if given else 1
    reach = 2 * window if metric in TWICE else window
    assert computed.figures
    for figure in computed.figures:
        assert figure.date.month >= reach
        own = [
            row
            for row in rows
            if figure.segment is None or (row["region"] or "(none)") == figure.segment
        ]
        month = figure.date.month
        wanted = told(
            metric,
            months(own, month - window + 1, month),
            months(own, month - 2 * window + 1, month - window),
            months(own, month + 1, 12),
        )
        assert figure.n == wanted.n
        assert figure.value == pytest.approx(wanted.value, rel=1e-9)
        ends = ((figure.low, wanted.interval.low), (figure.high, wanted.interval.high))
        for end, wanted_end in ends:
            assert end is wanted_end is None or end == pytest.approx(wanted_end, rel=1e-6)


def test_a_metric_is_told_in_the_unit_of_its_kpi() -> None:
    rows = events()
    share = compute(rows, "repeat_rate").figures[0]
    percent = compute(rows, "repeat_rate", unit="percent").figures[0]
    assert percent.value == pytest.approx(100 * (share.value or 0))
    points, from_one = compute(rows, "nps", unit="points"), compute(rows, "nps", unit="share")
    assert points.figures[0].value == pytest.approx(100 * (from_one.figures[0].value or 0))


def test_answers_beyond_the_scale_are_told_of_and_counted_nowhere() -> None:
    rows = [{**row, "score": 99} if at < 2 else row for at, row in enumerate(events())]
    computed = compute(rows, "nps")
    untold = {figure.because for figure in computed.figures if figure.value is None}
    assert untold <= {"1 answer is no score from 0 to 10", "2 answers are no score from 0 to 10"}
    assert untold
    assert [fault.code for fault in computed.faults if fault.code != "DAT113"] == ["DAT121"]
    kept = compute(rows, "nps", filter={"score": {"at_most": 10}})
    assert all(figure.value is not None for figure in kept.figures)


def test_satisfaction_is_four_and_more_if_not_said() -> None:
    rows = [{**row, "score": row["score"] and 1 + row["score"] % 5} for row in events()]
    default = compute(rows, "csat", fulfils={})
    said = compute(rows, "csat", fulfils={"score": {"at_least": 4}})
    assert default.figures == said.figures


def test_few_customers_are_withheld_by_how_many_they_are() -> None:
    for metric in ("nps", "csat", "ces", "concentration", "word_of_mouth"):
        computed = compute(events(), metric, entity="who", min_n=39)
        assert all(figure.value is None for figure in computed.figures), metric
        shown = compute(events(), metric, entity="who", min_n=5)
        assert all(figure.value is not None for figure in shown.figures), metric


def test_what_needs_each_customer_says_of_which_it_was_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = events(n=600)
    (origin,) = compute(rows, "concentration").origins
    assert (origin.metric, origin.sample) == ("concentration 1", "every customer")
    whole = compute(rows, "concentration").figures[0]
    monkeypatch.setattr(metrics, "LOCAL_ROWS", 300)
    sampled = compute(rows, "concentration")
    assert sampled.origins[0].sample == "one of 2 customers"
    assert 0 < (sampled.figures[0].n or 0) < (whole.n or 0)
    (counted,) = compute(rows, "nps").origins
    assert (counted.metric, counted.sample) == ("nps 1", "")


@pytest.mark.parametrize(
    ("metric", "block", "code", "said"),
    [
        ("nps", {"value": None}, "DAT117", "no value"),
        ("nps", {"value": "region"}, "DAT103", "where figures are needed"),
        ("nps", {"value": "scor"}, "DAT102", "no column scor"),
        ("expectation_gap", {"promised": "region"}, "DAT103", "where figures are needed"),
        (
            "share_of_wallet",
            {"numerator": {"aggregation": "distinct_count", "value": "who"}},
            "DAT117",
            "added up over customers",
        ),
    ],
)
def test_what_cannot_be_measured_says_why(
    metric: str, block: dict[str, Any], code: str, said: str
) -> None:
    computed = compute(events(), metric, **block)
    (fault,) = computed.faults
    assert fault.code == code
    assert said in fault.message
    assert computed.figures == ()


@pytest.mark.slow
@pytest.mark.xdist_group("spark")
@pytest.mark.filterwarnings("ignore")
def test_every_metric_of_any_engine_is_the_same_on_spark(session: Any) -> None:
    import ibis

    rows, names = events(), ("at", "who", "score", "promise", "amount", "won", "ours", "region")
    claims = [name for name in sorted(BLOCKS) if catalogue.catalogue()[name].engines == "any"]
    assert len(claims) == len(BLOCKS) - len(metrics.LOCAL)
    fixed = {"table": "metrics", "time": "at", "segment": "region"}
    kpis = [
        Kpi(id=name, cadence="monthly", unit="share", measure={**fixed, "metric": name, **block})
        for name, block in BLOCKS.items()
    ]
    kinds = ("timestamp_ntz", "string", "int", "int", "int", "int", "boolean", "string")
    schema = ", ".join(f"{name} {kind}" for name, kind in zip(names, kinds, strict=True))
    held = [tuple(row[name] for name in names) for row in rows]
    session.createDataFrame(held, schema=schema).createOrReplaceTempView("metrics")
    there = measured(kpis, data_of(ibis.pyspark.connect(session), Calendar()), UNTIL)
    frame = pd.DataFrame(list(rows)).convert_dtypes()
    here = measured(kpis, data_of({"metrics": frame}, Calendar()), UNTIL)
    assert there.origins[0].engine.startswith("pyspark")
    assert {each.kpi for each in there.figures} == set(BLOCKS)
    assert len(there.figures) == len(here.figures)
    for one, two in zip(here.figures, there.figures, strict=True):
        assert (one.kpi, one.date, one.segment, one.n) == (two.kpi, two.date, two.segment, two.n)
        assert two.value == pytest.approx(one.value, rel=1e-9)
