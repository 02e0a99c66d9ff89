"""A view in another language: its sentences are looked up in one table of messages a language.

A message is what the stages say in English, with ``{holes}`` for what differs, ``{holes:#}`` where
that is a figure or a day, ``{holes:,}`` where names are listed, ``{path…}`` where it has arrows,
and ``(s)`` for a plural; what fills a hole is looked up as well. What stands between parts of a
list is a message too: ``"; "``, ``", "`` and, between names, ``":,"``. A text that is no message
stays as it is: names and definitions are the user's own, and a sentence without a translation is
better read in English.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from theoryofchange.view.blocks import LayerNode

_V = TypeVar("_V")

_KEPT = frozenset(
    {"after", "align", "all_in", "format", "id", "key", "kind", "sign"}
    | {"source", "target", "tone", "x_scale", "y_scale"}
)
"""The fields of blocks that hold no text for a reader."""

_HOLE = re.compile(r"\\\{(\w+)(:\\#|:,)?\\\}")
_LISTS = re.compile(r"\{(\w+):,\}")
_FIGURE = r"[-−]?\d(?:[\d.,:/-]*\d)?(?: ?%)?(?: of \d(?:[\d.,]*\d)?)?"
_DEEPEST = 5
_ARROW = " → "
_SEPARATORS = ("; ", ", ")


def translated(view: _V, language: str) -> _V:
    """Return a view, or any block of one, with what the stages say of it in a language.

    Parameters
    ----------
    view
        What was made in English.
    language
        A BCP 47 tag; only its first part counts. Where there are no messages of it, nothing
        changes.

    Examples
    --------
    >>> from theoryofchange.view.blocks import Heading, Note, View
    >>> view = View("Align", (Heading("Agreement"), Note("Riders hangs on one team: Shop.")))
    >>> [block.text for block in translated(view, "zh").blocks]
    ['共识', 'Riders只靠一个团队：Shop。']
    >>> translated(view, "fr") is view
    True
    """
    say = speaker(language)
    return view if say is None else _walked(view, say)


def said_in(text: str, language: str) -> str:
    """Return one sentence of the stages in a language, or as it is where it has no translation.

    Examples
    --------
    >>> said_in("Of 2 goals: 1 behind, 1 cannot tell.", "zh")
    '2 个目标中：1 个落后，1 个无法判断。'
    >>> said_in("Roadmap of the Moon", "zh")
    'Roadmap of the Moon'
    """
    say = speaker(language)
    return text if say is None else say(text)


@cache
def speaker(language: str) -> Callable[[str], str] | None:
    """Return what says a sentence in a language, or nothing where it has no messages."""
    name = language.split("-")[0].lower()
    table = files(__package__) / "messages" / f"{name}.json"
    if not name.isalpha() or not table.is_file():
        return None
    return _Speaker(json.loads(table.read_text(encoding="utf-8")))


class _Speaker:
    """The messages of a language: sentences as they are, and patterns, what says most first."""

    def __init__(self, messages: dict[str, str]) -> None:
        self._whole = {said: meant for said, meant in messages.items() if "{" not in said}
        self._patterns = [
            (_pattern(said), messages[said], frozenset(_LISTS.findall(said)))
            for said in sorted(messages, key=_told, reverse=True)
            if "{" in said
        ]
        self._known: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        if text not in self._known:
            self._known[text] = self._said(text, _DEEPEST) or text
        return self._known[text]

    def _said(self, text: str, depth: int) -> str | None:
        whole = self._whole.get(text)
        if whole is not None or not depth or not re.search("[A-Za-z(]", text):
            return whole
        for pattern, meant, lists in self._patterns:
            found = pattern.fullmatch(text)
            if found:
                holes = found.groupdict().items()
                return meant.format(
                    **{
                        name: self._names(held, depth - 1)
                        if name in lists
                        else self._said(held, depth - 1) or held
                        for name, held in holes
                    }
                )
        return self._listed(text, depth - 1)

    def _names(self, text: str, depth: int) -> str:
        """Return a list of names with the marks of the language between them."""
        mark = next((mark for mark in _SEPARATORS if mark in text), _SEPARATORS[0])
        parts = [self._said(part, depth) or part for part in text.split(mark)]
        between, comma, apart = (self._whole.get(key, mark) for key in (":,", ", ", "; "))
        parted = any(each in part for part in parts for each in (between, comma))
        return (apart if parted else between).join(parts)

    def _listed(self, text: str, depth: int) -> str | None:
        """Return a path with what is known of it, or a list whose every part is a message."""
        if _ARROW in text:
            parts = text.split(_ARROW)
            return _ARROW.join(self._said(part, depth) or part for part in parts)
        for mark in _SEPARATORS:
            meant = [self._said(part, depth) for part in text.split(mark)]
            if len(meant) > 1 and all(meant):
                return self._whole.get(mark, mark).join(each or "" for each in meant)
        return None


def _pattern(said: str) -> re.Pattern[str]:
    escaped = re.escape(said).replace(r"\(s\)", "s?")
    return re.compile(_HOLE.sub(_filled, escaped), re.DOTALL)


def _filled(hole: re.Match[str]) -> str:
    """Return what may fill a hole: a figure, the steps of a path, or what is none."""
    if hole[2] == r":\#":
        return f"(?P<{hole[1]}>{_FIGURE})"
    return f"(?P<{hole[1]}>{'.+?' if hole[1].startswith('path') else f'(?:(?!{_ARROW}).)+?'})"


def _told(said: str) -> int:
    """Return how much of a pattern is said, and not left to a hole."""
    return len(re.sub(r"\{[^}]*\}", "", said))


def _walked(value: Any, say: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return say(value)
    if isinstance(value, tuple):
        return tuple(_walked(each, say) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    kept = _KEPT | {"title"} if isinstance(value, LayerNode) else _KEPT
    held = {each.name: getattr(value, each.name) for each in fields(value)}
    return replace(
        value, **{name: _walked(each, say) for name, each in held.items() if name not in kept}
    )
