"""Plain data of a source that is a tree: YAML, JSON, TOML; how deep it may be."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from theoryofchange.errors import InputError
from theoryofchange.interop.seam.sources import located, text
from theoryofchange.source.document import UNREADABLE
from theoryofchange.source.files import read_file
from theoryofchange.source.reading import LIMITS, Limits, Reading

DEEPEST = 24
"""Nested collections in a record beyond which it is refused: what is written must be readable."""


def yaml_of(path: Path, limits: Limits = LIMITS) -> Reading:
    """Read a YAML file with the place of every node.

    Returns
    -------
    Reading
        Its documents (``.data``, ``.span(route).line``) and what is wrong with how it is written.

    Raises
    ------
    InputError
        Where it cannot be read to its end.
    """
    reading = read_file(path, limits)
    if not reading.complete:
        fault = reading.faults[-1]
        raise InputError(f"{located(fault)} {fault.message} {fault.tip}".rstrip())
    return reading


def json_of(path: Path, limits: Limits = LIMITS) -> Any:
    """Read a JSON file.

    Raises
    ------
    InputError
        Where it is none, holds a key twice or a number that is none, or is nested too deep.
    """
    held = text(path, limits)
    try:
        data = json.loads(held, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        place = f"{path.as_posix()}:{error.lineno}:{error.colno}"
        raise InputError(f"{place}: This is not JSON: {error.msg}.") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path.as_posix()}: {_told(error, limits)}") from None
    return _not_too_deep(data, path, limits)


def toml_of(path: Path, limits: Limits = LIMITS) -> dict[str, Any]:
    """Read a TOML file.

    Raises
    ------
    InputError
        Where it is none or is nested too deep.
    """
    import tomllib

    held = text(path, limits)
    try:
        data = tomllib.loads(held)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path.as_posix()}: This is not TOML: {error}.") from None
    except RecursionError as error:
        raise InputError(f"{path.as_posix()}: {_told(error, limits)}") from None
    return dict(_not_too_deep(data, path, limits))


def unreadable(value: Any) -> bool:
    """Tell whether the reader of YAML refused a part of a value."""
    return value is UNREADABLE or any(unreadable(child) for child in _children(value))


def depth(value: Any) -> int:
    """Return how many collections are nested in a value.

    Examples
    --------
    >>> depth("a"), depth([]), depth({"a": [{}]})
    (0, 1, 3)
    """
    deepest, level = 0, [value]
    while level := [each for each in level if isinstance(each, dict | list)]:
        deepest += 1
        level = [child for each in level for child in _children(each)]
    return deepest


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _not_too_deep(data: Any, path: Path, limits: Limits) -> Any:
    if depth(data) > limits.depth:
        raise InputError(f"{path.as_posix()}: {_told(RecursionError(), limits)}")
    return data


def _told(error: Exception, limits: Limits) -> str:
    if isinstance(error, RecursionError):
        return f"This is nested more than {limits.depth} levels deep."
    return f"This is not JSON: {error}."


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return data


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")
