"""Another id for what a theory holds, everywhere at once or not at all."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

from theoryofchange.errors import InputError
from theoryofchange.formula import Formula, read_formula
from theoryofchange.formula.tree import quoted, written
from theoryofchange.graph.identity import names_in_formula
from theoryofchange.language_server.ids import Named
from theoryofchange.language_server.mentions import Index, Mention, spans_of, word_in_formula
from theoryofchange.language_server.theories import State
from theoryofchange.record import record
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.span import Source, Span

_ID = re.compile(
    r"[^\s()\[\]{}+*/^%=<>!&|,;:×÷−·\"'`#@?\\-][^\s()\[\]{}+*/^%=<>!&|,;:×÷−·\"'`#\\]*"
)
"""What can be an id everywhere: as a key, in a list, in a table and in a formula."""


def renaming(named: Named, new: str, state: State) -> tuple[Span, ...]:
    """Return every place that is to say another id, in all files of a theory.

    Parameters
    ----------
    named
        The id.
    new
        The id it is to have.
    state
        What is known of the theory.

    Returns
    -------
    tuple of Span
        The ids alone, without their quotes, in the order of the files.

    Raises
    ------
    InputError
        Where it cannot be renamed everywhere, with the reason.
    """
    places = renamable(named, state)
    _expect_id(new)
    taken = state.index.sections_of(new)
    if taken and new != named.id:
        raise InputError(f"{new} is an id of {taken[0]} already")
    if named.id in state.index.kpis:
        _expect_same_formulas(_Change(named.id, new), state.index)
    return places


def renamable(named: Named, state: State) -> tuple[Span, ...]:
    """Return every place at which an id stands.

    Raises
    ------
    InputError
        Where it cannot be renamed, whatever the new id.
    """
    if state.cut:
        raise InputError(f"{_place(state.cut)} cannot be read on; mend it before you rename")
    declared = state.index.declarations(named.id, named.sections)
    if not declared:
        raise InputError(f"nothing in this theory declares {named.id}")
    if len(state.index.sections_of(named.id)) > 1 or _is_dropped(named.id, state):
        raise InputError(f"{named.id} is declared twice; mend that before you rename")
    mentions = state.index.of(named.id, declared[0].sections)
    return tuple(sorted({span for mention in mentions for span in _spans(mention)}))


def _spans(mention: Mention) -> tuple[Span, ...]:
    spans = spans_of(mention)
    if spans is None:
        where = ".".join(map(str, mention.route))
        name = PurePosixPath(mention.file).name
        raise InputError(f"{mention.id} also stands in {name} ({where}), where it cannot be edited")
    return spans


def _expect_id(new: str) -> None:
    """Refuse what is no id wherever an id may stand."""
    text = f"{new}: [{new}]\n"
    reading = read_yaml(Source("id", text))
    is_read = [document.data for document in reading.documents] == [{new: [new]}]
    if not _ID.fullmatch(new) or not is_read:
        raise InputError(
            f"{new!r} cannot be an id; write a word without blanks, quotes, brackets and signs"
            " such as + / : , # that begins with none of - ? @ and that YAML reads as text"
        )


@record
class _Change:
    """Another id for a KPI.

    Parameters
    ----------
    old, new
        The id before, and after.
    """

    old: str
    new: str

    def of(self, id: str) -> str:
        """Return an id as it is afterwards."""
        return self.new if id == self.old else id


def _expect_same_formulas(change: _Change, index: Index) -> None:
    """Refuse an id with which a formula would say something else than before."""
    after = frozenset(map(change.of, index.kpis))
    for formula in index.formulas:
        text, own = formula.id, str(formula.route[1])
        named = change.old in names_in_formula(text, index.kpis)
        changed = word_in_formula(change.old).sub(lambda _: change.new, text) if named else text
        before = _said(text, index.kpis, own, change)
        if before != _said(changed, after, change.of(own), _Change(change.new, change.new)):
            raise InputError(
                f"with the id {change.new} the formula of {own} would say something else:"
                f" {changed.strip()}"
            )


def _said(text: str, known: frozenset[str], own: str, change: _Change) -> object:
    """Return what a formula says, with ids as they are after a change."""
    read = read_formula(text, known, own)
    if isinstance(read, Formula):
        return written(read.tree, lambda id: quoted(change.of(id)))
    return type(read), [change.of(id) for id in names_in_formula(text, known)]


def _is_dropped(id: str, state: State) -> bool:
    """Tell whether an id stands in what came a second time and was not taken over."""
    documents = state.declaration.documents
    return any(_holds(getattr(each, "dropped", ()), id) for each in documents)


def _holds(data: Any, id: str) -> bool:
    if isinstance(data, dict):
        return id in data or any(_holds(held, id) for held in data.values())
    if isinstance(data, list | tuple):
        return any(_holds(item, id) for item in data)
    return bool(data == id)


def _place(span: Span) -> str:
    return f"{PurePosixPath(span.file).name}, line {span.line},"
