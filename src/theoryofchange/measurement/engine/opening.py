"""Tables as Ibis has them: files and frames on an embedded DuckDB, others where they live."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from theoryofchange.errors import InputError
from theoryofchange.measurement.engine.scratch import scratch
from theoryofchange.measurement.engine.sources import Data, Files
from theoryofchange.measurement.engine.spark import SPARK, Session, instants_told
from theoryofchange.measurement.engine.unusable import UnusableError

EMBEDDED = "duckdb"
"""The engine of files and frames, as Ibis names it."""
_TYPES: Mapping[str, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A table that can be asked.

    Parameters
    ----------
    name
        The name that KPIs know it by.
    table
        The Ibis table.
    zone
        The zone of its moments that name none.
    engine
        The engine that computes, with its version.
    """

    name: str
    table: Any
    zone: str
    engine: str


class Tables:
    """The tables of some data, each opened when it is first asked for."""

    def __init__(self, data: Data, scratch: str) -> None:
        self._data, self._scratch = data, scratch
        self._held: dict[str, Opened] = {}
        self._embedded: Any = None
        self._spark: Session | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the tables."""
        return tuple(self._data.tables)

    def table(self, name: str) -> Opened:
        """Return a table.

        Raises
        ------
        InputError
            Where it cannot be read, or its engine is not installed.
        KeyError
            Where there is none of that name.
        """
        if name not in self._held:
            table = self._opened(name, self._data.tables[name])
            backend = table.get_backend()
            zone = self._data.zones.get(name, self._data.calendar.time_zone)
            engine = f"{backend.name} {backend.version}"
            self._held[name] = Opened(name, table, zone, engine)
        return self._held[name]

    def _opened(self, name: str, held: Any) -> Any:
        ibis = ibis_module()
        if isinstance(held, ibis.Table):
            return instants_told(held)
        if isinstance(held, Files) and not any(Path(each).stat().st_size for each in held.paths):
            raise UnusableError("DAT104", ("table",), f"The table {name} is empty.", "Fill it.")
        own = f"t{len(self._held)}"
        if isinstance(held, Files) and self._data.engine == "spark":
            return self._on_spark(ibis, held, name, own)
        if self._embedded is None:
            self._embedded = _duckdb(ibis, self._scratch)
        try:
            if isinstance(held, Files):
                return _read(self._embedded, held, own)
            self._embedded.con.register(own, held)
            return self._embedded.table(own)
        except Exception as error:
            raise InputError(f"table {name}: it cannot be read: {first_line(error)}") from error

    def _on_spark(self, ibis: Any, files: Files, name: str, own: str) -> Any:
        if self._spark is None:
            try:
                self._spark = Session()
            except ImportError:
                raise not_installed("PySpark", "spark") from None
            except Exception as error:
                raise InputError(f"Spark does not start: {first_line(error)}") from error
        try:
            return instants_told(self._spark.table(ibis, files, f"toc_{own}"))
        except Exception as error:
            raise InputError(f"table {name}: it cannot be read: {first_line(error)}") from error

    def close(self) -> None:
        """End the engines that were begun."""
        if self._embedded is not None:
            self._embedded.disconnect()
        if self._spark is not None:
            self._spark.close()


@contextmanager
def opened(data: Data) -> Iterator[Tables]:
    """Open tables for as long as they are needed; what the engine sets aside is removed after."""
    with scratch() as folder:
        tables = Tables(data, folder)
        try:
            yield tables
        finally:
            tables.close()


def rows_of(expression: Any) -> list[dict[str, Any]]:
    """Return the rows of an expression, from the engine that its table lives on.

    DuckDB is asked without Ibis, which loads pandas for it. Spark is asked for Arrow where it has
    it: by way of pandas a column of whole numbers, of which some are missing, would become one of
    floating ones.
    """
    backend = expression.get_backend()
    if backend.name == EMBEDDED:
        table = backend.con.sql(backend.compile(expression)).to_arrow_table()
    elif backend.name == SPARK and hasattr(
        asked := backend.raw_sql(backend.compile(expression)), "toArrow"
    ):
        table = asked.toArrow()
    else:
        table = expression.to_pyarrow()
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def _read(connection: Any, files: Files, name: str) -> Any:
    paths = list(files.paths)
    if files.parquet:
        return connection.read_parquet(paths, table_name=name)
    types = {column: _TYPES[kind] for column, kind in files.types.items()}
    given = {"types": types} if types else {}
    return connection.read_csv(paths, table_name=name, header=True, skip=0, sample_size=-1, **given)


def _duckdb(ibis: Any, scratch: str) -> Any:
    try:
        import_module(EMBEDDED)
        return ibis.duckdb.connect(temp_directory=scratch)
    except ImportError:
        raise not_installed("DuckDB") from None


def ibis_module() -> Any:
    """Return Ibis.

    Raises
    ------
    InputError
        Where it is not installed.
    """
    try:
        import ibis
    except ImportError:
        raise not_installed("Ibis") from None
    return ibis


def not_installed(what: str, extra: str = "duckdb") -> InputError:
    """Return, in one line, that an engine is not installed, and what brings it."""
    return InputError(
        f"measuring needs {what}, which is not installed: pip install 'theoryofchange[{extra}]'"
    )


_QUOTED = re.compile(r"(?<!\w)['\"`“‘]|(?<=\bvalue )(?=\S)")
"""Where an engine begins to repeat a value: the data may be about persons."""


def first_line(error: BaseException) -> str:
    r"""Return the first line of what an engine says, up to what it quotes from the data.

    Examples
    --------
    >>> first_line(ValueError("Could not convert string 'ann@example.org' to INT32\nin who"))
    'Could not convert string …'
    """
    line = next(iter(str(error).strip().splitlines()), type(error).__name__)
    told, *quoted = _QUOTED.split(line, maxsplit=1)
    return f"{told}…" if quoted else line
