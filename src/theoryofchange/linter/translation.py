"""Findings in another language: what rules say in English is found again among its templates.

A language has one file of messages. For each code it holds what its rule says in English, with a
hole for each part that differs, and beside it what is meant. ``{holes}`` are filled as they are, so
that ids, names and figures stay what the theory says; ``{holes:#}`` are figures or days,
``{holes:and}`` and ``{holes:or}`` lists, and ``{holes:say}`` phrases, which are looked up in turn;
``{holes:may}`` may be either. Messages of rules that others bring, of which
there are no templates, stay as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from theoryofchange.record import record, replace
from theoryofchange.source.finding import Finding

_HOLE = re.compile(r"\{(\w+)(?::(#|and|or|say|may))?\}")
_FIGURE = re.compile(r"[-−+]?\d[\d.,:/-]*")
_JOINED = re.compile(r" and (?:no column |no )?")
_ANY, _PHRASES = "any", "phrases"
_DEEPEST = 4
"""How deep phrases may stand in each other."""


def in_language(finding: Finding, language: str) -> Finding:
    """Return a finding with all that it says in a language.

    Parameters
    ----------
    finding
        As its rule states it, in English.
    language
        A BCP 47 tag; only its first part counts. Where there are no messages of it, the finding
        stays as it is.

    Returns
    -------
    Finding
        With the English message as ``original``, from which its identity still follows; one that
        has an ``original`` stays as it is.
    """
    messages = messages_in(language)
    if messages is None:
        return finding
    if finding.original:
        return finding
    code, fix = finding.code, finding.fix
    return replace(
        finding,
        message=messages.said(code, finding.message),
        tip=messages.said(code, finding.tip),
        related=tuple(
            replace(each, message=messages.said(code, each.message)) for each in finding.related
        ),
        fix=replace(fix, title=messages.said(code, fix.title)) if fix else None,
        original=finding.message,
    )


@cache
def messages_in(language: str) -> Messages | None:
    """Return the messages of a language, ``None`` where it has none."""
    name = language.split("-")[0].lower()
    table = files(__package__) / "messages" / f"{name}.json"
    if not name.isalpha() or not table.is_file():
        return None
    return Messages(json.loads(table.read_text(encoding="utf-8")))


class Messages:
    """What findings say in a language.

    Parameters
    ----------
    tables
        For each code the templates of its messages in English, and what each means; under ``any``
        those that several codes share, under ``phrases`` what fills their holes.
    """

    def __init__(self, tables: Mapping[str, Mapping[str, str]]) -> None:
        self._tables = tables
        self._templates: dict[str, Sequence[_Template]] = {}

    def said(self, code: str, text: str) -> str:
        """Return what a text of a finding means, or the text where that is not known."""
        return self.meant(code, text) or text

    def meant(self, code: str, text: str) -> str | None:
        """Return what a text of a finding means, ``None`` where that is not known.

        Examples
        --------
        >>> messages_in("zh").meant("KPI001", "The KPI Churn has no target.")
        'KPI“Churn”没有目标值。'
        >>> messages_in("zh").meant("ACME001", "Name a role.")
        """
        return self._among((code, _ANY), code, text, _DEEPEST)

    def phrase(self, code: str, text: str, depth: int = _DEEPEST) -> str | None:
        """Return what a part of a message means, ``None`` where that is not known."""
        return self._among((code, _PHRASES, _ANY), code, text, depth) if depth else None

    def unknown(self, phrase: str) -> str:
        """Return what stands for a phrase of which nothing is known: the phrase itself."""
        return phrase

    def _among(self, names: Iterable[str], code: str, text: str, depth: int) -> str | None:
        for name in names:
            whole = self._tables.get(name, {}).get(text)
            if whole is not None:
                return whole
            for template in self._of(name):
                held = template.held(text)
                if held is not None:
                    return self._filled(template, held, code, depth - 1)
        return None

    def _filled(self, template: _Template, held: Mapping[str, str], code: str, depth: int) -> str:
        kinds = dict(template.holes)

        def fill(hole: re.Match[str]) -> str:
            text = held[hole[1]]
            kind = kinds[hole[1]]
            if kind == "and":
                return _JOINED.sub("、", text)
            if kind == "say":
                return self.phrase(code, text, depth) or self.unknown(text)
            if kind in ("or", "may"):
                meant = self.phrase(code, text, depth)
                return meant or (text.replace(" or ", " 或 ") if kind == "or" else text)
            return text

        return _HOLE.sub(fill, template.meant)

    def _of(self, name: str) -> Sequence[_Template]:
        """Return the templates of a table, what says most first."""
        if name not in self._templates:
            table = self._tables.get(name, {})
            made = [_template(said, meant) for said, meant in table.items() if _HOLE.search(said)]
            self._templates[name] = sorted(made, key=_Template.told, reverse=True)
        return self._templates[name]


@record
class _Template:
    """A message with holes.

    Parameters
    ----------
    between
        What is said before, between and behind the holes.
    holes
        The name of each, and its kind.
    meant
        What it means, with the same holes.
    """

    between: tuple[str, ...]
    holes: tuple[tuple[str, str], ...]
    meant: str

    def told(self) -> int:
        """Return how much is said, and not left to a hole."""
        return sum(map(len, self.between))

    def held(self, text: str) -> dict[str, str] | None:
        """Return what fills the holes where a text is made of this template, else ``None``."""
        first, last = self.between[0], self.between[-1]
        if not (text.startswith(first) and text.endswith(last)) or len(text) < self.told():
            return None
        inside = text[len(first) : len(text) - len(last)]
        for parts in (
            _from_behind(inside, self.between[1:-1]),
            _parted(inside, self.between[1:-1]),
        ):
            if parts and all(map(_fits, parts, self.holes)):
                return {hole[0]: part for hole, part in zip(self.holes, parts, strict=True)}
        return None


def _template(said: str, meant: str) -> _Template:
    between, holes, at = [], [], 0
    for hole in _HOLE.finditer(said):
        between.append(said[at : hole.start()])
        holes.append((hole[1], hole[2] or ""))
        at = hole.end()
    return _Template((*between, said[at:]), tuple(holes), meant)


def _fits(part: str, hole: tuple[str, str]) -> bool:
    return hole[1] != "#" or _FIGURE.fullmatch(part) is not None


def _parted(text: str, between: Sequence[str]) -> list[str] | None:
    """Return a text parted at some others, each where it stands first."""
    parts: list[str] = []
    for each in between:
        part, found, text = text.partition(each)
        if not found:
            return None
        parts.append(part)
    return [*parts, text]


def _from_behind(text: str, between: Sequence[str]) -> list[str] | None:
    """Return a text parted at some others, each where it stands last: names come first mostly."""
    parts: list[str] = []
    for each in reversed(between):
        text, found, part = text.rpartition(each)
        if not found:
            return None
        parts.append(part)
    return [text, *reversed(parts)]
