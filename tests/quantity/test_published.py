"""Figures that companies and plans have published."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from theoryofchange.quantity import Quantity

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


def published_targets() -> Iterator[object]:
    for path in sorted(CORPUS.glob("gitlab_performance_indicators/*/*.yml")):
        for indicator in yaml.safe_load(path.read_text(encoding="utf-8")):
            if isinstance(indicator, dict) and indicator.get("target") is not None:
                yield indicator["target"]


def test_reads_the_targets_a_company_published() -> None:
    targets = [Quantity.read(target) for target in published_targets()]
    if not targets:
        pytest.skip("the GitLab performance indicators are not beside this checkout")
    unread = [q.text for q in targets if not q.readable and not q.placeholder]
    assert len(unread) <= 0.05 * len(targets), unread
    assert sum(q.readable for q in targets) > 0.8 * len(targets)


def test_reads_every_cell_of_a_public_plan() -> None:
    path = CORPUS / "kpi_inventories" / "tra_kpis_kpa1-2.csv"
    if not path.exists():
        pytest.skip("the KPI inventories are not beside this checkout")
    with path.open(encoding="utf-8", newline="") as lines:
        cells = [
            row[key]
            for row in csv.DictReader(lines)
            for key in row
            if key[:2] in ("ba", "y1", "y5")
        ]
    assert cells
    assert [cell for cell in cells if Quantity.read(cell).kind == "text"] == []
