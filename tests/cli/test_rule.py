"""``toc rule``."""

from __future__ import annotations

import pytest

from theoryofchange.cli.main import main
from theoryofchange.linter import all_rules


def test_every_rule_is_listed_on_a_line(capsys):
    assert main(["rule"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:3] for line in lines] == [
        [each.code, each.severity, each.name] for each in all_rules()
    ]


@pytest.mark.parametrize("word", ["KPI001", "kpi001", "kpi-without-target"])
def test_a_rule_has_a_page(word, capsys):
    assert main(["rule", word]) == 0
    page = capsys.readouterr().out
    assert page.startswith("# KPI001 kpi-without-target (")
    assert "What it does" in page


def test_a_rule_that_there_is_not(capsys):
    assert main(["rule", "KPI0001"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("toc: no rule is called KPI0001. Did you mean KPI")
    assert main(["rule", "weather"]) == 2
    assert "toc rule lists them all" in capsys.readouterr().err


def test_a_misspelt_name_is_told_the_nearest_name(capsys):
    assert main(["rule", "kpi-withot-owner"]) == 2
    told = "toc: no rule is called kpi-withot-owner. Did you mean kpi-without-owner?\n"
    assert capsys.readouterr().err == told
