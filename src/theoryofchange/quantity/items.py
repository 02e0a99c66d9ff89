"""One number with what belongs to it: sign, currency, scale word, unit."""

from __future__ import annotations

import re
from typing import Literal

from theoryofchange.named_tuple import NamedTuple
from theoryofchange.quantity.duration import duration_unit
from theoryofchange.quantity.numerals import NUMERAL, read_numeral

Family = Literal["number", "percent", "money", "duration"]

# ISO 4217 codes. Left out are ALL, CUP, MOP, PEN and TOP, which are words before they are money.
CURRENCY_CODES = frozenset(
    re.findall(
        "[A-Z]+",
        """
        AED AFN AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN
        BZD CAD CDF CHF CLP CNY COP CRC CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL
        GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR
        KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MRU MUR MVR MWK
        MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR
        SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TRY TTD TWD TZS
        UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
        """,
    )
)
_CURRENCIES = {
    "$": "USD", "US$": "USD", "A$": "AUD", "C$": "CAD", "HK$": "HKD", "NZ$": "NZD", "S$": "SGD",
    "R$": "BRL", "€": "EUR", "£": "GBP", "¥": "¥", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY",
    "₪": "ILS", "฿": "THB", "₫": "VND", "₦": "NGN", "₱": "PHP", "₴": "UAH", "₸": "KZT",
    "dollar": "USD", "dollars": "USD", "euro": "EUR", "euros": "EUR", "yuan": "CNY", "rmb": "CNY",
    "yen": "JPY", "元": "CNY", "人民币": "CNY", "美元": "USD", "欧元": "EUR", "英镑": "GBP",
    "日元": "JPY", "eur": "EUR", "usd": "USD", "gbp": "GBP", "cny": "CNY", "jpy": "JPY",
}  # fmt: skip
_POWERS = {
    "thousand": 3, "million": 6, "mln": 6, "mio": 6, "billion": 9, "bn": 9, "trillion": 12,
    "lakh": 5, "crore": 7, "k": 3, "K": 3, "M": 6, "B": 9,
    "千": 3, "百万": 6, "千万": 7, "万": 4, "萬": 4, "亿": 8, "億": 8,
}  # fmt: skip
_MONEY_POWERS = {"m": 6, "mn": 6, "b": 9, "T": 12, "tn": 12}
"""Scale words that are something else, such as a metre, where no money is spoken of."""

_SYMBOL = r"(?:US|HK|NZ|[ACSR])?\$|[€£¥₹₩₽₺₪฿₫₦₱₴₸]"
_LETTER = "[A-Za-zÀ-ɏ]"
_NUMBER = re.compile(
    rf"(?P<sign>[+-]?)(?:(?P<money>{_SYMBOL}|[A-Za-z]{{3}}|人民币) ?(?P<inner>[+-]?))?"
    rf"(?P<digits>{NUMERAL})"
)
_SCALE = re.compile(rf" ?(?:(?P<word>{_LETTER}+)|(?P<sign>百万|千万|[千万萬亿億]))")
_PERCENT = re.compile(rf" ?(?:%|(?i:percent|per cent|pct)(?!{_LETTER}))")
_UNIT = re.compile(
    rf" ?(?:(?P<word>{_LETTER}+|{_SYMBOL}|人民币|[美欧日]?元|英镑)"
    r"|(?P<time>个?小时|分钟|秒钟?|天|日|个?星期|周|个?季度|个?月|年)"
    r"(?:(?=以[上下内]|之?内|[至到每])|(?![\u4e00-\u9fff])))"
)
_RATE = re.compile(r" ?[/每]| (?:per|an?|each|every)\b", re.I)
_PLUS = re.compile(r"\+(?![\d/+-])")


class Item(NamedTuple):
    """A number found in a text.

    ``open`` tells whether a plus follows it (``10+``), ``end`` where the text goes on.
    """

    digits: str
    negative: bool
    power: int
    family: Family
    unit: str | None
    open: bool
    end: int

    def value(self, power: int | None = None) -> float | None:
        """Return the number, scaled by its own power of ten or another; None if unreadable."""
        size = read_numeral(self.digits, self.power if power is None else power)
        return -size if size and self.negative else size


def find_item(text: str, start: int, family: Family = "number") -> Item | None:
    """Return the number that starts at a place in a plain text.

    Parameters
    ----------
    text
        As :func:`theoryofchange.quantity.numerals.plain_text` makes it.
    start
        Where the number, its sign or its currency begins.
    family
        What it is known to be, as the end of a range whose start is money.

    Returns
    -------
    Item or None
        None where there is no number or its scale is told twice.
    """
    number = _NUMBER.match(text, start)
    if number is None:
        return None
    unit = number["money"] and _currency(number["money"])
    if number["money"] and not unit:
        return None
    family = "money" if unit else family
    end, plus = _plus(text, number.end())
    power, end = _scale(text, end, family)
    if power and _scale(text, end, family)[0]:
        return None
    end, plus_scaled = _plus(text, end)
    if unit is None:
        family, unit, end = _unit(text, end)
    end, plus_unit = _plus(text, end)
    negative = (number["sign"] == "-") != (number["inner"] == "-")
    is_open = plus or plus_scaled or plus_unit
    return Item(number["digits"], negative, power, family, unit, is_open, end)


def _currency(name: str) -> str | None:
    return (
        name if name in CURRENCY_CODES else _CURRENCIES.get(name) or _CURRENCIES.get(name.lower())
    )


def _plus(text: str, end: int) -> tuple[int, bool]:
    plus = _PLUS.match(text, end)
    return (plus.end(), True) if plus else (end, False)


def _scale(text: str, end: int, family: Family) -> tuple[int, int]:
    found = _SCALE.match(text, end)
    if found is None:
        return 0, end
    word = found["word"] or found["sign"]
    power = (
        _POWERS.get(word) or (len(word) > 1 and _POWERS.get(word.lower().removesuffix("s"))) or 0
    )
    if not power and (family == "money" or _unit(text, found.end())[0] == "money"):
        power = _MONEY_POWERS.get(word, 0)
    return power, found.end() if power else end


def _unit(text: str, end: int) -> tuple[Family, str | None, int]:
    percent = _PERCENT.match(text, end)
    if percent:
        return "percent", "percent", percent.end()
    found = _UNIT.match(text, end)
    if found is None:
        return "number", None, end
    currency = found["word"] and _currency(found["word"])
    if currency:
        return "money", currency, found.end()
    time = duration_unit(found["word"] or found["time"])
    if time and not _RATE.match(text, found.end()):
        return "duration", time, found.end()
    return "number", None, end
