"""The day a theory is looked at: from the input, and from the clock only where nothing is dated."""

from __future__ import annotations

import datetime as dt

import pytest

import theoryofchange as toc
from theoryofchange.reporting.day import Day, day_of

UNDATED = {"goals": {"g": {"due": "2027-01-01"}}, "kpis": {"k": {"measures": "g"}}}
SEEN = {"observations": [{"kpi": "k", "date": "2025-03-01", "value": 1}]}
AS_OF = {"theory": {"as_of": "2026-01-31"}}


@pytest.mark.parametrize(
    ("data", "given", "date", "origin"),
    [
        ({**UNDATED, **AS_OF, **SEEN}, "2026-05-05", "2026-05-05", "caller"),
        ({**UNDATED, **AS_OF, **SEEN}, None, "2026-01-31", "theory"),
        ({**UNDATED, **SEEN}, None, "2025-03-01", "last observation"),
        (UNDATED, None, "2023-11-14", "SOURCE_DATE_EPOCH"),
    ],
)
def test_the_first_that_names_a_day_counts(monkeypatch, data, given, date, origin):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    day = day_of(toc.load(data), given)
    assert day == Day(dt.date.fromisoformat(date), origin)
    assert bool(day.assumed) is (origin not in ("caller", "theory"))
    assert all(date in said for said in day.assumed)


@pytest.mark.parametrize("seconds", ["0", "86399"])
def test_the_epoch_is_read_in_universal_time(monkeypatch, seconds):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
    assert day_of(toc.load(UNDATED)).date == dt.date(1970, 1, 1)


@pytest.mark.parametrize("seconds", ["tomorrow", "1e9", "9" * 30])
def test_an_epoch_that_is_none_is_refused_where_it_is_needed(monkeypatch, seconds):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
    with pytest.raises(toc.InputError, match="SOURCE_DATE_EPOCH"):
        day_of(toc.load(UNDATED))
    assert day_of(toc.load({**UNDATED, **AS_OF})).origin == "theory"


@pytest.mark.parametrize("set_empty", ["", None])
def test_today_is_said_to_be_today(monkeypatch, set_empty):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    if set_empty is not None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", set_empty)
    day = day_of(toc.load(UNDATED))
    (said,) = day.assumed
    assert day.origin == "today"
    assert f"{day.date} was taken, which is today" in said


@pytest.mark.parametrize("given", ["tomorrow", "2026-02-30", "", 7])
def test_a_day_that_is_none(given):
    with pytest.raises(ValueError, match="as_of is a day"):
        day_of(toc.load(UNDATED), given)
