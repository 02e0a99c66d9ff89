"""What commands print of a theory whose language is Chinese."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from theoryofchange.cli.main import main

ENGLISH = re.compile(r"\b(the|of|and|is|are|has|have|was|by|to|in|with|no|not|that)\b")


@pytest.fixture
def theory(tmp_path, monkeypatch, capsys):
    """Write the first theory in Chinese; its own words hold no English."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "x", "--language", "zh"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"已写入 {Path('x') / 'theory.yaml'}\n")
    assert not ENGLISH.search(said)
    return "x"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "--out", "y"], "请阅读"),
        (["status"], "个 KPI："),
        (["status", "--only", "no data"], "未列出："),
        (["forecast"], "个可预测，方法为 simple。"),
        (["check", "--fail-under", "0"], "质量为"),
        (["check", "--profile", "strict"], "个文件："),
        (["check", "--statistics"], "。"),
    ],
    ids=" ".join,
)
def test_a_command_says_it_in_chinese(theory, capsys, arguments, told):
    name, *options = arguments
    assert main([name, theory, *options]) in (0, 1)
    said = capsys.readouterr()
    assert told in said.out
    for line in (said.out + said.err).replace("no data", "").splitlines():
        assert not ENGLISH.search(line), line


def test_a_forecast_of_one_kpi_is_said_in_chinese(theory, capsys):
    kpis = json.loads(run(capsys, "status", theory, "--format", "json"))["goals"]
    for kpi in (each["id"] for goal in kpis for each in goal["kpis"]):
        said = run(capsys, "forecast", theory, "--only", kpi)
        assert not ENGLISH.search(said), said


def run(capsys, *arguments: str) -> str:
    capsys.readouterr()
    assert main([*arguments]) == 0
    return capsys.readouterr().out


def test_an_error_that_keeps_it_from_being_run_is_said_in_chinese(theory, capsys):
    path = Path(theory) / "theory.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "nonsense: {}\n", encoding="utf-8")
    assert main(["run", theory, "--out", "y"]) == 1
    said = capsys.readouterr().out
    assert "没有“nonsense”这一节。" in said
    assert said.endswith("四个阶段均未运行：请先修正上述错误。\n")


def test_the_report_in_markdown_has_chinese_words_of_its_own(theory, capsys):
    run(capsys, "run", theory, "--out", "y")
    page = (Path("y") / "report.md").read_text(encoding="utf-8")
    assert "critical" not in page
    assert "earliest days" not in page


def test_what_a_program_reads_is_the_same_in_every_language(theory, capsys):
    chinese = json.loads(run(capsys, "status", theory, "--format", "json"))
    path = Path(theory) / "theory.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("language: zh", "language: en"), encoding="utf-8")
    english = json.loads(run(capsys, "status", theory, "--format", "json"))
    assert chinese == english


def test_what_is_wrong_with_data_is_said_in_chinese(tmp_path, monkeypatch, capsys):
    pytest.importorskip("ibis", reason="data are measured with ibis")
    monkeypatch.chdir(tmp_path)
    measure = "cadence: monthly, measure: {table: orders, time: day, aggregation: sum, value: "
    Path("theory.yaml").write_text(
        "theory: {id: shop, title: 小店, language: zh}\ngoals: {growth: {title: 增长}}\nkpis:\n"
        f"  sales: {{title: 销售额, measures: growth, {measure}amount}}}}\n"
        f"  wrong: {{title: 错, measures: growth, {measure}amont}}}}\n",
        encoding="utf-8",
    )
    Path("orders.csv").write_text("day,amount\n2026-01-05,3\n2026-03-07,4\n2026-04-01,\n")
    Path("data.yaml").write_text("tables:\n  orders: orders.csv\n")
    code = main(["measure", "theory.yaml", "--data", "data.yaml", "--out", "measured.csv"])
    said = capsys.readouterr()
    assert code == 1
    assert "orders 有 1 行在 amount 中没有值。" in said.out
    assert "表 orders 没有列 amont。" in said.out
    assert "1 个 KPI 的 2 个数值，自 2026-01-31 至 2026-03-31" in said.out
    assert not ENGLISH.search(said.err)
