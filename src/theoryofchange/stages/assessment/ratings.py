"""A caller's ratings: as ratings, as mappings or as a frame, and what is wrong with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from theoryofchange.declare.messages import message_of, shown, tip_of
from theoryofchange.errors import ShapeError, kind_of
from theoryofchange.maturity import MaturityModel, Rating
from theoryofchange.source.suggest import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

    Given = Iterable[Rating | Mapping[str, Any]] | pd.DataFrame

_CAPABILITIES = "The model's capabilities are in model.capabilities."
_NEEDED = ("capability", "team", "rater", "answer", "date")


def ratings_of(given: Given) -> tuple[Rating, ...]:
    """Return what a caller gives as ratings.

    Parameters
    ----------
    given
        Ratings, mappings of the fields of a rating, or a frame with one row a rating.

    Raises
    ------
    TypeError
        Where it is something else.
    ValueError
        Where the frame lacks a column, or a row is no rating; the message names the row, counted
        from 0.

    Examples
    --------
    >>> said = {"capability": "candour", "team": "crm", "rater": "Ada", "answer": 3}
    >>> ratings_of([{**said, "date": "2026-01-15"}])[0].answer
    '3'
    >>> ratings_of([said])
    Traceback (most recent call last):
        ...
    ValueError: ratings, row 0: The field date is missing. Add date.
    """
    rows = _rows_of_frame(given) if hasattr(given, "to_dict") else given
    if isinstance(rows, str | Mapping | Rating) or not isinstance(rows, Iterable):
        message = f"ratings takes a pandas.DataFrame, or a list of ratings, not {kind_of(given)}"
        raise TypeError(message)
    return tuple(_rating(at, row) for at, row in enumerate(rows))


def known_to(model: MaturityModel, ratings: Sequence[Rating]) -> Sequence[Rating]:
    """Return ratings of which each is of a capability and a level that the model has.

    Parameters
    ----------
    model
        The model.
    ratings
        What a caller gives.

    Raises
    ------
    ValueError
        Where one of them is not; the message names the row, counted from 0.
    """
    capabilities = model.capabilities
    for at, rating in enumerate(ratings):
        if rating.capability not in capabilities:
            tip = did_you_mean(rating.capability, sorted(capabilities), _CAPABILITIES)
            raise _unknown(at, model, "capability", rating.capability, tip)
        for level in (rating.answer, rating.target):
            if level and model.level_number(level) is None:
                names = [step.name for step in model.levels]
                raise _unknown(
                    at, model, "level", level, did_you_mean(level, names, _levels(model))
                )
    return ratings


def _unknown(at: int, model: MaturityModel, what: str, name: str, tip: str) -> ValueError:
    message = f"the maturity model {model.id} has no {what} {shown(name)}. {tip}"
    return ValueError(f"ratings, row {at}: {message}")


def _levels(model: MaturityModel) -> str:
    return f"The levels are {', '.join(f'{step.level} {step.name}' for step in model.levels)}."


def _rows_of_frame(frame: Any) -> list[dict[str, Any]]:
    names = [str(name) for name in getattr(frame, "columns", ())]
    absent = [name for name in _NEEDED if name not in names]
    if absent:
        raise ValueError(f"ratings lack the column {', '.join(absent)}")
    again = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if again:
        raise ValueError(f"ratings have several columns {', '.join(again)}")
    rows: list[dict[str, Any]] = frame.astype(object).to_dict("records")
    return rows


def _rating(at: int, row: object) -> Rating:
    if isinstance(row, Rating):
        return row
    if not isinstance(row, Mapping):
        expected = "a rating or a mapping of its fields"
        raise TypeError(f"ratings, row {at}: {expected}, not {kind_of(row)}")
    try:
        return Rating(**{str(name): _cell(value) for name, value in row.items()})
    except ShapeError as error:
        first = error.faults[0]
    raise ValueError(f"ratings, row {at}: {message_of(first)} {tip_of(first, Rating)}")


def _cell(value: Any) -> Any:
    """Return a cell as a rating takes it: a time stamp as its day, a whole float as its number."""
    if type(value).__name__ in ("NAType", "NaTType") or (
        isinstance(value, float) and value != value
    ):
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if hasattr(value, "item"):
        value = value.item()
    return int(value) if isinstance(value, float) and value.is_integer() else value
