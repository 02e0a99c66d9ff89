"""The page on settings says what can be read, and all of it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from theoryofchange.cli.parser import parser
from theoryofchange.declare import declare_text
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.run import checked
from theoryofchange.linter.settings import KEYS, settings_for

PAGE = (Path(__file__).parents[2] / "docs/configuration.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


def test_the_file_on_the_page_is_read_and_has_every_key(tmp_path: Path) -> None:
    (tmp_path / "toc.toml").write_text(block("toml"), encoding="utf-8")
    settings = settings_for(tmp_path)
    assert (settings.failing, settings.fail_under) == ("error", 6.5)
    assert set(tomllib.loads(block("toml"))) == set(KEYS)
    table = PAGE.partition("| key | default | flag |")[2].partition("\n\n")[0]
    rows = [row.split("|")[1] for row in table.splitlines() if "`" in row]
    assert {key for row in rows for key in re.findall(r"`([a-z-]+)`", row)} == set(KEYS)


def test_every_flag_on_the_page_is_one() -> None:
    said = set(re.findall(r"`(--[a-z-]+)", PAGE))
    given = ["check", "x", *("--isolated", "--select", "KPI", "--profile", "strict")]
    assert parser().parse_args(given).isolated
    known = {"--config", "--isolated", "--profile", "--select", "--extend-select", "--ignore"}
    assert known <= said
    assert said - known == {"--fail-on", "--fail-under", "--baseline", "--format"}


def test_the_comments_on_the_page_are_read() -> None:
    findings = checked(declare_text(block("yaml")), Configuration())
    assert not {"TOC013", "TOC014", "TOC015", "TOC016"} & {each.code for each in findings}
    assert [each.finding.code for each in findings.suppressed] == ["KPI003", "KPI010", "KPI021"]
