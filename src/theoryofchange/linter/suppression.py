"""Suppressions: comments that hide findings where they are decided, each with its reason.

A comment ``# toc: ignore[KPI010] until 2027-01-31: decided in Q1`` hides the findings of that code
that start on its line; one that stands alone hides those of the next line as well that is neither
empty nor a comment. Several may stand in one line. Only comments count, never the text of a value;
a table has none.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from theoryofchange.linter.findings import Suppressed
from theoryofchange.linter.rule import ALWAYS, Rule
from theoryofchange.record import record, replace
from theoryofchange.source.files import TABLE_ENDINGS
from theoryofchange.source.finding import Finding
from theoryofchange.source.span import Source, Span
from theoryofchange.source.suggest import Words

Place = tuple[str, int, str]
"""The file, the line and the code of a finding, which is all that a suppression asks of it."""

_ENDS = r"\r\n\x85\u2028\u2029"
_MARK = rf"[ \t]*(?:toc:|(?i:toc[^\w{_ENDS}]*ignore\b))"
"""What is meant for us: our mark, or one that is almost our mark before the word that we know."""
_COMMENT = rf"(?<!\S)#(?={_MARK})((?:[^#{_ENDS}]|(?<=\S)#|#(?!{_MARK}))*)"
_BEGINNING = r"#[ \t]*[tT][oO][cC]"
"""How every such comment begins: a file without it, which most are, is searched at once."""
_FORM = r"toc:\s*ignore\s*\[([^\]]*)\]\s*(?:until\s+([^\s:]+)\s*)?(?::\s*(.*))?"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_SAMPLE = "# toc: ignore[KPI010] until 2027-01-31: decided in Q1"
_BLOCK_STYLES = ("|", ">")
_BREAK = r"\r\n|\r|\n"
_MOST_NAMED = 200
"""Rules that one comment may name; a longer list was not written by a person."""


@record
class Suppression:
    """A comment that hides findings, and what became of it.

    Parameters
    ----------
    span
        Where it is written.
    lines
        The lines whose findings it hides.
    codes
        The rules whose findings it hides.
    reason
        Why, empty where it says nothing.
    until
        The last day on which it holds; ``None`` where it holds for good.
    problems
        What cannot be read of it, each with a tip.
    expired
        Whether its last day is over, so that it hides nothing any more.
    unused
        The rules that were run and found nothing where it stands.
    """

    span: Span
    lines: tuple[int, ...]
    codes: tuple[str, ...] = ()
    reason: str = ""
    until: date | None = None
    problems: tuple[tuple[str, str], ...] = ()
    expired: bool = False
    unused: tuple[str, ...] = ()

    def places_of(self, code: str) -> Iterator[Place]:
        """Return the places at which it hides the findings of a rule."""
        return ((self.span.file, line, code) for line in self.lines)


_ITSELF = Suppression.__name__


def written_suppressions(
    sources: Mapping[str, Source], rules: Sequence[Rule]
) -> tuple[Suppression, ...]:
    """Return the suppressions that are written in files, in the order of the files.

    Parameters
    ----------
    sources
        The text of each file.
    rules
        The rules there are, whether or not they are run.
    """
    marked = [source for file, source in sources.items() if _may_hold_one(file, source)]
    if not marked:
        return ()
    known = _Known(rules)
    return tuple(
        _read(text, span, lines, known)
        for source in marked
        for text, span, lines in _comments(source)
    )


def judged(
    suppressions: Iterable[Suppression],
    found: Iterable[Place],
    ran: frozenset[str],
    unread: Collection[str],
    today: date | None,
) -> tuple[Suppression, ...]:
    """Return suppressions with what became of them.

    Parameters
    ----------
    suppressions
        As they are written.
    found
        The places of what was found, or held back because it was said elsewhere.
    ran
        The codes of the rules that ran to their end: of others nobody knows what they would find.
    unread
        The files that could not be read to their end, where nobody knows either.
    today
        The day that ``until`` is compared with; ``None`` where no day is known.
    """
    places = set(found)
    return tuple(
        replace(
            each,
            expired=bool(today and each.until and today > each.until),
            unused=tuple(
                code
                for code in each.codes
                if code in ran
                and each.span.file not in unread
                and places.isdisjoint(each.places_of(code))
            ),
        )
        for each in suppressions
    )


def parted(
    findings: Iterable[Finding], suppressions: Iterable[Suppression]
) -> tuple[list[Finding], list[Suppressed]]:
    """Return the findings that stand, and those that suppressions hide."""
    holding: dict[Place, Suppression] = {}
    for each in suppressions:
        for code in () if each.expired else each.codes:
            for place in each.places_of(code):
                holding.setdefault(place, each)
    standing: list[Finding] = []
    suppressed: list[Suppressed] = []
    for finding in findings:
        by = holding.get((finding.file, finding.line, finding.code))
        if by is None:
            standing.append(finding)
        else:
            suppressed.append(Suppressed(finding, by.reason, by.until))
    return standing, suppressed


def _may_hold_one(file: str, source: Source) -> bool:
    is_text = not file.lower().endswith(TABLE_ENDINGS)
    return is_text and re.search(_BEGINNING, source.text) is not None


def _comments(source: Source) -> Iterator[tuple[str, Span, tuple[int, ...]]]:
    """Yield the text of each comment that is meant for us, its place, and the lines it covers."""
    texts = _texts(source.text)
    below = _Below(source)
    start = end = read = 0
    comment = re.compile(_COMMENT)
    while match := comment.search(source.text, read):
        at, read = match.span()
        while end <= at:
            start, end = next(texts, (sys.maxsize, sys.maxsize))
        if start <= at:
            read = at + 1
        else:
            span = source.span(at, at + len(match[0].rstrip()))
            yield match[1].strip(), span, _covered(source, span, below)


def _texts(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of each scalar in which a comment's sign would be text.

    Where the file cannot be read on, all that follows is taken for one.
    """
    import yaml

    following = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text).get_event
    read = 0
    try:
        while not isinstance(event := following(), yaml.StreamEndEvent):
            start, read = event.start_mark.index, event.end_mark.index
            style = event.style if isinstance(event, yaml.ScalarEvent) else None
            if style:
                yield _next_line(text, start) if style in _BLOCK_STYLES else start, read
    except yaml.YAMLError:
        yield read, len(text)


def _next_line(text: str, index: int) -> int:
    found = re.compile(_BREAK).search(text, index)
    return found.end() if found else len(text)


class _Below:
    """The next line below another that has content; asked downward, no line is looked at twice."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._last = source.position(len(source.text))[0]
        self._found = 0

    def next(self, line: int) -> int | None:
        """Return the line, ``None`` where there is none below."""
        if self._found <= line:
            lines = range(line + 1, self._last + 1)
            self._found = next(filter(self._has_content, lines), self._last + 1)
        return self._found if self._found <= self._last else None

    def _has_content(self, line: int) -> bool:
        text = self._source.line_text(line).strip()
        return bool(text) and not text.startswith("#")


def _covered(source: Source, span: Span, lines: _Below) -> tuple[int, ...]:
    """Return the line of a comment, and the next with content where it stands alone."""
    line = span.line
    before = source.line_window(line, 0, span.column - 1).strip()
    if before and not before.startswith("#"):
        return (line,)
    below = lines.next(line)
    return (line,) if below is None else (line, below)


class _Known:
    """The rules there are, by code and by name, and the word nearest to one that none has."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = {word: each for each in rules for word in (each.code, each.name)}

    @cached_property
    def _words(self) -> Words:
        return Words(self.rules)

    def can_be_hidden(self, word: str) -> bool:
        each = self.rules.get(word)
        return each is not None and each.code not in ALWAYS and each.visits != _ITSELF

    def problem(self, word: str) -> tuple[str, str]:
        """Return what is wrong with a word that names no rule to be hidden, and a tip."""
        if word in self.rules:
            return f"{word} cannot be suppressed in place", "Mend what it finds."
        from theoryofchange.measurement.contracts import told_by_measure

        near = self._words.closest(word)
        tip = f"Did you mean {near}?" if near else "toc rule lists all rules."
        return f"no rule is called {word}", told_by_measure(word) or tip


def _read(text: str, span: Span, lines: tuple[int, ...], known: _Known) -> Suppression:
    form = re.fullmatch(_FORM, text)
    if form is None:
        return Suppression(span, lines, problems=(("it has another form", f"Write {_SAMPLE}."),))
    words = [word.strip() for word in form[1].split(",") if word.strip()]
    if len(words) > _MOST_NAMED:
        tip = "Mend what is found, or ignore rules in the settings."
        return Suppression(span, lines, problems=((f"it names {len(words):,} rules", tip),))
    problems = [known.problem(word) for word in words if not known.can_be_hidden(word)]
    if not words:
        problems.append(("it names no rule", f"Name the rules, as in {_SAMPLE}."))
    codes = dict.fromkeys(known.rules[word].code for word in words if known.can_be_hidden(word))
    until = _day(form[2]) if form[2] else None
    if form[2] and until is None:
        problems.append((f"{form[2]} is no day", "Write the day as 2027-01-31."))
        codes.clear()
    return Suppression(span, lines, tuple(codes), form[3] or "", until, tuple(problems))


def _day(text: str) -> date | None:
    """Return the day of a text; what is no day suppresses nothing."""
    try:
        return date.fromisoformat(text) if re.fullmatch(_DAY, text) else None
    except ValueError:
        return None
