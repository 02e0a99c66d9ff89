"""What findings depend on beside the files and the configuration: the code that makes them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from theoryofchange.linter.registry import all_rules
from theoryofchange.version import __version__

_FORM = 1
"""Rises with each change of how things are kept."""

_OWN = __package__.partition(".")[0]


@cache
def environment() -> tuple[str, ...] | None:
    """Return what tells one state of the code from another.

    Returns
    -------
    tuple of str or None
        This package's version and the state of its files; Python's; what is installed; and the
        state of the files that the rules of others stand in. ``None`` where a rule stands in none.
    """
    told = [str(_FORM), __version__, sys.version, sys.platform, sys.byteorder, *_installed()]
    for name in sorted({_OWN, *(each.check.__module__.partition(".")[0] for each in all_rules())}):
        file = getattr(sys.modules.get(name), "__file__", None)
        if file is None:
            return None
        told += _states(Path(file))
    return tuple(told)


def _installed() -> Iterator[str]:
    """Yield the name and version of each installed package, as its metadata's folder has them."""
    for place in sys.path:
        if place.endswith("-packages") and Path(place).is_dir():
            names = (each.name for each in Path(place).iterdir())
            yield from sorted(name for name in names if name.endswith("-info"))


def _states(file: Path) -> Iterator[str]:
    """Yield size and time of a module's file, or of all files of a package by its ``__init__``."""
    places = [str(file)]
    if file.name == "__init__.py":
        places = [
            os.path.join(directory, name)  # noqa: PTH118 - hundreds of paths take long to make
            for directory, _, names in os.walk(file.parent)
            for name in names
            if name.endswith((".py", ".yaml"))
        ]
    for place in sorted(places):
        state = os.stat(place)  # noqa: PTH116
        yield f"{place}:{state.st_size}:{state.st_mtime_ns}"
