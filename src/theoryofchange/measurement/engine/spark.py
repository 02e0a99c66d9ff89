"""Tables as Spark has them, in a session of one's own or in the one there is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from theoryofchange.measurement.engine.sources import Files

SPARK = "pyspark"
"""The name that Ibis has for Spark."""
_KINDS = {
    "text": "StringType",
    "integer": "LongType",
    "number": "DoubleType",
    "boolean": "BooleanType",
    "date": "DateType",
    "timestamp": "TimestampNTZType",
}


class Session:
    """A session of Spark, which is ended only where it was begun here."""

    def __init__(self) -> None:
        from pyspark.sql import SparkSession

        self._own = SparkSession.getActiveSession() is None
        self._session = SparkSession.builder.appName("toc measure").getOrCreate()
        if self._own:
            self._session.sparkContext.setLogLevel("ERROR")

    def table(self, ibis: Any, files: Files, name: str) -> Any:
        """Return a table of files, as Ibis has it."""
        paths = [Path(each).resolve().as_uri() for each in files.paths]
        self._frame(files, paths).createOrReplaceTempView(name)
        return ibis.pyspark.connect(self._session).table(name)

    def _frame(self, files: Files, paths: list[str]) -> Any:
        from pyspark.sql import types

        reader = self._session.read
        if files.parquet:
            return reader.parquet(*paths)
        seen = reader.csv(paths, header=True, inferSchema=True, mode="FAILFAST")
        if not files.types:
            return seen
        told = types.StructType([_as_told(each, files) for each in seen.schema])
        return reader.csv(paths, header=True, schema=told, mode="FAILFAST")

    def close(self) -> None:
        """End the session, where it was begun here."""
        if self._own:
            self._session.stop()


def _as_told(column: Any, files: Files) -> Any:
    """Return a column with the type that the data spec says it has."""
    from pyspark.sql import types

    kind = files.types.get(column.name)
    return types.StructField(column.name, getattr(types, _KINDS[kind])()) if kind else column


def instants_told(table: Any) -> Any:
    """Return a table of Spark with its moments in UTC told from those of no zone.

    Spark has a type for each, and Ibis, which sets the session's zone to UTC, reads both as moments
    of no zone.
    """
    backend = table.get_backend()
    if backend.name != SPARK:
        return table
    kinds = dict(backend.raw_sql(backend.compile(table)).dtypes)
    instants = [name for name in table.columns if kinds[name] == "timestamp"]
    return table.mutate(**{name: table[name].cast("timestamp('UTC')") for name in instants})
