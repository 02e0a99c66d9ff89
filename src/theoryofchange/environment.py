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

OWN = os.path.dirname(__file__)
"""The directory of this package."""


def environment() -> bytes:
    """Return what tells one state of what the code runs on from another.

    Returns
    -------
    bytes
        This package's version; Python's; and what is installed where Python looks for modules.
    """
    told = [str(FORM), __version__, sys.version, sys.platform, sys.byteorder]
    for place in sys.path:
        told += place, *_installed(place or os.curdir)
    return "\0".join(told).encode("utf-8", "surrogatepass")


def code() -> bytes:
    """Return what tells one state of this package's files from another: their sizes and times."""
    told = (f"{path}\0{state_of(path)}" for path in paths_below(os.path.join(OWN, "__init__.py")))
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


def _installed(place: str) -> Iterator[str]:
    """Yield the names of the folders of metadata in a directory, and the state of what may change.

    Installing anything makes or removes a folder where distributions lie. In a project that is
    used as it lies in its repository, only the file of its entry points is written anew.
    """
    try:
        names = sorted(name for name in os.listdir(place) if name.endswith("-info"))
    except OSError:
        return
    yield from names
    if place.endswith("-packages"):
        yield state_of(place)
    else:
        yield from (state_of(f"{place}/{name}/entry_points.txt") for name in names)


def _moment(state: os.stat_result) -> str:
    return f"{state.st_size}:{state.st_mtime_ns}"
