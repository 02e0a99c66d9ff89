"""Times the answers of ``toc lsp`` on generated KPIs: a real server over standard input and output.

Each request is timed from the moment it is sent to the moment its answer is read. *At rest* the
theory has been checked and nothing changes. *While typing* a character has just been typed before
each request, so that nothing of the file is known but its text; the check that follows a pause is
not waited for. Quoted are the median, the slowest of twenty, and the server's processor time for
an answer, their mean: it hardly depends on what else the machine does.

    python benchmarks/language_server.py [--kpis 1000] [--files 1 20] [--runs 40]
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

sys.path.insert(0, str(Path(__file__).parent))
from generate import write_theory

_METHODS: dict[str, Callable[..., Any]] = {
    "hover": types.HoverParams,
    "completion": types.CompletionParams,
    "definition": types.DefinitionParams,
    "references": lambda **at: types.ReferenceParams(types.ReferenceContext(True), **at),
    "rename": lambda **at: types.RenameParams(new_name="renamed", **at),
}
_LINES_OF_KPI = 18
_GUARDRAIL = 17
"""The line of a KPI, from 0, that names another one."""


class Editor:
    """A client with one file open."""

    def __init__(self, file: Path) -> None:
        self.client = LanguageClient("benchmark", "1")
        self.file = file
        self.text = file.read_text("utf-8")
        self.version = 1
        self.checked = asyncio.Event()
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda _: self.checked.set())

    async def start(self) -> None:
        await self.client.start_io(sys.executable, "-m", "theoryofchange", "lsp")
        folder = types.WorkspaceFolder(self.file.parent.as_uri(), "theory")
        await self.client.initialize_async(
            types.InitializeParams(types.ClientCapabilities(), workspace_folders=[folder])
        )
        self.client.initialized(types.InitializedParams())
        item = types.TextDocumentItem(self.file.as_uri(), "yaml", self.version, self.text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        await self.checked.wait()

    def type(self) -> None:
        """Type one character at the end of the file, in a comment."""
        self.text += "#" if self.text.endswith("\n") else "x"
        self.version += 1
        identifier = types.VersionedTextDocumentIdentifier(self.version, self.file.as_uri())
        whole = types.TextDocumentContentChangeWholeDocument(self.text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [whole]))

    async def ask(self, method: str, kpi: int) -> float:
        """Ask about the guardrail of a KPI, and return the seconds until the answer."""
        first = next(at for at, line in enumerate(self.text.split("\n")) if line == "kpis:") + 1
        place = types.Position(first + _LINES_OF_KPI * kpi + _GUARDRAIL, 20)
        document = types.TextDocumentIdentifier(self.file.as_uri())
        params = _METHODS[method](text_document=document, position=place)
        before = time.perf_counter()
        answer = await self.client.protocol.send_request_async(f"textDocument/{method}", params)
        seconds = time.perf_counter() - before
        if not answer:
            sys.exit(f"no answer to {method} of {self.text.splitlines()[place.line]}")
        return seconds

    def processor_seconds(self) -> float:
        """Return the processor time the server has used so far; nan where no one keeps it."""
        server = self.client._server
        state = Path(f"/proc/{server.pid if server else 0}/stat")
        if not state.exists():
            return math.nan
        ticks = state.read_text().rpartition(")")[2].split()[11:13]
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    async def quit(self) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()


async def measure(kpis: int, files: int, runs: int) -> None:
    with tempfile.TemporaryDirectory() as directory:
        editor = Editor(write_theory(Path(directory), kpis, files)[0])
        await editor.start()
        of_file = kpis // files - 1

        async def at_rest(method: str, run: int) -> float:
            return await editor.ask(method, run * 7 % of_file)

        async def typing(method: str, run: int) -> float:
            editor.type()
            return await editor.ask(method, run * 7 % of_file)

        for title, how in (("at rest", at_rest), ("while typing", typing)):
            for method in _METHODS:
                told = await line(editor, title, method, how, runs)
                print(f"{kpis:>7,} | {files:>5} | {told}", flush=True)
        await editor.quit()


async def line(
    editor: Editor,
    title: str,
    method: str,
    how: Callable[[str, int], Awaitable[float]],
    runs: int,
) -> str:
    await how(method, 0)
    before = editor.processor_seconds()
    seconds = sorted([await how(method, run) for run in range(runs)])
    processor = (editor.processor_seconds() - before) / runs
    median, slow = statistics.median(seconds), seconds[-1 - len(seconds) // 20]
    return (
        f"{title:12} | {method:10} "
        f"| {1000 * median:8.1f} ms | {1000 * slow:8.1f} ms | {1000 * processor:6.1f} ms"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kpis", type=int, nargs="+", default=[1000])
    arguments.add_argument("--files", type=int, nargs="+", default=[1, 20])
    arguments.add_argument("--runs", type=int, default=40)
    given = arguments.parse_args()
    print("   KPIs | files |              | asked      | median      | slowest     | processor")
    for kpis in given.kpis:
        for files in given.files:
            asyncio.run(measure(kpis, files, given.runs))


if __name__ == "__main__":
    main()
