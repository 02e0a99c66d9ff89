"""A text as a value, a length of time, a rate, a rhythm and a day: read or refused, never wrong."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from pydantic_core import PydanticCustomError

from theoryofchange.declare.dates import day_meant
from theoryofchange.quantity import Duration, Quantity, Rate, comparable
from theoryofchange.quantity.cadence import cadence_days, rhythm_of

EXAMPLES = Path(__file__).parents[1] / "examples"
WORDS = (
    *("80 %", "14 of 16", "1:10", "€1.2M", "3 weeks", "<.58", "≥ 95%", "1,200", "1.200,5", "1e308"),
    *(
        "at least ",
        "at most ",
        " or more",
        "between ",
        " and ",
        " to ",
        "-",
        "±",
        "within ",
        "about ",
    ),
    *(
        "twice a week",
        "times a ",
        "every ",
        "quarterly review",
        "P3M",
        "PT1H",
        "days/month",
        " per ",
    ),
    *(
        "2027-12-31",
        "31.12.2027",
        "31 Dec 2027",
        "TBD",
        "see dashboard",
        "万",
        "百万",
        "个月",
        "以上",
    ),
    *(
        "第2名",
        "top ",
        "#3",
        "2nd",
        "(out of 100)",
        "th",
        "%",
        "٣",
        "²",
        "９",
        "\u00a0",
        "<b>",
        "_",
    ),
)


def seeds() -> Iterator[bytes]:
    """Yield each word, and what stands in the cells and after the colons of the examples."""
    found = set(WORDS)
    for file in sorted(EXAMPLES.rglob("*.csv")):
        for row in csv.reader(file.read_text(encoding="utf-8").splitlines()[:40]):
            found.update(row)
    for file in sorted(EXAMPLES.rglob("*.yaml")):
        lines = file.read_text(encoding="utf-8").splitlines()
        found.update(line.partition(": ")[2] for line in lines)
    yield from (text.encode() for text in sorted(found))


def one_input(data: bytes) -> None:
    """Read a text by every reader of what people write."""
    text = data.decode("utf-8", "replace")
    _expect_quantity(text)
    _expect_same(Duration.read, text)
    _expect_same(Rate.read, text)
    days = cadence_days(text)
    assert days is None or 0 <= days < math.inf
    rhythm = rhythm_of(text)
    assert rhythm is None or cadence_days(rhythm) is not None
    meant = day_meant(text)
    assert meant is None or day_meant(meant.day.isoformat()) is not None


def _expect_quantity(text: str) -> None:
    quantity = Quantity.read(text)
    numbers = (quantity.value, quantity.upper, quantity.of)
    assert all(number is None or math.isfinite(number) for number in numbers)
    assert quantity.upper is None or (quantity.value or 0) <= quantity.upper
    assert Quantity.read(quantity.text) == quantity
    assert replace(Quantity.read(str(quantity)), text=quantity.text) == quantity, text
    assert comparable(quantity, quantity) is quantity.readable
    half = Quantity.read(text[len(text) // 2 :])
    assert comparable(quantity, half) is comparable(half, quantity)


def _expect_same(read: Callable[[object], Duration | Rate], text: str) -> None:
    """Expect that what is read, if it is, is written in a form that reads the same."""
    try:
        value = read(text)
    except PydanticCustomError:
        return
    assert read(str(value)) == value
