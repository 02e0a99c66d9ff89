"""Writes a dbt project with any number of metrics, described as the KPIs of ``generate.py`` are."""

from __future__ import annotations

from pathlib import Path

_PROJECT = """\
name: generated
version: "1.0"
profile: generated
model-paths: [models]
"""
_PROFILE = """\
generated:
  target: dev
  outputs: {dev: {type: duckdb, path: generated.duckdb}}
"""
_SPINE = "select cast('2026-01-01' as date) as day\n"
_ORDERS = "select cast('2026-01-01' as date) as ordered_on, 1 as order_id, 1 as amount\n"
_MODELS = """\
models:
  - name: days
    time_spine: {standard_granularity_column: day}
    columns: [{name: day, granularity: day}]
semantic_models:
  - name: orders
    model: ref('orders')
    defaults: {agg_time_dimension: ordered_on}
    entities: [{name: order_id, type: primary}]
    dimensions: [{name: ordered_on, type: time, type_params: {time_granularity: day}}]
    measures: [{name: amount, agg: sum}]
metrics:
"""


def write_dbt_project(directory: Path, metrics: int) -> Path:
    """Write a project whose metrics all rest on one measure, and return its directory."""
    models = directory / "models"
    models.mkdir(parents=True)
    (directory / "dbt_project.yml").write_text(_PROJECT)
    (directory / "profiles.yml").write_text(_PROFILE)
    (models / "days.sql").write_text(_SPINE)
    (models / "orders.sql").write_text(_ORDERS)
    (models / "metrics.yml").write_text(_MODELS + "".join(map(_metric, range(metrics))))
    return directory


def _metric(number: int) -> str:
    return f"""\
  - name: kpi_{number}
    label: Key figure number {number}
    description: Share of customers active a year ago who ordered again in segment {number}
    type: simple
    type_params: {{measure: amount}}
    config:
      meta:
        owner: role_{number % 20}
        unit: percent
        direction: increase
        cadence: monthly
        decision: Raise or cut the budget at the quarterly review
        baseline: {{value: {40 + number % 20}, date: "2025-12-31"}}
        target: {{value: 80, date: "2027-12-31", set_by: board}}
"""
