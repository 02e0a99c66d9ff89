"""Records in YAML or JSON as sheets: lists of mappings, and mappings of mappings by their ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from theoryofchange.errors import InputError
from theoryofchange.interop.seam.sources import located
from theoryofchange.interop.seam.trees import json_of, unreadable, yaml_of
from theoryofchange.interop.table.sheet import Row, Sheet

ID = "id"
"""The column of the keys of a mapping of records."""

_NO_RECORDS = "something beside the records"


def listed(path: Path) -> tuple[Sheet, ...]:
    """Read the records of a YAML or JSON file.

    A document is a list of records, or a mapping that holds such lists, or mappings of records,
    under its keys. What is nested in a record becomes columns such as ``thresholds.green``.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    InputError
        Where it cannot be read, or holds no records.
    """
    file = path.as_posix()
    sheets = []
    for root, place in _documents(path):
        held = root if isinstance(root, dict) else {"": root}
        named = {str(name): _records(value) for name, value in held.items()}
        whole = _records(root) if isinstance(root, dict) and _is_table(root) else None
        if whole:
            named = {"": whole}
        for name, records in named.items():
            route = (name,) if name else ()
            if records:
                sheets.append(_sheet(file, name, records, route, place))
            elif name and held[name] is not None:
                at = place((name,))
                rows = (
                    Row(at, ("beside the records", "content")),
                    Row(at, (name, _text(held[name]))),
                )
                sheets.append(Sheet(file=file, name=name, rows=rows, how=_NO_RECORDS, headed=True))
    if not any(sheet.how != _NO_RECORDS for sheet in sheets):
        raise InputError(f"{file}: there are no records here: no list of mappings")
    return tuple(sheets)


def _documents(path: Path) -> Iterator[tuple[Any, Any]]:
    """Yield each document's data, and what tells the place of a route in it."""
    if path.suffix.lower() == ".json":
        yield json_of(path), lambda route: "$" + "".join(f".{step}" for step in route)
        return
    reading = yaml_of(path)
    for fault in reading.faults:
        raise InputError(f"{located(fault)} {fault.message}")
    for document in reading.documents:
        if document.data is not None:
            yield document.data, lambda route, held=document: held.span(route).line


def _is_table(root: Mapping[str, Any]) -> bool:
    """Tell whether a mapping is one of records: all of its values are mappings of plain values."""
    values = list(root.values())
    return len(values) > 1 and all(
        isinstance(value, dict)
        and not any(isinstance(held, dict | list) for held in value.values())
        for value in values
    )


def _records(value: Any) -> list[tuple[Any, dict[str, Any]]]:
    """Return the records in a value, each with its key or number; none where it holds others."""
    if isinstance(value, list):
        pairs: list[tuple[Any, Any]] = list(enumerate(value))
    elif isinstance(value, dict):
        pairs = list(value.items())
    else:
        return []
    if not pairs or not all(isinstance(held, dict) for _, held in pairs) or unreadable(value):
        return []
    return pairs


def _sheet(
    file: str, name: str, records: list[tuple[Any, dict[str, Any]]], route: Any, place: Any
) -> Sheet:
    flat = [
        ({ID: str(key)} if isinstance(key, str) else {}) | dict(_flat(record))
        for key, record in records
    ]
    headers = tuple(dict.fromkeys(header for record in flat for header in record))
    rows = [
        Row(place((*route, key)), tuple(record.get(header, "") for header in headers))
        for (key, _), record in zip(records, flat, strict=True)
    ]
    above = Row(place(route), headers)
    return Sheet(file=file, name=name, rows=(above, *rows), how="records", headed=True)


def _flat(record: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in record.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        elif value is not None:
            yield f"{before}{key}", _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(_text(each) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_text(each)}" for key, each in value.items())
    return "" if value is None else " ".join(str(value).split())
