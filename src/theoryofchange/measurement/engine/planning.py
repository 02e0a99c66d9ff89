"""Which KPIs can be measured from some data, and what each asks of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from theoryofchange.errors import InputError
from theoryofchange.kpi import Kpi
from theoryofchange.measurement.engine.calendar import Calendar, Rhythm, rhythm_of
from theoryofchange.measurement.engine.conditions import check_condition, told
from theoryofchange.measurement.engine.metrics import (
    LOCAL,
    LOCAL_COLUMNS,
    MOMENTS,
    REVENUE,
    SHARES,
    answer_parts,
    lowered,
    metric_cell,
    named,
)
from theoryofchange.measurement.engine.opening import Opened, Tables
from theoryofchange.measurement.engine.parts import Cell, Number, Part, cell_of, parts_of
from theoryofchange.measurement.engine.unusable import UnusableError
from theoryofchange.measurement.scale import scale_of
from theoryofchange.measuring import Filter, Measure
from theoryofchange.shape import plain
from theoryofchange.source.suggest import did_you_mean

DEFINITION = 2
"""Raised when the same definition gives other figures than before."""

_HUNDREDS = ("share", "ratio", "retention", "conversion", *SHARES)
_LONGEST = 36_525
"""Days that a window may reach back: a hundred years."""
_FIGURES = ("sum", "mean", "quantile", "cumulative", "first", "last")
_SIDES = ("ratio", "acquisition_cost", "share_of_wallet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A KPI that can be measured.

    Parameters
    ----------
    id
        The KPI.
    measure
        How it is measured.
    source
        Its table.
    rhythm
        How long its periods are.
    window
        Over how many periods the rows of one reach.
    factor
        What a share is multiplied by to be in its unit.
    parts
        What one scan computes for it; nothing where it takes its own.
    metric
        The metric of the catalogue that it is; ``None`` where it is none.
    definition
        A digest of all that makes its figures, but for the data.
    """

    id: str
    measure: Measure
    source: Opened
    rhythm: Rhythm
    window: int
    factor: int
    parts: tuple[Part, ...]
    definition: str
    metric: str | None = None

    @property
    def back(self) -> int:
        """How many periods before its own the rows of a figure begin."""
        both = self.measure.aggregation == "retention" or self.metric in REVENUE
        return (2 if both else 1) * self.window - 1

    @property
    def ahead(self) -> float:
        """How many days after the end of its period the rows of a figure go on."""
        within = self.measure.within
        return within.days if self.measure.aggregation == "conversion" and within else 0.0

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its own query that its figure is made of, where it takes its own."""
        if self.measure.aggregation:
            return "a0", "a1", "a1"
        return LOCAL_COLUMNS if self.metric in LOCAL else MOMENTS

    def cell(self, parts: Sequence[Number | None]) -> Cell:
        """Return the figure that its parts make."""
        if self.metric:
            return metric_cell(self.metric, parts, self.factor)
        return cell_of(self.measure, parts, self.factor)

    @property
    def segmentations(self) -> tuple[tuple[str, ...], ...]:
        """By which columns it is parted: by none, and by its segment where it has one."""
        return ((), self.measure.segment) if self.measure.segment else ((),)


def planned(
    kpi: Kpi, asked: Measure, tables: Tables, calendar: Calendar, period: Rhythm | None
) -> Planned:
    """Plan how a KPI is measured.

    Parameters
    ----------
    kpi
        The KPI.
    asked
        Its measure.
    tables
        The tables there are.
    calendar
        How time is cut.
    period
        How long a period is, in place of the KPI's cadence.

    Raises
    ------
    UnusableError
        Where it cannot be measured.
    """
    _expect_whole(asked)
    metric, measure = asked.metric, lowered(asked)
    rhythm = period or rhythm_of(kpi.cadence)
    if rhythm is None:
        told_cadence = f"the cadence “{kpi.cadence}”" if kpi.cadence else "no cadence"
        message = f"It has {told_cadence}, so it cannot be told what its periods are."
        raise UnusableError("DAT114", (), message, "Give it a cadence such as monthly.")
    window = rhythm.periods_in(measure.window) if measure.window else 1
    if window is None:
        message = f"The window of {measure.window} is no whole number of its periods."
        raise UnusableError("DAT117", ("window",), message, "Write one that is, as 12 months.")
    if window * rhythm.days > _LONGEST:
        message = f"The window of {measure.window} is longer than a hundred years."
        raise UnusableError("DAT117", ("window",), message, "Write a shorter one, as 12 months.")
    source = _source(measure, tables)
    _expect_columns(asked, source)
    scale = scale_of(kpi, ()).reference
    is_percent = scale is not None and "percent" in (scale.kind, scale.unit)
    told_in_hundreds = is_percent and asked.made in _HUNDREDS
    if metric == "nps":
        told_in_hundreds = kpi.unit != "share"
    factor = 100 if told_in_hundreds else 1
    return Planned(
        id=kpi.id,
        measure=measure,
        source=source,
        rhythm=rhythm,
        window=window,
        factor=factor,
        parts=answer_parts(metric, measure) or parts_of(measure),
        definition=_digest(asked, rhythm, calendar, factor, source),
        metric=metric,
    )


def _expect_whole(measure: Measure) -> None:
    for name in measure.lacks:
        message = f"Its measure has no {name}, without which it cannot be computed."
        raise UnusableError("DAT117", (), message, f"Add {name}.")
    level = measure.quantile
    if level is not None and not 0 <= level <= 1:
        message = f"A quantile lies between 0 and 1, and not at {level:g}."
        raise UnusableError("DAT117", ("quantile",), message, "Write 0.5 for the median.")
    if measure.entity and measure.entity in measure.segment:
        message = f"It is segmented by {measure.entity}, which would list every one of them."
        raise UnusableError("DAT117", ("segment",), message, "Name a column of groups.")
    for name, side in measure.sides.items() if measure.metric else ():
        if side.aggregation == "distinct_count":
            message = f"The {name} of {measure.metric} is added up over customers, and that is not."
            raise UnusableError("DAT117", (name,), message, "Take a sum or a count.")


def _source(measure: Measure, tables: Tables) -> Opened:
    name = measure.table or ""
    try:
        return tables.table(name)
    except KeyError:
        known = ", ".join(tables.names) or "none is known"
        tip = did_you_mean(name, tables.names, f"The tables: {known}.")
        message = f"The data have no table {name}."
        raise UnusableError("DAT101", ("table",), message, tip) from None
    except InputError as error:
        if "not installed" in str(error):
            raise
        raise UnusableError("DAT118", ("table",), f"{error}.", "Look at the file.") from None


def _expect_columns(measure: Measure, source: Opened) -> None:
    schema = source.table.schema()
    for name, steps in measure.columns.items():
        if name not in schema.names:
            tip = did_you_mean(name, schema.names, _columns_of(schema.names, measure))
            message = f"The table {source.name} has no column {name}."
            raise UnusableError("DAT102", steps, message, tip)
        if schema[name].is_nested() or schema[name].is_time():
            raise _mistaken(source, name, steps, "a column of single values")
    time = schema[measure.time]
    if not (time.is_date() or time.is_timestamp()):
        raise _mistaken(source, measure.time or "", ("time",), "days or moments")
    for name, steps in _figures(measure):
        if not (schema[name].is_numeric() or schema[name].is_boolean()):
            raise _mistaken(source, name, steps, "figures")
    for steps, conditions in _filters(measure):
        for name, condition in conditions.items():
            check_condition(name, schema[name], condition, (*steps, name))


def _columns_of(names: Sequence[str], measure: Measure) -> str:
    """Return what columns a table has, unless they could be the values of a row."""
    if any(name in names for name in measure.columns):
        return f"It has {', '.join(names)}."
    return (
        "None of its columns is named here: look whether its first line names them, and every line "
        "has as many values."
    )


def _figures(measure: Measure) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the columns that must hold figures."""
    if measure.value and (measure.aggregation in _FIGURES or _is_figured(measure)):
        yield measure.value, ("value",)
    if measure.promised:
        yield measure.promised, ("promised",)
    if measure.made in _SIDES:
        for name, side in measure.sides.items():
            if side.value and side.aggregation == "sum":
                yield side.value, (name, "value")


def _is_figured(measure: Measure) -> bool:
    """Tell whether a metric computes with its value: answers may be words where that is said."""
    return measure.metric is not None and not (measure.metric == "csat" and measure.fulfils)


def _filters(measure: Measure) -> Iterator[tuple[tuple[str, ...], Filter]]:
    for name in ("filter", "fulfils", "begins", "ends"):
        if name not in measure.unused:
            yield (name,), getattr(measure, name)
    for name, side in measure.sides.items():
        if name not in measure.unused:
            yield (name, "filter"), side.filter


def _mistaken(source: Opened, name: str, steps: tuple[str, ...], wanted: str) -> UnusableError:
    """Return that a column holds something else; of CSV without a value none can tell what."""
    table = source.table
    if not table.count().to_pyarrow().as_py():
        return UnusableError("DAT104", ("table",), f"The table {source.name} is empty.", "Fill it.")
    if not table[name].count().to_pyarrow().as_py():
        message = f"The column {name} of {source.name} has no value at all."
        return UnusableError("DAT106", steps, message, "Fill it, or name another.")
    message = f"The column {name} holds {told(table[name].type())}, where {wanted} are needed."
    tip = "Name another column, or give its type in the data spec (types)."
    return UnusableError("DAT103", steps, message, tip)


def _digest(
    measure: Measure, rhythm: Rhythm, calendar: Calendar, factor: int, source: Opened
) -> str:
    held = {
        "version": DEFINITION,
        "measure": plain(measure),
        "rhythm": [rhythm.unit, rhythm.every],
        "calendar": [calendar.time_zone, calendar.week_start, calendar.fiscal_year_start],
        "zone": source.zone,
        "factor": factor,
        **({"metric": named(measure.metric)} if measure.metric else {}),
    }
    text = json.dumps(held, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
