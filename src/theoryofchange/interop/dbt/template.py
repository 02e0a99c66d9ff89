"""Texts that dbt renders as templates: what would start one there, and stays a text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_OPENING = re.compile(r"\{[{%#]")
_ESCAPED = re.compile(r"""\{\{ "(\{[{%#])" \}\}""")


def escaped(value: Any) -> Any:
    """Return data of which no text is rendered.

    Examples
    --------
    >>> escaped({"filter": "{{ day }}"})
    {'filter': '{{ "{{" }} day }}'}
    """
    return _each(value, lambda text: _OPENING.sub(r'{{ "\g<0>" }}', text))


def unescaped(value: Any) -> Any:
    """Return the data that was escaped.

    Examples
    --------
    >>> unescaped(escaped("{{{ {% {{ a }}"))
    '{{{ {% {{ a }}'
    """
    return _each(value, lambda text: _ESCAPED.sub(r"\1", text))


def _each(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {_each(key, change): _each(held, change) for key, held in value.items()}
    if isinstance(value, list):
        return [_each(item, change) for item in value]
    return change(value) if isinstance(value, str) else value
