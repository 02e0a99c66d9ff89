"""What fixes change, as a unified diff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import Match, SequenceMatcher
from itertools import groupby

from theoryofchange.linter.fixing import Fixed
from theoryofchange.reporting.findings import PLAIN, Palette
from theoryofchange.view.measure import clean

_CONTEXT = 3
_SURE = 3
"""How many lines must be alike for two texts to be taken to go on together."""
_NO_LINE_END = "\\ No newline at end of file\n"


def fixes_as_diff(fixed: Fixed, palette: Palette = PLAIN) -> str:
    """Return what fixes change as a unified diff.

    Parameters
    ----------
    fixed
        What became of the fixes.
    palette
        The colours; none by default. With none the diff is exact, and ``patch -p0`` takes it: line
        ends are those of the files. With colours, what a terminal would take for a command is
        shown instead.

    Returns
    -------
    str
        Empty where nothing changes.
    """
    lines = (
        line
        for file in sorted(fixed.after)
        for line in _of_file(file, fixed.before[file].text, fixed.after[file])
    )
    if palette == PLAIN:
        return "".join(lines)
    return "".join(f"{_coloured(line, palette)}\n" for line in lines)


class _InOrder(SequenceMatcher[str]):
    """Matches lines one after the other, in a time that grows with the lines.

    Fixes keep the order of lines, so where two texts part, they meet again soon.
    """

    a: Sequence[str]
    b: Sequence[str]

    def get_matching_blocks(self) -> list[Match]:
        before, after = self.a, self.b
        blocks: list[Match] = []
        i = j = 0
        while i < len(before) and j < len(after):
            start = i
            while i < len(before) and j < len(after) and before[i] == after[j]:
                i, j = i + 1, j + 1
            if i > start:
                blocks.append(Match(start, j - (i - start), i - start))
            until_i, until_j = _next_alike(before, after, i, j)
            if until_i - i == until_j - j:
                blocks += _alike_in_place(before, after, range(i, until_i), j - i)
            i, j = until_i, until_j
        return [*blocks, Match(len(before), len(after), 0)]


def _next_alike(before: Sequence[str], after: Sequence[str], i: int, j: int) -> tuple[int, int]:
    """Return where two texts go on together, by as few lines passed over as can be."""
    for passed in range(1, len(before) - i + len(after) - j):
        for gone in range(min(passed, len(before) - i), -1, -1):
            come = passed - gone
            if j + come > len(after):
                break
            here = before[i + gone : i + gone + _SURE]
            if here and here == after[j + come : j + come + _SURE]:
                return i + gone, j + come
    return len(before), len(after)


def _alike_in_place(
    before: Sequence[str], after: Sequence[str], places: Iterable[int], offset: int
) -> Iterator[Match]:
    """Yield the lines that stay among as many that change: each where it was."""
    for is_alike, run in groupby(places, lambda at: before[at] == after[at + offset]):
        if is_alike:
            first, *others = run
            yield Match(first, first + offset, 1 + len(others))


def _of_file(file: str, before: str, after: str) -> Iterator[str]:
    """Yield the lines of a file's diff, each with its line end.

    A tab ends a name with spaces, as git writes it: else ``patch`` takes a part of it for a date.
    """
    old, new = _lines(before), _lines(after)
    name = clean(file)
    name += "\t" * (" " in name)
    yield f"--- {name}\n"
    yield f"+++ {name}\n"
    for group in _InOrder(None, old, new, autojunk=False).get_grouped_opcodes(_CONTEXT):
        first, last = group[0], group[-1]
        yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@\n"
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                yield from _marked(" ", old[i1:i2])
            else:
                yield from _marked("-", old[i1:i2])
                yield from _marked("+", new[j1:j2])


def _lines(text: str) -> list[str]:
    """Return the lines of a text with their line ends, as ``patch`` and git count them."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _marked(mark: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}\n"
        if not line.endswith("\n"):
            yield _NO_LINE_END


def _range(start: int, end: int) -> str:
    """Return a range of lines as a unified diff states it: an empty one by the line before it."""
    number = end - start
    if number == 1:
        return str(start + 1)
    return f"{start + 1 if number else start},{number}"


def _coloured(line: str, palette: Palette) -> str:
    mark, rest = line[:1], clean(line[1:].rstrip("\r\n"))
    if line.startswith(("--- ", "+++ ")):
        return f"{palette.strong}{mark}{rest}{palette.end}"
    colour = {"-": palette.error, "+": palette.info, "@": palette.faint, "\\": palette.faint}
    return f"{colour[mark]}{mark}{rest}{palette.end}" if mark in colour else f"{mark}{rest}"
