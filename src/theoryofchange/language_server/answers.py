"""The answers of the language server, request by request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from theoryofchange.errors import InputError, TheoryOfChangeError
from theoryofchange.language_server.completion import completion
from theoryofchange.language_server.hover import hover
from theoryofchange.language_server.ids import Named, declarations_of, id_at
from theoryofchange.language_server.mentions import spans_of
from theoryofchange.language_server.outline import outline
from theoryofchange.language_server.renaming import renamable, renaming
from theoryofchange.language_server.server import PAUSE, TheoryServer
from theoryofchange.language_server.theories import Checked, OpenTheory, State
from theoryofchange.language_server.wire import Wire
from theoryofchange.linter.fixing import edits_of, fixed
from theoryofchange.source.span import Source, Span
from theoryofchange.view.markdown import as_markdown
from theoryofchange.view.text import as_text

REFUSED = -32803
"""The protocol's code for a request that is sound and cannot be granted."""

_WATCHED = ("**/*.{yaml,yml,csv,parquet}", "**/{toc,pyproject}.toml")
_FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.toc"
_WIDTH = 100


_Answer = Callable[[TheoryServer, Any], Any]


def language_server(today: Callable[[], dt.date], pause: float = PAUSE) -> TheoryServer:
    """Return a language server that answers.

    Parameters
    ----------
    today
        Says what day it is, for suppressions that expire.
    pause
        Seconds without a change after which a theory is checked.
    """
    server = TheoryServer(today, pause)
    for method, answer, options in _ANSWERS:
        server.feature(method, options)(_bound(answer, server))
    return server


def _bound(answer: _Answer, server: TheoryServer) -> Callable[..., Any]:
    """Make an answer one that is always given: nothing, and a message, where it runs into an error.

    What is refused for a reason is answered with the reason.
    """

    def answered(params: Any) -> Any:
        try:
            return answer(server, params)
        except JsonRpcException:
            raise
        except (TheoryOfChangeError, OSError) as error:
            server.warn(str(error))
        except Exception as error:  # noqa: BLE001 - whatever an answer runs into, the next is given
            server.warn(f"this could not be answered: {type(error).__name__}: {error}")
        return None

    return answered


def _initialized(server: TheoryServer, params: types.InitializedParams) -> None:
    """Ask to be told of files that change on disk, where the client can tell."""
    del params
    workspace = server.client_capabilities.workspace
    watching = workspace.did_change_watched_files if workspace else None
    if watching is None or not watching.dynamic_registration:
        return
    watchers = [types.FileSystemWatcher(glob_pattern=pattern) for pattern in _WATCHED]
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers)
    method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    registration = types.Registration(id="toc-files", method=method, register_options=options)
    server.client_register_capability(types.RegistrationParams([registration]))


def _opened(server: TheoryServer, params: types.DidOpenTextDocumentParams) -> None:
    server.take(params.text_document.uri)
    server.check_soon(params.text_document.uri, 0)


def _changed(server: TheoryServer, params: types.DidChangeTextDocumentParams) -> None:
    server.take(params.text_document.uri)
    server.check_soon(params.text_document.uri, server.pause)


def _saved(server: TheoryServer, params: types.DidSaveTextDocumentParams) -> None:
    del params
    server.check_all()


def _closed(server: TheoryServer, params: types.DidCloseTextDocumentParams) -> None:
    server.close(params.text_document.uri)
    server.check_all()


def _files_changed(server: TheoryServer, params: types.DidChangeWatchedFilesParams) -> None:
    del params
    server.check_all()


@dataclass(frozen=True)
class _Place:
    """What a request is about: a place in a text of a theory."""

    source: Source
    offset: int
    theory: OpenTheory
    wire: Wire

    def named(self, state: State) -> Named | None:
        """Return the id that stands here."""
        return id_at(self.source, self.offset, state.theory.kpis)


def _at_place(answer: Callable[[TheoryServer, _Place, Any], Any]) -> _Answer:
    """Make an answer about a place one about a request; of other programs' files it is nothing."""

    def answered(server: TheoryServer, params: Any) -> Any:
        found = server.theory_of(params.text_document.uri)
        if found is None:
            return None
        source, theory = found
        wire = server.wire(theory)
        offset = wire.offset(source, params.position)
        return answer(server, _Place(source, offset, theory, wire), params)

    return answered


def _known(server: TheoryServer, theory: OpenTheory) -> State:
    """Return what was known at the last check: soon told, and right but for what is being typed."""
    return theory.known or theory.state(server.texts)


@_at_place
def _hover(server: TheoryServer, place: _Place, params: types.HoverParams) -> types.Hover | None:
    del params
    said = hover(place.source, place.offset, _known(server, place.theory))
    if said is None:
        return None
    document = server.client_capabilities.text_document
    formats = document.hover.content_format if document and document.hover else None
    if formats and types.MarkupKind.Markdown not in formats:
        content = types.MarkupContent(types.MarkupKind.PlainText, as_text(said.view, _WIDTH))
    else:
        content = types.MarkupContent(types.MarkupKind.Markdown, as_markdown(said.view, level=3))
    return types.Hover(content, place.wire.range(said.span))


@_at_place
def _completion(
    server: TheoryServer, place: _Place, params: types.CompletionParams
) -> types.CompletionList | None:
    del params
    found = completion(place.source, place.offset, _known(server, place.theory))
    return place.wire.choices(found) if found else None


@_at_place
def _definition(
    server: TheoryServer, place: _Place, params: types.DefinitionParams
) -> list[types.Location]:
    del params
    named = place.named(_known(server, place.theory))
    spans = declarations_of(named, place.theory.sources(server.texts)) if named else ()
    return [place.wire.location(span) for span in spans]


@_at_place
def _references(
    server: TheoryServer, place: _Place, params: types.ReferenceParams
) -> list[types.Location]:
    state = place.theory.state(server.texts)
    named = place.named(state)
    mentions = state.index.of(named.id, named.sections) if named else ()
    return [
        place.wire.location(span)
        for mention in mentions
        if params.context.include_declaration or not mention.is_declaration
        for span in spans_of(mention) or ()
    ]


@_at_place
def _prepare_rename(
    server: TheoryServer, place: _Place, params: types.PrepareRenameParams
) -> types.PrepareRenamePlaceholder | None:
    del params
    state = place.theory.state(server.texts)
    named = place.named(state)
    if named is None:
        return None
    _granted(lambda: renamable(named, state))
    return types.PrepareRenamePlaceholder(place.wire.range(named.span), named.id)


@_at_place
def _rename(
    server: TheoryServer, place: _Place, params: types.RenameParams
) -> types.WorkspaceEdit | None:
    state = place.theory.state(server.texts)
    named = place.named(state)
    if named is None:
        return None
    spans = _granted(lambda: renaming(named, params.new_name, state))
    return place.wire.edit(((span, params.new_name) for span in spans), server.version_of)


def _granted(asked: Callable[[], tuple[Span, ...]]) -> tuple[Span, ...]:
    """Return what is asked for, or answer with the reason why it cannot be."""
    try:
        return asked()
    except InputError as error:
        raise JsonRpcException(str(error), REFUSED) from None


def _outline(
    server: TheoryServer, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol]:
    found = server.theory_of(params.text_document.uri)
    if found is None:
        return []
    source, theory = found
    wire = server.wire(theory)
    return [wire.symbol(each) for each in outline(theory.state(server.texts).documents(source))]


def _actions(server: TheoryServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    found = server.theory_of(params.text_document.uri)
    if found is None:
        return []
    source, theory = found
    done = theory.check(server.texts, server.today())
    wanted = params.context.only
    actions: list[types.CodeAction] = []
    if wanted is None or _is_wanted(types.CodeActionKind.QuickFix.value, wanted):
        actions += _fixes(server, theory, done, source, params.range)
    if wanted is not None and _is_wanted(_FIX_ALL, wanted):
        actions += _all_fixes(server, theory, done)
    return actions


def _is_wanted(kind: str, wanted: Iterable[str]) -> bool:
    return any(kind == each or kind.startswith(f"{each}.") for each in wanted)


def _fixes(
    server: TheoryServer, theory: OpenTheory, done: Checked, source: Source, asked: types.Range
) -> Iterator[types.CodeAction]:
    """Yield what would mend the findings that a range touches."""
    wire = server.wire(theory)
    for finding in done.findings:
        if finding.fix is None or finding.file != source.file:
            continue
        place = wire.range(finding.span)
        edits = edits_of(finding, done.state.declaration) if _meet(place, asked) else ()
        if edits:
            yield types.CodeAction(
                title=finding.fix.title,
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[wire.diagnostic(finding)],
                is_preferred=finding.fix.applicability == "safe",
                edit=wire.edit(((each.span, each.text) for each in edits), server.version_of),
            )


def _meet(one: types.Range, other: types.Range) -> bool:
    return _order(one.start) <= _order(other.end) and _order(other.start) <= _order(one.end)


def _order(position: types.Position) -> tuple[int, int]:
    return position.line, position.character


def _all_fixes(
    server: TheoryServer, theory: OpenTheory, done: Checked
) -> Iterator[types.CodeAction]:
    """Yield one action that makes every safe fix, where there is any to make."""
    made = fixed(done.state.declaration, done.findings, configuration=done.configuration)
    edits = [(_whole(made.before[file]), text) for file, text in made.after.items()]
    if edits:
        yield types.CodeAction(
            title="Make all safe fixes",
            kind=_FIX_ALL,
            edit=server.wire(theory).edit(edits, server.version_of),
        )


def _whole(source: Source) -> Span:
    return source.span(0, len(source.text))


_ANSWERS: tuple[tuple[str, _Answer, Any], ...] = (
    (types.INITIALIZED, _initialized, None),
    (types.TEXT_DOCUMENT_DID_OPEN, _opened, None),
    (types.TEXT_DOCUMENT_DID_CHANGE, _changed, None),
    (types.TEXT_DOCUMENT_DID_SAVE, _saved, None),
    (types.TEXT_DOCUMENT_DID_CLOSE, _closed, None),
    (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, _files_changed, None),
    (types.TEXT_DOCUMENT_HOVER, _hover, None),
    (
        types.TEXT_DOCUMENT_COMPLETION,
        _completion,
        types.CompletionOptions(trigger_characters=[" ", "[", "{", ","]),
    ),
    (types.TEXT_DOCUMENT_DEFINITION, _definition, None),
    (types.TEXT_DOCUMENT_REFERENCES, _references, None),
    (types.TEXT_DOCUMENT_PREPARE_RENAME, _prepare_rename, None),
    (types.TEXT_DOCUMENT_RENAME, _rename, types.RenameOptions(prepare_provider=True)),
    (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, _outline, None),
    (
        types.TEXT_DOCUMENT_CODE_ACTION,
        _actions,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, _FIX_ALL]),
    ),
)
