"""Published progress figures, read where they are kept; nothing of them is copied here."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from theoryofchange.measurement import growth_progress, linear_progress

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
COMPACTS = CORPUS / "mcc_compacts" / "indicators.csv"
CANADA = CORPUS / "canada_sdg" / "indicator_calculation_components.yml"


def _number(cell: str) -> float | None:
    try:
        return float(cell.strip().rstrip("%").replace(",", "").replace("$", ""))
    except ValueError:
        return None


@pytest.mark.skipif(not COMPACTS.exists(), reason=f"{COMPACTS.name} is not beside this clone")
def test_linear_progress_is_the_one_the_compacts_publish():
    columns = ("baseline", "actual_to_date", "end_of_compact_target", "percent_complete_to_date")
    apart, compared, outside = [], 0, 0
    with COMPACTS.open(encoding="cp1252", newline="") as file:
        for row in csv.DictReader(file):
            baseline, actual, target, published = (_number(row[name]) for name in columns)
            progress = linear_progress(baseline, actual, target)
            if progress.value is None or published is None:
                continue
            compared += 1
            outside += not 0 <= progress.value <= 1
            if abs(100 * progress.value - published) > 1:
                apart.append(row["indicator_id"])
    assert compared > 250
    assert outside > 50
    assert len(apart) <= 0.02 * compared, apart


@pytest.mark.skipif(not CANADA.exists(), reason=f"{CANADA.name} is not beside this clone")
def test_growth_progress_is_the_one_canada_publishes():
    with CANADA.open(encoding="utf-8") as file:
        indicators = yaml.safe_load(file)
    contradicted, compared = {}, 0
    for indicator in indicators.values():
        for name, row in indicator.items():
            if not isinstance(row, dict) or row["progress_value"] is None or row["target"] is None:
                continue
            progress = growth_progress(
                row["base_value"],
                row["current_value"],
                row["target"],
                elapsed=row["current_year"] - row["base_year"],
                allowed=row["target_year"] - row["base_year"],
            )
            compared += 1
            if abs(progress.value - row["progress_value"]) > 1e-6:
                contradicted[name] = (progress.value, row["progress_value"])
    assert compared > 25
    assert set(contradicted) == {"3-13-1", "9-7-1"}
    for ours, published in contradicted.values():
        assert ours == pytest.approx(-published, abs=1e-6), "only the published sign differs"
