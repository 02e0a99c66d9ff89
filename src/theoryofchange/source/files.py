"""Which files make a theory: one directory, and nothing outside it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from theoryofchange.errors import InputError
from theoryofchange.record import record
from theoryofchange.source.finding import Fault
from theoryofchange.source.reading import LIMITS, Limits, Reading, decode
from theoryofchange.source.span import Source
from theoryofchange.source.suggest import closest
from theoryofchange.source.table import read_table

YAML_ENDINGS = (".yaml", ".yml")
TABLE_ENDINGS = (".csv", ".parquet")
TABLES = ("observations", "ratings", "benchmarks")
"""The sections that may stand in a table file of the same name."""

MISNAMED = "TOC019"
"""The code of a table that is not read because of its name."""
STRAY_SETTINGS = "TOC021"
"""The code of settings that are not read because of their place."""
BESIDE = frozenset({MISNAMED, STRAY_SETTINGS})
"""The codes of what lies beside a theory and, as it is, can be no part of it."""
SETTINGS = "toc.toml"
"""The name of a file of settings."""

_NEAR = 0.85
"""How alike a name must be to that of a table, from 0 to 1: ratios are no ratings."""

_NUMBERED = r"[\W\d_]+"


@record
class Files:
    """The files of one theory, under the names they are reported with."""

    readable: tuple[Path, ...]
    refused: tuple[Fault, ...]


def find_files(paths: tuple[Path, ...], endings: tuple[str, ...] = ()) -> Files:
    """Find the files that make one theory, or those of another kind.

    Parameters
    ----------
    paths
        A directory, walked in the order of names without what is hidden, or files.
    endings
        Of a directory, take the files with one of these in place of those of a theory.

    Returns
    -------
    Files
        What can be read, each file once; a ``TOC010`` for each link that leads out of the directory
        or to nothing and for all that is no regular file; a ``TOC019`` for each table of nearly the
        name that one is read by; and a ``TOC021`` for settings further down.

    Raises
    ------
    InputError
        Where a path does not exist or holds no such file.
    """
    readable: dict[tuple[int, int], Path] = {}
    refused: list[Fault] = []
    for path in paths:
        for found in _walk(path, endings) if _is_directory(path) else [_given(path)]:
            fault = None if found is path else _beside(found) or _refusal(found, path)
            if fault:
                refused.append(fault)
            else:
                state = found.stat()
                readable.setdefault((state.st_dev, state.st_ino), found)
    if not readable and all(fault.code in BESIDE for fault in refused):
        shown = ", ".join(str(path) for path in paths)
        if endings:
            raise InputError(f"{shown}: no {' or '.join(endings)} file here")
        raise InputError(f"{shown}: no .yaml or .yml file here; toc init DIR writes a first one")
    return Files(tuple(readable.values()), tuple(refused))


def _given(path: Path) -> Path:
    """Return the path of a file that can be read; of a directory's files, nothing else is."""
    if path.is_file():
        return path
    if path.is_symlink() and not path.exists():
        raise InputError(f"{path}: this link leads to no file")
    if path.exists():
        raise InputError(f"{path}: this is neither a file nor a directory")
    raise InputError(f"{path}: there is no such file or directory; check the path")


def _is_directory(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as error:
        shown = str(path) if len(str(path)) <= 60 else f"{str(path)[:59]}…"
        raise InputError(f"{shown}: {error.strerror or error}") from None


def read_file(path: Path, limits: Limits) -> Reading:
    """Read one file of a theory by its ending.

    Raises
    ------
    InputError
        Where the operating system does not let it be read.
    """
    content = content_of(path, limits)
    if isinstance(content, Fault):
        return Reading([], [content], complete=False)
    return read_content(content, path.as_posix(), limits)


def content_of(path: Path, limits: Limits) -> bytes | Fault:
    """Return the bytes of a file, or that they are too many.

    Raises
    ------
    InputError
        Where the operating system does not let it be read.
    """
    try:
        size = path.stat().st_size
        if size <= limits.size:
            return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path.as_posix()}: {error.strerror or error}") from error
    return _too_large(path.as_posix(), size, limits)


def is_yaml(file: str) -> bool:
    """Tell by its name whether a file is read as YAML."""
    return file.lower().endswith(YAML_ENDINGS)


def read_content(content: bytes, file: str, limits: Limits = LIMITS) -> Reading:
    """Read the bytes of a file as one of its name would be read."""
    if file.lower().endswith(".parquet"):
        from theoryofchange.source.parquet import read_parquet

        return read_parquet(content, file)
    source = decode(content, file)
    if isinstance(source, Fault):
        return Reading([], [source], complete=False)
    return read_source(source, limits)


def read_source(source: Source, limits: Limits = LIMITS) -> Reading:
    """Read a text as the file of its name would be read, CSV or YAML by its ending."""
    path = Path(source.file)
    if path.suffix.lower() == ".csv":
        return read_table(source, path.stem.lower())
    from theoryofchange.source.reader import read_yaml  # its parser takes long to load

    return read_yaml(source, limits)


def _walk(root: Path, endings: tuple[str, ...]) -> Iterator[Path]:
    for directory, subdirectories, names in os.walk(root, onerror=_cannot_list):
        here = Path(directory)
        linked = [name for name in subdirectories if (here / name).is_symlink()]
        subdirectories[:] = sorted(
            name for name in subdirectories if not name.startswith(".") and name not in linked
        )
        yield from (here / name for name in sorted(linked) if _leads_out(here / name, root))
        if here == root:
            names = [name for name in names if name != SETTINGS]
        yield from (here / name for name in sorted(names) if _is_wanted(name, endings))


def _is_wanted(name: str, endings: tuple[str, ...]) -> bool:
    beside = not endings and (name == SETTINGS or bool(_table_meant(name)))
    return beside or _is_part(name, endings)


def _is_part(name: str, endings: tuple[str, ...]) -> bool:
    if name.startswith("."):
        return False
    if endings:
        return name.lower().endswith(endings)
    stem, dot, ending = name.lower().rpartition(".")
    ending = dot + ending
    return ending in YAML_ENDINGS or (ending in TABLE_ENDINGS and stem in TABLES)


def _table_meant(name: str) -> str | None:
    """Return the table that a file is probably meant to be which is not read by its name."""
    stem, dot, ending = name.lower().rpartition(".")
    if dot + ending not in TABLE_ENDINGS or stem in TABLES or name.startswith("."):
        return None
    return closest(re.sub(_NUMBERED, "", stem), TABLES, cutoff=_NEAR)


def _beside(path: Path) -> Fault | None:
    """Return that settings or a table are not read because of their place or name."""
    if path.name == SETTINGS:
        return Fault(
            Source(path.as_posix(), "").span(0, 0),
            "These settings do not count for the theory around them, unless --config names them.",
            "Move them to the directory of the theory, with globs of per-path for this one.",
            code=STRAY_SETTINGS,
        )
    meant = _table_meant(path.name)
    if meant is None:
        return None
    name = f"{meant}{path.suffix.lower()}"
    return Fault(
        Source(path.as_posix(), "").span(0, 0),
        f"This table is not read, since it is not called {name}.",
        f"Did you mean {name}? Another one goes into a directory of its own.",
        code=MISNAMED,
    )


def _cannot_list(error: OSError) -> None:
    raise InputError(f"{error.filename}: {error.strerror}") from error


def _refusal(path: Path, root: Path) -> Fault | None:
    """Return why what was found below a root is not read, or ``None`` where it is."""
    if path.is_symlink() and _leads_out(path, root):
        message = "This link leads out of the theory's directory and is not followed."
    elif path.is_file():
        return None
    elif path.exists():
        message = "This is no regular file and is not read."
    else:
        message = "This link leads to no file."
    return Fault(
        Source(path.as_posix(), "").span(0, 0),
        message,
        "Put the file itself into the directory.",
        code="TOC010",
    )


def _leads_out(link: Path, root: Path) -> bool:
    return not Path(os.path.realpath(link)).is_relative_to(os.path.realpath(root))


def _too_large(file: str, size: int, limits: Limits) -> Fault:
    return Fault(
        Source(file, "").span(0, 0),
        f"This file has {size:,} bytes; at most {limits.size:,} are read.",
        "Split it: any number of files in the directory make one theory.",
        code="TOC010",
    )
