"""Data as YAML text that reads back as the same data."""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_DEEPEST = 50


def to_yaml(data: Any) -> str:
    """Write plain data as YAML in its own order.

    Parameters
    ----------
    data
        Mappings, lists, texts, numbers, booleans and ``None``.

    Returns
    -------
    str
        Text which :func:`theoryofchange.source.reader.read_yaml` reads as the same data, with
        numbers as the texts they are written as.

    Examples
    --------
    >>> print(to_yaml({"target": {"value": "80 %", "note": "no"}}), end="")
    target:
      value: 80 %
      note: 'no'
    """
    import yaml

    return str(yaml.dump(data, Dumper=_dumper(), allow_unicode=True, sort_keys=False, width=100))


@cache
def _dumper() -> Any:
    """Return what writes shared objects out instead of as anchors and aliases."""
    import yaml

    base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # PyYAML may lack libyaml

    class Dumper(base):  # type: ignore[misc]
        def ignore_aliases(self, data: Any) -> bool:
            return True

    return Dumper


def as_data(value: Any, depth: int = 0) -> Any:
    """Return a caller's value as data that YAML can hold.

    Parameters
    ----------
    value
        Mappings, lists, texts, numbers, booleans, dates and ``None``; numbers of numpy count too.
    depth
        How deep it lies.

    Raises
    ------
    TypeError
        Where it holds anything else, or itself.

    Examples
    --------
    >>> import datetime
    >>> as_data({"due": datetime.date(2027, 12, 31), "needs": ("trust",)})
    {'due': '2027-12-31', 'needs': ['trust']}
    """
    if depth > _DEEPEST:
        raise TypeError(f"a theory is not nested more than {_DEEPEST} levels deep")
    if isinstance(value, Mapping):
        return {str(key): as_data(held, depth + 1) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [as_data(item, depth + 1) for item in value]
    if value is None or isinstance(value, str | bool | int | float):
        return _plain_number(value)
    if isinstance(value, dt.date):
        return value.isoformat().removesuffix("T00:00:00")
    if hasattr(value, "item") and getattr(value, "shape", None) == ():
        return as_data(value.item(), depth + 1)
    raise TypeError(f"a theory cannot hold a {type(value).__name__}")


def _plain_number(value: Any) -> Any:
    """Return a number of a subclass, such as numpy's, as the plain one."""
    for kind in (bool, str, int, float):
        if isinstance(value, kind):
            return kind(value)
    return value


def write_aside(path: Path, text: str) -> None:
    """Write a file whole or not at all: aside first, then renamed into place.

    Parameters
    ----------
    path
        Where it ends up; its directory must exist.
    text
        What is written, as UTF-8 with the line ends it has.
    """
    _write_aside(path, text.encode(), 0o644)


def replace_aside(path: Path, content: bytes) -> None:
    """Write other content into a file that is there, whole or not at all; its mode and owner stay.

    Parameters
    ----------
    path
        The file itself, no link to it.
    content
        What is written.
    """
    state = path.stat()
    _write_aside(path, content, stat.S_IMODE(state.st_mode), (state.st_uid, state.st_gid))


def _write_aside(path: Path, content: bytes, mode: int, owner: tuple[int, int] = (-1, -1)) -> None:
    import tempfile

    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        if hasattr(os, "chown"):
            os.chown(aside, *owner)
        Path(aside).chmod(mode)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
