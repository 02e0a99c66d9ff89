"""The maturity model that a theory names: a packaged one, or its own below its directory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from theoryofchange.declare.messages import shown
from theoryofchange.maturity.rating import MaturitySettings
from theoryofchange.record import record
from theoryofchange.source.files import YAML_ENDINGS, read_file
from theoryofchange.source.finding import Fault
from theoryofchange.source.reading import LIMITS, Reading
from theoryofchange.source.suggest import did_you_mean
from theoryofchange.templates import template_names

if TYPE_CHECKING:
    from theoryofchange.maturity.model import MaturityModel

_FOLDER = "maturity"
_ROUTE = ("maturity", "model")


@record
class OwnModel:
    """A maturity model of the theory's own, as it is written.

    Parameters
    ----------
    model
        The model; ``None`` where the theory names none of its own, or that one has faults.
    faults
        What is wrong with it, or with how it is named.
    readings
        What was read for it beside the files of the theory.
    """

    model: MaturityModel | None = None
    faults: tuple[Fault, ...] = ()
    readings: tuple[Reading, ...] = ()


def packaged_model(settings: MaturitySettings | None) -> MaturityModel | None:
    """Return the packaged model that a theory is assessed by, ``None`` where it is its own."""
    name = (settings or MaturitySettings()).model
    if name not in template_names(_FOLDER):
        return None
    from theoryofchange.maturity.loading import load_model

    return load_model(name)


def own_model(
    settings: MaturitySettings | None, root: Path | None, readings: Sequence[Reading]
) -> OwnModel:
    """Read the maturity model that a theory names by its path.

    Parameters
    ----------
    settings
        What the theory says of maturity.
    root
        The theory's directory, which the path may not leave; ``None`` where it has none, and no
        path can be followed.
    readings
        What was read of the theory's files, the model's perhaps among them.
    """
    if settings is None or root is None or settings.model in template_names(_FOLDER):
        return OwnModel()
    path = (root / settings.model).resolve()
    if not path.is_relative_to(root.resolve()):
        message = f"The path {shown(settings.model)} leads out of the theory's directory."
        tip = "Copy the model into the directory."
        return OwnModel(faults=(Fault(_ROUTE, message, tip, code="TOC010"),))
    if not path.is_file() or path.suffix not in YAML_ENDINGS:
        return OwnModel(faults=(_no_model(settings.model),))
    known = next((each for each in readings if _is_of(each, path)), None)
    if known is not None and known.faults:
        return OwnModel()
    reading = known or read_file(root / settings.model, LIMITS)
    return _model_in(reading, () if known else (reading,))


def _model_in(reading: Reading, beside: tuple[Reading, ...]) -> OwnModel:
    from theoryofchange.maturity.loading import model_in

    found = model_in(reading)
    if isinstance(found, tuple):
        return OwnModel(faults=found, readings=beside)
    return OwnModel(model=found, readings=beside)


def _no_model(name: str) -> Fault:
    packaged = template_names(_FOLDER)
    otherwise = f"Packaged are {', '.join(packaged)}; a model of your own is ./model.yaml."
    message = f"No maturity model is called {shown(name)}."
    return Fault(_ROUTE, message, did_you_mean(name, packaged, otherwise), code="TOC007")


def _is_of(reading: Reading, path: Path) -> bool:
    return reading.source is not None and Path(reading.source.file).resolve() == path
