"""On which line of a TOML file a key stands.

TOML's reader tells no lines. So it is asked itself: a key stands on the line with which the file up
to it begins to hold the key.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def line_of(text: str, path: Sequence[str]) -> int | None:
    r"""Return the line of a key, from 1 on; ``None`` where it cannot be told.

    Parameters
    ----------
    text
        A TOML file.
    path
        The key, after those of the tables that it is in.

    Examples
    --------
    >>> line_of('# fail\n[severity]\nKPI003 = "grave"\n', ["severity", "KPI003"])
    3
    >>> line_of('severity."KPI\\u0030" = "grave"', ["severity", "KPI0"]) is None
    True
    """
    lines = text.splitlines(keepends=True)
    for at, line in enumerate(lines):
        if path[-1] in line and _begins(lines, at, path):
            return at + 1
    return None


def _begins(lines: Sequence[str], at: int, path: Sequence[str]) -> bool:
    """Tell whether a key is not there before a line, and is there when its value has ended."""
    before = _read(lines[:at])
    if before is None or _holds(before, path):
        return False
    for end in range(at + 1, len(lines) + 1):
        after = _read(lines[:end])
        if after is not None:
            return _holds(after, path)
    return False


def _read(lines: Sequence[str]) -> dict[str, Any] | None:
    import tomllib

    try:
        return tomllib.loads("".join(lines))
    except (ValueError, RecursionError):
        return None


def _holds(data: Any, path: Sequence[str]) -> bool:
    for key in path:
        if not isinstance(data, dict) or key not in data:
            return False
        data = data[key]
    return True
