"""A file of measured values beside a theory, as the frame that takes the place of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from theoryofchange.errors import InputError
from theoryofchange.source.document import Document
from theoryofchange.source.files import TABLE_ENDINGS, YAML_ENDINGS, content_of, find_files
from theoryofchange.source.finding import Fault
from theoryofchange.source.parquet import read_parquet
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.reading import LIMITS, Reading, decode
from theoryofchange.source.span import Source, Span
from theoryofchange.source.table import TableDocument, read_table
from theoryofchange.stages.analysis.reading import REQUIRED, CellError

if TYPE_CHECKING:
    import pandas as pd

_SECTION = "observations"


def observations_in(path: str | Path) -> pd.DataFrame:
    """Read a file of measured values.

    Parameters
    ----------
    path
        A CSV or Parquet file with the columns ``kpi``, ``date``, ``value`` and, if you like, ``n``
        and ``segment``, or a YAML file with ``observations``; by its ending, whatever its name is.

    Returns
    -------
    pandas.DataFrame
        One row a value, each cell as it is written.

    Raises
    ------
    InputError
        Where the file does not exist or cannot be read to its end.
    """
    import pandas as pd

    documents = _documents(path)
    columns: dict[str, None] = {}
    rows: list[dict[str, Any]] = []
    for document in documents:
        held = _rows(path, document.data)
        named = document.columns if isinstance(document, TableDocument) else REQUIRED
        columns |= dict.fromkeys(filter(None, named))
        columns |= dict.fromkeys(str(name) for row in held for name in row)
        rows += map(_counted, held)
    return pd.DataFrame(rows, columns=list(columns))


def refusal_of(path: str | Path, error: ValueError) -> InputError:
    """Return why a file of measured values is refused, with the place of the cell in it.

    Parameters
    ----------
    path
        The file.
    error
        What was found wrong with the frame that it was read as.

    Returns
    -------
    InputError
        For a cell with its line and column as ``toc check`` writes them, else with the file alone.
    """
    if not isinstance(error, CellError):
        return InputError(f"{path}: {error}")
    row = error.row
    for document in _documents(path):
        held = len(_rows(path, document.data))
        if row < held:
            span = document.span((_SECTION, row, error.column))
            return InputError(f"{_place(path, document.source, span)}: {error.said}")
        row -= held
    return InputError(f"{path}: {error}")


def _documents(path: str | Path) -> Sequence[Document]:
    found = find_files((Path(path),), (*TABLE_ENDINGS, *YAML_ENDINGS)).readable
    if len(found) != 1:
        named = ", ".join(each.name for each in found[:3]) + (", …" if len(found) > 3 else "")
        held = f"{len(found)} files ({named})" if found else "no file that can be read"
        raise InputError(f"{path}: {held} in it; name the one file that holds what was measured")
    reading = _read(found[0])
    if reading.faults:
        fault = reading.faults[0]
        source, span = reading.source or Source(str(path), ""), fault.where
        place = _place(path, source, span) if isinstance(span, Span) else path
        raise InputError(f"{place}: {fault.message} {fault.tip}".rstrip())
    return reading.documents


def _place(path: str | Path, source: Source, span: Span) -> str:
    told = source.told(span)
    return f"{path}, {told}" if told else f"{path}:{span.line}:{span.column}"


def _read(file: Path) -> Reading:
    content = content_of(file, LIMITS)
    if isinstance(content, Fault):
        return Reading([], [content], complete=False)
    if file.suffix.lower() == ".parquet":
        return read_parquet(content, f"{_SECTION}.parquet")
    source = decode(content, file.as_posix())
    if isinstance(source, Fault):
        return Reading([], [source], complete=False)
    is_table = file.suffix.lower() == ".csv"
    return read_table(source, _SECTION) if is_table else read_yaml(source, LIMITS)


def _rows(path: str | Path, data: Any) -> Sequence[Mapping[str, Any]]:
    rows = data.get(_SECTION) if isinstance(data, Mapping) else None
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise InputError(f"{path}: observations, a list of kpi, date and value, are not in it")
    return rows


def _counted(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with its count as a number, where that can be read."""
    n = row.get("n")
    return {**row, "n": int(n)} if isinstance(n, str) and n.isdecimal() else dict(row)
