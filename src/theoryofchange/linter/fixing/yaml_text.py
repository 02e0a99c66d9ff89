"""A text as YAML writes it: plain where it reads back as the same, else in quotes."""

from __future__ import annotations

from functools import lru_cache

from theoryofchange.linter.fixing.edit import expect_one_line
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.span import Source


def as_scalar(text: str, style: str = "") -> tuple[str, bool]:
    """Return a text as a scalar that stands anywhere, also as a key and inside brackets.

    Parameters
    ----------
    text
        What it is to say.
    style
        The quote of what it takes the place of; empty where that was plain.

    Returns
    -------
    written : str
        One line, in the same quotes, or plain where it was and still can be.
    plain : bool
        Whether it stands without quotes.

    Raises
    ------
    CannotPlaceError
        Where it holds a line end or another character that takes an escape.

    Examples
    --------
    >>> as_scalar("owner"), as_scalar("owner", '"'), as_scalar("no: way"), as_scalar("null")
    (('owner', True), ('"owner"', False), ("'no: way'", False), ("'null'", False))
    """
    expect_one_line(text)
    if not style and _stands_plain(text):
        return text, True
    if style == '"':
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"', False
    return "'" + text.replace("'", "''") + "'", False


@lru_cache(maxsize=256)
def _stands_plain(text: str) -> bool:
    reading = read_yaml(Source("", f"[{text}]"))
    is_read = not reading.faults and [document.data for document in reading.documents] == [[text]]
    return is_read and text != "<<"
