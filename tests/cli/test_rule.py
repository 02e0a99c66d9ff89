"""``toc rule``."""

from __future__ import annotations

import pytest

from theoryofchange.cli.main import main
from theoryofchange.linter import all_rules
from theoryofchange.measurement.contracts import CONTRACTS


def test_every_rule_and_every_code_of_data_is_listed_on_a_line(capsys):
    assert main(["rule"]) == 0
    lines = [line.split()[:3] for line in capsys.readouterr().out.splitlines()]
    pages = (*all_rules(), *CONTRACTS.values())
    assert lines == sorted([each.code, each.severity, each.name] for each in pages)


@pytest.mark.parametrize("word", ["KPI001", "kpi001", "kpi-without-target"])
def test_a_rule_has_a_page(word, capsys):
    assert main(["rule", word]) == 0
    page = capsys.readouterr().out
    assert page.startswith("# KPI001 kpi-without-target (")
    assert "What it does" in page


@pytest.mark.parametrize("word", ["DAT107", "dat107", "repeated-key"])
def test_what_measure_tells_has_a_page(word, capsys):
    assert main(["rule", word]) == 0
    page = capsys.readouterr().out
    assert page.startswith("# DAT107 repeated-key (error, told by toc measure)\n\nSeveral rows")
    assert page.endswith(f"{CONTRACTS['DAT107'].page}\n")


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
    assert main(["rule", "DAT0107"]) == 2
    assert capsys.readouterr().err == "toc: no rule is called DAT0107. Did you mean DAT107?\n"
