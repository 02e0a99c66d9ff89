"""Percentages in the forms that people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from theoryofchange.quantity import Quantity
from theoryofchange.source.finding import Fix, Replace
from theoryofchange.source.span import Route

_NUMBER = r"(?P<number>[-+]?[0-9]+(?:[.,][0-9]+)?)"
_FORMS = (
    rf"{_NUMBER} ?%(?: ?%)+",
    rf"% ?{_NUMBER}",
    rf"(?i){_NUMBER} ?pro[cz]ent",
)


def percentage_meant(text: str) -> str | None:
    """Return a percentage as ``80 %``, where a text can only mean one and is written otherwise.

    Examples
    --------
    >>> percentage_meant("80%%"), percentage_meant("%70"), percentage_meant("80,5 Prozent")
    ('80 %', '70 %', '80,5 %')
    >>> percentage_meant("80 points")
    """
    text = " ".join(text.split())
    found = next((found for form in _FORMS if (found := re.fullmatch(form, text))), None)
    if found is None:
        return None
    meant = f"{found['number']} %"
    return meant if Quantity.read(meant).kind == "percent" else None


def percentage_fix(place: Route, text: str) -> Fix | None:
    """Return another form of a percentage, where a text is one in a form that is not read.

    That a figure which can then be read has no date is in the open.
    """
    meant = percentage_meant(text)
    if meant is None:
        return None
    return Fix(f"Write {meant}", (Replace(place, meant),), leaves=("TOC005",))


def hundredfold_fix(found: Iterable[tuple[Route, float]]) -> Fix:
    """Return a hundred times the fractions that stand among percentages."""
    changes = tuple(Replace(place, f"{100 * value:.12g}") for place, value in found)
    return Fix(f"Write {changes[0].text}", changes, "unsafe")
