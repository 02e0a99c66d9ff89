"""Plain data as JSON, a line for each record."""

from __future__ import annotations

import json
from typing import Any

_DEPTH = 3
_LINE = json.JSONEncoder(ensure_ascii=False)


def as_json(data: Any) -> str:
    """Write plain data as JSON.

    Parameters
    ----------
    data
        Mappings with texts as keys, lists, texts, numbers, booleans and ``None``.

    Returns
    -------
    str
        What lies up to three levels deep has lines of its own, and what lies deeper one line a
        record: a difference between two results shows the record that differs.

    Examples
    --------
    >>> print(as_json({"align": {"score": 0.5, "gaps": [{"id": "a", "goals": []}]}}), end="")
    {
      "align": {
        "score": 0.5,
        "gaps": [
          {"id": "a", "goals": []}
        ]
      }
    }
    """
    return _written(data, _DEPTH, "\n") + "\n"


def _written(held: Any, depth: int, margin: str) -> str:
    if not (depth and held and isinstance(held, dict | list)):
        return _LINE.encode(held)
    inner = f"{margin}  "
    if isinstance(held, dict):
        pairs = (
            f"{_LINE.encode(key)}: {_written(each, depth - 1, inner)}" for key, each in held.items()
        )
        return f"{{{inner}{f',{inner}'.join(pairs)}{margin}}}"
    items = (_written(each, depth - 1, inner) for each in held)
    return f"[{inner}{f',{inner}'.join(items)}{margin}]"
