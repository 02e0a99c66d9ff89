"""A finding: one fault at one place, with a code."""

from __future__ import annotations

from typing import Any, Literal

from theoryofchange.record import record
from theoryofchange.source.span import Route, Span

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""From the gravest to the mildest."""

Confidence = Literal["high", "medium", "low"]
"""How sure a rule is of a defect: it reads it, infers it, or takes something as a hint of it."""

Applicability = Literal["safe", "unsafe"]
"""Whether a fix says the same as before, or decides something that a person should look at."""


@record
class Rename:
    """Another name in place of a key, or of an id that a list holds.

    Parameters
    ----------
    where
        The key: a route into the merged document, or the span of the key.
    key
        The new name.
    """

    where: Route | Span
    key: str


@record
class Replace:
    """Another text in place of a value.

    Parameters
    ----------
    where
        The value: a route into the merged document, or its span.
    text
        What it says then. It is written in quotes where its place asks for them.
    """

    where: Route | Span
    text: str


@record
class Remove:
    """The end of a key with its value, or of an item of a list.

    Parameters
    ----------
    where
        The key or the item: a route into the merged document, or the span of the key or item.
    """

    where: Route | Span


@record
class Add:
    """A new key with a text as its value.

    Parameters
    ----------
    where
        The record that it is added to: a route into the merged document.
    key, text
        What is added.
    after
        The keys below one of which it is put: the first of them that is there, else the last key.
    """

    where: Route
    key: str
    text: str
    after: tuple[str, ...] = ()


Change = Rename | Replace | Remove | Add


@record
class Fix:
    """What would mend a fault: symbolic changes, not yet placed in a file.

    Parameters
    ----------
    title
        What it does, as ``Rename ownr to owner``.
    changes
        The changes, made together or not at all.
    applicability
        ``safe`` where the file says the same afterwards, or only loses what says nothing.
    leaves
        The codes that may then be found of the same id: they state in the open what the fault hid,
        as a target that is missing where it was only promised.
    """

    title: str
    changes: tuple[Change, ...]
    applicability: Applicability = "safe"
    leaves: tuple[str, ...] = ()


@record
class Fault:
    """A fault as a rule or the reader states it: symbolic, not yet placed in a file.

    Parameters
    ----------
    where
        A route into the merged document, or a span where the reader already knows the place.
    message
        What is wrong, in one sentence.
    tip
        What to do about it.
    code
        The code of the rule, where the reader and not a rule states the fault.
    id
        The id of what it is about, where the route does not say.
    related
        Other places that explain this one, each with its message.
    fix
        What would mend it, where that can be said.
    """

    where: Route | Span
    message: str
    tip: str = ""
    code: str = ""
    id: str = ""
    related: tuple[tuple[Route | Span, str], ...] = ()
    fix: Fix | None = None


@record
class Related:
    """A second place that explains a finding."""

    span: Span
    message: str

    def to_dict(self) -> dict[str, Any]:
        """Return ``{file, line, column, message}``."""
        return {
            "file": self.span.file,
            "line": self.span.line,
            "column": self.span.column,
            "message": self.message,
        }


@record
class Finding:
    """One fault at one place, with a code.

    Parameters
    ----------
    code, name
        The rule's code, as ``KPI001``, and its name, as ``kpi-without-target``.
    severity
        ``error``, ``warning`` or ``info``.
    message, tip
        What is wrong, and what to do.
    span
        Where.
    id
        The id of the goal, outcome, KPI, activity or team it is about, or an empty text.
    related
        Other places that explain it.
    confidence
        How sure the rule is.
    fix
        What would mend it, where that can be said.
    original
        What is wrong as its rule says it, where the message says that in another language.
    """

    code: str
    name: str
    severity: Severity
    message: str
    tip: str
    span: Span
    id: str = ""
    related: tuple[Related, ...] = ()
    confidence: Confidence = "high"
    fix: Fix | None = None
    original: str = ""

    @property
    def file(self) -> str:
        """The file it is in."""
        return self.span.file

    @property
    def line(self) -> int:
        """The line it starts on, from 1."""
        return self.span.line

    @property
    def column(self) -> int:
        """The column it starts at, from 1."""
        return self.span.column

    def __str__(self) -> str:
        place = f"{self.span.file}:{self.span.line}:{self.span.column}"
        return f"{place}: {self.code} {self.message}"

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as the JSON output states it."""
        return {
            "code": self.code,
            "name": self.name,
            "severity": self.severity,
            "message": self.message,
            "tip": self.tip,
            "file": self.span.file,
            "line": self.span.line,
            "column": self.span.column,
            "end_line": self.span.end_line,
            "end_column": self.span.end_column,
            "id": self.id,
            "related": [related.to_dict() for related in self.related],
        }
