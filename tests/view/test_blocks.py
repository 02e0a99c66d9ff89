from __future__ import annotations

import subprocess
import sys
from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from theoryofchange.view.blocks import (
    Bars,
    Column,
    Gantt,
    GanttBar,
    Grid,
    GridGroup,
    LayerEdge,
    LayerNode,
    Layers,
    Matrix,
    Note,
    Table,
)


def test_a_block_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Note("x").text = "y"  # type: ignore[misc]


def test_only_named_columns_without_a_word_are_spared() -> None:
    columns = tuple(map(Column, ("KPI", "Owner", "Reported", "Spread")))
    table = Table(columns, (("a", None, None, 0), ("b", None, "", None)), caption="All")
    spared = table.sparing("Reported", "Spread")
    assert [column.title for column in spared.columns] == ["KPI", "Owner", "Spread"]
    assert spared.rows == (("a", None, 0), ("b", None, None))
    assert spared.caption == "All"


def test_a_row_has_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="2 cells under 1 columns"):
        Table((Column("a"),), (("x", "y"),))


def test_a_matrix_is_whole() -> None:
    with pytest.raises(ValueError, match="2 rows × 1 columns"):
        Matrix(("a", "b"), ("c",), ((1.0,),))


@pytest.mark.parametrize("totals", [(), (("x", "y"),)])
def test_a_grid_is_whole(totals) -> None:
    rows = (("x", "y"),) if not totals else ()
    with pytest.raises(ValueError, match="2 cells under 1 columns"):
        Grid(("a",), (GridGroup(rows),), totals=totals)


@pytest.mark.parametrize("most", [0, -1, float("nan")])
def test_a_scale_has_an_end(most: float) -> None:
    with pytest.raises(ValueError, match="end of a scale"):
        Bars((), most=most)


def test_an_edge_names_nodes() -> None:
    node = LayerNode("a", "A", "goal")
    with pytest.raises(ValueError, match="names no node"):
        Layers((node,), (LayerEdge("b", "a"),))
    with pytest.raises(ValueError, match="share an id"):
        Layers((node, node), ())


def test_time_runs_forward() -> None:
    first, before = date(2026, 1, 2), date(2026, 1, 1)
    with pytest.raises(ValueError, match="before it starts"):
        GanttBar(id="a", title="A", lane="", start=first, finish=before)
    with pytest.raises(ValueError, match="calendar"):
        Gantt(rows=(), start=first, finish=before)


def test_blocks_and_text_cost_no_heavy_import() -> None:
    code = (
        "import sys, theoryofchange.view, theoryofchange.view.text, theoryofchange.view.html\n"
        "print(sorted({'jinja2', 'igraph', 'pandas', 'networkx', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
