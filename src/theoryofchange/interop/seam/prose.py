"""Prose of other formats as plain text: without HTML, and as the words of an id."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

LONGEST_ID = 60
"""Characters of an id beyond which it is cut, at the end of a word where there is one."""

_BLOCK = (
    "address article aside blockquote br center dd details div dl dt figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr iframe img li main nav ol p pre script section style summary "
    "table tbody td tfoot th thead tr ul video"
)
_INLINE = (
    "a abbr audio b big button cite code del dfn em embed font i input ins kbd label mark object q "
    "s samp small source span strike strong sub sup svg time tt u var wbr"
)
_TAG = re.compile(
    rf"<(?:/?(?P<name>{'|'.join((_BLOCK + ' ' + _INLINE).split())})(?=[\s/>])(?P<rest>[^<>]*)"
    r"|!--[^<>]*--)>",
    re.IGNORECASE,
)
_TARGET = re.compile(r"""\b(?:href|src)\s*=\s*(?:"([^"]*)|'([^']*)|([^\s"']+))""", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPE = re.compile(r"\\([%#*_<>\[\]()~`|$&])")
_SILENT = re.compile("['’`]")


class Prose(NamedTuple):
    """A text without markup, and the addresses that its markup named."""

    text: str
    links: tuple[str, ...]


def readable(raw: str) -> Prose:
    """Take the HTML tags, entities and Markdown escapes out of a text.

    Only what is a tag of HTML is taken out: ``<.58`` and ``<group>/<project>`` stay. A tag ends at
    the first ``>``, so that a forgotten quote does not swallow the text behind it.

    Parameters
    ----------
    raw
        Any text. One without markup is returned as it is, without the blanks around it.

    Returns
    -------
    Prose
        The text, its blanks collapsed where tags were taken out, and the links in order.

    Examples
    --------
    >>> readable('Owned by <a href="https://example.org/mia">Mia &amp; team</a><br>since <.5 years')
    Prose(text='Owned by Mia & team since <.5 years', links=('https://example.org/mia',))
    """
    links = tuple(dict.fromkeys(_links(raw)))
    bare = _TAG.sub(lambda tag: "" if (tag["name"] or "-").lower() in _INLINE.split() else " ", raw)
    said = _ESCAPE.sub(r"\1", _unescaped(bare))
    return Prose(" ".join(said.split()) if bare != raw else said.strip(), links)


def _links(raw: str) -> Iterator[str]:
    for tag in _TAG.finditer(raw):
        for quoted, single, bare in _TARGET.findall(tag["rest"] or ""):
            address = _unescaped(quoted or single or bare).strip()
            if address:
                yield address


def _unescaped(text: str) -> str:
    """Resolve entities that end in a semicolon: ``&copy=2`` in an address is none."""
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text)


def words(text: str) -> list[str]:
    """Return the words of a text as an id is made of them: any script, folded to lower case.

    Examples
    --------
    >>> words("Team Member's NPS (FY23)"), words("首次响应时间 %")
    (['team', 'members', 'nps', 'fy23'], ['首次响应时间'])
    """
    folded = unicodedata.normalize("NFKC", _SILENT.sub("", text)).casefold()
    kept = "".join(c if _of_a_word(c) else " " for c in folded)
    return [word for word in kept.split() if any(c.isalnum() for c in word)]


def _of_a_word(character: str) -> bool:
    """Tell letters, numbers and the marks written on letters, not those that shape an emoji."""
    kind = unicodedata.category(character)
    return kind[0] in "LN" or (kind in ("Mn", "Mc") and not "\ufe00" <= character <= "\ufe0f")


def slug(text: str, otherwise: str) -> str:
    """Return a readable id for a text: its words, else what its symbols are called, else another.

    Examples
    --------
    >>> slug("Time to First Failure - 80th percentile", "kpi"), slug("📈", "kpi"), slug("?", "kpi")
    ('time_to_first_failure_80th_percentile', 'chart_with_upwards_trend', 'kpi')
    """
    whole = "_".join(words(text) or words(_called(text)))
    if len(whole) > LONGEST_ID:
        cut = whole[: LONGEST_ID + 1]
        whole = cut.rpartition("_")[0] or cut[:LONGEST_ID]
    return whole or otherwise


def _called(text: str) -> str:
    """Return the Unicode names of the symbols of a text, emoji among them."""
    symbols = (character for character in text if unicodedata.category(character) == "So")
    return " ".join(unicodedata.name(symbol, "") for symbol in symbols)
