"""Fixes with their places, and which of them can be made together."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence

from theoryofchange.linter.fixing.edit import Mend, mended
from theoryofchange.linter.fixing.placing import Placement, expect_meant
from theoryofchange.record import record
from theoryofchange.source.finding import Finding
from theoryofchange.source.span import Source


@record
class Candidate:
    """A finding, and the place where its fix can be made."""

    finding: Finding
    placement: Placement

    @property
    def mends(self) -> Iterable[tuple[str, tuple[Mend, ...]]]:
        """The mends that make it, by their file."""
        return self.placement.mends.items()


def apart(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the fixes that touch no text that one before them touches, unless they are the same.

    Mends that do not meet lie in the order of their starts, so only neighbours need be looked at.
    """
    taken: dict[str, list[Mend]] = {}
    chosen: list[Candidate] = []
    for each in candidates:
        if all(_is_free(m, taken.get(f, [])) for f, of_file in each.mends for m in of_file):
            chosen.append(each)
            for file, of_file in each.mends:
                for mend in of_file:
                    insort(taken.setdefault(file, []), mend, key=_start)
    return chosen


def texts_with(candidates: Sequence[Candidate], sources: Mapping[str, Source]) -> dict[str, str]:
    """Return the texts of the files in which fixes that lie apart were made.

    Raises
    ------
    CannotPlaceError
        Where a text would then say anything else than it is meant to.
    """
    mends: dict[str, dict[Mend, None]] = {}
    for each in candidates:
        for file, of_file in each.mends:
            mends.setdefault(file, {}).update(dict.fromkeys(of_file))
    for file, together in mends.items():
        expect_meant(sources[file], list(together))
    return {file: mended(sources[file].text, together) for file, together in mends.items()}


def _is_free(mend: Mend, taken: Sequence[Mend]) -> bool:
    at = bisect_left(taken, mend.start, key=_start)
    return all(mend == other or not mend.meets(other) for other in taken[max(0, at - 1) : at + 2])


def _start(mend: Mend) -> int:
    return mend.start
