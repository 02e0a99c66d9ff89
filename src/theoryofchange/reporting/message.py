"""What a finding says, for a format that has one field for it."""

from __future__ import annotations

from theoryofchange.source.finding import Finding
from theoryofchange.view.measure import clean


def message_of(finding: Finding) -> str:
    """Return the message and the tip of a finding as one line that any format can hold.

    Parameters
    ----------
    finding
        The finding.

    Returns
    -------
    str
        Without control characters, lone surrogates and text-order overrides; the name of the rule
        where the finding says nothing.

    Examples
    --------
    >>> from theoryofchange.linter import check
    >>> found = check({"theory": {"as_of": "2027-01-01"}, "goals": {"growth": {}}})
    >>> next(message_of(each) for each in found if each.code == "GRF002")
    'The goal growth needs nothing, and no activity advances it. Add needs: ...'
    """
    return one_line(f"{finding.message} {finding.tip}") or finding.name


def one_line(text: str) -> str:
    r"""Return a text as one line that any format can hold.

    Examples
    --------
    >>> one_line("no\nowner\x00")
    'no owner�'
    """
    return " ".join(clean(text).split())
