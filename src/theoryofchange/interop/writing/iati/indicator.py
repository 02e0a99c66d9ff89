"""A KPI as an indicator of IATI, with its baseline and its periods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from theoryofchange.graph import TheoryOfChange
from theoryofchange.interop.iati import PERCENTAGE
from theoryofchange.interop.iati.figures import segment_of
from theoryofchange.interop.iati.grammar import ORDER
from theoryofchange.interop.seam.days import day_of
from theoryofchange.interop.writing import Omissions
from theoryofchange.interop.writing.iati.kept import (
    legal,
    narrated,
    put,
    put_all,
    put_foreign,
    unused,
)
from theoryofchange.kpi import Kpi, Measured, Observation
from theoryofchange.quantity import Quantity
from theoryofchange.quantity.numerals import write_number

if TYPE_CHECKING:
    from lxml.etree import _Element

NO_PLACE = "IATI has no place for it."
_SAID = {"id", "title", "measures", "definition", "baseline", "target", "milestones", "extra"}
_ATTRIBUTES = ("@measure", "@aggregation-status")
_PARTS = ("title", "description", "document-link", "reference", "baseline", "period", "segment")
_FIGURES = ("target", "actual")
_ORDINAL = frozenset({"rank", "score"})


class Indicators:
    """The KPIs of a theory as indicators.

    Parameters
    ----------
    theory
        The theory.
    omissions
        Where it is told what an indicator cannot say.
    """

    def __init__(self, theory: TheoryOfChange, omissions: Omissions) -> None:
        self._omissions = omissions
        self._kpis = theory.kpis
        self._written: dict[str, Kpi] = {}
        self._observations: dict[str, list[Observation]] = {}
        for each in theory.observations:
            self._observations.setdefault(each.kpi, []).append(each)

    def element(self, kpi: Kpi) -> _Element:
        """Return a KPI as an indicator."""
        from lxml import etree

        self._written[kpi.id] = kpi
        measure = legal(str(kpi.extra.get("@measure") or _measure(kpi)))
        indicator = etree.Element("indicator", measure=measure)
        if kpi.direction in ("increase", "decrease"):
            indicator.set("ascending", "1" if kpi.direction == "increase" else "0")
        else:
            self._omit(kpi, f"direction {kpi.direction or 'not known'}", _NO_DIRECTION)
        put_all(self._omissions, indicator, "@aggregation-status",
                kpi.extra.get("@aggregation-status"), kpi.id)  # fmt: skip
        put(indicator, "title", narrated(self._omissions, kpi.id, "title", kpi.name, kpi.extra))
        if kpi.definition or "description" in kpi.extra:
            text = narrated(self._omissions, kpi.id, "description", kpi.definition, kpi.extra)
            put(indicator, "description", text)
        for key in ("document-link", "reference"):
            put_all(self._omissions, indicator, key, kpi.extra.get(key), kpi.id)
        for key, data in (("baseline", self._baselines(kpi)), ("period", self._periods(kpi))):
            for each in data:
                if not put(indicator, key, _ordered(key, each)):
                    self._omit(kpi, f"a {key}", "It does not follow the standard.")
        put_foreign(self._omissions, indicator, kpi.extra, kpi.id)
        unused(self._omissions, kpi.id, kpi.extra, {*_ATTRIBUTES, *_PARTS})
        return indicator

    def omit(self) -> None:
        """Tell what of the KPIs is not said."""
        missing = self._kpis.keys() - self._written.keys()
        for id in self._kpis:
            if id in missing:
                self._omissions.add("KPIs", "A KPI that measures no result has no place.", id)
        percent = {id: kpi for id, kpi in self._written.items() if kpi.unit == "percent"}
        others = {id: kpi for id, kpi in self._written.items() if id not in percent}
        for kpis, said in ((percent, _SAID | {"unit"}), (others, _SAID)):
            self._omissions.fields("KPIs", NO_PLACE, kpis, said | {"direction"})
        for kpi in self._written.values():
            self._omit_details(kpi)

    def _omit_details(self, kpi: Kpi) -> None:
        if kpi.target and (kpi.target.set_by or kpi.target.because):
            self._omit(kpi, "who set a target, and why", NO_PLACE)
        cases = (kpi.baseline, *kpi.milestones, *self._observations.get(kpi.id, ()))
        if any(each is not None and each.n is not None for each in cases):
            self._omit(kpi, "how many cases a value rests on", NO_PLACE)

    def _omit(self, kpi: Kpi, what: str, why: str) -> None:
        self._omissions.add(what, why, kpi.id)

    def _baselines(self, kpi: Kpi) -> list[dict[str, Any]]:
        found = _copies(kpi.extra.get("baseline"))
        own = kpi.baseline
        if own is None or own.value is None:
            return found
        part = _part(kpi)
        place = next((each for each in found if _is_free(each, part)), None)
        if place is None:
            place = _figure(part)
            found.insert(0, place)
        place["@value"] = _value(kpi, own.value)
        if own.date is not None:
            place |= {"@iso-date": own.date.isoformat(), "@year": str(own.date.year)}
        elif "@year" not in place:
            self._omit(kpi, "a baseline without a date", "IATI asks for the year of a baseline.")
            found.remove(place)
        return found

    def _periods(self, kpi: Kpi) -> list[dict[str, Any]]:
        periods = _Periods(kpi.extra.get("period"))
        target = kpi.target
        aims: list[Measured] = list(kpi.milestones)
        if target is not None:
            aims.append(Measured(value=target.value, date=target.date))
        for aim in aims:
            if aim.value is None:
                continue
            if aim.date is None:
                self._omit(kpi, "a target without a date", "IATI asks for the period of a target.")
            else:
                periods.add("target", aim.date, _part(kpi), _value(kpi, aim.value))
        for each in self._observations.get(kpi.id, ()):
            periods.add("actual", each.date, each.segment or _part(kpi), _value(kpi, each.value))
        return periods.listed()


_NO_DIRECTION = "IATI has up and down alone, and reads what is left out as up."


class _Periods:
    """The periods of an indicator: those that were imported, and one for each other day."""

    def __init__(self, kept: Any) -> None:
        self._kept = _copies(kept)
        self._ending: dict[dt.date | None, list[dict[str, Any]]] = {}
        self._new: dict[dt.date, dict[str, Any]] = {}
        for period in self._kept:
            self._ending.setdefault(_end(period), []).append(period)
            period |= {kind: _copies(period[kind]) for kind in _FIGURES if kind in period}

    def add(self, kind: str, day: dt.date, part: str, value: str) -> None:
        """Add a target or actual for a part of the whole to the period that ends on a day."""
        ending = self._ending.get(day, [])
        for figure in (figure for period in ending for figure in period.get(kind, ())):
            if _is_free(figure, part):
                figure["@value"] = value
                return
        written = {"@iso-date": day.isoformat()}
        blank = {"period-start": written, "period-end": written}
        period = ending[0] if ending else self._new.setdefault(day, blank)
        period.setdefault(kind, []).append(_figure(part) | {"@value": value})

    def listed(self) -> list[dict[str, Any]]:
        """Return the periods: the imported ones as they were, then the others by their day."""
        return [*self._kept, *(self._new[day] for day in sorted(self._new))]


def _measure(kpi: Kpi) -> str:
    """Return the standard's measure: unit (1), percentage (2), ordinal (4) or qualitative (5)."""
    if kpi.unit == "percent":
        return PERCENTAGE
    if kpi.unit in _ORDINAL:
        return "4"
    values = [each.value for each in (kpi.baseline, kpi.target) if each and each.value]
    return "5" if values and not any(each.readable for each in values) else "1"


def _value(kpi: Kpi, value: Quantity) -> str:
    """Return a figure as a number where nothing is lost by that, otherwise as it is written."""
    percent = value.kind == "percent" and value.unit in (None, "percent") and _is_percentage(kpi)
    plain = value.kind == "number" and value.unit is None
    if value.value is not None and value.bound == "=" and (plain or percent):
        return write_number(value.value)
    return value.text


def _is_percentage(kpi: Kpi) -> bool:
    return str(kpi.extra.get("@measure") or _measure(kpi)) == PERCENTAGE


def _part(kpi: Kpi) -> str:
    return str(kpi.extra.get("segment") or "")


def _figure(part: str) -> dict[str, Any]:
    """Return the locations and dimensions of a part of the whole."""
    if not part:
        return {}
    pairs = [each.partition("=") for each in part.split("; ")]
    dimensions = [{"@name": n, "@value": v} for n, _, v in pairs if n != "location"]
    held = {
        "location": [{"@ref": value} for name, _, value in pairs if name == "location"],
        "dimension": dimensions,
    }
    return held if segment_of(held) == part else {"dimension": {"@value": part}}


def _is_free(figure: Mapping[str, Any], part: str) -> bool:
    return "@value" not in figure and segment_of(figure) == part


def _end(period: Mapping[str, Any]) -> dt.date | None:
    end = period.get("period-end")
    return day_of(str(end.get("@iso-date"))) if isinstance(end, Mapping) else None


def _copies(kept: Any) -> list[dict[str, Any]]:
    found: Iterable[Any] = kept if isinstance(kept, list | tuple) else [kept]
    return [dict(each) for each in found if isinstance(each, Mapping)]


def _ordered(name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the children of an element in the order of the standard."""
    order = ORDER[name]
    held = {key: each for key, each in data.items() if key not in order}
    for key in order:
        if key in data:
            each = data[key]
            parts = each if isinstance(each, list) and key in ORDER else [each]
            held[key] = [_ordered(key, p) if isinstance(p, Mapping) else p for p in parts]
    return held
