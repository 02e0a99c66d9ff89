"""A text by its words, so that two that say the same in another order are found to be alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import cache
from typing import Literal

from theoryofchange.record import record

Form = Literal["alone", "beside", "initials"]

_UNSPACED = r"\u2e80-\u2fdf\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Ideographs and kana, which are written without blanks: each is taken for a word."""
_WORD = rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+|/"
_ASCII_WORD = re.compile(r"[a-z0-9]+|/")
_ONE_UNSPACED = rf"[{_UNSPACED}]"
_ACCENTS = dict.fromkeys(range(0x300, 0x370)) | {ord("ı"): "i"}
"""Marks above and below letters, and the one letter without its dot that people type as i."""
_STEM = 4
_SHORT = range(3, 7)
"""Letters of an abbreviation."""
_CLOSING = (")", "）")
_SAME_ORDER = 0.5
"""The share of neighbours that stay neighbours where parts of an unspaced text change places."""


def _listed(*words: str) -> frozenset[str]:
    return frozenset(" ".join(words).split())


_DIVIDER = "/"
_DIVIDERS = _listed("/ per pro je par por")
_FILLERS = _listed(
    "a an and are as at be by for from in is it its of on or our that the their to was were which",
    "who whose with kpi metric indicator",
    "am auf das dem den der des die ein eine einer für im mit und von zu zum zur kennzahl",
    "au aux avec d dans de des du en et l la le les pour sur un une indicateur",
    "con del el las lo los para una y indicador 的 之",
)
"""Words that leave what is measured as it is; *not* and *without* are none of them."""

KINDS = _listed(
    "count index level number percent percentage proportion rate ratio score share total value",
    "anteil anzahl quote rate wert zahl nombre part taux valeur cuota número tasa valor 数 率",
)
"""Words for the kind of figure: where its unit is known, they say nothing more."""


class Stems(dict[str, str]):
    """The stem of each word, kept: a divider's is a stroke, a filler's is empty."""

    def __missing__(self, word: str) -> str:
        """Make the stem of a word, and keep it."""
        self[word] = stem = _stem(word)
        return stem

    def of(self, text: str) -> tuple[str, ...]:
        """Return the stems of a text in their own order; its abbreviation behind it is left out.

        Examples
        --------
        >>> Stems().of("Satisfaction of the customers (P90)")
        ('cust', 'p90', 'sati')
        >>> Stems().of("Customers per order"), Stems().of("Orders per customer")
        (('/orde', 'cust'), ('/cust', 'orde'))
        """
        return tuple(sorted(self._in_order(_words(text))))

    def of_name(self, text: str, unit: str | None) -> tuple[str, ...]:
        """Return the stems of a name: where the unit is known, without those of :data:`KINDS`."""
        stems = self.of(text)
        return tuple(stem for stem in stems if stem not in _KIND_STEMS) or stems if unit else stems

    def _in_order(self, words: list[str]) -> list[str]:
        stems = [stem for word in words if (stem := self[word])]
        if _DIVIDER not in stems:
            return stems
        at = stems.index(_DIVIDER)
        return stems[:at] + [_DIVIDER + stem for stem in stems[at:] if stem != _DIVIDER]


@record
class Wording:
    """A text by its words.

    Parameters
    ----------
    words
        Folded, in the singular, without fillers, in their own order; those that follow *per* or a
        stroke begin with a stroke.
    unspaced
        What of it is written without blanks, as it is written.
    """

    words: tuple[str, ...]
    unspaced: str


def wording(text: str) -> Wording:
    """Return a text by its words. Its own abbreviation behind it is left out.

    Examples
    --------
    >>> wording("Net promoter score of the shops (NPS)").words
    ('net', 'promoter', 'score', 'shop', 'nps')
    >>> wording("Net promoter score (NPS)").words
    ('net', 'promoter', 'score')
    """
    words = _words(text)
    return Wording(tuple(_told(words)), "".join(filter(_is_unspaced, words)))


def abbreviation(text: str) -> tuple[Form, str] | None:
    """Return the short form of a name, and how it stands there.

    Parameters
    ----------
    text
        A name.

    Returns
    -------
    form : {"alone", "beside", "initials"}
        Whether the short form is the whole name, follows a name in ideographs in brackets, or is
        made of the first letters of three or more words.
    letters : str
        The short form in small letters; the whole is ``None`` where there is none.

    Examples
    --------
    >>> abbreviation("NPS"), abbreviation("净推荐值（NPS）"), abbreviation("Net promoter score")
    (('alone', 'nps'), ('beside', 'nps'), ('initials', 'nps'))
    """
    words = _words(text)
    letters = words[-1] if words else ""
    if letters.isascii() and letters.isalpha() and len(letters) in _SHORT:
        if len(words) == 1:
            return "alone", letters
        if text[-1] in _CLOSING and all(map(_is_unspaced, words[:-1])):
            return "beside", letters
    if len(words) in _SHORT:
        return "initials", "".join(word[0] for word in words)
    return None


def likeness(one: str, other: str, *, without: Set[str] = frozenset()) -> float:
    """Return how alike the least alike of the words of two texts are.

    Parameters
    ----------
    one, other
        Texts.
    without
        Words, in the singular, that are not counted.

    Returns
    -------
    float
        1 where all words are the same in whatever order; a word typed without its accents is the
        same. 0 where the texts have not as many words,
        or two words begin with different letters or differ in a digit, or where the parts of an
        unspaced text have all moved. Otherwise the normalised Indel similarity of the two words
        that differ most, letters that changed places counted once.

    Examples
    --------
    >>> likeness("Retained customers", "Customers retained")
    1.0
    >>> round(likeness("Colour of the label", "Label color"), 2)
    0.91
    >>> likeness("Direct sales", "Indirect sales"), likeness("Wait in Q1", "Wait in Q2")
    (0.0, 0.0)
    >>> likeness("Churn", "Churn rate"), likeness("Churn", "Churn rate", without=KINDS)
    (0.0, 1.0)
    """
    mine, others = wording(one), wording(other)
    left = [word for word in others.words if word.lstrip(_DIVIDER) not in without]
    words = [word for word in mine.words if word.lstrip(_DIVIDER) not in without]
    if len(words) != len(left) or _moved(mine.unspaced, others.unspaced):
        return 0.0
    lone = [word for word in words if not _taken(word, left)]
    return min(map(_alike, sorted(lone, key=_plain), sorted(left, key=_plain)), default=1.0)


def _taken(word: str, left: list[str]) -> bool:
    if word not in left:
        return False
    left.remove(word)
    return True


def _alike(word: str, other: str) -> float:
    if _plain(word) == other or word == _plain(other):
        return 1.0
    bare, other_bare = word.lstrip(_DIVIDER), other.lstrip(_DIVIDER)
    if word[:1] != other[:1] or bare[0] != other_bare[0]:
        return 0.0
    if not (bare.isalpha() and other_bare.isalpha()):
        return 0.0
    from rapidfuzz.distance import OSA, Indel

    if sorted(bare) == sorted(other_bare):
        return 1 - OSA.distance(bare, other_bare) / (len(bare) + len(other_bare))
    return Indel.normalized_similarity(bare, other_bare)


def _moved(text: str, other: str) -> bool:
    """Tell whether hardly a neighbour of an unspaced text is a neighbour in the other."""
    if text == other or min(len(text), len(other)) < 2:
        return False
    mine, others = ({each[at : at + 2] for at in range(len(each) - 1)} for each in (text, other))
    return 2 * len(mine & others) < _SAME_ORDER * (len(mine) + len(others))


def _words(text: str) -> list[str]:
    if text.isascii():
        words = _ASCII_WORD.findall(text.lower())
    else:
        from unicodedata import normalize

        small = normalize("NFKC", text).casefold().replace("i\u0307", "i")
        words = _pattern(_WORD).findall(small)
    if text[-1:] in _CLOSING and len(words) > _SHORT.start:
        *full, last = words
        return full if last == "".join(word[0] for word in full) else words
    return words


def _told(words: list[str]) -> Iterator[str]:
    divided = ""
    for word in words:
        if word in _DIVIDERS:
            divided = _DIVIDER
        elif word not in _FILLERS:
            yield divided + _singular(word)


def _stem(word: str) -> str:
    if word in _FILLERS or word in _DIVIDERS:
        return _DIVIDER if word in _DIVIDERS else ""
    one = _plain(_singular(word))
    return one[:_STEM] if one.isalpha() else one


def _singular(word: str) -> str:
    plural = len(word) >= _STEM and word[-1] == "s" and word[-2] not in "ius"
    return word[:-1] if plural else word


def _plain(word: str) -> str:
    """Return a word without its accents."""
    if word.isascii():
        return word
    from unicodedata import normalize

    return normalize("NFC", normalize("NFD", word).translate(_ACCENTS))


_KIND_STEMS = frozenset(map(_stem, KINDS))


def _is_unspaced(word: str) -> bool:
    return not word.isascii() and _pattern(_ONE_UNSPACED).match(word) is not None


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Compile a pattern when the first text needs it: ideographs take 5 ms, and few have any."""
    return re.compile(text)
