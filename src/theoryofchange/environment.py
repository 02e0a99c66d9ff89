"""What results depend on beside the input: Python, what is installed, and this package's files.

Loaded before everything else that a check needs, so it asks for little.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from theoryofchange.version import __version__

FORM = 2
"""Rises with each change of how things are kept."""

_OWN = os.path.join(os.path.dirname(__file__), "__init__.py")


def environment() -> bytes:
    """Return what tells one state of the code from another.

    Returns
    -------
    bytes
        This package's version and the state of its files; Python's; and what is installed where
        Python looks for modules, with the state of its entry points.
    """
    told = [str(FORM), __version__, sys.version, sys.platform, sys.byteorder, *sys.path]
    told += _installed()
    for path in paths_below(_OWN):
        told += path, state_of(path)
    return "\0".join(told).encode("utf-8", "surrogatepass")


def paths_below(file: str) -> list[str]:
    """Return the file of a module; of a package's ``__init__`` all its code and templates."""
    if os.path.basename(file) != "__init__.py":
        return [file]
    found: list[str] = []
    folders = [os.path.dirname(file)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for each in entries:
                if each.name.endswith((".py", ".yaml")):
                    found.append(each.path)
                elif "." not in each.name and each.name != "__pycache__" and each.is_dir():
                    folders.append(each.path)
    return sorted(found)


def state_of(path: str) -> str:
    """Return size and time of a file, empty where there is none."""
    try:
        return _moment(os.stat(path))
    except OSError:
        return ""


def _installed() -> Iterator[str]:
    """Yield the folder of each installed package's metadata, and the state of its entry points."""
    for place in sys.path:
        try:
            names = sorted(
                name for name in os.listdir(place or os.curdir) if name.endswith("-info")
            )
        except OSError:
            continue
        for name in names:
            yield name
            yield state_of(f"{place or os.curdir}/{name}/entry_points.txt")


def _moment(state: os.stat_result) -> str:
    return f"{state.st_size}:{state.st_mtime_ns}"
