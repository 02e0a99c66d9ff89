"""DAT010."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from theoryofchange.declare import Declaration
from theoryofchange.declare.messages import shown
from theoryofchange.kpi import Kpi
from theoryofchange.linter.figures import Figure, figures
from theoryofchange.linter.rule import rule
from theoryofchange.measurement.scale import scale_of
from theoryofchange.named_tuple import NamedTuple
from theoryofchange.quantity import Quantity
from theoryofchange.quantity.numerals import NUMERAL, TWO_MEANINGS, write_number
from theoryofchange.source.files import TABLE_ENDINGS
from theoryofchange.source.finding import Fault

_THOUSAND = 1000
_FAR = 100
_APART = 10


@rule("DAT010", severity="warning", confidence="medium")
def number_in_two_conventions(declaration: Declaration) -> Iterator[Fault]:
    """Figures of one KPI are written in two number conventions.

    ## What it does

    Finds figures with one mark before exactly three digits, such as `5.000 €`, which is read as 5,
    and `6,000 €`, which is read as 6000, where another figure of the KPI contradicts the reading:
    one with the other mark that is then ten times as large or more, or all that have one meaning,
    if they are about a thousand times as large or as small: between half the least and twice the
    greatest of them lies the other meaning. Each KPI gives one finding. What stands in a table is
    TOC020’s to report.

    ## Why it matters

    In half of Europe `5.000` is five thousand. Taken for 5 beside a target of 6000, the KPI seems
    to have all its way before it.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      basket:
        measures: growth
        baseline: {value: "5.000 €", date: 2025-12-31}
        target: {value: "6,000 €", date: 2027-12-31}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      basket:
        measures: growth
        baseline: {value: 5000 €, date: 2025-12-31}
        target: {value: 6000 €, date: 2027-12-31}
    ```

    ## References

    ISO 80000-1, 7.3.1: digits are grouped by a small space, never by a comma or a dot.
    """
    stated = list(figures(declaration))
    doubtful = {each.kpi.id for each in stated if each.kpi and _mark(each.quantity)}
    of_kpi: dict[str, list[_Marked]] = {}
    for figure in stated if doubtful else ():
        if figure.kpi and figure.kpi.id in doubtful and not figure.kpi.confidential:
            marked = _Marked(figure, _mark(figure.quantity))
            of_kpi.setdefault(figure.kpi.id, []).append(marked)
    for id, held in of_kpi.items():
        yield from _contradicted(declaration, declaration.theory.kpis[id], held)


class _Marked(NamedTuple):
    """A figure, and its mark if that has two meanings."""

    figure: Figure
    mark: str


class _Placed(NamedTuple):
    """A figure, its size on the scale of its KPI, and its mark if that has two meanings."""

    figure: Figure
    size: float
    mark: str

    @property
    def otherwise(self) -> float:
        """Its size by its other meaning."""
        return self.size * _THOUSAND if self.mark == "." else self.size / _THOUSAND


def _mark(quantity: Quantity) -> str:
    text = quantity.text
    if quantity.value is None or not ("." in text or "," in text):
        return ""
    found = re.search(NUMERAL, text)
    if found is None or not re.fullmatch(TWO_MEANINGS, found[0]):
        return ""
    return "." if "." in found[0] else ","


def _placed(kpi: Kpi, held: Sequence[_Marked]) -> Iterator[_Placed]:
    scale = scale_of(kpi, [figure.quantity for figure, _ in held])
    for figure, mark in held:
        size = scale.place(figure.quantity)
        if isinstance(size, float) and size:
            yield _Placed(figure, abs(size), mark)


def _contradicted(declaration: Declaration, kpi: Kpi, held: Sequence[_Marked]) -> Iterator[Fault]:
    """Yield the first figure of a KPI whose reading another contradicts."""
    by_mark: dict[str, list[_Placed]] = {"": [], ".": [], ",": []}
    for each in _placed(kpi, held):
        by_mark[each.mark].append(each)
    bounds = _Bounds(*(sorted(by_mark[mark], key=_size) for mark in by_mark))
    for each in (*by_mark["."], *by_mark[","]):
        other = bounds.against(each)
        if other and not _in_table(declaration, each.figure):
            yield _fault(kpi.id, each, other)
            return


def _in_table(declaration: Declaration, figure: Figure) -> bool:
    return declaration.span(figure.route).file.lower().endswith(TABLE_ENDINGS)


class _Bounds(NamedTuple):
    """The figures of a KPI by their marks, the smallest first."""

    plain: list[_Placed]
    dots: list[_Placed]
    commas: list[_Placed]

    def against(self, each: _Placed) -> _Placed | None:
        """Return the figure that contradicts the reading of another, or ``None``."""
        if each.mark == "." and self.commas and self.commas[-1].size >= _APART * each.size:
            return self.commas[-1]
        if each.mark == "," and self.dots and each.size >= _APART * self.dots[0].size:
            return self.dots[0]
        if not self.plain:
            return None
        least, greatest = self.plain[0], self.plain[-1]
        fits = least.size / 2 <= each.otherwise <= greatest.size * 2
        if each.mark == ".":
            return least if fits and each.size * _FAR < least.size else None
        return greatest if fits and each.size > _FAR * greatest.size else None


def _size(each: _Placed) -> float:
    return each.size


def _fault(id: str, each: _Placed, other: _Placed) -> Fault:
    written, beside = each.figure.quantity, other.figure.quantity
    digits = re.findall(NUMERAL, written.text)[0]
    whole, decimal = digits.replace(each.mark, ""), digits.replace(each.mark, ".")
    return Fault(
        each.figure.route,
        f"{each.figure.what} is {shown(written.text)}, read as {_read(written)}, beside "
        f"{shown(beside.text)}, read as {_read(beside)}: {shown(digits)} may mean {whole} as well "
        f"as {write_number(float(decimal))}.",
        f"Write {whole} or {float(decimal)}, whichever it is.",
        id=id,
        related=((other.figure.route, f"read as {_read(beside)}"),),
    )


def _read(quantity: Quantity) -> str:
    return write_number(quantity.value or 0)
