"""Measured figures as a file of observations, which is whole at any moment."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path
from secrets import token_hex

from theoryofchange.errors import InputError
from theoryofchange.measurement.engine import Figure

NAMES = ("kpi", "date", "value", "n", "segment", "low", "high")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_ENDING = ".part"


def as_file(path: Path, figures: Iterable[Figure]) -> bytes:
    """Return figures as the content of a file, by its ending.

    Raises
    ------
    InputError
        Where the ending is neither that of CSV nor of Parquet, or CSV cannot hold an id.
    """
    ending = path.suffix.lower()
    if ending == ".csv":
        return _csv(path, figures)
    if ending == ".parquet":
        return _parquet(figures)
    raise InputError(f"{path}: end its name in .csv or .parquet")


def _csv(path: Path, figures: Iterable[Figure]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(NAMES)
    for each in figures:
        if each.kpi.startswith(_FORMULA):
            raise InputError(
                f"{path}: a spreadsheet would take the id {each.kpi} for a formula; "
                "rename the KPI, or write .parquet"
            )
        writer.writerow(["" if (v := getattr(each, name)) is None else v for name in NAMES])
    return text.getvalue().encode()


def _parquet(figures: Iterable[Figure]) -> bytes:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        tip = "pip install 'theoryofchange[parquet]'"
        raise InputError(f"writing Parquet needs pyarrow, which is not installed: {tip}") from None
    kinds = (
        pa.string(),
        pa.date32(),
        pa.float64(),
        pa.int64(),
        pa.string(),
        pa.float64(),
        pa.float64(),
    )
    held = [[getattr(each, name) for name in NAMES] for each in figures]
    columns = [[row[at] for row in held] for at in range(len(NAMES))]
    arrays = [pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
    content = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(arrays, names=list(NAMES)), content)
    return content.getvalue()


def replace_file(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Write a file so that it is the old one or the new one at any moment.

    Parameters
    ----------
    path
        The file.
    content
        What it holds then.
    mode
        Who may read and write it, less what the process keeps from others (umask).

    Raises
    ------
    InputError
        Where it cannot be written.
    """
    try:
        part = path.with_name(f".{path.name}.{token_hex(6)}{_ENDING}")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; it was not written") from error


def tidy(path: Path) -> None:
    """Remove what writers of a file that were killed left beside it."""
    begin = f".{path.name}."
    for each in path.parent.iterdir() if path.parent.is_dir() else ():
        if each.name.startswith(begin) and each.name.endswith(_ENDING):
            each.unlink(missing_ok=True)


def text_of(path: Path) -> str:
    """Return the text of a file; nothing where there is none.

    Raises
    ------
    InputError
        Where it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: it cannot be read: {error}") from error
