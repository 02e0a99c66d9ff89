"""Texts that stand where a value should be."""

from __future__ import annotations

import re

_WHOLE = re.compile(
    r"""[-–—?.…_*x]*|n/?\.?a|nil|null|none|nan|unknown|undefined|unset|pending|missing|later|soon
    |待定|未定|待(?:确认|补充|设定)|暂无|暂缺|暂未确定|无|没有|未知|不详|不适用|未设定""",
    re.VERBOSE,
)
_START = re.compile(
    r"""(?:
      (?:tb[acds]|todo|fixme|wip|n/a|x{2,}|\?{2,}|_{2,}|待定|未定|待确认|暂无)(?![a-z])
     |x\ ?%|\?\ ?%
     |to\ be\ (?:\w+\ )?(?:defined|determined|decided|confirmed|announced|agreed|set|added|
        completed|discussed|established|advised|specified|filled)\b
     |(?:none|nothing|not|no\ target|no\ value)(?:\ (?:yet|set|defined|available|applicable|known|
        decided|determined|specified|agreed|measured|tracked|public|disclosed|given|provided))+\b
     |(?:identified|defined|available|tracked|recorded|documented|specified|shown|listed|kept)
        \ (?:in|on|at|by)\b
     |confidential\b|redacted\b|not\ public\b|coming\ soon\b|work\ in\ progress\b|under\ review\b
     |(?:please\ )?(?:see|cf\.?|refer\ to|check|as\ per)\ .*(?:dashboard|sisense|tableau|looker|
        chart|graph|sheet|target|report|handbook|document|page|wiki|link|plan|table|here|below|
        above|notes?|comments?|appendix|annex|http|www)
     |(?:见|参见|详见|参考)
    )""",
    re.VERBOSE,
)


def is_placeholder(plain: str) -> bool:
    """Tell whether a text, in which no quantity was found, only promises one.

    Parameters
    ----------
    plain
        As :func:`theoryofchange.quantity.numerals.plain_text` makes it.

    Examples
    --------
    >>> is_placeholder("See Sisense for target"), is_placeholder("Faster than last year")
    (True, False)
    """
    small = plain.lower().rstrip(" .!:")
    return bool(_WHOLE.fullmatch(small) or _START.match(small))
