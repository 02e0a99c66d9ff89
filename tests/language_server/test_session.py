"""A real client talks to ``toc lsp`` over standard input and output, on a copy of an example.

``python -m pytest tests/language_server --update-golden`` writes the recorded answers anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from theoryofchange.linter import check

GOLDEN = Path(__file__).parent / "golden"


def test_a_recorded_session(
    retention: Path, start: Any, show: Any, pytestconfig: pytest.Config
) -> None:
    server = start(retention)
    editor = show(retention, server)
    name = "kpis/service.yaml"
    editor.open(name)
    editor.diagnostics(name)
    document = types.TextDocumentIdentifier(editor.uri(name))
    asked = {
        "initialize": server.initialized,
        "hover a KPI": _asked(editor, "hover", name, "  service_|satisfaction:"),
        "hover a goal": _asked(editor, "hover", name, "measures: service_|quality"),
        "hover a key": _asked(editor, "hover", name, "    cad|ence: monthly"),
        "complete an id": _asked(editor, "completion", name, "measures: service_|quality"),
        "complete a word": _asked(editor, "completion", name, "direction: |increase"),
        "complete a key": _asked(editor, "completion", name, "    |measures: service_quality"),
        "definition": _asked(editor, "definition", name, "measures: service_|quality"),
        "references": editor.references(name, "measures: service_|quality"),
        "prepareRename": _asked(editor, "prepareRename", name, "measures: service_|quality"),
        "rename": editor.rename(name, "measures: service_|quality", "good_service"),
        "documentSymbol": editor.ask(
            "textDocument/documentSymbol", types.DocumentSymbolParams(document)
        ),
    }
    answers = {what: editor.plain(answer) for what, answer in asked.items()}
    answers["initialize"]["serverInfo"].pop("version")
    _compare(answers, "session.json", pytestconfig)
    assert server.quit() == 0


_PARAMS = {
    "hover": types.HoverParams,
    "completion": types.CompletionParams,
    "definition": types.DefinitionParams,
    "prepareRename": types.PrepareRenameParams,
}


def _asked(editor: Any, what: str, name: str, place: str) -> Any:
    return editor.ask(f"textDocument/{what}", _PARAMS[what](**editor.at(name, place)))


def _compare(answers: Any, file: str, config: pytest.Config) -> None:
    given = json.dumps(answers, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    golden = GOLDEN / file
    if config.getoption("--update-golden"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(given, encoding="utf-8")
    assert json.loads(given) == json.loads(golden.read_text(encoding="utf-8"))


def test_an_editor_shows_what_a_check_finds(editor: Any) -> None:
    path = editor.root / "outcomes.yaml"
    path.write_text(
        path.read_text("utf-8").replace("response_speed:", "respons_speed:", 1), "utf-8"
    )
    editor.open("theory.yaml")
    editor.diagnostics("theory.yaml")
    shown = {
        (uri, d.code, d.range.start.line + 1, d.range.start.character + 1, d.message)
        for uri, published in editor.server.published.items()
        if uri.startswith(editor.root.as_uri())
        for d in published.diagnostics
    }
    found = {
        (
            Path(f.file).as_uri(),
            f.code,
            f.line,
            f.column,
            "\n".join(filter(None, (f.message, f.tip))),
        )
        for f in check(editor.root)
    }
    assert found
    assert shown == found


def test_findings_follow_what_is_typed_and_not_saved(editor: Any) -> None:
    editor.open("theory.yaml")
    assert editor.codes("theory.yaml") == []
    editor.write("theory.yaml", lambda text: text.replace("owner: brand_lead", "ownr: brand_lead"))
    (finding,) = editor.diagnostics("theory.yaml")
    assert finding.code == "TOC003"
    assert "Did you mean owner?" in finding.message
    assert editor.said(types.Location(editor.uri("theory.yaml"), finding.range)) == "ownr"
    editor.write("theory.yaml", lambda text: text.replace("ownr", "owner"))
    assert editor.codes("theory.yaml") == []


def test_findings_are_shown_in_files_that_are_not_open(editor: Any) -> None:
    editor.open("kpis/service.yaml")
    editor.diagnostics("kpis/service.yaml")
    editor.write(
        "kpis/service.yaml", lambda text: text.replace("\n  complaint_rate:", "\n  other:")
    )
    other = editor.uri("kpis/range.yaml")
    editor.until(lambda: "TOC007" in editor.published_codes(other))
    editor.write(
        "kpis/service.yaml", lambda text: text.replace("\n  other:", "\n  complaint_rate:")
    )
    editor.until(lambda: "TOC007" not in editor.published_codes(other))


def test_closing_goes_back_to_what_is_on_disk(editor: Any) -> None:
    editor.open("theory.yaml")
    editor.open("outcomes.yaml")
    editor.write("outcomes.yaml", lambda text: text.replace("owner:", "ownr:", 1))
    assert "TOC003" in editor.codes("outcomes.yaml")
    editor.close("outcomes.yaml")
    uri = editor.uri("outcomes.yaml")
    editor.until(lambda: "TOC003" not in editor.published_codes(uri))


def test_changes_on_disk_are_followed(editor: Any) -> None:
    editor.open("theory.yaml")
    assert editor.codes("theory.yaml") == []
    assert editor.server.registered == [types.WORKSPACE_DID_CHANGE_WATCHED_FILES]
    path = editor.root / "activities.yaml"
    path.write_text(path.read_text("utf-8").replace("team: service", "taem: service", 1), "utf-8")
    change = types.FileEvent(editor.uri("activities.yaml"), types.FileChangeType.Changed)
    editor.tell(
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES, types.DidChangeWatchedFilesParams([change])
    )
    uri = editor.uri("activities.yaml")
    editor.until(lambda: "TOC003" in editor.published_codes(uri))


def test_a_broken_file_keeps_what_was_known(editor: Any) -> None:
    editor.open("theory.yaml")
    editor.open("kpis/service.yaml")
    editor.diagnostics("kpis/service.yaml")
    editor.write("kpis/service.yaml", lambda text: text + "  torn: [\n")
    assert "TOC001" in editor.codes("kpis/service.yaml")
    said = editor.hover("kpis/service.yaml", "  service_|satisfaction:")
    assert "on track" in said
    assert "As it was before service.yaml, line" in said
    assert "complaint_rate" in editor.completion("kpis/service.yaml", "guardrail: |")
    (place,) = editor.definition("kpis/service.yaml", "measures: service_|quality")
    assert editor.said(place) == "service_quality"
    with pytest.raises(Exception, match="cannot be read on; mend it before you rename"):
        editor.rename("kpis/service.yaml", "measures: service_|quality", "good_service")
    editor.write("kpis/service.yaml", lambda text: text.removesuffix("  torn: [\n"))
    assert editor.codes("kpis/service.yaml") == []
    assert "As it was" not in editor.hover("kpis/service.yaml", "  service_|satisfaction:")


def test_a_status_that_cannot_be_told_is_said_to_be_so(editor: Any) -> None:
    editor.open("outcomes.yaml")
    editor.diagnostics("outcomes.yaml")
    editor.write(
        "outcomes.yaml",
        lambda text: text.replace(
            "personal_service:\n        eff", "persona_service:\n        eff"
        ),
    )
    assert "TOC007" in editor.codes("outcomes.yaml")
    said = editor.hover("outcomes.yaml", "  service_|quality:")
    assert "cannot tell" in said
    assert "TOC007" in said


@pytest.mark.parametrize(
    ("file", "place", "new"),
    [
        ("theory.yaml", "  active_|base:", "kept_base"),
        ("outcomes.yaml", "  service_|quality:", "服务质量"),
        ("theory.yaml", "  |service: {title", "care"),
        ("kpis/goals.yaml", "  discount_|rate:", "rabatt-quote"),
        ("activities.yaml", "  one_|inbox:", "inbox_📬"),
    ],
)
def test_a_rename_changes_ids_and_nothing_else(
    editor: Any, file: str, place: str, new: str
) -> None:
    editor.open(file)
    editor.diagnostics(file)
    old = place.replace("|", "").strip().split(":")[0]
    before = check(editor.root)
    edit = editor.rename(file, place, new)
    named = editor.references(file, place)
    assert len(named) == sum(len(change.edits) for change in edit.document_changes)
    assert {editor.said(place) for place in named} == {old}
    texts = {path: path.read_text("utf-8") for path in editor.root.rglob("*.*")}
    editor.make(edit)
    after = check(editor.root)
    assert [f.code for f in before] == [f.code for f in after]
    for path, text in texts.items():
        assert path.read_text("utf-8").replace(new, old) == text


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("service_quality", "is an id of outcomes already"),
        ("discount_rate", "is an id of kpis already"),
        ("two words", "cannot be an id"),
        ("null", "cannot be an id"),
        ("a:b", "cannot be an id"),
        ("", "cannot be an id"),
        ("*x", "cannot be an id"),
    ],
)
def test_an_id_that_cannot_be_is_refused(editor: Any, new: str, reason: str) -> None:
    editor.open("theory.yaml")
    editor.diagnostics("theory.yaml")
    with pytest.raises(Exception, match=reason):
        editor.rename("theory.yaml", "  active_|base:", new)


def test_what_names_nothing_is_not_renamed(editor: Any) -> None:
    editor.open("theory.yaml")
    editor.write(
        "theory.yaml", lambda text: text.replace("      product_value:", "      produkt:", 1)
    )
    with pytest.raises(Exception, match="nothing in this theory declares produkt"):
        params = types.PrepareRenameParams(**editor.at("theory.yaml", "produ|kt"))
        editor.ask("textDocument/prepareRename", params)
    params = types.PrepareRenameParams(**editor.at("theory.yaml", "Keep 80 %| of the active cust"))
    assert editor.ask("textDocument/prepareRename", params) is None


def test_a_fix_is_an_action(editor: Any) -> None:
    editor.open("theory.yaml")
    editor.write("theory.yaml", lambda text: text.replace("owner: brand_lead", "ownr: brand_lead"))
    (finding,) = editor.diagnostics("theory.yaml")
    for only in ([types.CodeActionKind.QuickFix], [types.CodeActionKind.SourceFixAll]):
        actions = editor.ask(
            "textDocument/codeAction",
            types.CodeActionParams(
                types.TextDocumentIdentifier(editor.uri("theory.yaml")),
                finding.range,
                types.CodeActionContext(diagnostics=[finding], only=only),
            ),
        )
        (action,) = actions
        (change,) = action.edit.document_changes
        assert change.text_document.version == 2
        (edit,) = change.edits
        assert "owner: brand_lead" in edit.new_text or edit.new_text == "owner"
        if only == [types.CodeActionKind.QuickFix]:
            assert editor.said(types.Location(editor.uri("theory.yaml"), edit.range)) == "ownr"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_places_count_as_the_client_counts(
    tmp_path: Path, start: Any, show: Any, line_end: str
) -> None:
    text = (
        "theory: {id: t}\n"
        "goals: {増加: {title: 😀😀 成長, ownr: a, needs: [信頼]}}\n"
        "outcomes: {信頼: {title: 信}}\n"
    )
    text = text.replace("\n", line_end)
    (tmp_path / "t.yaml").write_bytes(text.encode())
    units = {
        types.PositionEncodingKind.Utf16: lambda s: len(s.encode("utf-16-le")) // 2,
        types.PositionEncodingKind.Utf8: lambda s: len(s.encode("utf-8")),
        types.PositionEncodingKind.Utf32: len,
    }
    line = text.splitlines()[1]
    for encoding, counted in units.items():
        server = start(tmp_path, [encoding])
        editor = show(tmp_path, server)
        assert server.initialized.capabilities.position_encoding == encoding
        editor.open("t.yaml", text)
        unknown = next(d for d in editor.diagnostics("t.yaml") if d.code == "TOC003")
        at = counted(line[: line.index("ownr")])
        assert unknown.range == types.Range(types.Position(1, at), types.Position(1, at + 4))
        here = types.Position(1, counted(line[: line.index("信頼")]) + 1)
        document = types.TextDocumentIdentifier(editor.uri("t.yaml"))
        (place,) = editor.ask("textDocument/definition", types.DefinitionParams(document, here))
        start_, end = counted("outcomes: {"), counted("outcomes: {信頼")
        assert place.range == types.Range(types.Position(2, start_), types.Position(2, end))


def test_settings_are_honoured_and_their_mistakes_said(editor: Any) -> None:
    settings = editor.root / "toc.toml"
    settings.write_text('ignore = ["TOC003"]\n')
    editor.open("theory.yaml")
    editor.write("theory.yaml", lambda text: text.replace("owner: brand_lead", "ownr: brand_lead"))
    assert "TOC003" not in editor.codes("theory.yaml")
    settings.write_text('ignroe = ["TOC003"]\n')
    editor.save("theory.yaml")
    editor.until(lambda: bool(editor.server.messages))
    assert "ignroe" in editor.server.messages[0]
    uri = editor.uri("theory.yaml")
    editor.until(lambda: "TOC003" in editor.published_codes(uri))


def test_files_of_other_programs_are_left_alone(tmp_path: Path, show: Any) -> None:
    (tmp_path / "compose.yaml").write_text("services: {web: {image: shop}}\n")
    editor = show(tmp_path)
    editor.open("compose.yaml")
    assert editor.hover("compose.yaml", "serv|ices") == ""
    assert editor.completion("compose.yaml", "serv|ices") == []
    editor.open("new.yaml", "goals: {growth: {titel: Grow}}\n")
    assert "TOC003" in editor.codes("new.yaml")


def test_a_server_that_is_told_nonsense_goes_on(editor: Any) -> None:
    editor.open("theory.yaml")
    editor.diagnostics("theory.yaml")
    far = types.Position(10_000, 10_000)
    document = types.TextDocumentIdentifier(editor.uri("theory.yaml"))
    assert editor.ask("textDocument/hover", types.HoverParams(document, far)) is None
    nowhere = types.TextDocumentIdentifier("untitled:Untitled-1")
    assert editor.ask("textDocument/hover", types.HoverParams(nowhere, far)) is None
    with pytest.raises(Exception, match="Method Not Found"):
        editor.ask("textDocument/foldingRange", types.FoldingRangeParams(document))
    assert "goal active" in editor.hover("theory.yaml", "  active_|base:").replace("\\", "")
