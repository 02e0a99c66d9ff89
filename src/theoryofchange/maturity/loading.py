"""Loading a maturity model: a packaged one by its name, one's own by its path."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from theoryofchange.core import ValidationError
from theoryofchange.errors import DeclarationError, InputError
from theoryofchange.maturity.facts import FACTS
from theoryofchange.maturity.model import (
    LEVELS,
    Answer,
    Capability,
    Derivation,
    Dimension,
    Level,
    MaturityModel,
)
from theoryofchange.record import replace
from theoryofchange.shape import field_names, validator
from theoryofchange.source.document import Document
from theoryofchange.source.files import YAML_ENDINGS, read_file
from theoryofchange.source.finding import Fault, Finding, Related
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.reading import Limits, Reading
from theoryofchange.source.span import Route, Source, Span
from theoryofchange.source.suggest import did_you_mean
from theoryofchange.templates import template_names, template_text

_FOLDER = "maturity"
_FIELDS = tuple(
    dict.fromkeys(
        name
        for kind in (MaturityModel, Level, Dimension, Capability, Answer, Derivation)
        for name in field_names(kind)
    )
)
_NAMES = {
    "TOC001": "yaml-syntax",
    "TOC002": "duplicate-key",
    "TOC003": "unknown-key",
    "TOC004": "wrong-type",
    "TOC005": "missing-field",
    "TOC006": "duplicate-id",
    "TOC007": "dangling-reference",
    "TOC010": "unsafe-yaml",
}


def packaged_models() -> tuple[str, ...]:
    """Return the names of the models that come with the library.

    Examples
    --------
    >>> packaged_models()
    ('measurement',)
    """
    return template_names(_FOLDER)


def load_model(name_or_path: str | Path, *, root: Path | None = None) -> MaturityModel:
    """Load a maturity model.

    Parameters
    ----------
    name_or_path
        One of :func:`packaged_models`, or the path of a YAML file of the same form.
    root
        The directory a relative path starts from and no path may leave, such as that of the
        theory. Without one, any path is read.

    Returns
    -------
    MaturityModel
        Complete: five levels, an answer for each in every capability.

    Raises
    ------
    InputError
        Where there is no such model, or its path leads out of the root.
    DeclarationError
        Where the file has faults: every one of them, with its place.

    Examples
    --------
    >>> load_model("measurement").title
    'Measurement maturity'
    """
    name = str(name_or_path)
    if name in packaged_models():
        return _packaged(name)
    return _sound(_read(name, root))


def model_in(reading: Reading) -> MaturityModel | tuple[Fault, ...]:
    """Return the maturity model that a file holds, or its faults, each in its place.

    Parameters
    ----------
    reading
        What was read of the file.

    Examples
    --------
    >>> faults = model_in(read_yaml(Source("own.yaml", "titel: Own")))
    >>> [(fault.code, fault.where.line) for fault in faults if fault.code == "TOC003"]
    [('TOC003', 1)]
    """
    if reading.faults:
        return tuple(reading.faults)
    if len(reading.documents) != 1:
        place = (reading.source or Source("<model>", "")).span(0, 0)
        return (Fault(place, "A maturity model is one YAML document.", code="TOC004"),)
    (document,) = reading.documents
    try:
        model: MaturityModel = validator(MaturityModel).validate_python(document.data)
        faults = tuple(_model_faults(model))
    except ValidationError as error:
        faults = tuple(_shape_faults(error, document))
    return tuple(_placed(fault, document) for fault in faults) or model


@cache
def _packaged(name: str) -> MaturityModel:
    return _sound(read_yaml(Source(f"{name}.yaml", template_text(_FOLDER, name))))


def _sound(reading: Reading) -> MaturityModel:
    model = model_in(reading)
    if isinstance(model, MaturityModel):
        return model
    raise DeclarationError([_finding(fault) for fault in model])


def _read(name: str, root: Path | None) -> Reading:
    if Path(name).suffix not in YAML_ENDINGS:
        known = packaged_models()
        tip = did_you_mean(name, known, f"There are: {', '.join(known)}.")
        raise InputError(f"{name}: no packaged maturity model has this name. {tip}")
    path = Path(name) if root is None else root / name
    if root is not None and not path.resolve().is_relative_to(root.resolve()):
        raise InputError(f"{name}: this leads out of {root.as_posix()} and is not read")
    return read_file(path, Limits())


def _shape_faults(error: ValidationError, document: Document) -> Iterator[Fault]:
    for each in error.errors(include_url=False, include_input=False):
        route = each["loc"]
        name = route[-1] if route else "A maturity model"
        if each["type"] == "unexpected_keyword_argument":
            tip = did_you_mean(str(name), _FIELDS, "Remove it.")
            message = f"A maturity model has no field {name} here."
            yield Fault(document.key_span(route), message, tip, code="TOC003")
        elif each["type"] == "missing":
            yield Fault(route, f"The field {name} is missing.", f"Add {name}.", code="TOC005")
        else:
            tip = "Correct the value."
            yield Fault(route, f"{name}: {each['msg']}.", tip, code="TOC004")


def _model_faults(model: MaturityModel) -> Iterator[Fault]:
    """Yield what the types alone cannot say."""
    if tuple(step.level for step in model.levels) != LEVELS:
        yield Fault(
            ("levels",), "A model has five levels, numbered 1 to 5 in this order.", code="TOC004"
        )
    names = [step.name.casefold() for step in model.levels]
    if len(set(names) | {str(level) for level in LEVELS}) != len(names) + len(LEVELS):
        yield Fault(
            ("levels",), "Each level needs a name of its own, and none is a number.", code="TOC004"
        )
    seen: dict[str, Route] = {}
    for dimension_id, dimension in model.dimensions.items():
        for id_, capability in dimension.capabilities.items():
            route = ("dimensions", dimension_id, "capabilities", id_)
            if id_ in seen:
                yield Fault(
                    route,
                    f"The capability {id_} stands in two dimensions; ratings could mean either.",
                    "Give one of the two another id.",
                    code="TOC006",
                    related=((seen[id_], "the other one"),),
                )
            seen.setdefault(id_, route)
            yield from _capability_faults(capability, route)


def _capability_faults(capability: Capability, route: Route) -> Iterator[Fault]:
    if tuple(answer.level for answer in capability.answers) != LEVELS:
        yield Fault(
            (*route, "answers"),
            "A capability has one answer for each level, 1 to 5 in this order.",
            code="TOC004",
        )
    for index, answer in enumerate(capability.answers):
        if not answer.criteria:
            yield Fault(
                (*route, "answers", index), "An answer needs at least one criterion.", code="TOC005"
            )
    if capability.derived:
        yield from _derivation_faults(capability.derived, (*route, "derived"))


def _derivation_faults(derivation: Derivation, route: Route) -> Iterator[Fault]:
    if derivation.fact not in FACTS:
        yield Fault(
            (*route, "fact"),
            f"There is no fact {derivation.fact}.",
            did_you_mean(derivation.fact, FACTS, f"There are: {', '.join(FACTS)}."),
            code="TOC007",
        )
    shares = derivation.levels
    rising = all(low < high for low, high in pairwise(shares))
    if not (2 <= len(shares) <= len(LEVELS) and shares[0] == 0 and shares[-1] <= 1 and rising):
        yield Fault(
            (*route, "levels"),
            "The shares for the levels rise from 0 for level 1 to at most 1, two to five of them.",
            code="TOC004",
        )


def _placed(fault: Fault, document: Document) -> Fault:
    related = tuple((_place(at, document), why) for at, why in fault.related)
    return replace(fault, where=_place(fault.where, document), related=related)


def _place(where: Route | Span, document: Document) -> Span:
    return where if isinstance(where, Span) else document.span(where)


def _finding(fault: Fault) -> Finding:
    return Finding(
        code=fault.code,
        name=_NAMES[fault.code],
        severity="error",
        message=fault.message,
        tip=fault.tip,
        span=_span(fault.where),
        related=tuple(Related(_span(at), why) for at, why in fault.related),
    )


def _span(place: Route | Span) -> Span:
    if isinstance(place, Span):
        return place
    raise TypeError("a fault with a route needs the document it leads into")
