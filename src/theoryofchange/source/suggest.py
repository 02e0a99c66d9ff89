"""“Did you mean”: the known word nearest to an unknown one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from heapq import merge
from itertools import islice

_MOST_COMPARED = 400
_MOST_REMEMBERED = 64
_APART = 3
"""By how many characters two near words may differ in length; by one where there are many."""


class Words:
    """Known words, kept so that the nearest to an unknown one is soon found among many.

    Parameters
    ----------
    known
        The words there are.

    Examples
    --------
    >>> Words(["response_speed", "stock_available"]).closest("Speed-Response")
    'response_speed'
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._same: dict[str | tuple[str, ...], tuple[int, str]] = {}
        self._long: dict[int, list[tuple[int, str]]] = {}
        self._alike: dict[tuple[int, str], list[tuple[int, str]]] = {}
        self._letters: dict[str, frozenset[str]] = {}
        for entry in enumerate(known):
            word = entry[1]
            self._same.setdefault(_folded(word), entry)
            self._same.setdefault(_parts(word), entry)
            self._long.setdefault(len(word), []).append(entry)
            self._alike.setdefault((len(word), word[:1]), []).append(entry)
            self._letters[word] = frozenset(word)

    def closest(self, word: str, cutoff: float = 0.72, without: Collection[str] = ()) -> str | None:
        """Return the known word that was probably meant, or ``None``.

        Parameters
        ----------
        word
            The unknown word.
        cutoff
            How alike two words must be, from 0 to 1, as ``difflib`` measures it.
        without
            Known words that were not meant.
        """
        forms = (_folded(word), _parts(word))
        same = [self._same[form] for form in forms if form in self._same]
        same = [entry for entry in same if entry[1] not in without]
        if same:
            return min(same)[1]
        letters = frozenset(word)
        near = [
            other
            for _, other in islice(merge(*self._near(word)), _MOST_COMPARED)
            if other not in without
            and _most_alike(word, letters, other, self._letters[other]) >= cutoff
        ]
        if not near:
            return None
        import difflib

        found = difflib.get_close_matches(word, near, n=1, cutoff=cutoff)
        return found[0] if found else None

    def _near(self, word: str) -> list[list[tuple[int, str]]]:
        """Return the words of about one length; where they are many, those that begin alike."""
        lengths = range(len(word) - _APART, len(word) + _APART + 1)
        near = [self._long[length] for length in lengths if length in self._long]
        if sum(map(len, near)) <= _MOST_COMPARED:
            return near
        return [self._alike.get((len(word) + apart, word[:1]), []) for apart in (-1, 0, 1)]


def _most_alike(word: str, letters: frozenset[str], other: str, others: frozenset[str]) -> float:
    """Return what ``difflib`` can find two words to be alike at most, by the letters they share."""
    shared = min(len(word) - len(letters - others), len(other) - len(others - letters))
    return 2.0 * shared / ((len(word) + len(other)) or 1)


def closest(word: str, known: Collection[str], cutoff: float = 0.72) -> str | None:
    """Return the known word that was probably meant, or ``None``.

    Parameters
    ----------
    word
        The unknown word.
    known
        The words there are. To look up many words among many, make them :class:`Words` once.
    cutoff
        How alike two words must be, from 0 to 1, as ``difflib`` measures it.

    Examples
    --------
    >>> closest("respons_speed", ["response_speed", "stock_available"])
    'response_speed'
    >>> closest("weather", ["response_speed"])
    """
    if len(known) <= _MOST_REMEMBERED:
        return _closest_of_few(word, tuple(known), cutoff)
    return Words(known).closest(word, cutoff)


@lru_cache(maxsize=4096)
def _closest_of_few(word: str, known: tuple[str, ...], cutoff: float) -> str | None:
    return _few(known).closest(word, cutoff)


@lru_cache(maxsize=256)
def _few(known: tuple[str, ...]) -> Words:
    return Words(known)


def _parts(text: str) -> tuple[str, ...]:
    """Return the words of an id in any order, so that one turned round is found."""
    return tuple(sorted(text.casefold().replace("-", "_").split("_")))


def _folded(word: str) -> str:
    folded = word.casefold()
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


def did_you_mean(word: str, known: Collection[str], otherwise: str) -> str:
    """Return a tip that names the nearest known word, or another tip where none is near."""
    near = closest(word, known)
    return f"Did you mean {near}?" if near else otherwise
