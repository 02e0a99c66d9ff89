"""The catalogue as data: every definition says what the code does."""

from __future__ import annotations

import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from theoryofchange.errors import ShapeError
from theoryofchange.kpi import Kpi
from theoryofchange.measurement import catalogue as package
from theoryofchange.measurement.catalogue import Metric, catalogue
from theoryofchange.shape import field_types

METRICS = list(catalogue().values())
DOCS = Path(__file__).parents[3] / "docs"
PROMISED = {
    "nps", "csat", "ces", "customer_retention", "customer_churn", "revenue_churn", "survival",
    "repeat_rate", "purchase_interval", "purchase_frequency", "average_order_value",
    "relationship_length", "customer_lifetime_value", "concentration", "value_tiers",
    "share_of_wallet", "first_contact_resolution", "connection_strength", "expectation_gap",
    "word_of_mouth", "acquisition_cost", "conversion",
}  # fmt: skip


def test_what_is_promised_is_there():
    assert set(catalogue()) >= PROMISED
    assert list(catalogue()) == sorted(catalogue())


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)
def test_a_definition_says_everything(metric):
    assert catalogue()[metric.id] is metric
    assert metric.version >= 1
    for text in (metric.title, metric.definition):
        assert text.en and re.search(r"[\u4e00-\u9fff]", text.zh)
    assert metric.pitfalls and metric.source and metric.interval and metric.formula
    assert re.search(r"\d{4}", metric.source), "a source has a year"
    assert metric.direction in str(field_types(Kpi)["direction"])


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)
def test_its_figures_are_what_its_function_takes(metric):
    parameters = inspect.signature(getattr(package, metric.function)).parameters
    if metric.takes == "moments":
        assert list(metric.figures) == ["x", "y"]
        assert next(iter(parameters)) == "moments"
    else:
        needed = [p.name for p in parameters.values() if p.default is p.empty]
        assert list(metric.figures) == needed


def test_a_definition_cannot_be_changed():
    with pytest.raises(AttributeError):
        METRICS[0].version = 2
    with pytest.raises(TypeError):
        catalogue()["own"] = METRICS[0]
    with pytest.raises(ShapeError, match="there is no field titel"):
        Metric(titel="x")


def test_every_public_name_is_there_and_documented():
    for name in package.__all__:
        held = getattr(package, name)
        assert held.__doc__, name
    assert set(package.__all__) == set(package._HOME_OF)
    with pytest.raises(AttributeError):
        _ = package.no_such_name


def test_neither_the_package_nor_the_catalogue_loads_numpy():
    code = (
        "import sys, theoryofchange, theoryofchange.measurement.catalogue as c; c.catalogue();"
        "c.net_promoter_score(1, 1, 1); c.share(1, 2);"
        "c.ratio(c.Moments(n=2, x=3, y=2, xx=5, yy=2, xy=3));"
        "assert not {'numpy', 'pandas'} & set(sys.modules), 'loaded'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_page_says_of_every_metric_what_its_definition_says():
    pytest.importorskip("sphinx", reason="the documentation is built with sphinx")
    sys.path.insert(0, str(DOCS))
    pages = importlib.import_module("catalogue_pages").pages()
    sys.path.remove(str(DOCS))
    for metric in METRICS:
        assert f"[`{metric.id}`]" in pages["table.txt"]
        both = (metric.definition, metric.formula, metric.unit, *metric.pitfalls)
        for text in (*(each.en for each in both), *(each.zh for each in both), metric.source):
            assert text in pages["metrics.txt"]
        assert f"`{metric.function}`" in pages["metrics.txt"]


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)
def test_what_people_read_is_in_both_languages(metric):
    for text in (metric.title, metric.definition, metric.unit, *metric.pitfalls):
        assert re.search("[\u4e00-\u9fff]", text.zh)
        assert not re.search("[\u4e00-\u9fff]", text.en)
    assert not re.search("[A-Za-z]{5}", metric.formula.zh)
