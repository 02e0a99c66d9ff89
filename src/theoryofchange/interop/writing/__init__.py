"""Theories in other formats: every module here is one.

``theoryofchange.interop.writing.<format>.write(theory)`` writes it, as ``toc export FORMAT`` does,
and says what the format has no place for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from theoryofchange.interop._formats import module_of, names_in

TYPE_CHECKING = False  # as of typing, which toc --version does without

if TYPE_CHECKING:
    from types import ModuleType


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Something of a theory that a format cannot say, or that it asks for and the theory lacks.

    Parameters
    ----------
    what
        What it is, as a phrase: ``owner of KPIs``.
    why
        Why, as a sentence.
    ids
        Whose it is; empty where it is the theory's own.
    """

    what: str
    why: str
    ids: tuple[str, ...] = ()

    def __str__(self) -> str:
        whose = f" ({', '.join(self.ids)})" if self.ids else ""
        return f"{self.what}{whose}: {self.why}"


@dataclass(frozen=True, slots=True)
class Written:
    """A theory in another format.

    Parameters
    ----------
    content
        The file.
    unsaid
        What of the theory does not stand in it.
    """

    content: bytes
    unsaid: tuple[Unsaid, ...] = ()


class Omissions:
    """What a format cannot say, gathered while a theory is written.

    Examples
    --------
    >>> omissions = Omissions()
    >>> omissions.add("owner of KPIs", "There is no place for it.", "sales")
    >>> omissions.add("owner of KPIs", "There is no place for it.", "reach")
    >>> [str(each) for each in omissions.listed()]
    ['owner of KPIs (sales, reach): There is no place for it.']
    """

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], dict[str, None]] = {}

    def add(self, what: str, why: str, *ids: str) -> None:
        """Add something; what is the same of several nodes is told once."""
        self._ids.setdefault((what, why), {}).update(dict.fromkeys(ids))

    def fields(self, kind: str, why: str, nodes: Mapping[str, object], said: Iterable[str]) -> None:
        """Add every field of some nodes that is set and not among those that are said.

        Parameters
        ----------
        kind
            What the nodes are called, in the plural.
        why
            Why the fields are not said.
        nodes
            Shapes by their ids.
        said
            The names of the fields that are.
        """
        from theoryofchange.shape import plain

        known = {*said}
        for id, node in nodes.items():
            for field in plain(node):
                if field not in known:
                    self.add(f"{field} of {kind}", why, id)

    def listed(self) -> tuple[Unsaid, ...]:
        """Return all of it, in the order it was found."""
        return tuple(Unsaid(what, why, tuple(ids)) for (what, why), ids in self._ids.items())


def formats() -> tuple[str, ...]:
    """Return the names of the formats that can be written, as the command line has them, sorted.

    Examples
    --------
    >>> "iati" in formats()
    True
    """
    return names_in(__path__[0])


def writer_of(name: str) -> ModuleType:
    """Return the module of a format: its ``FORMAT`` and its ``write``.

    Parameters
    ----------
    name
        One of :func:`formats`.

    Raises
    ------
    InputError
        Where there is no such format.

    Examples
    --------
    >>> writer_of("iati").FORMAT
    'iati'
    """
    return module_of(__name__, name, formats())
