"""Data that is collected without a use, and personal data without a purpose or a basis.

First ask why something is collected: data without value for a goal or a decision is disposed of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.stages.analysis.position import Position

Fault = Literal["no use", "no purpose", "no basis"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleData:
    """Data whose collection nothing in the theory justifies.

    Parameters
    ----------
    what
        The system it is in, or the id that its values name, or the KPI whose source it is.
    fault
        ``no use``: it feeds no goal and no decision. ``no purpose``, ``no basis``: it is about
        persons, and it is not said for what, or on what legal ground.
    kpis
        The ids of the KPIs it feeds.
    values
        How many values of them were measured, segments included.
    because
        The reason, in words.
    """

    what: str
    fault: Fault
    kpis: tuple[str, ...]
    values: int
    because: str


def idle_data(
    theory: TheoryOfChange, positions: Mapping[str, Position], values: Mapping[str, int]
) -> tuple[IdleData, ...]:
    """Find the data of a theory that nothing justifies.

    Parameters
    ----------
    theory
        The theory.
    positions
        The position of each KPI, by id.
    values
        How many values were measured, by the id they name.

    Returns
    -------
    tuple of IdleData
        Systems without use, measured values of what is no KPI or feeds nothing and names no system,
        then personal data; each in the order of the theory.
    """
    idle = {id for id, kpi in theory.kpis.items() if not positions[id].goals and not kpi.decision}
    return (
        *_systems(theory, idle, values),
        *_values(theory, idle, values),
        *(found for kpi in theory.kpis.values() for found in _personal(kpi, values)),
    )


def _systems(
    theory: TheoryOfChange, idle: set[str], values: Mapping[str, int]
) -> Iterator[IdleData]:
    systems: dict[str, list[Kpi]] = {}
    for kpi in theory.kpis.values():
        if kpi.source and kpi.source.system:
            systems.setdefault(kpi.source.system, []).append(kpi)
    for system, kpis in systems.items():
        if all(kpi.id in idle for kpi in kpis):
            ids = tuple(kpi.id for kpi in kpis)
            yield IdleData(
                what=system,
                fault="no use",
                kpis=ids,
                values=sum(values.get(id, 0) for id in ids),
                because=f"none of {', '.join(ids[:3])}{', …' if ids[3:] else ''} leads to a goal "
                "or triggers a decision",
            )


def _values(
    theory: TheoryOfChange, idle: set[str], values: Mapping[str, int]
) -> Iterator[IdleData]:
    for id, count in values.items():
        kpi = theory.kpis.get(id)
        if kpi is None:
            because = f"its {count} values are measured, and no KPI is called so"
            yield IdleData(what=id, fault="no use", kpis=(), values=count, because=because)
        elif id in idle and not (kpi.source and kpi.source.system):
            because = f"its {count} values lead to no goal and trigger no decision"
            yield IdleData(what=id, fault="no use", kpis=(id,), values=count, because=because)


def _personal(kpi: Kpi, values: Mapping[str, int]) -> Iterator[IdleData]:
    source = kpi.source
    if source is None or not source.personal_data:
        return
    where = f" in {source.system}" if source.system else ""
    wants: tuple[tuple[Fault, str | None, str], ...] = (
        ("no purpose", source.purpose, "for what it is collected"),
        ("no basis", source.basis, "on what legal ground it is used"),
    )
    for fault, stated, untold in wants:
        if not stated:
            yield IdleData(
                what=kpi.id,
                fault=fault,
                kpis=(kpi.id,),
                values=values.get(kpi.id, 0),
                because=f"its data{where} is about persons, and it is not said {untold}",
            )
