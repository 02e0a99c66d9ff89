"""A theory as JSON-LD: every part a node of one graph, links by their ids, nothing left out
but the figures that are confidential.

The words are those of a theory; ``title`` and ``description`` are also schema.org's ``name`` and
``description``, so that a catalogue shows them. Ids are relative to the document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from theoryofchange.declare import to_data
from theoryofchange.graph import TheoryOfChange
from theoryofchange.interop.writing import Omissions, Written
from theoryofchange.interop.writing._parts import published

FORMAT = "jsonld"

VOCABULARY = "#vocabulary/"
"""What the words of a theory stand under, relative to the document: nobody publishes them."""

_TYPES = {
    "goals": "Goal",
    "outcomes": "Outcome",
    "kpis": "Kpi",
    "activities": "Activity",
    "teams": "Team",
}
_LISTS = {"observations": "Observation", "benchmarks": "Benchmark", "ratings": "Rating"}
_REFERENCE = {"@type": "@id"}
CONTEXT: Mapping[str, Any] = {
    "@vocab": VOCABULARY,
    "title": "http://schema.org/name",
    "description": "http://schema.org/description",
    "definition": "http://schema.org/description",
    "id": "http://schema.org/identifier",
    **dict.fromkeys(("cause", "effect", "measures", "guardrail", "kpi", "team"), _REFERENCE),
    "after": {"@type": "@id", "@container": "@list"},
    "agreed_by": {"@type": "@id", "@container": "@list"},
    "extra": {"@type": "@json"},
    "maturity": {"@type": "@json"},
}
_POINTERS = ("measures", "guardrail", "kpi", "team")
_POINTER_LISTS = ("after",)


def write(theory: TheoryOfChange) -> Written:
    """Write a theory as JSON-LD.

    Parameters
    ----------
    theory
        The theory.

    Returns
    -------
    Written
        The document. It says all of the theory but the figures that are confidential.

    Examples
    --------
    >>> from theoryofchange.goal import Goal, Outcome
    >>> theory = TheoryOfChange(goals=[Goal(id="g", needs=["o"])], outcomes=[Outcome(id="o")])
    >>> graph = json.loads(write(theory).content)["@graph"]
    >>> [(each["@id"], each["@type"]) for each in graph]
    [('#theory', 'TheoryOfChange'), ('#g', 'Goal'), ('#o', 'Outcome'), ('#o/g', 'Link')]
    """
    omissions = Omissions()
    data = to_data(published(theory, omissions))
    document = {"@context": dict(CONTEXT), "@graph": [*_graph(data)]}
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return Written(text.encode(), omissions.listed())


def _graph(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    maturity = {"maturity": data["maturity"]} if "maturity" in data else {}
    yield {"@id": "#theory", "@type": "TheoryOfChange", **data.get("theory", {}), **maturity}
    links: list[dict[str, Any]] = []
    for section, kind in _TYPES.items():
        for id, fields in data.get(section, {}).items():
            held = dict(fields)
            for key in ("needs", "advances"):
                for other, link in held.pop(key, {}).items():
                    ends = (other, id) if key == "needs" else (id, other)
                    links.append(_link(*ends, link))
            yield {"@id": _iri(id), "@type": kind, "id": id, **_pointed(held)}
    yield from links
    for section, kind in _LISTS.items():
        for row in data.get(section, ()):
            yield {"@type": kind, **_pointed(row)}


def _link(cause: str, effect: str, link: Mapping[str, Any]) -> dict[str, Any]:
    """Return a link; its own effect is called ``size`` beside the effect that it leads to."""
    held = {("size" if key == "effect" else key): value for key, value in link.items()}
    if "agreed_by" in held:
        held["agreed_by"] = [_iri(team) for team in held["agreed_by"]]
    ends = {"cause": _iri(cause), "effect": _iri(effect)}
    return {"@id": f"{_iri(cause)}/{_iri(effect)[1:]}", "@type": "Link", **ends, **held}


def _pointed(fields: Mapping[str, Any]) -> dict[str, Any]:
    held = dict(fields)
    held |= {key: _iri(held[key]) for key in _POINTERS if key in held}
    return held | {key: [*map(_iri, held[key])] for key in _POINTER_LISTS if key in held}


def _iri(id: str) -> str:
    """Return an id as the fragment of an address."""
    return f"#{quote(id, safe='')}"
