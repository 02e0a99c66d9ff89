"""CSV as data with a place for every cell."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.source.reading import Reading
from theoryofchange.source.span import Source, Span
from theoryofchange.source.table import read_table


def read(text: str) -> Reading:
    return read_table(Source("observations.csv", text), "observations")


def rows(text: str) -> list[dict[str, str]]:
    reading = read(text)
    assert list(reading.faults) == [] and reading.complete
    return reading.documents[0].data["observations"]


def at(text: str, row: int, column: str) -> Span:
    return read(text).documents[0].span(("observations", row, column))


def shown(text: str, span: Span) -> str:
    assert span.line == span.end_line
    return (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .split("\n")[span.line - 1][span.column - 1 : span.end_column - 1]
    )


PLAIN = "kpi,date,value\nchurn,2025-01-01, 7 %\n\nchurn,,8\n"


def test_every_cell_is_a_text_and_an_empty_one_is_absent():
    assert rows(PLAIN) == [
        {"kpi": "churn", "date": "2025-01-01", "value": "7 %"},
        {"kpi": "churn", "value": "8"},
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_places_are_those_of_the_cells(line_end):
    text = PLAIN.replace("\n", line_end)
    assert shown(text, at(text, 0, "date")) == "2025-01-01"
    assert at(text, 1, "value") == Span("observations.csv", 4, 8, 4, 9)
    assert at(text, 1, "date") == Span("observations.csv", 4, 7, 4, 7)


def test_rows_columns_and_the_header_have_places():
    found = read(PLAIN).documents[0]
    assert shown(PLAIN, found.span(("observations", 0))) == "churn,2025-01-01, 7 %"
    assert shown(PLAIN, found.span(("observations",))) == "kpi,date,value"
    assert shown(PLAIN, found.span(("observations", 0, "colour"))) == "churn,2025-01-01, 7 %"
    assert shown(PLAIN, found.span(("observations", 99))) == "kpi,date,value"
    assert shown(PLAIN, found.key_span(("observations", 1, "date"))) == "date"


def test_quoted_cells():
    text = 'kpi,name,value\n"a,b","say ""hi""",3\n'
    assert rows(text) == [{"kpi": "a,b", "name": 'say "hi"', "value": "3"}]
    assert shown(text, at(text, 0, "kpi")) == '"a,b"'
    assert shown(text, at(text, 0, "name")) == '"say ""hi"""'
    assert shown(text, at(text, 0, "value")) == "3"


def test_a_line_end_inside_a_cell_moves_the_rows_after_it():
    text = 'kpi,note,value\na,"one\ntwo",1\nb,x,2\n'
    assert rows(text)[0]["note"] == "one\ntwo"
    assert at(text, 1, "value") == Span("observations.csv", 4, 5, 4, 6)
    assert at(text, 0, "kpi") == Span("observations.csv", 2, 1, 2, 2)
    assert at(text, 0, "note") == Span("observations.csv", 2, 3, 3, 5)
    assert at(text, 0, "value") == Span("observations.csv", 3, 6, 3, 7)
    row = read(text).documents[0].span(("observations", 0))
    assert row == Span("observations.csv", 2, 1, 3, 7)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_the_header_may_have_line_ends_too(line_end):
    text = '"the\nkpi",value\na,1\n'.replace("\n", line_end)
    found = read(text).documents[0]
    column = found.columns[0]
    assert found.key_span(("observations", 0, "value")) == Span("observations.csv", 2, 6, 2, 11)
    assert found.span(("observations", 0, column)) == Span("observations.csv", 3, 1, 3, 2)


def test_a_quote_inside_a_bare_cell_is_only_a_character():
    text = 'kpi,name,value\na,5" disk,3\n'
    assert rows(text) == [{"kpi": "a", "name": '5" disk', "value": "3"}]
    assert shown(text, at(text, 0, "value")) == "3"


def test_the_header_may_come_after_empty_lines():
    text = "\n\nkpi,vlaue\na,1\n"
    found = read(text).documents[0]
    assert rows(text) == [{"kpi": "a", "vlaue": "1"}]
    assert found.key_span(("observations", 0, "vlaue")) == Span("observations.csv", 3, 5, 3, 10)
    assert found.span(("observations", 0, "kpi")).line == 4


def test_too_many_cells_are_a_fault_and_the_row_is_read():
    text = "kpi,value\na,1,200\nb,2\n"
    reading = read(text)
    (fault,) = reading.faults
    assert isinstance(fault.where, Span)
    assert (fault.code, shown(text, fault.where)) == ("TOC017", "a,1,200")
    assert "3 cells" in fault.message and "2" in fault.message
    assert reading.complete
    assert reading.documents[0].data["observations"] == [
        {"kpi": "a", "value": "1"},
        {"kpi": "b", "value": "2"},
    ]


def test_too_few_cells_are_absent_values():
    assert rows("kpi,value,n\na,1\n") == [{"kpi": "a", "value": "1"}]


def test_a_column_that_is_named_twice_is_a_fault_and_the_first_counts():
    text = "kpi,value,value,value\na,1,2,3\n"
    reading = read(text)
    assert [(f.code, f.where.column) for f in reading.faults] == [("TOC002", 11), ("TOC002", 17)]
    ((first, _),) = reading.faults[0].related
    assert isinstance(first, Span) and first.column == 5
    assert reading.documents[0].data["observations"] == [{"kpi": "a", "value": "1"}]
    assert reading.complete


def test_columns_without_a_name_are_no_columns():
    assert rows("kpi,value,,\na,1,,\n") == [{"kpi": "a", "value": "1"}]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('kpi,value\na,1\nb,"open\nc,3\n', 3),
        ('kpi,value\na,"x"y\n', 2),
        ('kpi,value\ra,1\rb,"x"y\r', 3),
        (f"kpi,value\na,{'x' * 200_000}\n", 2),
    ],
)
def test_what_is_no_csv_is_a_fault_where_its_row_starts(text, line):
    reading = read(text)
    assert not reading.complete
    (fault,) = reading.faults
    assert isinstance(fault.where, Span)
    assert (fault.code, fault.where.line) == ("TOC017", line)


def test_a_cell_may_say_what_a_fault_says():
    assert read('kpi,"This is not CSV"\na,1\nb,"not CSV",x\n').complete


@pytest.mark.parametrize("text", ["", "\n", "kpi,value\n", "kpi,value"])
def test_a_table_without_rows(text):
    reading = read(text)
    assert reading.complete and reading.documents[0].data == {"observations": []}
    (fault,) = reading.faults
    assert (fault.code, fault.where.line) == ("TOC018", 1)
    assert ("names of its columns" in fault.message) == ("kpi" in text)
    assert read(text).documents[0].span(("observations",)).line == 1


CELLS = st.text(st.characters(exclude_categories=("Cs",)), max_size=6)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5))
def test_what_is_written_as_csv_is_read(table):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([["kpi", "date", "value"], *table])
    known = [
        {
            name: cell.strip()
            for name, cell in zip(("kpi", "date", "value"), row, strict=True)
            if cell.strip()
        }
        for row in table
    ]
    reading = read(text.getvalue())
    assert reading.documents[0].data["observations"] == [row for row in known if row]
    assert [fault.code for fault in reading.faults] == ["TOC018"] * (not any(known))
