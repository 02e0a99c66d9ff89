"""Where tables are: files below a directory, frames at hand, or tables of a database."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from theoryofchange.core import ValidationError
from theoryofchange.declare.messages import message_of, owner_of, tip_of
from theoryofchange.errors import InputError, kind_of
from theoryofchange.measurement.engine.calendar import Calendar, Month, Weekday
from theoryofchange.record import field, record
from theoryofchange.shape import expected, shape, validator
from theoryofchange.source.files import content_of
from theoryofchange.source.finding import Fault
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.reading import LIMITS, decode
from theoryofchange.source.span import Span

Engine = Literal["duckdb", "spark"]
ColumnType = Literal["text", "integer", "number", "boolean", "date", "timestamp"]
ENDINGS = (".parquet", ".csv", ".csv.gz")


@shape
class TableSpec:
    """A table in files.

    Parameters
    ----------
    path
        Its files, from the directory of the spec and below it: names, or patterns with ``*``.
    time_zone
        The zone that its moments are in where they name none; by default that of the periods.
    types
        What columns of CSV hold, where their cells do not show it: column → type.
    """

    path: tuple[str, ...] = expected(())
    time_zone: str | None = None
    types: Mapping[str, ColumnType] = field(default_factory=dict)

    @staticmethod
    def prepare(value: Any) -> Any:
        """Read one text, or a list of them, as the path."""
        return {"path": value} if isinstance(value, str | list | tuple) else value


@shape
class DataSpec:
    """The tables that KPIs are measured from, and how their time is cut.

    Parameters
    ----------
    tables
        The tables by the names that KPIs know them by.
    time_zone
        The zone whose days are meant.
    week_start
        The weekday that a week begins on.
    fiscal_year_start
        The month that a year begins in, for quarters and half-years too.
    engine
        What reads the files and computes: DuckDB within this process, or Spark.
    """

    tables: Mapping[str, TableSpec] = expected()
    time_zone: str = "UTC"
    week_start: Weekday = "monday"
    fiscal_year_start: Month = "january"
    engine: Engine = "duckdb"


@record
class Files:
    """A table in files of one kind.

    Parameters
    ----------
    paths
        The files, in order.
    types
        What columns of CSV hold, where that is said.
    """

    paths: tuple[str, ...]
    types: Mapping[str, ColumnType] = field(default_factory=dict)

    @property
    def parquet(self) -> bool:
        """Whether they are Parquet; else CSV."""
        return self.paths[0].lower().endswith(".parquet")


@record
class Data:
    """Tables by name, not yet opened.

    Parameters
    ----------
    tables
        Files, frames and Ibis tables by name; or what hands them out by name.
    zones
        The zone of the moments of a table that name none.
    calendar
        How time is cut.
    engine
        What computes from files.
    """

    tables: Mapping[str, Any]
    zones: Mapping[str, str]
    calendar: Calendar
    engine: Engine = "duckdb"


def data_of(given: Any, calendar: Calendar) -> Data:
    """Return the tables that a caller gives.

    Parameters
    ----------
    given
        The path of a data spec; a mapping of names to paths, frames or Ibis tables; or an Ibis
        connection.
    calendar
        How time is cut where no spec says so.

    Raises
    ------
    InputError
        Where a file cannot be used.
    TypeError
        Where it is none of these.
    """
    if isinstance(given, Data):
        return given
    if isinstance(given, str | Path):
        return read_data(Path(given))
    if isinstance(given, Mapping):
        tables = {str(name): _table(name, held) for name, held in given.items()}
        return Data(tables, {}, calendar)
    if hasattr(given, "list_tables") and hasattr(given, "table"):
        return Data(_Connected(given), {}, calendar)
    raise TypeError(
        "data takes the path of a data spec, a mapping of tables or an Ibis connection, "
        f"not {kind_of(given)}"
    )


class _Connected(Mapping[str, Any]):
    """The tables of a connection, each asked for by its name alone."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __getitem__(self, name: str) -> Any:
        from ibis.common.exceptions import IbisError

        try:
            return self._connection.table(name)
        except IbisError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        try:
            return iter(sorted(self._connection.list_tables()))
        except Exception:  # noqa: BLE001 - a list is for suggestions alone
            return iter(())

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _table(name: Any, held: Any) -> Any:
    if not isinstance(held, str | Path):
        return held
    return Files(tuple(_matching(str(name), Path(), (str(held),))))


def read_data(path: Path) -> Data:
    """Read a data spec.

    Parameters
    ----------
    path
        A YAML file in the form of :class:`DataSpec`.

    Returns
    -------
    Data
        Its tables. A file outside its directory is refused, by a link too.

    Raises
    ------
    InputError
        With the place of the first fault.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such file; write the data spec there")
    content = content_of(path, LIMITS)
    source = content if isinstance(content, Fault) else decode(content, path.as_posix())
    if isinstance(source, Fault):
        raise InputError(f"{path}: {source.message}")
    reading = read_yaml(source, LIMITS)
    if reading.faults:
        raise _refused(path, reading.faults[0].where, reading.faults[0].message)
    document = next(iter(reading.documents), None)
    if document is None or not isinstance(document.data, dict):
        raise InputError(f"{path}: a data spec is a mapping, as tables: {{orders: orders.csv}}")
    try:
        spec: DataSpec = validator(DataSpec).validate_python(document.data)
    except ValidationError as error:
        fault: Any = error.errors(include_url=False)[0]
        tip = tip_of(fault, owner_of(DataSpec, fault["loc"]))
        unknown = fault["type"] == "unexpected_keyword_argument"
        place = document.key_span(fault["loc"]) if unknown else document.span(fault["loc"])
        raise _refused(path, place, f"{message_of(fault)} {tip}") from None
    root = path.parent
    tables = {
        name: Files(tuple(_below(name, root, each.path)), each.types)
        for name, each in spec.tables.items()
    }
    zones = {name: each.time_zone for name, each in spec.tables.items() if each.time_zone}
    for zone in zones.values():
        Calendar.of(zone, "monday", "january")
    calendar = Calendar.of(spec.time_zone, spec.week_start, spec.fiscal_year_start)
    return Data(tables, zones, calendar, spec.engine)


def _refused(path: Path, place: Any, message: str) -> InputError:
    line = f":{place.line}:{place.column}" if isinstance(place, Span) else ""
    return InputError(f"{path.as_posix()}{line}: {message}")


def _below(name: str, root: Path, patterns: tuple[str, ...]) -> Iterator[str]:
    """Yield the files of a table that lie below a directory, and refuse all others."""
    home = root.resolve()
    for found in _matching(name, root, patterns):
        if not Path(found).resolve().is_relative_to(home):
            raise InputError(f"table {name}: {found} lies outside {root.as_posix()}; move it there")
        yield found


def _matching(name: str, root: Path, patterns: tuple[str, ...]) -> Iterator[str]:
    if not patterns:
        raise InputError(f"table {name}: it has no path")
    endings: set[str] = set()
    for pattern in patterns:
        whole = os.path.join(glob.escape(str(root)), pattern)  # noqa: PTH118
        found = sorted(glob.glob(whole, recursive=True))  # noqa: PTH207
        exact = root / pattern
        for each in [str(exact)] if exact.is_file() else found:
            ending = next((end for end in ENDINGS if each.lower().endswith(end)), None)
            if ending is None:
                raise InputError(f"table {name}: {each} is none of {', '.join(ENDINGS)}")
            if glob.has_magic(each):
                raise InputError(f"table {name}: {each} has one of *?[ in its name; rename it")
            endings.add(ending.removesuffix(".gz"))
            yield each
        if not found and not exact.is_file():
            raise InputError(f"table {name}: there is no file {pattern}")
    if len(endings) > 1:
        raise InputError(f"table {name}: its files are of several kinds; name one kind")
