"""Gaps that another fault explains: one mistake is one finding.

A KPI that lost its ``measures`` leaves an outcome without a KPI. Both are true, and mending the
first mends the second; so the second is not said where the two plainly belong together.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from theoryofchange.declare import Declaration
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import TheoryOfChange
from theoryofchange.source.files import TABLE_ENDINGS
from theoryofchange.source.finding import Finding
from theoryofchange.source.span import Span

_WORD = r"[^\W\d_]+"
_IDEOGRAPH = r"[\u2e80-\u9fff\uf900-\ufaff]"
_STEM = 4
_OF_COLUMNS = ("TOC002", "TOC003")
_COMMON = frozenset(
    {"with", "that", "this", "from", "than", "they", "have", "more", "less", "goal"}
)


def unexplained(found: list[Finding], lacks: str, declaration: Declaration) -> list[Finding]:
    """Return the findings of a missing reference that no other fault explains.

    Parameters
    ----------
    found
        The findings of one rule.
    lacks
        The field whose references they miss, ``needs``, ``advances`` or ``measures``; or
        ``columns``, where a column would tell two rows apart.
    declaration
        Where they were found.
    """
    if lacks == "columns":
        return _of_whole_tables(found, declaration)
    lost = declaration.lost(lacks)
    left = [finding for finding in found if finding.id not in lost.ids]
    if math.isinf(lost.number):
        return []
    theory = declaration.theory
    if lacks == "needs":
        return _not_cut_off(left, lost.number, theory)
    guessed = set(meant_by_words(theory, lost.owners, [finding.id for finding in left]).values())
    left = [finding for finding in left if finding.id not in guessed]
    return left if lacks == "measures" or len(left) > lost.number else []


def with_causes(
    found: list[Finding], yields: Mapping[str, tuple[str, ...]]
) -> tuple[list[Finding], list[Finding]]:
    """Part findings from those that compare a doubted figure with one that is not doubted.

    Parameters
    ----------
    found
        The findings of all rules.
    yields
        For the code of a rule that compares figures those of the rules that doubt single ones.
    """
    doubted: dict[str, set[Span]] = {code: set() for codes in yields.values() for code in codes}
    for finding in found if doubted else ():
        if finding.code in doubted:
            doubted[finding.code] |= _places(finding)
    standing: list[Finding] = []
    caused: list[Finding] = []
    for finding in found:
        places = _places(finding)
        causes = [doubted[code] for code in yields.get(finding.code, ())]
        one_sided = any(0 < len(places & cause) < len(places) for cause in causes)
        (caused if one_sided else standing).append(finding)
    return standing, caused


def _places(finding: Finding) -> set[Span]:
    return {finding.span, *(related.span for related in finding.related)}


def _of_whole_tables(found: list[Finding], declaration: Declaration) -> list[Finding]:
    """Leave out what stands in a table of which a column was refused."""
    refused = (fault.where for code in _OF_COLUMNS for fault in declaration.faults_of(code))
    cut = {
        place.file
        for place in refused
        if isinstance(place, Span) and place.file.lower().endswith(TABLE_ENDINGS)
    }
    return [finding for finding in found if finding.file not in cut]


def _not_cut_off(found: list[Finding], number: float, theory: TheoryOfChange) -> list[Finding]:
    """Leave out the outcomes that have causes of their own where a need of theirs was lost."""
    cut_off = {finding.id for finding in found if theory.causes(finding.id)}
    goal_is_bare = any(not (goal.needs or theory.causes(id)) for id, goal in theory.goals.items())
    if goal_is_bare or len(cut_off) <= number:
        return [finding for finding in found if finding.id not in cut_off]
    return found


def meant_by_words(
    theory: TheoryOfChange, owners: Iterable[str], gaps: Iterable[str]
) -> Mapping[str, str]:
    """Return for each KPI or activity the goal or outcome that it is about by its words.

    Parameters
    ----------
    theory
        The theory.
    owners
        KPIs or activities that are linked to nothing.
    gaps
        Goals or outcomes that lack one.

    Returns
    -------
    Mapping
        The gap whose id or title shares most words with the owner's, of words that no other goal
        or outcome has; owners without such a gap are left out.
    """
    gap_ids = set(gaps)
    if not gap_ids:
        return {}
    nodes: Mapping[str, Goal | Outcome] = {**theory.goals, **theory.outcomes}
    stems = {id: _stems(f"{id} {node.title or ''}") for id, node in nodes.items()}
    holders = Counter(stem for held in stems.values() for stem in held)
    about = {s: id for id, held in stems.items() if id in gap_ids for s in held if holders[s] == 1}
    found = {}
    for id in owners:
        owner = theory.kpis.get(id) or theory.activities[id]
        shared = Counter(about[stem] for stem in _stems(f"{id} {owner.title or ''}") & about.keys())
        if shared:
            found[id] = max(sorted(shared), key=shared.__getitem__)
    return found


def _stems(text: str) -> set[str]:
    """Return the beginnings of the words of a text, and the pairs of its ideographs."""
    stems: set[str] = set()
    for word in re.findall(_WORD, text.casefold()):
        if not word.isascii() and re.search(_IDEOGRAPH, word):
            stems |= {word[at : at + 2] for at in range(len(word) - 1)}
        elif len(word) >= _STEM:
            stems.add(word[:_STEM])
    return stems - _COMMON
