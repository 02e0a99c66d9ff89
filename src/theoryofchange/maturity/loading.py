"""Loading a maturity model: a packaged one by its name, one's own by its path."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from pydantic_core import ValidationError

from theoryofchange.errors import DeclarationError, InputError
from theoryofchange.maturity.facts import FACTS
from theoryofchange.maturity.model import LEVELS, Capability, Derivation, MaturityModel
from theoryofchange.shape import validator
from theoryofchange.source.document import Document
from theoryofchange.source.files import YAML_ENDINGS, read_file
from theoryofchange.source.finding import Fault, Finding, Related
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.reading import Limits, Reading
from theoryofchange.source.span import Route, Source, Span
from theoryofchange.source.suggest import did_you_mean
from theoryofchange.templates import template_names, template_text

_FOLDER = "maturity"
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
    reading = _read(name_or_path, root)
    if reading.faults:
        raise DeclarationError([_finding(fault, None) for fault in reading.faults])
    if len(reading.documents) != 1:
        raise InputError(f"{name_or_path}: a maturity model is one YAML document")
    (document,) = reading.documents
    try:
        model: MaturityModel = validator(MaturityModel).validate_python(document.data)
        faults = list(_model_faults(model))
    except ValidationError as error:
        faults = list(_shape_faults(error, document))
    if faults:
        raise DeclarationError([_finding(fault, document) for fault in faults])
    return model


def _read(name_or_path: str | Path, root: Path | None) -> Reading:
    name = str(name_or_path)
    if name in packaged_models():
        return read_yaml(Source(f"{name}.yaml", template_text(_FOLDER, name)))
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
            place = document.key_span(route)
            yield Fault(place, f"A maturity model has no field {name} here.", code="TOC003")
        elif each["type"] == "missing":
            yield Fault(route, f"The field {name} is missing.", code="TOC005")
        else:
            yield Fault(route, f"{name}: {each['msg']}.", code="TOC004")


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


def _finding(fault: Fault, document: Document | None) -> Finding:
    return Finding(
        code=fault.code,
        name=_NAMES[fault.code],
        severity="error",
        message=fault.message,
        tip=fault.tip,
        span=_place(fault.where, document),
        related=tuple(Related(_place(at, document), why) for at, why in fault.related),
    )


def _place(where: Route | Span, document: Document | None) -> Span:
    if isinstance(where, Span):
        return where
    if document is None:
        raise TypeError("a fault with a route needs the document it leads into")
    return document.span(where)
