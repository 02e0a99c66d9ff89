"""Which KPIs seem to be one: by their words in any order, their formula, or their figures.

KPIs are compared only where they share a key: the stems of a name or of all but one of its words,
the definition, the operands of a formula, the figures. Where more than a few share one, each
is compared with the first few alone, so that the time grows with the number of KPIs and not with
its square.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

from theoryofchange.kpi import Kpi, Measured, Target
from theoryofchange.linter.wording import KINDS, Stems, abbreviation, likeness, wording
from theoryofchange.named_tuple import NamedTuple
from theoryofchange.record import record

_MOST_COMPARED = 8
_SHORTEST = 12
"""Characters from which a definition says enough to be compared."""
_LONG_STEM = 4
_OPERAND = r"[^\W\d]\w*\b(?!\s*\()"
_SIGNS = str.maketrans({"×": "*", "·": "*", "÷": "/", "−": "-"})
_UNITS = {"%": "percent", "percentage": "percent", "per cent": "percent", "€": "eur", "$": "usd"}

Key = tuple[Any, ...]


@record
class Pair:
    """Two KPIs that seem to be one.

    Parameters
    ----------
    kpi, other
        Their ids; the other one is written first.
    because
        What they share, as the end of a sentence.
    """

    kpi: str
    other: str
    because: str


class _Told(NamedTuple):
    """A KPI with the stems of its name, and its definition without capitals and extra blanks."""

    kpi: Kpi
    name: tuple[str, ...]
    definition: str


def likely_duplicates(kpis: Iterable[Kpi], alike: float) -> Iterator[Pair]:
    """Yield each KPI that seems to be one with a KPI before it, with the first such.

    Parameters
    ----------
    kpis
        The KPIs, in the order they are written.
    alike
        How alike the least alike words of two names must be, from 0 to 1: twice the letters that
        both share in order, over the letters of both.

    Examples
    --------
    >>> kpis = [Kpi(id="a", title="Customer satisfaction"), Kpi(id="b", title="Churn"),
    ...         Kpi(id="c", title="Satisfaction of customers")]
    >>> list(likely_duplicates(kpis, alike=0.88))
    [Pair(kpi='c', other='a', because='their names hold the same words')]
    """
    stems = Stems()
    told = [
        _Told(kpi, stems.of_name(kpi.name, kpi.unit), _even(kpi.definition or "")) for kpi in kpis
    ]
    found: dict[str, Pair] = {}
    for ground, one, other in _candidates(told):
        if one.kpi.id not in found and not _differ(one.kpi, other.kpi):
            because = _GROUNDS[ground](one, other, alike)
            if because:
                found[one.kpi.id] = Pair(one.kpi.id, other.kpi.id, because)
    return (found[each.kpi.id] for each in told if each.kpi.id in found)


def _candidates(told: Sequence[_Told]) -> Iterator[tuple[str, _Told, _Told]]:
    """Yield what may be one, the later first, and on which ground."""
    first: dict[Key, _Told] = {}
    blocks: dict[Key, list[_Told]] = {}
    for each in told:
        for key in _keys(each):
            if key in first:
                blocks.setdefault(key, [first[key]]).append(each)
            else:
                first[key] = each
    for key, block in blocks.items():
        if key[0] != "figures" or len(block) == 2:
            yield from ((key[0], one, other) for one, other in _in_pairs(block))
    yield from _abbreviated(told)


def _in_pairs(block: Sequence[_Told]) -> Iterator[tuple[_Told, _Told]]:
    for at, one in enumerate(block):
        for other in islice(block, min(at, _MOST_COMPARED)):
            if other is not one:
                yield one, other


def _abbreviated(told: Sequence[_Told]) -> Iterator[tuple[str, _Told, _Told]]:
    """Yield names of which one is short for the other, where any is an abbreviation."""
    if not any(len(each.name) == 1 or each.kpi.name[-1:] == "）" for each in told):
        return
    seen: dict[str, dict[str, _Told]] = {}
    for each in told:
        form, letters = abbreviation(each.kpi.name) or ("", "")
        forms = seen.setdefault(letters, {}) if letters else {}
        yield from (("abbreviation", each, other) for held, other in forms.items() if held != form)
        forms.setdefault(form, each)


def _keys(each: _Told) -> list[Key]:
    name, kpi = each.name, each.kpi
    keys: list[Key] = [("name", name)] if name else []
    if len(name) > 1:
        size = len(name)
        keys += [
            ("name", size, name[:at] + name[at + 1 :])
            for at, stem in enumerate(name)
            if len(stem) >= _LONG_STEM and stem.isalpha()
        ]
    if len(each.definition) >= _SHORTEST:
        keys.append(("definition", each.definition))
    if kpi.measures and kpi.formula:
        operands = frozenset(_operands().findall(kpi.formula))
        if len(operands) > 1:
            keys.append(("formula", kpi.measures, operands))
    if kpi.measures and kpi.unit and kpi.direction:
        figures = (*_figure(kpi.baseline), *_figure(kpi.target))
        if None not in figures:
            keys.append(("figures", kpi.measures, _unit(kpi), kpi.direction, figures))
    return keys


@cache
def _operands() -> re.Pattern[str]:
    return re.compile(_OPERAND)


def _even(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


def _figure(held: Measured | Target | None) -> tuple[Any, Any]:
    return (None, None) if held is None or held.value is None else (held.value.value, held.date)


def _unit(kpi: Kpi) -> str:
    unit = (kpi.unit or "").strip().casefold()
    return _UNITS.get(unit, unit)


def _formula(kpi: Kpi) -> str:
    """Return a formula without its blanks, the terms of a mere sum or product in order."""
    bare = "".join((kpi.formula or "").casefold().translate(_SIGNS).split())
    for sign in "+*":
        if not re.search(r"[^\w.]", bare.replace(sign, "")):
            return sign.join(sorted(bare.split(sign)))
    return bare


def _differ(one: Kpi, other: Kpi) -> bool:
    """Tell whether two KPIs cannot be one: by unit, by direction, or since one guards the other."""
    return (
        _unlike(_unit(one), _unit(other))
        or _unlike(one.direction, other.direction)
        or one.guardrail == other.id
        or other.guardrail == one.id
    )


def _unlike(one: Any, other: Any) -> bool:
    """Tell whether both are stated and not the same."""
    return bool(one and other and one != other)


def _by_name(one: _Told, other: _Told, alike: float) -> str:
    kinds = KINDS if one.kpi.unit and other.kpi.unit else frozenset[str]()
    found = likeness(one.kpi.name, other.kpi.name, without=kinds)
    if found == 1:
        return "their names hold the same words"
    if found < alike or _unlike(one.definition, other.definition):
        return ""
    return "their names hold almost the same words"


def _by_abbreviation(one: _Told, other: _Told, _: float) -> str:
    apart = _unlike(one.kpi.measures, other.kpi.measures)
    return "" if apart else "the name of one is short for that of the other"


def _by_definition(one: _Told, other: _Told, _: float) -> str:
    apart = (
        _unlike(one.kpi.measures, other.kpi.measures)
        or _unlike(_formula(one.kpi), _formula(other.kpi))
        or _told_apart(one, other)
    )
    return "" if apart else "they have one definition"


def _by_formula(one: _Told, other: _Told, _: float) -> str:
    apart = _formula(one.kpi) != _formula(other.kpi) or _told_apart(one, other)
    return "" if apart else f"both measure {one.kpi.measures} by {(one.kpi.formula or '').strip()}"


def _by_figures(one: _Told, other: _Told, _: float) -> str:
    scripts = {bool(wording(each.kpi.name).unspaced) for each in (one, other)}
    if len(scripts) == 1:
        return ""
    return (
        f"both measure {one.kpi.measures} in {one.kpi.unit},"
        " with the same baseline and target on the same days"
    )


def _told_apart(one: _Told, other: _Told) -> bool:
    """Tell whether names set two KPIs of one definition or formula apart, or their baselines do.

    Names do where they differ in a number, or share words and have words of their own beside:
    *filed in time by large firms* and *by small firms*. One baseline on one day outweighs that.
    """
    numbers, other_numbers = (
        {word for word in wording(each.kpi.name).words if not word.lstrip("/").isalpha()}
        for each in (one, other)
    )
    if numbers != other_numbers:
        return True
    (value, day), (other_value, other_day) = _figure(one.kpi.baseline), _figure(other.kpi.baseline)
    if None not in (value, other_value) and day and day == other_day:
        return bool(value != other_value)
    mine, others = set(one.name), set(other.name)
    return bool(mine & others and mine - others and others - mine)


_GROUNDS: Mapping[str, Callable[[_Told, _Told, float], str]] = {
    "name": _by_name,
    "abbreviation": _by_abbreviation,
    "definition": _by_definition,
    "formula": _by_formula,
    "figures": _by_figures,
}
