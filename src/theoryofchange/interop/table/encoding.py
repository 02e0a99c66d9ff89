"""The encoding of a text whose bytes do not say it: told by evidence, or not at all."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from theoryofchange.errors import InputError

_HIGH = re.compile(rb"[\x80-\xff]+")
_PAIRS = re.compile(rb"(?:[\x81-\xfe][\x40-\x7e\x80-\xfe])+")
_MARKS: Mapping[bytes, str] = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_SEEN = 1024 * 1024


class Decoded(NamedTuple):
    """A text, and how it was read.

    Parameters
    ----------
    text
        The text, without a byte order mark.
    encoding
        The encoding, by its usual name.
    why
        By what it was told.
    """

    text: str
    encoding: str
    why: str


def decoded(held: bytes, file: str, encoding: str | None = None) -> Decoded:
    """Return the text of a file's bytes.

    Parameters
    ----------
    held
        The bytes.
    file
        What the file is called in messages.
    encoding
        The encoding where somebody knows it; else it is told by a byte order mark, by bytes that
        are UTF-8, or by how the bytes above ASCII stand: alone between letters (cp1252), in words
        of small Cyrillic letters (cp1251), in pairs of common Chinese characters (gb18030).

    Raises
    ------
    InputError
        Where the encoding cannot be told, or is not the one that was named.

    Examples
    --------
    >>> decoded("Größe".encode("cp1252"), "a.csv")[:2]
    ('Größe', 'cp1252')
    >>> decoded("показатель;цель".encode("cp1251"), "a.csv")[:2]
    ('показатель;цель', 'cp1251')
    >>> decoded("指标名称,目标值".encode("gb18030"), "a.csv")[:2]
    ('指标名称,目标值', 'gb18030')
    """
    if encoding is not None:
        return _as(held, encoding, "it was named", file)
    for mark, name in _MARKS.items():
        if held.startswith(mark):
            return _as(held, name, "its byte order mark", file)
    if b"\0" in held[:_SEEN]:
        return _as(held, _without_mark(held, file), "every second byte is zero", file)
    try:
        text = held.decode()
    except UnicodeDecodeError:
        pass
    else:
        return Decoded(text, "utf-8", "its bytes are UTF-8")
    sample = held[:_SEEN]
    found = [name for name, fits in _EVIDENCE.items() if fits(sample) and _decodes(held, name)]
    if len(found) != 1:
        raise InputError(
            f"{file}: it is not UTF-8, and its encoding cannot be told; save it as UTF-8, or name "
            "its encoding with --encoding, such as cp1252"
        )
    return _as(held, found[0], _WHY[found[0]], file)


def _as(held: bytes, encoding: str, why: str, file: str) -> Decoded:
    try:
        text = held.decode(encoding)
    except LookupError:
        raise InputError(f"{file}: there is no encoding {encoding}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: byte {error.start} is not {encoding}: {error.reason}") from None
    return Decoded(text.removeprefix("\ufeff"), encoding.removesuffix("-sig"), why)


def _without_mark(held: bytes, file: str) -> str:
    """Return the UTF-16 of a text without a byte order mark, by where its zeros are."""
    sample = held[:_SEEN]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 10 * even and 3 * odd > len(sample) // 2:
        return "utf-16-le"
    if even > 10 * odd and 3 * even > len(sample) // 2:
        return "utf-16-be"
    raise InputError(f"{file}: it holds zero bytes and is no text")


def _decodes(held: bytes, encoding: str) -> bool:
    try:
        held.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_western(sample: bytes) -> bool:
    """Tell whether high bytes stand alone or in twos, as accents and quotes among letters do."""
    runs = _HIGH.findall(sample)
    return sum(1 for run in runs if len(run) <= 2) >= 0.9 * len(runs)


def _is_cyrillic(sample: bytes) -> bool:
    """Tell whether high bytes make words, most of small letters (E0–FF, with ё)."""
    runs = _HIGH.findall(sample)
    letters = b"".join(runs)
    small = sum(1 for byte in letters if byte >= 0xE0 or byte == 0xB8)
    return sum(map(len, runs)) > 3 * len(runs) and small >= 0.6 * len(letters)


def _is_chinese(sample: bytes) -> bool:
    """Tell whether high bytes are pairs, most of them of the common characters of GB 2312."""
    pairs = [run[at : at + 2] for run in _PAIRS.findall(sample) for at in range(0, len(run), 2)]
    common = sum(1 for first, _ in pairs if 0xB0 <= first <= 0xD7 or 0xA1 <= first <= 0xA3)
    covered = 2 * len(pairs) >= 0.98 * len(b"".join(_HIGH.findall(sample)))
    return bool(pairs) and covered and common >= 0.9 * len(pairs)


_EVIDENCE: Mapping[str, Callable[[bytes], bool]] = {
    "cp1252": _is_western,
    "cp1251": _is_cyrillic,
    "gb18030": _is_chinese,
}
_WHY: Mapping[str, str] = {
    "cp1252": "it is not UTF-8, and its bytes above ASCII stand alone, as accents and quotes do",
    "cp1251": "it is not UTF-8, and its bytes above ASCII make words of small Cyrillic letters",
    "gb18030": "it is not UTF-8, and its bytes above ASCII are pairs of common Chinese characters",
}
