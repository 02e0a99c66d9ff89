"""Findings as workflow commands, read back as the runner of GitHub Actions reads them."""

from __future__ import annotations

from typing import Any

import pytest

from theoryofchange.linter import Findings
from theoryofchange.reporting.github import findings_as_github
from theoryofchange.source.finding import Finding
from theoryofchange.source.span import Span


def finding(message: str = "Churn has no target.", **more: Any) -> Finding:
    held = {
        "code": "KPI001",
        "name": "kpi-without-target",
        "severity": "warning",
        "tip": "Add one.",
        "span": Span("kpis.yaml", 2, 3, 2, 8),
        **more,
    }
    return Finding(message=message, **held)


def read_back(line: str) -> tuple[str, dict[str, str], str]:
    """Return the command, the properties and the message as the runner decodes them."""
    start, command, data = line.split("::", 2)
    assert start == ""
    word, _, rest = command.partition(" ")
    properties = dict(each.split("=", 1) for each in rest.split(","))
    return word, {key: decoded(value) for key, value in properties.items()}, decoded(data)


def decoded(text: str) -> str:
    for sign, meant in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(sign, meant)
    return text


def command_of(one: Finding) -> tuple[str, dict[str, str], str]:
    (line,) = findings_as_github(Findings((one,))).removesuffix("\n").split("\n")
    return read_back(line)


def test_one_line() -> None:
    assert findings_as_github(Findings((finding(),))) == (
        "::warning file=kpis.yaml,line=2,endLine=2,col=3,endColumn=8,"
        "title=KPI001 kpi-without-target::Churn has no target. Add one.\n"
    )


def test_nothing() -> None:
    assert findings_as_github(Findings(())) == ""


@pytest.mark.parametrize(
    ("severity", "command"), [("error", "error"), ("warning", "warning"), ("info", "notice")]
)
def test_the_command_is_the_severity(severity: str, command: str) -> None:
    assert command_of(finding(severity=severity))[0] == command


def test_columns_are_said_of_one_line_only() -> None:
    """GitHub refuses the columns of an annotation over several lines."""
    _, place, _ = command_of(finding(span=Span("kpis.yaml", 2, 3, 4, 8)))
    assert place.keys() == {"file", "line", "endLine", "title"}


@pytest.mark.parametrize("file", ["a:b,c::d.yaml", "100%.yaml", "a\r\nb.yaml", "指标/目标 1.yaml"])
def test_a_path_comes_back_as_it_was(file: str) -> None:
    assert command_of(finding(span=Span(file, 1, 1, 1, 2)))[1]["file"] == file


def test_a_message_starts_no_command_of_its_own() -> None:
    _, _, said = command_of(finding("50 %25, done:\n::error::owned\r::stop-commands::x\x1b[0m"))
    assert said == "50 %25, done: ::error::owned ::stop-commands::x\ufffd[0m Add one."
