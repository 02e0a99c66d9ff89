"""A table without a column that every row must have: one fault, at its header."""

from __future__ import annotations

from pathlib import Path

import pytest

from theoryofchange.declare import declare


def faults(folder: Path, text: str) -> list[tuple[str, int, str]]:
    (folder / "theory.yaml").write_text("kpis: {a: {}}\n", encoding="utf-8")
    (folder / "observations.csv").write_text(text, encoding="utf-8")
    declaration = declare(folder)
    found = ((declaration.span(each.where), each) for each in declaration.faults)
    return [
        (each.code, span.line, each.message) for span, each in found if span.file.endswith("csv")
    ]


def test_it_is_said_once_however_many_rows_there_are(tmp_path: Path) -> None:
    assert faults(tmp_path, "kpi,date\n" + "a,2026-01-31\n" * 500) == [
        (
            "TOC005",
            1,
            "This table of observations has no column value; none of its rows can be used.",
        )
    ]


def test_several_columns_are_one_fault(tmp_path: Path) -> None:
    ((code, line, message),) = faults(tmp_path, "n\n" + "3\n" * 50)
    assert (code, line) == ("TOC005", 1)
    assert "no column kpi and no column date and no column value;" in message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kpi,date,value\na,2026-01-31,\n", [("TOC005", 2)]),
        ("kpi,dat,value\na,2026-01-31,3\n", [("TOC003", 1)]),
        ("kpi,date,n\na,2026-01-31,many\n", [("TOC004", 2), ("TOC005", 1)]),
        ("kpi,date,colour\na,2026-01-31,red\n", [("TOC003", 1), ("TOC005", 1)]),
        ("kpi,date\n", [("TOC018", 1)]),
    ],
)
def test_what_is_wrong_beside_it_is_said_in_its_place(
    text: str, expected: list[tuple[str, int]], tmp_path: Path
) -> None:
    assert sorted((code, line) for code, line, _ in faults(tmp_path, text)) == expected
