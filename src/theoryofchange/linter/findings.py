"""The findings of a check: a sequence that knows its summary and its texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from theoryofchange.record import field, record, replace
from theoryofchange.source.finding import SEVERITIES, Finding, Severity
from theoryofchange.source.span import Source, Span

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from theoryofchange.view.blocks import Table, Tone, View

SCHEMA_VERSION = 1
MOST_SHOWN = 50
"""How many findings a view shows one by one; all of them are counted by their code."""

_TONES: Mapping[Severity, Tone] = {"error": "bad", "warning": "warn", "info": "plain"}


@record
class Suppressed:
    """A finding that a comment hides.

    Parameters
    ----------
    finding
        The finding.
    reason
        What the comment says, empty where it says nothing.
    until
        The last day on which the comment holds; ``None`` where it holds for good.
    """

    finding: Finding
    reason: str = ""
    until: date | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as the JSON output states it, with ``reason`` and ``until``."""
        until = self.until.isoformat() if self.until else None
        return {**self.finding.to_dict(), "reason": self.reason, "until": until}


@record
class Findings(Sequence[Finding]):
    """What a check found, in the order of files and lines.

    Parameters
    ----------
    findings
        The findings.
    sources
        The text of each file, for code frames.
    unread
        The files that could not be read to their end. Where there are any, rules that look at more
        than one KPI or activity were not run: what stands in those files is not known. Where they
        are tables, only those over values and ratings were not.
    suppressed
        What comments in the files hide, in the same order. None of it is among the findings.
    language
        The language of what they say, as :meth:`in_language` makes it.
    """

    findings: tuple[Finding, ...]
    sources: Mapping[str, Source] = field(default_factory=dict, repr=False)
    unread: tuple[str, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    language: str = "en"

    def __len__(self) -> int:
        return len(self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Finding, ...]: ...
    def __getitem__(self, index: int | slice) -> Finding | tuple[Finding, ...]:
        return self.findings[index]

    def count(self, value: object) -> int:
        """Return how many findings have a severity, a code or a name, or equal a finding."""
        return sum(value in (f, f.severity, f.code, f.name) for f in self.findings)

    def at_least(self, severity: Severity) -> tuple[Finding, ...]:
        """Return the findings that are at least as grave as a severity."""
        grave = SEVERITIES[: SEVERITIES.index(severity) + 1]
        return tuple(finding for finding in self.findings if finding.severity in grave)

    @property
    def summary(self) -> dict[str, int]:
        """How many findings of each severity in how many files, and how many are suppressed."""
        return {
            **{f"{severity}s": self.count(severity) for severity in SEVERITIES},
            "files": len(self.sources),
            "unread_files": len(self.unread),
            "suppressed": len(self.suppressed),
        }

    def to_dict(self) -> dict[str, Any]:
        """Return ``{schema_version, summary, unread, findings, suppressed}`` as the JSON states."""
        return {
            "schema_version": SCHEMA_VERSION,
            "summary": self.summary,
            "unread": list(self.unread),
            "findings": [finding.to_dict() for finding in self.findings],
            "suppressed": [each.to_dict() for each in self.suppressed],
        }

    def only(self, findings: Iterable[Finding]) -> Findings:
        """Return the same check with some of its findings."""
        return replace(self, findings=tuple(findings))

    def in_language(self, language: str) -> Findings:
        """Return the findings with what they say in a language.

        Codes, names of rules, severities and places stay, and so does the identity of each finding.

        Parameters
        ----------
        language
            A BCP 47 tag, as the ``language`` of a theory. Where there are no messages of it, they
            stay in English.

        Examples
        --------
        >>> from theoryofchange.linter import check
        >>> found = check({"goals": {"growth": {}}}).in_language("zh")
        >>> found[0].message, found.sentence
        ('理论未指明观察日，其中也没有任何日期。', '3 条警告')
        """
        if language == self.language:
            return self
        from theoryofchange.linter.translation import in_language

        def said(finding: Finding) -> Finding:
            return in_language(finding, language)

        hidden = tuple(replace(each, finding=said(each.finding)) for each in self.suppressed)
        return replace(
            self, findings=tuple(map(said, self.findings)), suppressed=hidden, language=language
        )

    def told(self, sentence: str) -> str:
        """Return a sentence about the findings in their language."""
        if self.language == "en":
            return sentence
        from theoryofchange.view.translation import said_in

        return said_in(sentence, self.language)

    def below(self, root: Path | None) -> Findings:
        """Return the findings with the paths below a directory written from there.

        A page that is read elsewhere so names its files alike wherever it was made.
        """
        if root is None:
            return self
        name = cache(partial(file_below, root))

        def at(span: Span) -> Span:
            return span._replace(file=name(span.file))

        def moved(finding: Finding) -> Finding:
            related = tuple(replace(each, span=at(each.span)) for each in finding.related)
            return replace(finding, span=at(finding.span), related=related)

        return replace(
            self,
            findings=tuple(moved(each) for each in self.findings),
            sources={name(file): source for file, source in self.sources.items()},
            unread=tuple(name(file) for file in self.unread),
            suppressed=tuple(
                replace(each, finding=moved(each.finding)) for each in self.suppressed
            ),
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row a finding.

        Returns
        -------
        pandas.DataFrame
            Columns ``code``, ``name``, ``severity``, ``message``, ``tip``, ``file``, ``line``,
            ``column``, ``end_line``, ``end_column``, ``id``.
        """
        import pandas as pd

        columns = list(_COLUMNS)
        rows = [[finding.to_dict()[name] for name in columns] for finding in self.findings]
        return pd.DataFrame(rows, columns=columns)

    def view(self, root: Path | None = None) -> View:
        """Return the findings as blocks, with the paths below a directory written from there."""
        from theoryofchange.view.blocks import Column, Headline, Note, Table, View

        shown = self.only(self.findings[:MOST_SHOWN]).below(root)
        rows = tuple(
            (each.message, each.code, each.severity, f"{each.file}:{each.line}:{each.column}")
            for each in shown
        )
        columns = (Column("What"), Column("Code"), Column("Severity"), Column("Where"))
        left = len(self.findings) - len(shown)
        rest = (Note(f"… and {left:,} more, which toc check lists."),) if left else ()
        hidden = len(self.suppressed)
        said = (Note(f"{hidden:,} more suppressed in place."),) if hidden else ()
        tone: Tone = "good" if not self.findings else "warn"
        view = View(
            "Check",
            (
                Headline(self.sentence, tone=tone),
                *((self._by_code(),) if self.findings else ()),
                Table(columns, rows, caption="Where" if rows else "", empty="Nothing to mend."),
                *rest,
                *said,
            ),
            key="check",
        )
        if self.language == "en":
            return view
        from theoryofchange.view.translation import translated

        return translated(view, self.language)

    def _by_code(self) -> Table:
        """Return how many findings have which code, the most first, and what to do about them."""
        from theoryofchange.view.blocks import Badge, Column, Table

        counts = Counter(each.code for each in self.findings)
        first = {each.code: each for each in reversed(self.findings)}
        rows = tuple(
            (
                first[code].name,
                code,
                Badge(first[code].severity, _TONES[first[code].severity]),
                count,
                first[code].tip,
            )
            for code, count in counts.most_common()
        )
        titles = (Column("Rule"), Column("Code"), Column("Severity"), Column("Findings", "right"))
        columns = (*titles, Column("What to do", hint="Of the first such finding"))
        return Table(columns, rows, caption="What there is to mend")

    @property
    def sentence(self) -> str:
        """The summary in one sentence."""
        if not self.findings:
            return self.told("No findings")
        counts = [
            f"{number} {severity if number == 1 else _plural(severity)}"
            for severity in SEVERITIES
            if (number := self.count(severity))
        ]
        return self.told(", ".join(counts))

    def _repr_html_(self) -> str:
        from theoryofchange.view.html import as_html

        return as_html(self.view())


_COLUMNS = (
    "code",
    "name",
    "severity",
    "message",
    "tip",
    "file",
    "line",
    "column",
    "end_line",
    "end_column",
    "id",
)


def by_place(finding: Finding) -> tuple[str | int, ...]:
    """Return what findings are sorted by: the place, then the code, then the message."""
    span = finding.span
    return span.file, span.line, span.column, finding.code, finding.message


def file_below(root: Path, file: str) -> str:
    """Return the path of a file as it is written from a directory that it is below, else as is."""
    path, start = Path(file).absolute(), root.absolute()
    return path.relative_to(start).as_posix() if path.is_relative_to(start) else file


def _plural(severity: Severity) -> str:
    return "infos" if severity == "info" else f"{severity}s"
