"""Globs of paths, as settings name files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

_MAGIC = frozenset("*?[")


def parts_of(glob: str) -> tuple[str, ...]:
    """Return the parts of a glob; one without a slash stands at any depth."""
    parts = tuple(part for part in glob.split("/") if part not in ("", "."))
    anywhere = len(parts) == 1 and not glob.startswith(("/", "./"))
    return ("**", *parts) if anywhere else parts


def matches(path: Sequence[str], glob: Sequence[str]) -> bool:
    """Tell whether the parts of a path, or of a directory that it is in, match those of a glob."""
    from fnmatch import fnmatchcase

    if not glob:
        return True
    if glob[0] == "**":
        return any(matches(path[start:], glob[1:]) for start in range(len(path)))
    return bool(path) and fnmatchcase(path[0], glob[0]) and matches(path[1:], glob[1:])


def below(file: str, root: str) -> tuple[str, ...]:
    """Return the parts of a path below a directory; none where it is not below."""
    try:
        path = Path(os.path.relpath(file, root) if root else os.path.normpath(file))
    except ValueError:  # another drive
        return ()
    return () if root and path.parts[:1] == (os.pardir,) else path.parts


def any_file(root: str, glob: Sequence[str]) -> bool:
    """Tell whether a file below a directory matches the parts of a glob."""
    plain = []
    for part in glob:
        if _MAGIC & set(part):
            break
        plain.append(part)
    begin = Path(root, *plain)
    if begin.is_file():
        return True
    for directory, _, names in os.walk(begin):
        within = Path(directory).relative_to(root).parts
        if any(matches((*within, name), glob) for name in names):
            return True
    return False
