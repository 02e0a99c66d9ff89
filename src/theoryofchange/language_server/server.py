"""The language server: what an editor asks, answered from what is known of the theory."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from theoryofchange.errors import TheoryOfChangeError
from theoryofchange.language_server.folders import theory_directory
from theoryofchange.language_server.protocol import Protocol
from theoryofchange.language_server.theories import Checked, OpenTheory
from theoryofchange.language_server.wire import Wire
from theoryofchange.source.span import Source
from theoryofchange.version import __version__

PAUSE = 0.2
"""Seconds without a change after which a theory is checked."""


class TheoryServer(LanguageServer):
    """A language server of theories.

    Parameters
    ----------
    today
        Says what day it is, for suppressions that expire.
    pause
        Seconds without a change after which a theory is checked.
    """

    def __init__(self, today: Callable[[], dt.date], pause: float = PAUSE) -> None:
        super().__init__(
            "toc",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
            protocol_cls=Protocol,
        )
        self.today = today
        self.pause = pause
        self.texts: dict[str, Source] = {}
        self.uris: dict[str, str] = {}
        self.theories: dict[Path, OpenTheory] = {}
        self._roots: dict[str, Path | None] = {}
        self._checks: dict[Path, asyncio.Task[None]] = {}
        self._published: dict[Path, frozenset[str]] = {}
        self._told = ""

    # What is open

    def take(self, uri: str) -> None:
        """Go by the text of a file as the editor shows it."""
        path = to_fs_path(uri)
        if path is None:
            return
        file = Path(path).as_posix()
        document = self.workspace.get_text_document(uri)
        self.uris[file] = uri
        self.texts[file] = Source(file, document.source)

    def close(self, uri: str) -> None:
        """Go by what is on disk again; a theory of which nothing is open is forgotten."""
        path = to_fs_path(uri)
        file = Path(path).as_posix() if path else ""
        self.texts.pop(file, None)
        self.uris.pop(file, None)
        root = self._roots.pop(file, None)
        if root is not None and root not in self._roots.values():
            task = self._checks.pop(root, None)
            if task:
                task.cancel()
            self.theories.pop(root, None)
            self._clear(self._published.pop(root, frozenset()))

    def theory_of(self, uri: str) -> tuple[Source, OpenTheory] | None:
        """Return the text of a file that is open and its theory; ``None``: it is part of none."""
        path = to_fs_path(uri)
        file = Path(path).as_posix() if path else ""
        if file not in self.texts:
            return None
        if file not in self._roots:
            self._roots[file] = theory_directory(Path(file), self._folder(file), self.texts)
        root = self._roots[file]
        if root is None:
            return None
        return self.texts[file], self.theories.setdefault(root, OpenTheory(root))

    def _folder(self, file: str) -> Path | None:
        uris = [*self.workspace.folders] or [self.workspace.root_uri or ""]
        paths = [Path(path) for path in map(to_fs_path, uris) if path]
        around = [path for path in paths if Path(file).is_relative_to(path)]
        return max(around, key=lambda path: len(path.parts), default=None)

    def wire(self, theory: OpenTheory) -> Wire:
        """Return what puts places of a theory into the words of the protocol."""
        sources = {source.file: source for source in theory.sources(self.texts)}
        return Wire(self.workspace.position_codec, sources, self.uris)

    # What is found

    def check_soon(self, uri: str, pause: float) -> None:
        """Check the theory of a file after a pause in which nothing else changes."""
        found = self.theory_of(uri)
        if found is None:
            return
        _, theory = found
        running = self._checks.get(theory.root)
        if running:
            running.cancel()
        self._checks[theory.root] = asyncio.create_task(self._check(theory, pause))

    def check_all(self) -> None:
        """Check every theory again, since files or settings changed on disk."""
        self._roots.clear()
        for uri in [*self.uris.values()]:
            self.check_soon(uri, self.pause)

    async def _check(self, theory: OpenTheory, pause: float) -> None:
        await asyncio.sleep(pause)
        try:
            done = await asyncio.to_thread(theory.check, dict(self.texts), self.today())
        except (TheoryOfChangeError, OSError) as error:
            self.warn(str(error))
        except Exception as error:  # noqa: BLE001 - whatever a check runs into, we answer on
            self.warn(f"this theory could not be checked: {type(error).__name__}: {error}")
        else:
            self.warn(done.problem)
            self._publish(theory, done)

    def warn(self, problem: str) -> None:
        """Show what keeps a theory from being checked, once as long as it is the same."""
        if problem and problem != self._told:
            self.window_show_message(
                types.ShowMessageParams(types.MessageType.Warning, f"toc: {problem}")
            )
        self._told = problem

    def _publish(self, theory: OpenTheory, done: Checked) -> None:
        wire = Wire(self.workspace.position_codec, done.findings.sources, self.uris)
        by_file: dict[str, list[types.Diagnostic]] = {
            file: [] for file in self.uris if self._roots.get(file) == theory.root
        }
        for finding in done.findings:
            by_file.setdefault(finding.file, []).append(wire.diagnostic(finding))
        self._clear(self._published.get(theory.root, frozenset()) - by_file.keys())
        self._published[theory.root] = frozenset(by_file)
        for file, diagnostics in by_file.items():
            self.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(wire.uri(file), diagnostics, self.version_of(file))
            )

    def _clear(self, files: frozenset[str]) -> None:
        wire = Wire(self.workspace.position_codec, {}, self.uris)
        for file in sorted(files):
            self.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(wire.uri(file), [])
            )

    def version_of(self, file: str) -> int | None:
        """Return the version of a file that is open."""
        uri = self.uris.get(file)
        return self.workspace.get_text_document(uri).version if uri else None
