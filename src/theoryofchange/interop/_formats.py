"""The formats that a package holds: each of its modules is one."""

from __future__ import annotations

import os
from importlib import import_module

TYPE_CHECKING = False  # as of typing, which toc --version does without

if TYPE_CHECKING:
    from collections.abc import Collection
    from types import ModuleType


def names_in(directory: str, without: Collection[str] = ()) -> tuple[str, ...]:
    """Return the names of the formats of a package, as the command line has them, sorted.

    Parameters
    ----------
    directory
        Where the package stands; what begins with an underscore is none of its formats.
    without
        Its other modules that are none.
    """
    with os.scandir(directory) as entries:
        names = {entry.name.removesuffix(".py") for entry in entries}
    found = (name for name in names if name.isidentifier() and name[0] != "_")
    return tuple(sorted(name.replace("_", "-") for name in found if name not in without))


def module_of(package: str, name: str, names: Collection[str]) -> ModuleType:
    """Return the module of a format.

    Parameters
    ----------
    package
        The name of the package.
    name
        The name of the format.
    names
        Those of all its formats.

    Raises
    ------
    InputError
        Where there is no such format.
    """
    from theoryofchange.errors import InputError

    if name not in names:
        raise InputError(f"there is no format {name}; there are {', '.join(names)}")
    return import_module(f"{package}.{name.replace('-', '_')}")
