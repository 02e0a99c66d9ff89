"""How good a theory is as it is written: a score from 0 to 10 for each part of it and in all.

A part's score is ten times the weight of the rules it passes over the weight of those it passes
or fails. A rule weighs by its severity. A rule that rests on another asks nothing where that one
fails: a target that is not there cannot be out of order. In all it is the mean over the parts; a
rule that fails for no part of its own counts like a part of score 0, of a weight by its severity.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from theoryofchange.declare import Declaration
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.asked import RESTS_ON, SECTIONS, Kind, asked_by
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.findings import Findings
from theoryofchange.linter.rule import Rule
from theoryofchange.source.finding import Finding, Severity
from theoryofchange.view.measure import counted

if TYPE_CHECKING:
    import pandas as pd

    from theoryofchange.view.blocks import Block, Table, View

SCHEMA_VERSION = 1
BEST = 10
"""The score of what passes every rule that asks something of it."""
WEIGHTS: Mapping[Severity, int] = {"error": 3, "warning": 2, "info": 1}
"""How much a rule counts: its severity's rank, since nobody has measured more than the order."""
MOST_SHOWN = 50
"""How many parts a view shows one by one, the lowest scores first."""

Outcome = Literal["passed", "failed", "not applicable"]

_ONE = Fraction(1)
_THEORY: tuple[Kind, str] = ("theory", "")
_HOW = (
    "A score is 10 × the weight of the rules passed / that of the rules passed or failed; an error"
    " weighs 3, a warning 2, an info 1. A rule that rests on one that fails is not applicable. In"
    " all it is the mean of the scores by weight; each part weighs 1. A rule that fails for no part"
    " of its own counts as a score of 0 that weighs 1, 2/3 or 1/3 by its severity. Scores are"
    " rounded down."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one rule says of one part.

    Parameters
    ----------
    code, name
        The rule.
    weight
        How much it counts, from its severity.
    outcome
        ``passed``, ``failed`` or ``not applicable``; the last counts for nothing.
    because
        The rules that fail and on which it rests, where it is not applicable.
    """

    code: str
    name: str
    weight: int
    outcome: Outcome
    because: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return {
            "code": self.code,
            "name": self.name,
            "weight": self.weight,
            "outcome": self.outcome,
            "because": self.because,
        }


@dataclass(frozen=True)
class Score:
    """The score of one part of a theory.

    Parameters
    ----------
    kind
        ``KPI``, ``goal``, ``outcome`` or ``activity``; ``theory`` for what is said of no part.
    id, title
        Its id, empty for the theory, and what it is called.
    asked
        The rules that ask something of every part of this kind.
    failed
        For each rule that found something in it, the first it found.
    """

    kind: Kind
    id: str
    title: str
    asked: tuple[Rule, ...]
    failed: Mapping[str, Finding]

    @property
    def passed_weight(self) -> int:
        """The weight of the rules it passes."""
        failed = self.failed
        return sum(
            WEIGHTS[each.severity]
            for each in self.asked
            if each.code not in failed and not self._rests_on(each.code)
        )

    @property
    def failed_weight(self) -> int:
        """The weight of the rules it fails."""
        return sum(WEIGHTS[each.severity] for each in self.failed.values())

    @cached_property
    def exact(self) -> Fraction | None:
        """The score as a fraction."""
        passed, failed = self.passed_weight, self.failed_weight
        return Fraction(BEST * passed, passed + failed) if passed + failed else None

    @property
    def score(self) -> float | None:
        """From 0 to 10; ``None`` where no rule asks anything of it."""
        return None if self.exact is None else float(self.exact)

    @property
    def weight(self) -> Fraction:
        """How much it counts in all: a part 1, the theory by the severities of what it fails."""
        if self.exact is None:
            return Fraction(0)
        return Fraction(self.failed_weight, WEIGHTS["error"]) if self.kind == "theory" else _ONE

    @property
    def rows(self) -> tuple[Row, ...]:
        """What each rule says, in the order of the codes."""
        said = [self._row(each) for each in self.asked if each.code not in self.failed]
        said += [
            Row(code=code, name=each.name, weight=WEIGHTS[each.severity], outcome="failed")
            for code, each in self.failed.items()
        ]
        return tuple(sorted(said, key=lambda row: row.code))

    def to_dict(self) -> dict[str, Any]:
        """Return the score with its rows as plain data."""
        return {
            "kind": self.kind,
            "id": self.id,
            "title": self.title,
            "score": self.score,
            "weight": float(self.weight),
            "passed_weight": self.passed_weight,
            "failed_weight": self.failed_weight,
            "rows": [row.to_dict() for row in self.rows],
        }

    def _row(self, each: Rule) -> Row:
        missing = self._rests_on(each.code)
        return Row(
            code=each.code,
            name=each.name,
            weight=WEIGHTS[each.severity],
            outcome="not applicable" if missing else "passed",
            because=f"rests on {' and '.join(missing)}" if missing else "",
        )

    def _rests_on(self, code: str) -> list[str]:
        return [other for other in RESTS_ON.get(code, ()) if other in self.failed]


@dataclass(frozen=True)
class Quality:
    r"""How good a theory is as it is written.

    Parameters
    ----------
    scores
        A score for each part, the lowest first, and one for the theory where a rule failed that
        names no part.
    unread
        The files that could not be read to their end. Where there are any, not all rules were run,
        and there is no score.

    Examples
    --------
    >>> from theoryofchange.declare import declare_text
    >>> from theoryofchange.linter.run import findings_of
    >>> declaration = declare_text("goals: {growth: {}}\nkpis: {sales: {measures: growth}}")
    >>> quality = quality_of(declaration, findings_of(declaration))
    >>> [(each.kind, each.id) for each in quality.scores]
    [('theory', ''), ('KPI', 'sales'), ('goal', 'growth')]
    """

    scores: tuple[Score, ...]
    unread: tuple[str, ...] = ()

    @cached_property
    def exact(self) -> Fraction | None:
        """The score in all as a fraction."""
        total = sum(each.weight for each in self.scores)
        if not any(each.weight for each in self.scores if each.kind != "theory"):
            return None
        return sum((each.weight * (each.exact or 0) for each in self.scores), Fraction(0)) / total

    @property
    def score(self) -> float | None:
        """From 0 to 10, the mean of all scores by their weights; ``None`` where there is none."""
        return None if self.exact is None else float(self.exact)

    def is_under(self, least: float) -> bool:
        """Tell whether the score in all is lower than asked for, or cannot be told."""
        return self.score is None or self.score < least

    @property
    def sentence(self) -> str:
        """The score in all, in one sentence."""
        if self.unread:
            return f"The quality cannot be told. Not read to the end: {', '.join(self.unread)}."
        if self.exact is None:
            return "The quality cannot be told. There is nothing to score."
        kinds = Counter(each.kind for each in self.scores if each.kind != "theory")
        parts = ", ".join(counted(number, kind) for kind, number in kinds.items())
        return f"The quality is {_shown(self.exact)} of {BEST}, over {parts}."

    def to_frame(self) -> pd.DataFrame:
        """Return one row a part and rule.

        Returns
        -------
        pandas.DataFrame
            Columns ``kind``, ``id``, ``score``, ``code``, ``name``, ``weight``, ``outcome``,
            ``because``.
        """
        import pandas as pd

        columns = ["kind", "id", "score", "code", "name", "weight", "outcome", "because"]
        rows = [
            {"kind": each.kind, "id": each.id, "score": each.score, **row.to_dict()}
            for each in self.scores
            for row in each.rows
        ]
        return pd.DataFrame(rows, columns=columns)

    def to_dict(self) -> dict[str, Any]:
        """Return the scores with all that makes them as plain data."""
        return {
            "schema_version": SCHEMA_VERSION,
            "score": self.score,
            "unread": list(self.unread),
            "weights": dict(WEIGHTS),
            "scores": [each.to_dict() for each in self.scores],
        }

    def view(self) -> View:
        """Return the scores as blocks, with what makes them."""
        from theoryofchange.view.blocks import Headline, Note, View

        blocks: list[Block] = [Headline(self.sentence)]
        if self.exact is not None:
            left = len(self.scores) - MOST_SHOWN
            blocks += [self._by_part(), *([Note(f"… and {left:,} more.")] if left > 0 else [])]
            blocks += [self._in_all(), self._asked(), Note(_HOW)]
        return View("Quality", tuple(blocks), key="quality")

    def _by_part(self) -> Table:
        from theoryofchange.view.blocks import Column, Table

        columns = (
            Column("Part"),
            Column("Score", "right"),
            Column("Passed", "right", hint="The weight of the rules passed, of passed and failed"),
            Column("Failed", hint="Each rule with its weight"),
            Column("Not applicable", hint="Rules that rest on one that fails"),
        )
        rows = tuple(
            (
                f"{each.kind} {each.id}".strip(),
                _shown(each.exact),
                f"{each.passed_weight} of {each.passed_weight + each.failed_weight}",
                _listed(each, "failed", "{0.code} ({0.weight})"),
                _listed(each, "not applicable", "{0.code}"),
            )
            for each in self.scores[:MOST_SHOWN]
        )
        return Table(columns, rows, caption="The lowest scores first")

    def _in_all(self) -> Table:
        from theoryofchange.view.blocks import Column, Table

        kinds = dict.fromkeys(each.kind for each in self.scores if each.weight)
        rows = []
        for kind in kinds:
            held = [each for each in self.scores if each.kind == kind]
            weight = sum((each.weight for each in held), Fraction(0))
            total = sum((each.weight * (each.exact or 0) for each in held), Fraction(0))
            rows.append(
                (kind, f"{float(weight):.4g}", f"{float(total):.6g}", _shown(total / weight))
            )
        columns = (
            Column("Kind"),
            Column("Weight", "right"),
            Column("Weight × score", "right"),
            Column("Mean", "right"),
        )
        return Table(columns, tuple(rows), caption="How the score in all is made")

    def _asked(self) -> Table:
        from theoryofchange.view.blocks import Column, Table

        asked = {each.kind: each.asked for each in self.scores if each.asked}
        rows = tuple(
            (kind, ", ".join(f"{each.code} ({WEIGHTS[each.severity]})" for each in rules))
            for kind, rules in asked.items()
        )
        caption = "What is asked of each; what neither fails nor rests on that is passed"
        return Table((Column("Of each"), Column("Rules")), rows, caption=caption)

    def _repr_html_(self) -> str:
        from theoryofchange.view.html import as_html

        return as_html(self.view())


def quality_of(
    declaration: Declaration, findings: Findings, configuration: Configuration | None = None
) -> Quality:
    """Return how good a theory is as it is written.

    Parameters
    ----------
    declaration
        The theory.
    findings
        All that a check found in it, but for what is suppressed.
    configuration
        What it was checked by; by default the recommended rules.

    Returns
    -------
    Quality
        A score from 0 to 10 for each KPI, goal, outcome and activity, and in all. To take away a
        finding never lowers any of them.
    """
    if findings.unread:
        return Quality((), findings.unread)
    theory = declaration.theory
    asked = asked_by((configuration or Configuration()).rules)
    failed = _failed(findings, theory, asked)
    scores = [
        Score(kind, id, theory.name(id), asked[kind], failed[kind, id])
        for kind, section in SECTIONS.items()
        for id in getattr(theory, section)
    ]
    if failed[_THEORY]:
        scores.append(Score(*_THEORY, "", (), failed[_THEORY]))
    return Quality(tuple(sorted(scores, key=_lowest_first)))


def _failed(
    findings: Findings, theory: TheoryOfChange, asked: Mapping[Kind, tuple[Rule, ...]]
) -> Mapping[tuple[Kind, str], Mapping[str, Finding]]:
    """Return for each part the first finding of each rule; of an id of two kinds, the one asked."""
    codes = {kind: {each.code for each in rules} for kind, rules in asked.items()}
    failed: defaultdict[tuple[Kind, str], dict[str, Finding]] = defaultdict(dict)
    for finding in findings:
        kinds = [
            kind for kind, section in SECTIONS.items() if finding.id in getattr(theory, section)
        ]
        fitting = [kind for kind in kinds if finding.code in codes[kind]]
        part = next(((kind, finding.id) for kind in (*fitting, *kinds)), _THEORY)
        failed[part].setdefault(finding.code, finding)
    return failed


def _lowest_first(score: Score) -> tuple[Any, ...]:
    kinds: list[Kind] = ["theory", *SECTIONS]
    return score.exact is None, score.exact or 0, kinds.index(score.kind), score.id


def _listed(score: Score, outcome: Outcome, form: str) -> str:
    return ", ".join(form.format(row) for row in score.rows if row.outcome == outcome)


def _shown(score: Fraction | None) -> str:
    """Return a score to one decimal, never more than it is."""
    return "–" if score is None else f"{float(Fraction(score * 10 // 1, 10)):.1f}"
