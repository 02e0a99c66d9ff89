"""Data as YAML text that reads back as the same data."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CSafeDumper as _SafeDumper
except ImportError:  # PyYAML built without libyaml
    from yaml import SafeDumper as _SafeDumper  # type: ignore[assignment]


class _Dumper(_SafeDumper):
    """Writes shared objects out instead of as anchors and aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


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
    return str(yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100))


def write_aside(path: Path, text: str) -> None:
    """Write a file whole or not at all: aside first, then renamed into place.

    Parameters
    ----------
    path
        Where it ends up; its directory must exist.
    text
        What is written, as UTF-8 with the line ends it has.
    """
    import tempfile

    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(aside).chmod(0o644)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
