"""Write a view as Markdown (CommonMark with GitHub's tables), every text escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import singledispatch

from theoryofchange.view.blocks import (
    Block,
    Heading,
    Headline,
    NextStep,
    Note,
    Step,
    Steps,
    Table,
    View,
)
from theoryofchange.view.measure import clean
from theoryofchange.view.plain import cell_text, in_words
from theoryofchange.view.words import words

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>|~$^!#]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_LINK = re.compile(r":(?=//)|(?<=www)\.|(?<=\w)@(?=\w)", re.IGNORECASE)
_LINE_START = re.compile(r"^(\d*)([-+.)](?=\s|-|$)|=)")


def escape(text: str) -> str:
    r"""Write a text so that Markdown shows it as it is, on one line.

    Examples
    --------
    >>> print(escape("a|b <b> [x](y) 1 * 2"))
    a\|b \<b\> \[x\](y) 1 \* 2
    """
    shown = _SPECIAL.sub(r"\\\g<0>", clean(text).strip())
    shown = _LINK.sub(r"\\\g<0>", _ENTITY.sub(r"\&", shown))
    return _LINE_START.sub(r"\1\\\2", shown)


def as_markdown(view: View, *, level: int = 2, language: str = "en") -> str:
    """Write a view as Markdown.

    Parameters
    ----------
    view
        What to write.
    level
        The level of the title's heading, 1 to 5; headings inside are one below.
    language
        The language of the few words added here.

    Returns
    -------
    str
        Paragraphs ending in a newline.

    Examples
    --------
    >>> print(as_markdown(View("Alignment", (Headline("12 of 19 agreed", value="63 %"),))))
    ## Alignment
    <BLANKLINE>
    **63 %** 12 of 19 agreed
    """
    parts = [f"{'#' * level} {escape(view.title)}".rstrip()]
    parts += ["\n".join(_lines(block, level, language)) for block in view.blocks]
    return "\n\n".join(parts) + "\n"


def _strong(text: str) -> str:
    shown = escape(text)
    return f"**{shown}**" if shown else ""


@singledispatch
def _lines(block: Block, level: int, language: str) -> Iterator[str]:
    yield from _lines(in_words(block, words(language)), level, language)


@_lines.register
def _(block: Headline, level: int, language: str) -> Iterator[str]:
    value = "" if block.value is None else _strong(block.value)
    yield " ".join(filter(None, (value, escape(block.text))))
    if block.note:
        yield ""
        yield escape(block.note)


@_lines.register
def _(block: Heading, level: int, language: str) -> Iterator[str]:
    yield f"{'#' * (level + 1)} {escape(block.text)}".rstrip()


@_lines.register
def _(block: Note, level: int, language: str) -> Iterator[str]:
    yield escape(block.text)


@_lines.register
def _(block: NextStep, level: int, language: str) -> Iterator[str]:
    yield " ".join(filter(None, ("→", _strong(block.text), escape(block.why), escape(block.how))))


@_lines.register
def _(block: Steps, level: int, language: str) -> Iterator[str]:
    if block.caption:
        yield escape(block.caption)
        yield ""
    if not block.items:
        yield escape(words(language)["empty"])
    for step in block.items:
        yield from _step_lines(step, 0)


def _step_lines(step: Step, depth: int) -> Iterator[str]:
    badge = f" *{escape(step.badge.text)}*" if step.badge and step.badge.text.strip() else ""
    yield f"{'  ' * depth}- {escape(step.text)}{badge}"
    for child in step.children:
        yield from _step_lines(child, depth + 1)


@_lines.register
def _(block: Table, level: int, language: str) -> Iterator[str]:
    if block.caption:
        yield _strong(block.caption)
        yield ""
    if not block.rows or not block.columns:
        yield escape(block.empty)
        return
    yield _row([column.title for column in block.columns])
    yield "| " + " | ".join("--:" if c.align == "right" else ":--" for c in block.columns) + " |"
    for row in block.rows:
        yield _row([cell_text(cell) for cell in row])


def _row(texts: list[str]) -> str:
    return "| " + " | ".join(map(escape, texts)) + " |"
