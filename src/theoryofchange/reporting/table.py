"""Tables as CSV that a spreadsheet opens without running anything in them."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")


def as_csv(frame: pd.DataFrame) -> str:
    """Write a frame as CSV.

    Parameters
    ----------
    frame
        Any frame. Lists are joined by a semicolon, what is missing is an empty cell.

    Returns
    -------
    str
        With a header. A text that a spreadsheet would take for a formula begins with an
        apostrophe (OWASP, CSV injection); numbers are left alone.

    Examples
    --------
    >>> import pandas as pd
    >>> print(as_csv(pd.DataFrame({"title": ["=1+1"], "value": [-2.5]})), end="")
    title,value
    '=1+1,-2.5
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_cell(name) for name in frame.columns)
    columns = [map(_cell, column.tolist()) for _, column in frame.items()]
    writer.writerows(zip(*columns, strict=True))
    return text.getvalue()


def _cell(value: Any) -> str:
    if type(value) is str:
        return guarded(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, list | tuple):
        return guarded("; ".join(map(_cell, value)))
    if isinstance(value, Mapping):
        return guarded("; ".join(f"{key}: {_cell(item)}" for key, item in value.items()))
    if hasattr(value, "item"):
        return _cell(value.item())  # a number of numpy's as one of Python's
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return ""
    return guarded(str(value)) if isinstance(value, str) else str(value)


def _number(value: float) -> str:
    if math.isnan(value):
        return ""
    return repr(int(value)) if value.is_integer() else repr(float(value))


def guarded(text: str) -> str:
    """Return a text that starts no formula, and whose line ends stay inside its quotes."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    harmless = len(text) < 2
    return text if harmless or not text.startswith(_STARTS_A_FORMULA) else f"'{text}"
