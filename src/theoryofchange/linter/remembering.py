"""Findings as JSON that holds all of them: their fixes, and what comments hide."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from theoryofchange.linter.findings import Findings, Suppressed
from theoryofchange.record import fields_of
from theoryofchange.source.finding import Add, Finding, Fix, Related, Remove, Rename, Replace
from theoryofchange.source.span import Source, Span

_RECORDS = (Finding, Related, Suppressed, Fix, Rename, Replace, Remove, Add)
_MADE_BY: Mapping[str, Callable[..., Any]] = {
    **{kind.__name__: kind for kind in _RECORDS},
    "Span": Span,
    "date": date.fromisoformat,
}
"""What is made by what, by the name it has in the JSON."""


def as_json(findings: Findings) -> str:
    """Return findings as JSON, without the texts of their files.

    Raises
    ------
    TypeError
        Where a finding holds what :func:`from_json` could not make again.
    """
    told = {
        "findings": [_plain(each) for each in findings],
        "suppressed": [_plain(each) for each in findings.suppressed],
        "unread": findings.unread,
        "files": list(findings.sources),
    }
    return json.dumps(told, ensure_ascii=True, separators=(",", ":"))


def from_json(text: str | bytes, sources: Mapping[str, Source]) -> Findings:
    """Return the findings that :func:`as_json` was given.

    Parameters
    ----------
    text
        What ``as_json`` returned.
    sources
        The text of each file that can be read.

    Raises
    ------
    ValueError, TypeError, KeyError or AttributeError
        Where the text is nothing that ``as_json`` returned.
    """
    told = json.loads(text)
    return Findings(
        tuple(map(_made, told["findings"])),
        {file: sources.get(file) or Source(file, "") for file in told["files"]},
        tuple(told["unread"]),
        tuple(map(_made, told["suppressed"])),
    )


def _plain(value: Any) -> Any:
    """Return a record as its name with the values of its fields, and all else as JSON has it."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Span):
        return {"Span": list(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return {"date": [value.isoformat()]}
    if isinstance(value, _RECORDS):
        return {type(value).__name__: [_plain(getattr(value, name)) for name in fields_of(value)]}
    raise TypeError(f"{type(value).__name__} is not remembered")


def _made(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_made, value))
    if isinstance(value, dict):
        ((name, held),) = value.items()
        return _MADE_BY[name](*map(_made, held))
    return value
