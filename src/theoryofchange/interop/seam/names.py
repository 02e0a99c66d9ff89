"""Names that are taken: every id of a theory once, every file of it once."""

from __future__ import annotations

from collections.abc import Iterable

from theoryofchange.interop.seam.prose import slug


class Names:
    """The names that are taken.

    Parameters
    ----------
    taken
        Those that are taken from the start.

    Examples
    --------
    >>> names = Names()
    >>> names.of("Answered in time"), names.of("Answered in time!"), names.of("回复 📈")
    ('answered_in_time', 'answered_in_time_2', '回复')
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._next: dict[str, int] = {}

    def of(self, text: str, otherwise: str = "item", suffix: str = "") -> str:
        """Take a free, readable name for a text.

        Parameters
        ----------
        text
            What it is made of: its words in any script, else what its symbols are called.
        otherwise
            What it is made of where the text has neither.
        suffix
            What tells it from another of the same words, as the name of the department.
        """
        return self.claim(slug(text, otherwise), suffix)

    def claim(self, base: str, suffix: str = "", ending: str = "") -> str:
        """Take the first free name: the base, with the suffix, or with a number from 2."""
        name = base + ending
        if name in self._taken and suffix:
            name = f"{base}_{suffix}{ending}"
        while name in self._taken:
            self._next[base] = self._next.get(base, 1) + 1
            name = f"{base}_{self._next[base]}{ending}"
        self._taken.add(name)
        return name
