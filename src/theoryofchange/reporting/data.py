"""Plain data as JSON, a line for each record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
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
    return "".join((*_written(data, _DEPTH, "\n"), "\n"))


def json_parts(pairs: Iterable[tuple[str, Any]]) -> Iterator[str]:
    """Yield the text of :func:`as_json` part by part, of an object too large to be held at once.

    Parameters
    ----------
    pairs
        The object's keys with their plain data, each asked for when the one before it is written.

    Examples
    --------
    >>> "".join(json_parts([("a", [1]), ("b", {})])) == as_json({"a": [1], "b": {}})
    True
    """
    yield from _object(pairs, _DEPTH, "\n")
    yield "\n"


def _written(held: Any, depth: int, margin: str) -> Iterator[str]:
    if not (depth and held and isinstance(held, dict | list)):
        yield _LINE.encode(held)
    elif isinstance(held, dict):
        yield from _object(held.items(), depth, margin)
    else:
        inner, before = f"{margin}  ", "["
        for each in held:
            yield f"{before}{inner}"
            yield from _written(each, depth - 1, inner)
            before = ","
        yield f"{margin}]"


def _object(pairs: Iterable[tuple[str, Any]], depth: int, margin: str) -> Iterator[str]:
    inner, before = f"{margin}  ", "{"
    for key, each in pairs:
        yield f"{before}{inner}{_LINE.encode(key)}: "
        yield from _written(each, depth - 1, inner)
        before = ","
    yield f"{margin}}}"
