"""The arrows of Miradi's diagrams: which factor leads to which, through group boxes too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from theoryofchange.interop.miradi.project import Key, Project, Thing

DIAGRAMS = ("ResultsChain", "ConceptualModel")
_FLAGS = {"bidirectional": "IsBidirectionalLink", "uncertain": "IsUncertainLink"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """A link of a diagram.

    Parameters
    ----------
    thing
        The link.
    pairs
        The factors that it leads from and to: several where an end is a group box.
    reason
        Why it leads nowhere, or ``None``.
    """

    thing: Thing
    pairs: tuple[tuple[Key, Key], ...] = ()
    reason: str | None = None


class Diagrams:
    """The diagrams of a project.

    Parameters
    ----------
    project
        The project.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._drawn: dict[Key, str] = {}
        for diagram in project.of(*DIAGRAMS):
            called = [diagram.text("Identifier"), diagram.text("Name")]
            title = " ".join(text for text in called if text) or diagram.record.at
            for key in diagram.named("DiagramFactorIds", "DiagramLinkIds"):
                self._drawn.setdefault(key, str(title))

    def diagram_of(self, thing: Thing) -> str | None:
        """Return the title of the diagram that a link or the place of a factor is drawn in."""
        return self._drawn.get(thing.key)

    def factor(self, place: Thing) -> Key | None:
        """Return the factor that is drawn at a place."""
        return next(place.named("WrappedFactorId"), None)

    def arrows(self) -> Iterator[Arrow]:
        """Yield every link, in order."""
        for link in self._project.of("DiagramLink"):
            causes, effects = self._ends(link, "From"), self._ends(link, "To")
            if isinstance(causes, str) or isinstance(effects, str):
                reason = causes if isinstance(causes, str) else str(effects)
                yield Arrow(thing=link, reason=reason)
                continue
            pairs = [(a, b) for a in causes for b in effects if a != b]
            if pairs:
                yield Arrow(thing=link, pairs=tuple(dict.fromkeys(pairs)))
            else:
                yield Arrow(thing=link, reason="It leads from a factor to itself.")

    def said(self, link: Thing) -> dict[str, Any]:
        """Return what a link says beside its ends, as ``extra`` keeps it."""
        held: dict[str, Any] = {k: True for k, field in _FLAGS.items() if link.is_true(field)}
        for key in ("Annotation", "Comments", "Name"):
            if link.text(key):
                held[key.lower()] = [link.text(key)]
        diagram = self.diagram_of(link)
        return held | ({"drawn_in": [diagram]} if diagram else {})

    def _ends(self, link: Thing, side: str) -> str | list[Key]:
        """Return the factors that a link starts from or ends at, or why there are none."""
        named = next(link.named(f"{side}DiagramFactorId"), None)
        place = self._project.get(("DiagramFactor", named[1])) if named else None
        if place is None:
            return f"It leads {side.lower()} a factor that is not in the project."
        found = list(self._inside(place, frozenset()))
        if not found:
            return f"It leads {side.lower()} a group box with nothing in it."
        if any(self._project.get(key) is None for key in found):
            return f"It leads {side.lower()} a factor that is not in the project."
        return found

    def _inside(self, place: Thing, above: frozenset[str]) -> Iterator[Key]:
        """Yield the factor at a place; of a group box those in it."""
        factor = self.factor(place)
        if factor is None or factor[0] != "GroupBox":
            yield from [factor] if factor else []
            return
        for key in place.named("GroupBoxChildrenIds"):
            child = self._project.get(key)
            if child and child.id not in above:
                yield from self._inside(child, above | {place.id})


def merged(held: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return what two links between the same factors say.

    Examples
    --------
    >>> merged({"drawn_in": ["RC1"]}, {"uncertain": True, "drawn_in": ["RC1", "RC2"]})
    {'drawn_in': ['RC1', 'RC2'], 'uncertain': True}
    """
    found = dict(held)
    for key, value in more.items():
        both: Iterable[Any] = [*found.get(key, []), *value] if isinstance(value, list) else ()
        found[key] = list(dict.fromkeys(both)) if isinstance(value, list) else value
    return found
