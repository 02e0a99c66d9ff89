"""What is known, in the words of the protocol: positions, places, findings, choices, symbols.

A line of the protocol is the line of a :class:`~theoryofchange.source.span.Source`, counted from
0. Its columns count code units of the encoding that client and server agreed on, by default UTF-16,
in which an emoji is two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lsprotocol import types
from pygls.uris import from_fs_path
from pygls.workspace import PositionCodec

from theoryofchange.language_server.completion import Choice, Choices, Sort
from theoryofchange.language_server.outline import Symbol
from theoryofchange.source.finding import Finding, Severity
from theoryofchange.source.span import Source, Span

_SEVERITIES: Mapping[Severity, types.DiagnosticSeverity] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}
_CHOICES: Mapping[Sort, types.CompletionItemKind] = {
    "key": types.CompletionItemKind.Field,
    "id": types.CompletionItemKind.Reference,
    "word": types.CompletionItemKind.Value,
    "unit": types.CompletionItemKind.Unit,
    "code": types.CompletionItemKind.Constant,
}
_SYMBOLS: Mapping[str, types.SymbolKind] = {
    "section": types.SymbolKind.Module,
    "goals": types.SymbolKind.Event,
    "outcomes": types.SymbolKind.Interface,
    "kpis": types.SymbolKind.Number,
    "activities": types.SymbolKind.Function,
    "teams": types.SymbolKind.Class,
}


@dataclass(frozen=True)
class Wire:
    """Puts places and what stands there into the words of the protocol.

    Parameters
    ----------
    codec
        The encoding by which columns count.
    sources
        The text of each file, by its name.
    uris
        What the client calls the files that are open.
    """

    codec: PositionCodec
    sources: Mapping[str, Source]
    uris: Mapping[str, str]

    def offset(self, source: Source, position: types.Position) -> int:
        """Return how many characters of a text stand before a position."""
        last = source.position(len(source.text))[0]
        if position.line >= last:
            return len(source.text)
        line = source.line_text(position.line + 1)
        start = source.line_start(position.line + 1)
        if line.isascii():
            return start + min(position.character, len(line))
        units = 0
        for index, character in enumerate(line):
            if units >= position.character:
                return start + index
            units += self.codec.client_num_units(character)
        return start + len(line)

    def range(self, span: Span) -> types.Range:
        """Return a span as a range of its file."""
        return types.Range(
            start=self._position(span.file, span.line, span.column),
            end=self._position(span.file, span.end_line, span.end_column),
        )

    def _position(self, file: str, line: int, column: int) -> types.Position:
        source = self.sources.get(file)
        before = source.line_text(line)[: column - 1] if source else ""
        units = column - 1 if before.isascii() else self.codec.client_num_units(before)
        return types.Position(line=line - 1, character=units)

    def uri(self, file: str) -> str:
        """Return what the client calls a file."""
        return self.uris.get(file) or from_fs_path(file) or file

    def location(self, span: Span) -> types.Location:
        """Return a span as a place in a file."""
        return types.Location(uri=self.uri(span.file), range=self.range(span))

    def diagnostic(self, finding: Finding) -> types.Diagnostic:
        """Return a finding as the editor shows it: with its code, its tip and what explains it."""
        return types.Diagnostic(
            range=self.range(finding.span),
            severity=_SEVERITIES[finding.severity],
            code=finding.code,
            source="toc",
            message="\n".join(filter(None, (finding.message, finding.tip))),
            related_information=[
                types.DiagnosticRelatedInformation(self.location(each.span), each.message)
                for each in finding.related
            ],
        )

    def choices(self, choices: Choices) -> types.CompletionList:
        """Return what could be written at a place, in the order it is offered."""
        range_ = self.range(choices.span)
        return types.CompletionList(
            is_incomplete=not choices.complete,
            items=[self._item(at, each, range_) for at, each in enumerate(choices.choices)],
        )

    def _item(self, at: int, choice: Choice, range_: types.Range) -> types.CompletionItem:
        return types.CompletionItem(
            label=choice.label,
            kind=_CHOICES[choice.sort],
            detail=choice.detail or None,
            sort_text=f"{at:04}",
            filter_text=f"{choice.label} {choice.detail}".strip(),
            text_edit=types.TextEdit(range=range_, new_text=choice.text),
        )

    def symbol(self, symbol: Symbol) -> types.DocumentSymbol:
        """Return a part of a file with what it holds."""
        return types.DocumentSymbol(
            name=symbol.name,
            detail=symbol.detail or None,
            kind=_SYMBOLS[symbol.sort],
            range=self.range(symbol.whole),
            selection_range=self.range(symbol.span),
            children=[self.symbol(child) for child in symbol.children],
        )

    def edit(
        self, edits: Iterable[tuple[Span, str]], version: Callable[[str], int | None]
    ) -> types.WorkspaceEdit:
        """Return edits, file by file, each for the version of its file that is open."""
        by_file: dict[str, list[Any]] = {}
        for span, text in edits:
            by_file.setdefault(span.file, []).append(types.TextEdit(self.range(span), text))
        return types.WorkspaceEdit(
            document_changes=[
                types.TextDocumentEdit(
                    types.OptionalVersionedTextDocumentIdentifier(self.uri(file), version(file)),
                    held,
                )
                for file, held in by_file.items()
            ]
        )
