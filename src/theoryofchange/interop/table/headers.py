"""What the columns of a table are probably for, by the words above them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from theoryofchange.interop.table.evidence import fits, identifies, said_by
from theoryofchange.interop.table.mapping import ColumnMapping, Use
from theoryofchange.interop.table.periods import NOBODY_KNOWS, Convention, Period, period_in
from theoryofchange.interop.table.roles import DATED, SEVERAL
from theoryofchange.interop.table.words import role_words, spelled

_EXACT, _END, _PART, _CELLS = 3, 2, 1, 0
_HOW = {_EXACT: "", _END: "holds ", _PART: "holds ", _CELLS: "its cells, as "}
_FROM_THE_LEFT = frozenset({"goal", "segment"})
"""The roles of whose columns the first counts, not the one with the better word."""

_MOST_WORDS = 8
"""Words of a header beyond which it is a sentence, and a word in it tells nothing."""


class Match(NamedTuple):
    """How well a header fits a role.

    Parameters
    ----------
    score
        3 where it is the role's word, 2 where it ends or begins with it, 1 where it holds it, 0
        where the cells say the role.
    length
        How long the word is: a longer one tells more.
    rank
        Where the word stands among those of its role: an earlier one tells more.
    role, word
        The role, and its word or a cell that says it.
    """

    score: int
    length: int
    rank: int
    role: str
    word: str


class _Of(NamedTuple):
    role: str
    rank: int


def guess_columns(
    columns: Mapping[str, Sequence[str]], convention: Convention = NOBODY_KNOWS
) -> ColumnMapping:
    """Return what columns are probably for.

    Parameters
    ----------
    columns
        The cells of each column below its header, as many for each; empty where nothing stands.
    convention
        What dates leave open.

    Returns
    -------
    ColumnMapping
        A use for each column, ``extra`` where none could be told, or where its cells are not what
        its header says.

    Examples
    --------
    >>> headers = ["指标名称", "单位", "基线值", "2025年目标值", "2026年目标值", "备注"]
    >>> mapping = guess_columns({header: [] for header in headers})
    >>> [use.role for use in mapping.columns.values()]
    ['title', 'unit', 'baseline', 'target', 'target', 'extra']
    """
    periods = {header: period_in(header, convention) for header in columns}
    matches = {header: _match(header, periods[header], columns[header]) for header in columns}
    fitting = [(header, match) for header, match in matches.items() if match is not None]
    uses: dict[str, Use] = {}
    taken: set[str] = set()
    for header, match in sorted(fitting, key=lambda each: (-each[1].score, each[1].rank)):
        period = periods[header]
        role = _role_left(match.role, period, taken)
        if role is None or not fits(role, columns[header]):
            continue
        if role not in SEVERAL or (role in DATED and period is None):
            taken.add(role)
        why = f"{_HOW[match.score]}“{match.word}”"
        uses[header] = Use(role, period if role in DATED else None, why)
    _bare_periods(columns, periods, uses)
    _expect_ids(columns, uses)
    return ColumnMapping(
        {header: uses.get(header, Use("extra")) for header in columns}, convention, guessed=True
    )


def _match(header: str, period: Period | None, cells: Sequence[str]) -> Match | None:
    """Return the role of a column by its header, unless its cells say another."""
    words = _bare(header, period)
    match = best_match(words)
    if match is None and not words:
        return None
    role = said_by(match.role if match else None, cells)
    if role is None:
        return match
    return Match(_CELLS, 0, 0, role, next(cell for cell in cells if cell))


def _expect_ids(columns: Mapping[str, Sequence[str]], uses: dict[str, Use]) -> None:
    """Let a column that names several KPIs alike, or few of them, be no id."""
    titles = next((columns[header] for header, use in uses.items() if use.role == "title"), None)
    for header, use in [*uses.items()]:
        if use.role == "id" and titles and not identifies(columns[header], titles):
            uses[header] = Use("extra", why="not in every row, or one for several names")


def _role_left(role: str, period: Period | None, taken: set[str]) -> str | None:
    """Return the role that is left: of two goals the second is an outcome."""
    if role not in taken or (role in SEVERAL and period is not None):
        return role
    return "outcome" if role == "goal" and "outcome" not in taken else None


def _bare_periods(
    headers: Iterable[str], periods: Mapping[str, Period | None], uses: dict[str, Use]
) -> None:
    """Use columns that are headed by a period alone: targets behind a baseline, else values."""
    bare = [h for h in headers if h not in uses and periods[h] and not _bare(h, periods[h])]
    roles = {use.role for use in uses.values()}
    if len(bare) < 2 and not {"baseline", "target", "actual"} & roles:
        return
    planned = "target" not in roles and "baseline" in roles
    role = "target" if planned else "actual"
    why = "a period behind a baseline, and no target" if planned else "a period"
    for header in bare:
        uses[header] = Use(role, periods[header], why)


def _bare(header: str, period: Period | None) -> str:
    """Return the words of a header without its period, and without the number of its year."""
    if period is None:
        return spelled(header)
    start, stop = period.span
    left, right = header[:start], header[stop:]
    rest = spelled(f"{left} {right}")
    again = period_in(rest)
    if again is not None and again.order[0] == 0:
        rest = spelled(rest[: again.span[0]] + rest[again.span[1] :])
    return rest


def best_match(words: str) -> Match | None:
    """Return the role that the words of a header fit best, or ``None``.

    Parameters
    ----------
    words
        As :func:`~theoryofchange.interop.table.words.spelled` makes them, without a period.

    Examples
    --------
    >>> best_match("result indicator target value")[3:], best_match("colour")
    (('target', 'target value'), None)
    """
    if not words:
        return None
    exact = _words_of_roles().get(words)
    if exact:
        return Match(_EXACT, len(words), exact.rank, exact.role, words)
    if words.count(" ") >= _MOST_WORDS:
        return None
    found = [
        Match(_fit(words, word), len(word), of.rank, of.role, word)
        for word, of in _words_of_roles().items()
        if word in words and _fit(words, word)
    ]
    return max(found, key=lambda match: match[:2], default=None)


def _fit(words: str, word: str) -> int:
    """Return how a role's word stands in the words of a header; parts of words do not count."""
    if not word.isascii() and " " not in words and len(word) > 1 and _is_unspaced(word):
        return _END if words.endswith(word) or words.startswith(word) else _PART
    if len(word) < 3:
        return 0
    padded = f" {words} "
    if f" {word} " not in padded:
        return 0
    return _END if words.endswith(f" {word}") or words.startswith(f"{word} ") else _PART


def _is_unspaced(word: str) -> bool:
    """Tell whether a word is of a script that puts no blanks between words."""
    return all("\u3040" <= character <= "\u9fff" for character in word if character.isalpha())


@cache
def _words_of_roles() -> Mapping[str, _Of]:
    """Return the role of each word; of two roles with one word the first in the file."""
    found: dict[str, _Of] = {}
    for role, words in role_words().items():
        for rank, word in enumerate(words):
            found.setdefault(spelled(word), _Of(role, 0 if role in _FROM_THE_LEFT else rank))
    return found
