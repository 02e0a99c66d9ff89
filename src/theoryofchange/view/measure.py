"""How wide text is, and how it breaks: in cells, where a Chinese character takes two."""

from __future__ import annotations

import math
import unicodedata

LARGE = 10**15
"""The least number that is written as a power of ten: its digits can no longer be read at a glance,
and further ones a floating-point number does not hold."""

_WIDE = "WF"
_ZERO = ("Mn", "Me", "Cf")
_NO_BREAK_BEFORE = "，。、；：！？）》」』”’…,.;:!?)]}%"
_NO_BREAK_AFTER = "（《「『“‘([{"
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    r"""Show what no medium can carry: control characters, lone surrogates and text-order overrides.

    Each becomes the replacement character, so nothing hidden reaches a terminal or breaks a file;
    any white space becomes one space.

    Examples
    --------
    >>> clean("red\x1b[31m alert")
    'red�[31m alert'
    """
    if text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in "\t\n\r\u2028\u2029":
        return " "
    if character in _BIDI or unicodedata.category(character) in ("Cc", "Cs"):
        return "\ufffd"
    return "\ufffd" if ord(character) & 0xFFFE == 0xFFFE else character


def cells(text: str) -> int:
    """Return the width of a text in a terminal, in cells.

    Examples
    --------
    >>> cells("KPI"), cells("指标")
    (3, 4)
    """
    if text.isascii():
        return len(text)
    return sum(map(_cell, text))


def _cell(character: str) -> int:
    if unicodedata.category(character) in _ZERO:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def pad(text: str, width: int, align: str = "left") -> str:
    """Fill a text with spaces up to a width in cells, on the right or, to align right, the left."""
    gap = " " * max(0, width - cells(text))
    return gap + text if align == "right" else text + gap


def shorten(text: str, width: int) -> str:
    """Cut a text to a width in cells, ending in an ellipsis where anything was cut.

    Examples
    --------
    >>> shorten("Service quality", 9)
    'Service …'
    """
    if cells(text) <= width:
        return text
    kept, used = "", 1
    for character in text:
        used += _cell(character)
        if used > width:
            break
        kept += character
    return kept + "…"


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines of at most ``width`` cells, at least one.

    A line breaks at a space or between two wide characters, and inside a word only where the word
    alone is wider than a line.

    Examples
    --------
    >>> wrap("Service quality rises", 10)
    ['Service', 'quality', 'rises']
    >>> wrap("让客户留下来", 6)
    ['让客户', '留下来']
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if cells(line) + cells(piece.rstrip()) <= width:
            line += piece
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = piece.lstrip()
        while cells(line.rstrip()) > width:
            head = _head(line, width)
            lines.append(head)
            line = line[len(head) :]
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return lines


def widest_piece(text: str) -> int:
    """Return the width in cells of the widest part that a line does not break.

    Examples
    --------
    >>> widest_piece("Service quality"), widest_piece("服务质量")
    (7, 2)
    """
    return max((cells(piece.rstrip()) for piece in _pieces(text)), default=0)


def _pieces(text: str) -> list[str]:
    """Split a text where a line may break, each piece keeping the space after it."""
    pieces: list[str] = []
    current = ""
    for character in text:
        after_space = current[-1:] == " " and character != " "
        wide = _cell(character) == 2 or (current != "" and _cell(current[-1]) == 2)
        holds = character in _NO_BREAK_BEFORE + " " or current[-1:] in set(_NO_BREAK_AFTER)
        if current and (after_space or (wide and not holds)):
            pieces.append(current)
            current = ""
        current += character
    return [*pieces, current] if current else pieces


def _head(text: str, width: int) -> str:
    used = 0
    for index, character in enumerate(text):
        used += _cell(character)
        if used > width and index:
            return text[:index]
    return text


def number(value: float | int) -> str:
    """Write a number for reading: thousands apart, two decimals from 1 up, three digits below.

    From :data:`LARGE` on it is written as a power of ten, with four digits at most.

    Examples
    --------
    >>> number(90000), number(71.456), number(0.0345678), number(1e308)
    ('90,000', '71.46', '0.0346', '10^308')
    """
    if LARGE <= abs(value) < math.inf:
        return powered(value)
    if isinstance(value, int) or (math.isfinite(value) and value == round(value)):
        return _minus(f"{int(value):,}")
    if not math.isfinite(value):
        return _minus("∞" if value > 0 else "-∞")
    if abs(value) >= 1:
        return _minus(f"{value:,.2f}".rstrip("0").rstrip("."))
    return _minus(f"{value:.3g}")


def powered(value: float, shift: int = 0) -> str:
    """Write a very large number as a power of ten.

    Parameters
    ----------
    value
        A finite number of any size.
    shift
        How many powers of ten it is to be multiplied by: what comes of that need be no float.

    Examples
    --------
    >>> powered(2.5e307, shift=2), powered(-(10**400))
    ('2.5 × 10^309', '−10^400')
    """
    from decimal import Decimal  # most figures are not that large

    digits, _, exponent = f"{Decimal(value):.3e}".partition("e")
    digits, power = _minus(digits.rstrip("0").rstrip(".")), f"10^{int(exponent) + shift}"
    return f"{digits[:-1]}{power}" if digits in ("1", "−1") else f"{digits} × {power}"


def within(value: float, width: float) -> float:
    """Return a number with no more digits than the width of what it may be bears.

    Examples
    --------
    >>> within(48.2617, 17.2), within(0.0412, 0.003), within(128_311.0, 9000.0)
    (48.0, 0.0412, 128300.0)
    """
    if not (width > 0 and math.isfinite(width)):
        return value
    return round(value, 1 - math.floor(math.log10(width))) + 0.0


def counted(count: int, thing: str) -> str:
    """Return a number of things, their name in the plural where it is not one.

    Examples
    --------
    >>> counted(1, "KPI"), counted(2, "activity"), counted(1900, "day")
    ('1 KPI', '2 activities', '1,900 days')
    """
    plural = (
        f"{thing[:-1]}ies" if thing.endswith("y") and thing[-2:-1] not in "aeou" else f"{thing}s"
    )
    return f"{count:,} {thing if count == 1 else plural}"


def formatted(value: float, specification: str) -> str:
    """Write a number by a format specification of Python, with a minus sign.

    Examples
    --------
    >>> formatted(-0.25, "+.0%")
    '−25%'
    """
    return _minus(format(value, specification))


def _minus(text: str) -> str:
    """Write a minus sign where a hyphen stands for it."""
    return text.replace("-", "−")
