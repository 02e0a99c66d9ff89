"""What a standard asks of a KPI, and which of our fields answer it: a crosswalk, read from data.

Each standard is a packaged file below ``templates/standards``. What it asks for is answered by
fields of a KPI, by a fact that the theory shows, or by nothing: then the file says so, and no KPI
is blamed for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from theoryofchange.errors import InputError
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.quantity import Quantity
from theoryofchange.record import record
from theoryofchange.shape import shape, validator
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Source
from theoryofchange.source.suggest import did_you_mean
from theoryofchange.templates import template_names, template_text

if TYPE_CHECKING:
    import pandas as pd

    from theoryofchange.view.blocks import View

_FOLDER = "standards"
_FIGURES = ("baseline", "target", "milestones")
_SHARES = ("percent", "%", "rank")

Answer = Literal["stated", "derived", "not expressible"]


@shape
class StandardField:
    """One thing that a standard asks for.

    Parameters
    ----------
    asks
        What, as the standard calls it.
    key
        Its short name, unique within the standard.
    keys
        The fields of a KPI that together answer it, with dots between steps.
    fact
        The fact of :data:`FACTS` that answers it.
    beyond
        Why nothing in the format answers it.
    need
        Whether the standard must have it, or may.
    mend
        What gives the fact, where it is not there.
    note
        How far the answer goes.
    """

    asks: str
    key: str
    keys: tuple[str, ...] = ()
    fact: str | None = None
    beyond: str | None = None
    need: Literal["must", "may"] = "must"
    mend: str | None = None
    note: str | None = None

    @property
    def answer(self) -> Answer:
        """How the format answers it."""
        if self.beyond is not None:
            return "not expressible"
        return "stated" if self.keys else "derived"


@shape
class Standard:
    """A standard for KPIs.

    Parameters
    ----------
    title
        What it is called.
    source
        Where it is published.
    fields
        What it asks for, in its order.
    """

    title: str
    source: str
    fields: tuple[StandardField, ...]


@record
class CrosswalkRow:
    """One thing that a standard asks for, and how a theory answers it.

    Parameters
    ----------
    asks
        What, as the standard calls it.
    need
        Whether the standard ``must`` have it, or ``may``.
    answer
        Whether it is ``stated`` in fields, ``derived`` from the theory, or ``not expressible``.
    ours
        The fields that answer it, or what gives the fact.
    kpis
        How many KPIs answer it; ``None`` where it is not expressible.
    note
        How far the answer goes, or why there is none.
    """

    asks: str
    need: str
    answer: Answer
    ours: str
    kpis: int | None
    note: str


@record
class Crosswalk:
    """What a standard asks for beside what a theory says.

    Parameters
    ----------
    standard
        Its name, as ``pirs``.
    title
        What it is called.
    source
        Where it is published.
    of
        How many KPIs the theory has.
    rows
        One for each thing that the standard asks for.
    """

    standard: str
    title: str
    source: str
    of: int
    rows: tuple[CrosswalkRow, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return ``{standard, title, source, kpis, rows}`` as the JSON output states it."""
        names = CrosswalkRow.__dataclass_fields__
        return {
            "standard": self.standard,
            "title": self.title,
            "source": self.source,
            "kpis": self.of,
            "rows": [{name: getattr(row, name) for name in names} for row in self.rows],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each thing asked.

        Returns
        -------
        pandas.DataFrame
            Columns ``asks``, ``need``, ``answer``, ``ours``, ``kpis``, ``note``.
        """
        import pandas as pd

        frame = pd.DataFrame(
            self.to_dict()["rows"], columns=list(CrosswalkRow.__dataclass_fields__)
        )
        return frame.astype({"kpis": "Int64"})

    def view(self) -> View:
        """Return the crosswalk as blocks."""
        from theoryofchange.view.blocks import Column, Headline, Note, Table, View

        asked = [row for row in self.rows if row.need == "must" and row.kpis is not None]
        whole = sum(row.kpis == self.of for row in asked)
        columns = (
            Column("Asked for"),
            Column("Answered by"),
            Column("KPIs", "right"),
            Column("Note"),
        )
        rows = tuple(
            (row.asks, _answered(row), _counted(row, self.of), row.note) for row in self.rows
        )
        headline = f"Of {len(asked)} fields that it must have, all KPIs answer {whole}"
        return View(
            self.title,
            (
                Headline(headline),
                Table(columns, rows, empty="It asks for nothing."),
                Note(self.source),
            ),
            key="crosswalk",
        )


def _answered(row: CrosswalkRow) -> str:
    if row.kpis is None:
        return "not expressible"
    return row.ours if row.answer == "stated" else f"derived: {row.ours}" if row.ours else "derived"


def _counted(row: CrosswalkRow, of: int) -> str:
    return "" if row.kpis is None else f"{row.kpis} of {of}"


def standard_names() -> tuple[str, ...]:
    """Return the names of the packaged standards, sorted.

    Examples
    --------
    >>> standard_names()
    ('iati', 'iso22400', 'pirs', 'smart')
    """
    return template_names(_FOLDER)


@cache
def standard(name: str) -> Standard:
    """Return a packaged standard.

    Parameters
    ----------
    name
        One of :func:`standard_names`.

    Raises
    ------
    InputError
        Where there is none of that name; the message names the nearest.
    """
    names = standard_names()
    if name not in names:
        tip = did_you_mean(name, names, f"There are {', '.join(names)}.")
        raise InputError(f"no standard is called {name!r}. {tip}")
    from theoryofchange.source.reader import read_yaml

    data = read_yaml(Source(f"{name}.yaml", template_text(_FOLDER, name))).documents[0].data
    read: Standard = validator(Standard).validate_python(data)
    return read


def crosswalk(name: str, theory: TheoryOfChange) -> Crosswalk:
    """Return what a standard asks for beside what a theory says.

    Parameters
    ----------
    name
        One of :func:`standard_names`.
    theory
        The theory.

    Raises
    ------
    InputError
        Where there is no such standard.

    Examples
    --------
    >>> theory = TheoryOfChange(kpis=[Kpi(id="churn", title="Churn", unit="percent")])
    >>> {row.asks: row.kpis for row in crosswalk("pirs", theory).rows if row.kpis}
    {'Indicator code': 1, 'Indicator title': 1, 'Unit of measure': 1}
    """
    asked, known = standard(name), _Known(theory)
    rows = tuple(
        CrosswalkRow(
            asks=each.asks,
            need=each.need,
            answer=each.answer,
            ours=", ".join(each.keys) or each.mend or "",
            kpis=None if each.beyond else sum(known.answers(each, k) for k in theory.kpis.values()),
            note=each.beyond or each.note or "",
        )
        for each in asked.fields
    )
    return Crosswalk(name, asked.title, asked.source, len(theory.kpis), rows)


def missing_fields(name: str, theory: TheoryOfChange) -> Iterator[Fault]:
    """Yield a fault for each KPI that lacks what a standard must have.

    Parameters
    ----------
    name
        One of :func:`standard_names`.
    theory
        The theory. A confidential KPI need not state its figures, and no KPI lacks what the format
        cannot express.
    """
    asked, known = standard(name), _Known(theory)
    must = [each for each in asked.fields if each.need == "must" and not each.beyond]
    for kpi in theory.kpis.values():
        missing = [(each, lacks) for each in must if (lacks := known.lacks(each, kpi))]
        if missing:
            told = "; ".join(f"{each.asks} ({lacks})" for each, lacks in missing)
            add = dict.fromkeys(lacks for _, lacks in missing)
            yield Fault(
                ("kpis", kpi.id),
                f"{asked.title} asks for what {kpi.name} does not say: {told}.",
                f"Add {'; '.join(add)}.",
            )


class _Known:
    """A theory, and what of it is looked up for every KPI."""

    def __init__(self, theory: TheoryOfChange) -> None:
        self.theory = theory
        rows = [(theory.resolve(row.kpi), row) for row in theory.observations]
        self.observed = {id for id, _ in rows}
        self.segmented = {id for id, row in rows if row.segment}

    def answers(self, asked: StandardField, kpi: Kpi) -> bool:
        """Tell whether a KPI answers what is asked."""
        if asked.fact is not None:
            return FACTS[asked.fact](kpi, self)
        return all(_is_stated(kpi, key) for key in asked.keys)

    def lacks(self, asked: StandardField, kpi: Kpi) -> str:
        """Return what would answer it, empty where it is answered or withheld."""
        if asked.fact is not None:
            return "" if self.answers(asked, kpi) else asked.mend or asked.fact
        return ", ".join(
            key for key in asked.keys if not (_is_stated(kpi, key) or _is_withheld(kpi, key))
        )

    def measured(self, kpi: Kpi) -> str:
        """Return the id of the goal or outcome that a KPI measures, empty where there is none."""
        id = self.theory.resolve(kpi.measures or "")
        return id if id in self.theory.goals or id in self.theory.outcomes else ""


def _is_stated(kpi: Kpi, key: str) -> bool:
    held: Any = kpi
    for step in key.split("."):
        held = held.get(step) if isinstance(held, Mapping) else getattr(held, step)
        if held is None or held in ("", ()) or held == {}:
            return False
    return held.readable if isinstance(held, Quantity) else True


def _is_withheld(kpi: Kpi, key: str) -> bool:
    return bool(kpi.confidential) and key.split(".")[0] in _FIGURES


def _is_reached(kpi: Kpi, known: _Known) -> bool:
    measured = known.measured(kpi)
    before = known.theory.ancestors(measured) if measured else ()
    return not known.theory.activities.keys().isdisjoint(before)


def _has_title(kpi: Kpi, known: _Known) -> bool:
    measured = known.measured(kpi)
    return bool(measured and known.theory.node(measured).title)


def _has_causes(kpi: Kpi, known: _Known) -> bool:
    measured = known.measured(kpi)
    return bool(measured and known.theory.causes(measured))


def _has_target_each_year(kpi: Kpi, known: _Known) -> bool:
    del known
    dated = [each.date for each in (*kpi.milestones, kpi.target) if each and each.date]
    if kpi.baseline is None or kpi.baseline.date is None or not dated:
        return False
    asked = set(range(kpi.baseline.date.year + 1, max(dated).year + 1))
    return bool(asked) and asked <= {day.year for day in dated}


def _is_bounded(kpi: Kpi, known: _Known) -> bool:
    del known
    values = [held.value for held in (kpi.baseline, kpi.target) if held and held.value]
    shares = (kpi.unit or "").strip().casefold() in _SHARES
    return shares or any(value.kind == "percent" or value.of is not None for value in values)


FACTS: Mapping[str, Callable[[Kpi, _Known], bool]] = {
    "identified": lambda kpi, known: bool(kpi.id),
    "on_path": lambda kpi, known: bool(known.theory.goals_of_kpi(kpi.id)),
    "measures_known": lambda kpi, known: bool(known.measured(kpi)),
    "measured_titled": _has_title,
    "reached_by_activity": _is_reached,
    "has_causes": _has_causes,
    "uses_kpis": lambda kpi, known: bool(known.theory.identities.get(kpi.id)),
    "observed": lambda kpi, known: kpi.id in known.observed,
    "segmented": lambda kpi, known: kpi.id in known.segmented,
    "target_each_year": _has_target_each_year,
    "bounded": _is_bounded,
    "measured_in_time": lambda kpi, known: kpi.measured_in_time is True,
}
"""What a theory shows of a KPI without saying it in a field."""
