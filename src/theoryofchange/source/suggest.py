"""“Did you mean”: the known word nearest to an unknown one."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

_MOST_COMPARED = 400
_MOST_REMEMBERED = 64


def closest(word: str, known: Collection[str], cutoff: float = 0.72) -> str | None:
    """Return the known word that was probably meant, or ``None``.

    Parameters
    ----------
    word
        The unknown word.
    known
        The words there are.
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
    return _closest(word, known, cutoff)


@lru_cache(maxsize=4096)
def _closest_of_few(word: str, known: tuple[str, ...], cutoff: float) -> str | None:
    return _closest(word, known, cutoff)


def _closest(word: str, known: Collection[str], cutoff: float) -> str | None:
    import difflib

    folded = _folded(word)
    words = _words(word)
    same = [other for other in known if _folded(other) == folded or _words(other) == words]
    if same:
        return same[0]
    near = [other for other in known if abs(len(other) - len(word)) <= 3]
    if len(near) > _MOST_COMPARED:
        near = [
            other for other in near if other[:1] == word[:1] and abs(len(other) - len(word)) < 2
        ]
    found = difflib.get_close_matches(word, near[:_MOST_COMPARED], n=1, cutoff=cutoff)
    return found[0] if found else None


def _words(text: str) -> list[str]:
    """Return the words of an id in any order, so that one turned round is found."""
    return sorted(text.casefold().replace("-", "_").split("_"))


def _folded(word: str) -> str:
    return "".join(character for character in word.casefold() if character.isalnum())


def did_you_mean(word: str, known: Collection[str], otherwise: str) -> str:
    """Return a tip that names the nearest known word, or another tip where none is near."""
    near = closest(word, known)
    return f"Did you mean {near}?" if near else otherwise
