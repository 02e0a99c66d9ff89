"""A file of measured values beside a theory, as the frame that takes the place of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from theoryofchange.errors import InputError
from theoryofchange.source.files import content_of, find_files
from theoryofchange.source.finding import Fault
from theoryofchange.source.parquet import read_parquet
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.reading import LIMITS, Reading, decode
from theoryofchange.source.table import read_table

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

    (file,) = find_files((Path(path),)).readable
    reading = _read(file)
    if reading.faults:
        raise InputError(f"{path}: {reading.faults[0].message}")
    rows = [row for document in reading.documents for row in _rows(path, document.data)]
    frame = pd.DataFrame([_counted(row) for row in rows])
    return frame if rows else pd.DataFrame(columns=["kpi", "date", "value"])


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
