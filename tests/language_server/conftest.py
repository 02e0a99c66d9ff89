from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.lsp.client import LanguageClient

EXAMPLE = Path(__file__).parents[2] / "examples" / "retention"
PATIENCE = 60
"""Seconds after which a server that says nothing is taken for dead; no answer is timed by it."""


class Server:
    """A real server in a process of its own, and the client that talks to it."""

    def __init__(
        self, folder: Path | None = None, encodings: list[types.PositionEncodingKind] | None = None
    ) -> None:
        self.loop = asyncio.new_event_loop()
        self.client = LanguageClient("editor", "1")
        self.published: dict[str, types.PublishDiagnosticsParams] = {}
        self.messages: list[str] = []
        self.registered: list[str] = []
        self.changed = asyncio.Event()
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda told: self._show(told))
        self.client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda told: self._agree(told))
        self.client.feature(types.WINDOW_SHOW_MESSAGE)(lambda told: self._hear(told))
        self.run(self.client.start_io(sys.executable, "-m", "theoryofchange", "lsp", "--stdio"))
        general = types.GeneralClientCapabilities(position_encodings=encodings)
        watching = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
        workspace = types.WorkspaceClientCapabilities(did_change_watched_files=watching)
        capabilities = types.ClientCapabilities(general=general, workspace=workspace)
        folders = [types.WorkspaceFolder(folder.as_uri(), "theory")] if folder else None
        self.initialized = self.ask(
            "initialize",
            types.InitializeParams(capabilities=capabilities, workspace_folders=folders),
        )
        self.tell("initialized", types.InitializedParams())

    def _show(self, params: types.PublishDiagnosticsParams) -> None:
        self.published[params.uri] = params
        self.changed.set()

    def _agree(self, params: types.RegistrationParams) -> None:
        self.registered += [each.method for each in params.registrations]
        self.changed.set()

    def _hear(self, params: types.ShowMessageParams) -> None:
        self.messages.append(params.message)
        self.changed.set()

    def run(self, coroutine: Any) -> Any:
        return self.loop.run_until_complete(asyncio.wait_for(coroutine, PATIENCE))

    def ask(self, method: str, params: Any = None) -> Any:
        """Send a request and return its answer."""

        async def asked() -> Any:
            return await self.client.protocol.send_request_async(method, params)

        return self.run(asked())

    def tell(self, method: str, params: Any) -> None:
        """Send a notification."""

        async def told() -> None:
            self.client.protocol.notify(method, params)

        self.run(told())

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for notifications until something is so."""

        async def waited() -> None:
            while not is_so():
                self.changed.clear()
                await self.changed.wait()

        self.run(waited())

    def quit(self) -> int | None:
        """Let the server go, and return its exit code."""
        server = self.client._server
        assert server is not None
        try:
            self.ask("shutdown")
            self.tell("exit", None)
            code: int | None = self.run(server.wait())
            self.run(self.client.stop())
        finally:
            if server.returncode is None:
                server.kill()
                self.loop.run_until_complete(server.wait())
            self.loop.close()
        return code


class Editor:
    """An editor that shows the files of one directory, over a server that others may use too."""

    def __init__(self, root: Path, server: Server) -> None:
        self.root = root
        self.server = server
        self.versions: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        self.ask, self.tell, self.until = server.ask, server.tell, server.until

    def plain(self, answer: Any) -> Any:
        """Return an answer as it went over the wire, without where the theory lies."""
        held = self.server.client.protocol._converter.unstructure(answer)
        return _without(held, self.root.as_uri())

    def uri(self, name: str) -> str:
        return (self.root / name).as_uri()

    def open(self, name: str, text: str | None = None) -> None:
        self.texts[name] = (self.root / name).read_text("utf-8") if text is None else text
        self.versions[name] = 1
        item = types.TextDocumentItem(self.uri(name), "yaml", 1, self.texts[name])
        self.tell(types.TEXT_DOCUMENT_DID_OPEN, types.DidOpenTextDocumentParams(item))

    def write(self, name: str, change: Callable[[str], str]) -> None:
        """Change the text of a file that is open, without saving it."""
        self.texts[name] = change(self.texts[name])
        self.versions[name] += 1
        whole = types.TextDocumentContentChangeWholeDocument(self.texts[name])
        identifier = types.VersionedTextDocumentIdentifier(self.versions[name], self.uri(name))
        self.tell(
            types.TEXT_DOCUMENT_DID_CHANGE, types.DidChangeTextDocumentParams(identifier, [whole])
        )

    def close(self, name: str) -> None:
        del self.versions[name], self.texts[name]
        identifier = types.TextDocumentIdentifier(self.uri(name))
        self.tell(types.TEXT_DOCUMENT_DID_CLOSE, types.DidCloseTextDocumentParams(identifier))

    def save(self, name: str) -> None:
        identifier = types.TextDocumentIdentifier(self.uri(name))
        self.tell(types.TEXT_DOCUMENT_DID_SAVE, types.DidSaveTextDocumentParams(identifier))

    def diagnostics(self, name: str) -> list[types.Diagnostic]:
        """Return what is found in the text of a file that is open as it is now."""
        uri = self.uri(name)
        self.until(
            lambda: (
                uri in self.server.published
                and self.server.published[uri].version == self.versions[name]
            )
        )
        self.symbols(name)  # its answer follows what is published of the other files
        return list(self.server.published[uri].diagnostics)

    def symbols(self, name: str) -> list[types.DocumentSymbol]:
        params = types.DocumentSymbolParams(types.TextDocumentIdentifier(self.uri(name)))
        return list(self.ask("textDocument/documentSymbol", params) or [])

    def published_codes(self, uri: str) -> set[str]:
        told = self.server.published.get(uri)
        return {str(each.code) for each in told.diagnostics} if told else set()

    def codes(self, name: str) -> list[str]:
        return sorted(str(each.code) for each in self.diagnostics(name))

    def position(self, name: str, place: str) -> types.Position:
        """Return where ``|`` stands in a piece of the text, in UTF-16."""
        before, _, after = place.partition("|")
        at = self.texts[name].index(before + after) + len(before)
        line = self.texts[name].count("\n", 0, at)
        start = self.texts[name].rfind("\n", 0, at) + 1
        units = len(self.texts[name][start:at].encode("utf-16-le")) // 2
        return types.Position(line, units)

    def at(self, name: str, place: str) -> dict[str, Any]:
        identifier = types.TextDocumentIdentifier(self.uri(name))
        return {"text_document": identifier, "position": self.position(name, place)}

    def hover(self, name: str, place: str) -> str:
        answer = self.ask("textDocument/hover", types.HoverParams(**self.at(name, place)))
        return str(answer.contents.value) if answer else ""

    def completion(self, name: str, place: str) -> list[str]:
        params = types.CompletionParams(**self.at(name, place))
        answer = self.ask("textDocument/completion", params)
        return [item.label for item in answer.items] if answer else []

    def definition(self, name: str, place: str) -> list[types.Location]:
        params = types.DefinitionParams(**self.at(name, place))
        return list(self.ask("textDocument/definition", params) or [])

    def references(self, name: str, place: str) -> list[types.Location]:
        context = types.ReferenceContext(include_declaration=True)
        params = types.ReferenceParams(context=context, **self.at(name, place))
        return list(self.ask("textDocument/references", params) or [])

    def rename(self, name: str, place: str, new: str) -> types.WorkspaceEdit:
        params = types.RenameParams(new_name=new, **self.at(name, place))
        return self.ask("textDocument/rename", params)

    def said(self, location: types.Location) -> str:
        """Return the text of a file at a place the server names."""
        name = Path(path_of(location.uri)).relative_to(self.root).as_posix()
        text = self.texts.get(name) or (self.root / name).read_text("utf-8")
        return cut(text, location.range)

    def make(self, edit: types.WorkspaceEdit) -> None:
        """Make an edit in the files, as an editor does that saves at once."""
        for change in edit.document_changes or []:
            path = Path(path_of(change.text_document.uri))
            text = path.read_bytes().decode()
            for each in sorted(
                change.edits,
                key=lambda e: (e.range.start.line, e.range.start.character),
                reverse=True,
            ):
                start, end = offsets(text, each.range)
                text = text[:start] + each.new_text + text[end:]
            path.write_bytes(text.encode())


def path_of(uri: str) -> str:
    from pygls.uris import to_fs_path

    return to_fs_path(uri) or ""


def offsets(text: str, range_: types.Range) -> tuple[int, int]:
    """Return the offsets of a range of the protocol, its columns in UTF-16."""
    lines = text.split("\n")
    found = []
    for position in (range_.start, range_.end):
        before = sum(len(line) + 1 for line in lines[: position.line])
        units = lines[position.line].encode("utf-16-le")[: 2 * position.character]
        found.append(before + len(units.decode("utf-16-le")))
    return found[0], found[1]


def cut(text: str, range_: types.Range) -> str:
    start, end = offsets(text, range_)
    return text[start:end]


def _without(held: Any, uri: str) -> Any:
    if isinstance(held, dict):
        return {key: _without(value, uri) for key, value in held.items()}
    if isinstance(held, list):
        return [_without(item, uri) for item in held]
    return held.replace(uri, "file:///retention") if isinstance(held, str) else held


@pytest.fixture
def retention(tmp_path: Path) -> Path:
    """A copy of the example, in a directory with a blank in its name."""
    root = tmp_path / "my theory"
    shutil.copytree(EXAMPLE, root)
    return root


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    started = Server()
    yield started
    assert started.quit() == 0


@pytest.fixture
def start() -> Iterator[Callable[..., Server]]:
    """Return what starts a server of a test's own."""
    servers: list[Server] = []

    def started(*given: Any) -> Server:
        servers.append(Server(*given))
        return servers[-1]

    yield started
    for each in servers:
        if not each.loop.is_closed():
            assert each.quit() == 0


@pytest.fixture
def show(server: Server) -> Iterator[Callable[..., Editor]]:
    """Return what shows a directory in an editor; its files are closed at the end."""
    editors: list[Editor] = []

    def shown(root: Path, by: Server = server) -> Editor:
        by.messages.clear()
        editors.append(Editor(root, by))
        return editors[-1]

    yield shown
    for editor in editors:
        for name in [*editor.versions]:
            if editor.server is server:
                editor.close(name)


@pytest.fixture
def editor(retention: Path, show: Callable[..., Editor]) -> Editor:
    return show(retention)
