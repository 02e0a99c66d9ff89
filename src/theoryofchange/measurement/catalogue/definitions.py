"""What each measure of the catalogue is, and what data it needs: read from packaged files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

from theoryofchange.shape import shape, validator
from theoryofchange.source.span import Source
from theoryofchange.templates import template_names, template_text

_FOLDER = "kpis"


@shape
class Texts:
    """A text in the languages of the library.

    Parameters
    ----------
    en, zh
        In English and in Chinese.
    """

    en: str
    zh: str


@shape
class Column:
    """A column of the data.

    Parameters
    ----------
    type
        What it holds: ids, days, numbers, texts, or flags (true or false).
    what
        What that is.
    """

    type: Literal["id", "day", "number", "text", "flag"]
    what: str


@shape
class Metric:
    """A measure of the catalogue.

    Parameters
    ----------
    id
        Its name, in the file and in code.
    version
        Counts up when figures would change: a series measured by one version does not go on with
        another.
    title, definition
        What it is called, and what it is.
    formula
        How it is computed.
    unit
        In what it is told: ``share``, or ``占比``, is from 0 to 1.
    direction
        Which way is better.
    entity
        What counts as one, independent of the others.
    data
        The columns that it needs, by the name that the figures use.
    figures
        What the function is given, and how that is made from the data.
    takes
        ``counts``: each figure is counted over the data. ``moments``: x and y are made for each
        entity, and their sums are given. ``columns``: each figure is a column.
    function
        The function of :mod:`theoryofchange.measurement.catalogue` that computes it.
    interval
        How its interval is computed.
    engines
        ``any``: the figures can be made wherever the data are, and are small. ``local``: single
        entities are needed, so that it is computed on one machine, of a sample if need be.
    source
        Where it is from.
    pitfalls
        What goes wrong with it.
    """

    id: str
    version: int
    title: Texts
    definition: Texts
    formula: Texts
    unit: Texts
    direction: Literal["increase", "decrease", "maintain", "range"]
    entity: str
    data: Mapping[str, Column]
    figures: Mapping[str, str]
    takes: Literal["counts", "moments", "columns"]
    function: str
    interval: str
    engines: Literal["any", "local"]
    source: str
    pitfalls: tuple[Texts, ...]


@cache
def catalogue() -> Mapping[str, Metric]:
    """Return the measures of customer experience that come with the library, by id.

    Returns
    -------
    Mapping of str to Metric
        In the order of their ids.

    Examples
    --------
    >>> nps = catalogue()["nps"]
    >>> nps.title.en, nps.title.zh, nps.function
    ('Net promoter score', '净推荐值', 'net_promoter_score')
    """
    return MappingProxyType({name: _metric(name) for name in template_names(_FOLDER)})


def _metric(name: str) -> Metric:
    from theoryofchange.source.reader import read_yaml

    source = Source(f"{name}.yaml", template_text(_FOLDER, name))
    read: Metric = validator(Metric).validate_python(read_yaml(source).documents[0].data)
    return read
