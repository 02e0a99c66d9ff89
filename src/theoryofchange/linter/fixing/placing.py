"""Where in its file a fix is made: symbolic changes as edits of the text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from theoryofchange.declare import Declaration
from theoryofchange.declare.messages import owner_of
from theoryofchange.declare.sections import BY_ID, LISTS, SINGLE
from theoryofchange.linter.fixing import yaml_mends
from theoryofchange.linter.fixing.edit import CannotPlaceError, Edit, Mend, Token, meant, mended
from theoryofchange.linter.fixing.table_mends import Grid, grid_of
from theoryofchange.linter.fixing.tree import Node, Tree, tree_of
from theoryofchange.record import record
from theoryofchange.source.document import YamlDocument
from theoryofchange.source.files import TABLE_ENDINGS
from theoryofchange.source.finding import Add, Change, Finding, Rename, Replace
from theoryofchange.source.span import Route, Source, Span


@record
class Placement:
    """The mends that make a fix, by the file they are in."""

    mends: Mapping[str, tuple[Mend, ...]]

    def edits(self, sources: Mapping[str, Source]) -> tuple[Edit, ...]:
        """Return them as edits, in the order of files and places."""
        return tuple(
            mend.edit(sources[file]) for file, mends in sorted(self.mends.items()) for mend in mends
        )


def edits_of(finding: Finding, declaration: Declaration) -> tuple[Edit, ...]:
    """Return the edits that make the fix of a finding.

    They are to be made together, and are given in the order of files and places. That they bring no
    new finding is not looked at here; :func:`fixed` does.

    Parameters
    ----------
    finding
        A finding of this declaration.
    declaration
        What was checked.

    Returns
    -------
    tuple
        Empty where the finding has no fix, or that has no place where it could be made without
        touching anything else, as in a value that an alias repeats where another is meant.

    Examples
    --------
    >>> from theoryofchange.declare import declare_text
    >>> from theoryofchange.linter.run import findings_of
    >>> declaration = declare_text("goals: {growth: {titel: Grow}}", "theory.yaml")
    >>> (finding,) = (each for each in findings_of(declaration) if each.code == "TOC003")
    >>> [(edit.span.column, edit.text) for edit in edits_of(finding, declaration)]
    [(18, 'title')]
    """
    sources = declaration.sources
    try:
        placement = Placer(declaration).placed(finding)
        for file, mends in placement.mends.items():
            expect_meant(sources[file], mends)
    except CannotPlaceError:
        return ()
    return placement.edits(sources)


class Placer:
    """Finds the places of fixes in the files of one declaration.

    Parameters
    ----------
    declaration
        What was checked.
    """

    def __init__(self, declaration: Declaration) -> None:
        self.declaration = declaration

    def placed(self, finding: Finding) -> Placement:
        """Return the mends that make the fix of a finding.

        That they mean no more than they are to is left to :func:`expect_meant`.

        Raises
        ------
        CannotPlaceError
            Where there are none; the message says why.
        """
        if finding.fix is None:
            raise CannotPlaceError("it has no fix")
        mends: dict[str, list[Mend]] = {}
        for change in finding.fix.changes:
            file, mend = self._change(change, finding)
            held = mends.setdefault(file, [])
            if mend in held:
                continue
            if any(mend.meets(other) for other in held):
                raise CannotPlaceError("two of its changes touch the same text")
            held.append(mend)
        return Placement({file: tuple(sorted(held, key=_start)) for file, held in mends.items()})

    def _change(self, change: Change, finding: Finding) -> tuple[str, Mend]:
        where = change.where
        if isinstance(where, Span):
            source = self._source(where.file)
            start = source.line_start(where.line) + where.column - 1
            return where.file, self._at(source, start, change, finding)
        home = self.declaration.home(where)
        if home is None:
            raise CannotPlaceError("it is not written in so many words")
        source = self._source(home.document.source.file)
        if isinstance(home.document, YamlDocument):
            tree = tree_of(source)
            node = tree.find(home.document.start, home.route)
            return source.file, self._in_tree(tree, node, change, finding)
        span = home.document.span(home.route)
        start = source.line_start(span.line) + span.column - 1
        return source.file, self._at(source, start, change, finding)

    def _source(self, file: str) -> Source:
        if file in self.declaration.unread:
            raise CannotPlaceError("the file cannot be read to its end")
        if file.lower().endswith(".parquet"):
            raise CannotPlaceError("a Parquet file is no text")
        if file not in self._files:
            raise CannotPlaceError("the file is none of those that make the theory")
        return self._files[file]

    def _at(self, source: Source, start: int, change: Change, finding: Finding) -> Mend:
        """Return the mend of a change at an offset."""
        layout = layout_of(source)
        if isinstance(layout, Grid):
            return _in_grid(layout, start, change)
        node = layout.at(start)
        is_value = isinstance(change, Replace)
        if node.key is not None and node.is_key == is_value:
            raise CannotPlaceError("it is not written in so many words")
        return self._in_tree(layout, node, change, finding)

    def _in_tree(self, tree: Tree, node: Node, change: Change, finding: Finding) -> Mend:
        self._expect_agreement(tree, node, change)
        if isinstance(change, Rename):
            return yaml_mends.renamed(tree, node, change.key)
        if isinstance(change, Replace):
            return yaml_mends.replaced(tree, node, change.text)
        if isinstance(change, Add):
            return yaml_mends.added(tree, node, change.key, change.text, change.after)
        self._expect_nothing_wrong_in(tree.source, node, finding)
        return yaml_mends.removed(tree, node)

    def _expect_agreement(self, tree: Tree, node: Node, change: Change) -> None:
        """Refuse to change what aliases repeat where something else is meant by it."""
        changed = node
        if isinstance(change, Replace | Add) and node.key is not None:
            changed = tree.target(node.entry[-1])
        routes = tree.routes(changed)
        fields = {_field(route) for route in routes}
        if len(routes) > 1 and (len(fields) > 1 or None in fields):
            raise CannotPlaceError("an alias repeats it where another value may be meant")

    def _expect_nothing_wrong_in(self, source: Source, node: Node, finding: Finding) -> None:
        """Refuse to take out what holds another fault, since it was not read as it is meant."""
        start, end = node.entry[0].start, node.entry[-1].end
        faults = self._faults.get(source.file, [])
        for offset, span in faults[bisect_left(faults, (start,)) :]:
            if offset >= end:
                return
            if span != finding.span:
                line = f"{span.file}:{span.line}:{span.column}"
                raise CannotPlaceError(f"it holds another fault, at {line}")

    @cached_property
    def _files(self) -> dict[str, Source]:
        return {each.source.file: each.source for each in self.declaration.documents}

    @cached_property
    def _faults(self) -> dict[str, list[tuple[int, Span]]]:
        """Return where the faults of each file are, in their order."""
        found: dict[str, list[tuple[int, Span]]] = {}
        for fault in self.declaration.faults:
            span = self.declaration.span(fault.where)
            source = self.declaration.sources.get(span.file)
            if source is not None and source.text:
                start = source.line_start(span.line) + span.column - 1
                found.setdefault(span.file, []).append((start, span))
        for places in found.values():
            places.sort()
        return found


def layout_of(source: Source) -> Tree | Grid:
    """Return a text as a tree or a table, by the ending of its file.

    Raises
    ------
    CannotPlaceError
        Where it cannot be read to its end.
    """
    is_table = source.file.lower().endswith(TABLE_ENDINGS)
    return grid_of(source) if is_table else tree_of(source)


def expect_meant(source: Source, mends: Sequence[Mend]) -> None:
    """Refuse mends by which a text would say anything else than they are meant to.

    Raises
    ------
    CannotPlaceError
        Where it would.
    """
    after = Source(source.file, mended(source.text, mends))
    wanted: list[Token] = meant(layout_of(source).tokens, mends)
    if layout_of(after).tokens != wanted:
        raise CannotPlaceError("its layout is not one in which it can be made safely")


def _in_grid(grid: Grid, start: int, change: Change) -> Mend:
    if isinstance(change, Rename):
        return grid.rewritten(start, change.key)
    if isinstance(change, Replace):
        return grid.rewritten(start, change.text)
    raise CannotPlaceError("a table has no place for it")


def _start(mend: Mend) -> int:
    return mend.start


_KINDS: Mapping[str, Any] = {**BY_ID, **LISTS, **SINGLE}


def _field(route: Route) -> tuple[Any, str | int] | None:
    """Return the last field on a route, and the shape that it belongs to."""
    section = str(route[0]) if route else ""
    depth = 1 if section in SINGLE else 2
    for length in range(len(route), depth, -1):
        owner = owner_of(_KINDS.get(section), route[depth:length])
        if owner is not None:
            return owner, route[length - 1]
    return None
