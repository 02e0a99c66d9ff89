"""The figures of an IATI indicator: its baselines, and the targets and actuals of its periods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from theoryofchange.interop.seam import Record
from theoryofchange.interop.seam.days import day_of
from theoryofchange.interop.seam.elements import data_of
from theoryofchange.kpi import Measured, Observation, Target
from theoryofchange.quantity import Quantity

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A baseline, target or actual.

    Parameters
    ----------
    record
        Its record; the kind is the name of its element.
    value
        The value as written; ``None`` where there is none.
    day
        The day it holds for: of a baseline its own, otherwise the end of its period.
    segment
        The locations and dimensions it is about; empty for the whole.
    period
        Which period of the indicator it stands in, from 0; ``None`` for a baseline.
    data
        Its element as plain data.
    """

    record: Record
    value: str | None
    day: dt.date | None
    segment: str
    period: int | None
    data: Any

    @property
    def rest(self) -> dict[str, Any]:
        """What is left of it when its value and day are told."""
        told = {"@value", "@iso-date"} if self.day else {"@value"}
        held = {key: each for key, each in _mapping(self.data).items() if key not in told}
        if self.day and held.get("@year") == str(self.day.year):
            del held["@year"]
        return held


def figure_of(element: _Element, record: Record, period: int | None = None) -> Figure:
    """Return a baseline, target or actual as a figure."""
    day = element.get("iso-date")
    if period is not None:
        day = next((end.get("iso-date") for end in _ends(element)), None)
    return Figure(
        record=record,
        value=(element.get("value") or "").strip() or None,
        day=day_of(day),
        segment=segment_of(data_of(element)),
        period=period,
        data=data_of(element),
    )


def segment_of(data: Any) -> str:
    """Return which part of the whole a baseline, target or actual is about.

    Examples
    --------
    >>> segment_of({"location": {"@ref": "AF-KAN"}, "dimension": {"@name": "sex", "@value": "f"}})
    'location=AF-KAN; sex=f'
    >>> segment_of({"@value": "10"})
    ''
    """
    held = _mapping(data)
    parts = [f"location={_mapping(each).get('@ref', '')}" for each in _several(held, "location")]
    for each in map(_mapping, _several(held, "dimension")):
        name, value = each.get("@name", ""), each.get("@value", "")
        parts.append(f"{name}={value}" if name else str(value))
    return "; ".join(parts)


class Figures:
    """The figures of one indicator, and what of them a KPI can say.

    Where none is about the whole and all are about the same part, the indicator is about that part.

    Parameters
    ----------
    id
        The id of its KPI.
    figures
        Its figures in order.

    Attributes
    ----------
    segment
        The part that the KPI is about; empty for the whole.
    baseline, target, milestones, observations
        As the KPI and the theory take them.
    told
        For each figure, in order, what became of it.
    """

    def __init__(self, id: str, figures: Iterable[Figure]) -> None:
        self._figures = tuple(figures)
        self._of_period: dict[int | None, list[Figure]] = {}
        for each in self._figures:
            self._of_period.setdefault(each.period, []).append(each)
        segments = {each.segment for each in self._figures}
        self.segment = segments.pop() if len(segments) == 1 else ""
        self._said: dict[int, str] = {}
        self.baseline = self._baseline()
        self.milestones, self.target = self._targets()
        self.observations = tuple(self._observations(id))

    @property
    def told(self) -> tuple[tuple[Figure, str | None], ...]:
        """Each figure with what it became, ``None`` where it is kept as it is written."""
        return tuple((each, self._said.get(id(each))) for each in self._figures)

    def kept(self, periods: Iterable[_Element]) -> dict[str, Any]:
        """Return what the KPI keeps of its figures and periods under ``extra``."""
        held = [rest for rest in map(self._rest, self._of_period.get(None, ())) if rest]
        found = [self._period(at, period) for at, period in enumerate(periods)]
        extra: dict[str, Any] = {"baseline": held, "period": found, "segment": self.segment}
        return {key: each for key, each in extra.items() if each}

    def _period(self, at: int, period: _Element) -> dict[str, Any]:
        held = dict(_mapping(data_of(period, ("target", "actual"))))
        for each in self._of_period.get(at, ()):
            rest = self._rest(each)
            if rest:
                held.setdefault(each.record.kind, []).append(rest)
        return held

    def _rest(self, figure: Figure) -> Any:
        return figure.rest if id(figure) in self._said else figure.data

    def _main(self, kind: str) -> Iterator[Figure]:
        """Yield the figures of a kind that the KPI is about and that have a value."""
        for each in self._figures:
            if each.record.kind == kind and each.segment == self.segment and each.value:
                yield each

    def _baseline(self) -> Measured | None:
        for each in self._main("baseline"):
            self._said[id(each)] = "its baseline"
            return Measured(value=Quantity.read(each.value), date=each.day)
        return None

    def _targets(self) -> tuple[tuple[Measured, ...], Target | None]:
        by_day: dict[dt.date, Figure] = {}
        for each in self._main("target"):
            if each.day:
                by_day.setdefault(each.day, each)
        if not by_day:
            return (), None
        *before, last = sorted(by_day)
        for day in before:
            self._said[id(by_day[day])] = f"its milestone of {day}"
        self._said[id(by_day[last])] = f"its target for {last}"
        milestones = (Measured(value=Quantity.read(by_day[day].value), date=day) for day in before)
        return tuple(milestones), Target(value=Quantity.read(by_day[last].value), date=last)

    def _observations(self, kpi: str) -> Iterator[Observation]:
        seen: set[tuple[dt.date, str]] = set()
        for each in self._figures:
            if each.record.kind != "actual" or not (each.day and each.value):
                continue
            value, place = Quantity.read(each.value), (each.day, each.segment)
            if value.readable and place not in seen:
                seen.add(place)
                part = each.segment if each.segment != self.segment else ""
                self._said[id(each)] = "measured" + (f" of {part}" if part else "")
                yield Observation(kpi=kpi, date=each.day, value=value, segment=part or None)


def _ends(element: _Element) -> Iterator[_Element]:
    period = element.getparent()
    if period is not None:
        yield from period.iterchildren("period-end")


def _several(held: Mapping[str, Any], name: str) -> list[Any]:
    found = held.get(name, [])
    return found if isinstance(found, list) else [found]


def _mapping(data: Any) -> Mapping[str, Any]:
    return data if isinstance(data, Mapping) else {}
