"""The fields of an objective or a key result, by what they mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from theoryofchange.core import PydanticCustomError
from theoryofchange.interop.seam.prose import readable
from theoryofchange.quantity import Quantity
from theoryofchange.shape import read_date

OBJECTIVE: Mapping[str, tuple[str, ...]] = {
    "id": ("objective_id", "id"),
    "title": ("objective", "title", "name"),
    "description": ("description",),
    "owner": ("owner_id", "owner"),
    "due": ("due", "due_date", "deadline", "end_date"),
    "parent": ("parent_objective_id", "parent_id", "parent"),
}
RESULT: Mapping[str, tuple[str, ...]] = {
    "id": ("kr_id", "key_result_id", "id"),
    "title": ("description", "key_result", "title", "name"),
    "owner": ("owner_id", "owner"),
    "metric": ("metric_key", "metric"),
    "unit": ("unit",),
    "baseline": ("baseline", "start", "start_value"),
    "target": ("target", "target_value"),
    "current": ("current", "current_value"),
    "status": ("status",),
    "due": ("due", "due_date", "deadline", "end_date"),
}
"""What a field may be called, by what it means; the first one that is there counts."""


class Fields:
    """The fields of a part, taken by what they mean; those nobody took are kept."""

    def __init__(self, data: Mapping[str, Any], names: Mapping[str, tuple[str, ...]]) -> None:
        self.left = {key: value for key, value in data.items() if value is not None}
        self._names = names

    def text(self, meaning: str) -> str | None:
        """Take a text; what is none, or changed by reading, is kept as well."""
        key, value = self._find(meaning)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            return None
        said = readable(value).text
        if said == value.strip():
            del self.left[key]
        return said or None

    def day(self, meaning: str) -> dt.date | None:
        """Take a day; what is no real one is kept as written."""
        key, value = self._find(meaning)
        day = day_of(value)
        if day is not None:
            del self.left[key]
        return day

    def figure(self, meaning: str) -> tuple[Quantity | None, dt.date | None]:
        """Take a figure, alone or beside its date; with anything else beside it, it is kept too."""
        key, value = self._find(meaning)
        held = value if isinstance(value, dict) else {"value": value}
        written, day = held.get("value"), day_of(held.get("date"))
        quantity = quantity_of(written)
        if quantity is None:
            return None, None
        if {*held} <= {"value", "date"} and (day is not None or held.get("date") is None):
            del self.left[key]
        return quantity, day

    def peek(self, meaning: str) -> Any:
        """Return a value that is kept in any case."""
        return self._find(meaning)[1]

    def _find(self, meaning: str) -> tuple[str, Any]:
        for key in self._names[meaning]:
            if key in self.left:
                return key, self.left[key]
        return "", None


def day_of(value: Any) -> dt.date | None:
    """Return a real day, or ``None``."""
    if not isinstance(value, str):
        return None
    try:
        return read_date(value)
    except PydanticCustomError:
        return None


def quantity_of(value: Any) -> Quantity | None:
    """Return a figure that somebody wrote, readable or not; ``None`` of what is none."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        return Quantity.read(value)
    except PydanticCustomError:
        return None
