"""The files of a source: which they are, and their bytes, none of them too large."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from theoryofchange.errors import InputError
from theoryofchange.source.files import content_of, find_files
from theoryofchange.source.finding import Fault
from theoryofchange.source.reading import LIMITS, Limits, decode
from theoryofchange.source.span import Span

Paths = str | Path | Iterable[str | Path]
"""Where a source lies: one path, or several."""


def each_path(paths: Paths) -> tuple[str, ...]:
    """Return each path once, whether one was given or several.

    Raises
    ------
    InputError
        Where a path is empty.

    Examples
    --------
    >>> each_path("kpis.csv"), each_path(["b.csv", "a.csv", "b.csv"])
    (('kpis.csv',), ('b.csv', 'a.csv'))
    """
    several = [paths] if isinstance(paths, str | Path) else paths
    given = tuple(dict.fromkeys(str(path) for path in several))
    if "" in given:
        raise InputError("an empty path names nothing; write . for this directory")
    return given


def source_files(paths: Paths, *endings: str) -> tuple[Path, ...]:
    """Return the files of a source, each once.

    Parameters
    ----------
    paths
        One path or several: files, whatever their ending, and directories, of which those with an
        ending are taken in the order of their names.
    *endings
        As ``.csv``, in lower case.

    Raises
    ------
    InputError
        Where a path is empty or names nothing, a file of a directory may not be read, or there is
        none.
    """
    found = find_files(tuple(Path(path) for path in each_path(paths)), endings)
    for fault in found.refused:
        raise InputError(f"{located(fault)} {fault.message} {fault.tip}".strip())
    return found.readable


def content(path: Path, limits: Limits = LIMITS) -> bytes:
    """Return the bytes of a file.

    Raises
    ------
    InputError
        Where it cannot be read, or is larger than the limits allow.
    """
    held = content_of(path, limits)
    if isinstance(held, Fault):
        raise InputError(f"{path.as_posix()}: {held.message}")
    return held


def text(path: Path, limits: Limits = LIMITS) -> str:
    """Return the text of a file that is UTF-8 or, by its byte order mark, UTF-16.

    Raises
    ------
    InputError
        Where it cannot be read, is too large, or is no such text.
    """
    source = decode(content(path, limits), path.as_posix())
    if isinstance(source, Fault):
        raise InputError(f"{located(source)} {source.message} {source.tip}")
    return source.text


def located(fault: Fault) -> str:
    """Return the place of a fault, with a colon behind it."""
    span = fault.where
    return f"{span.file}:{span.line}:{span.column}:" if isinstance(span, Span) else ""
