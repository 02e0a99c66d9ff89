"""Published progress figures, read where they are kept; nothing of them is copied here."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
import yaml

import theoryofchange as toc
from theoryofchange.measurement.plan import Plan, aim_of
from theoryofchange.quantity.clock import clock_of

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
COMPACTS = CORPUS / "mcc_compacts" / "indicators.csv"
CANADA = CORPUS / "canada_sdg" / "indicator_calculation_components.yml"
REFUGEES = CORPUS / "unhcr_results" / "iati_result_2022.csv"

COMPACTS_APART = {
    "ARMENIA_IRRIGATED AGRICULTURE_0044": (
        "the published percent is that of a target of two thirds of a unit more than is published"
    ),
    "GHANA_AGRICULTURE_0033": (
        "the published percent is two points and a half below that of its own three figures, "
        "more than rounding them explains"
    ),
}
"""The rows whose percent is not that of their own figures, to one point, and why."""

CONTRADICTED = {
    "3-13-1": "it is to fall to a level above its base; the sign published is that of the fall",
    "9-7-1": "it is to stay above a level below its base; the sign published is that of a rise",
}
"""The series whose published sign contradicts their own target: the way from base to target runs
against the direction."""


def beside(path: Path):
    return pytest.mark.skipif(not path.exists(), reason=f"{path.name} is not beside this clone")


def _number(cell: str, unit: str = "") -> float | None:
    read = toc.Quantity.read(cell) if cell.strip() else None
    clock = clock_of(unit)
    if clock and read is not None:
        read = clock.read(read)
    if read is None or read.kind not in _FIGURES or read.unit == "of":
        return None
    return read.value if read.bound == "=" else None


_FIGURES = ("number", "percent", "money", "duration")


def _compacts() -> list[dict[str, str]]:
    with COMPACTS.open(encoding="cp1252", newline="") as file:
        return list(csv.DictReader(file))


@beside(COMPACTS)
def test_the_compacts_are_read_whole():
    rows = _compacts()
    assert COMPACTS.read_bytes().count(b"\r\n") > len(rows), "cells hold line breaks of their own"
    assert len(rows) == len({row["indicator_id"] for row in rows}) == 384
    assert any("\n" in row["notes"] or "\n" in row["indicator"] for row in rows)


@beside(COMPACTS)
def test_linear_progress_is_the_one_the_compacts_publish():
    columns = ("baseline", "actual_to_date", "end_of_compact_target", "percent_complete_to_date")
    found = Counter()
    apart = set()
    for row in _compacts():
        baseline, actual, target, published = (_number(row[n], row["unit"]) for n in columns)
        if None in (baseline, actual, target, published) or target == baseline:
            found["left out"] += 1
            continue
        progress = toc.progress(baseline=baseline, actual=actual, target=target)
        found["compared"] += 1
        found["below the baseline"] += progress < 0
        found["past the target"] += progress > 1
        if not abs(100 * progress - published) <= 1:
            apart.add(row["indicator_id"])
    assert apart == set(COMPACTS_APART)
    assert len(apart) <= 0.02 * found["compared"]
    assert found["compared"] == 286
    assert found["below the baseline"] >= 4, "nothing is clamped"
    assert found["past the target"] > 50, "nothing is clamped"


@beside(COMPACTS)
def test_a_time_written_with_a_colon_is_measured_as_one():
    id = "GEORGIA_REGIONAL INFRASTRUCTURE REHABILITATION_0005"
    (row,) = [row for row in _compacts() if row["indicator_id"] == id]
    theory = {
        "theory": {"as_of": "2011-04-07"},
        "goals": {"g": {}},
        "kpis": {
            "time": {
                "measures": "g",
                "unit": row["unit"],
                "direction": "decrease",
                "baseline": {"value": row["baseline"], "date": "2006-04-07"},
                "target": {"value": row["end_of_compact_target"], "date": "2011-04-07"},
            }
        },
        "observations": [{"kpi": "time", "date": "2011-03-10", "value": row["actual_to_date"]}],
    }
    (line,) = toc.status(theory).lines
    assert (line.status, f"{line.progress:.0%}") == ("achieved", row["percent_complete_to_date"])


@beside(COMPACTS)
def test_what_the_compacts_leave_unsaid_is_not_computed():
    reasons = Counter()
    for row in _compacts():
        figures = (_number(row[n]) for n in ("baseline", "actual_to_date", "end_of_compact_target"))
        baseline, actual, target = figures
        share = toc.progress(baseline=baseline, actual=actual, target=target)
        assert (share.value is None) == (share.reason is not None) == (share != share)
        if share.reason:
            reasons[share.reason.partition(" (")[0]] += 1
    assert reasons["there is no baseline"] > 0
    assert reasons["the target equals the baseline"] > 0


def _series() -> dict[str, dict]:
    with CANADA.open(encoding="utf-8") as file:
        indicators = yaml.safe_load(file)
    return {
        name: row
        for indicator in indicators.values()
        for name, row in indicator.items()
        if isinstance(row, dict) and row["progress_value"] is not None
    }


def _growth(row: dict) -> toc.Share:
    return toc.growth_progress(
        baseline=row["base_value"],
        actual=row["current_value"],
        target=row["target"],
        elapsed=row["current_year"] - row["base_year"],
        allowed=row["target_year"] - row["base_year"],
    )


@beside(CANADA)
def test_growth_progress_is_the_one_canada_publishes():
    series = {name: row for name, row in _series().items() if row["target"] is not None}
    ours = {name: _growth(row) for name, row in series.items()}
    apart = {
        name for name, row in series.items() if not abs(ours[name] - row["progress_value"]) <= 1e-6
    }
    assert len(series) == 29
    assert apart == set(CONTRADICTED)
    for name in apart:
        row = series[name]
        assert (row["target"] - row["base_value"]) * row["direction"] < 0
        assert ours[name] == pytest.approx(-series[name]["progress_value"], abs=1e-6)


@beside(CANADA)
def test_compound_progress_lies_on_the_same_side_of_nothing_and_of_the_target():
    for row in _series().values():
        if row["target"] is None:
            continue
        growth = _growth(row)
        compound = toc.compound_progress(
            baseline=row["base_value"],
            actual=row["current_value"],
            target=row["target"],
            elapsed=row["current_year"] - row["base_year"],
            allowed=row["target_year"] - row["base_year"],
        )
        assert (compound > 0, compound > 1) == (growth > 0, growth > 1)


def _band(row: dict) -> str:
    """Return the band that our share puts a series in; achieved is what has reached its target."""
    reached = row["current_value"] - row["target"]
    falls = row["target"] < row["base_value"]
    if (reached <= 0) if falls else (reached >= 0):
        return "target_achieved"
    bands = (("substantial_progress", 0.95), ("moderate_progress", 0.6), ("limited_progress", 0.0))
    share = _growth(row)
    return next((name for name, least in bands if share >= least), "deterioration")


@beside(CANADA)
def test_the_bands_are_those_that_canada_publishes():
    series = {name: row for name, row in _series().items() if row["target"] is not None}
    apart = {name for name, row in series.items() if _band(row) != row["status"]}
    assert apart == set(CONTRADICTED)
    assert len({row["status"] for row in series.values()}) == 5


@beside(REFUGEES)
def test_a_target_that_equals_its_baseline_says_to_maintain_and_end_points_no_direction():
    kept = against = 0
    with REFUGEES.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            baseline, actual, target = (
                _number(row[f"result_indicator_{name}_value"])
                for name in ("baseline", "actual", "target")
            )
            if baseline is None or target is None:
                continue
            ascends = row["result_indicator_ascending"] == "1"
            against += target != baseline and ascends != (target > baseline)
            if target == baseline:
                kept += 1
                share = toc.progress(baseline=baseline, actual=actual, target=target)
                assert share.value is None
                assert aim_of(Plan(baseline=baseline, target=target)).way == "maintain"
    assert kept > 100
    assert against > 20, "where a direction is inferred from end points, it is wrong this often"
