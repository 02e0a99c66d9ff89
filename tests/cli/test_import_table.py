"""``toc import table``: what columns are for is shown, saved and agreed to before it is read."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from theoryofchange.cli.main import main
from theoryofchange.linter import load


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "kpis.csv"
    path.write_text("KPI;Ziel 2026/27\nPünktlichkeit;95 %\n", encoding="cp1252")
    return path


def bring(*given: object) -> int:
    return main(["import", "table", *map(str, given)])


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_where_nobody_can_be_asked_the_guess_is_shown_and_nothing_is_written(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring(source, "--out", tmp_path / "out") == 2
    captured = capsys.readouterr()
    assert "KPI" in captured.out and "“ziel”" in captured.out and "title" in captured.out
    assert "--yes" in captured.err and "--mapping" in captured.err
    assert captured.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_guess_may_be_accepted(source: Path, tmp_path: Path, capsys) -> None:
    assert bring(source, "--out", tmp_path / "out", "--yes") == 0
    report = (tmp_path / "out" / "import-report.md").read_text(encoding="utf-8")
    assert "read as cp1252" in report and "as they were guessed" in report
    assert list(load(tmp_path / "out").kpis) == ["pünktlichkeit"]


def test_a_guess_is_saved_changed_and_given_back(source: Path, tmp_path: Path, capsys) -> None:
    mapping, out = tmp_path / "m.yaml", tmp_path / "out"
    assert bring(source, "--out", out, "--save-mapping", mapping) == 2
    assert f"--mapping {mapping}" in capsys.readouterr().err
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text + "year_end: 06-30\n", encoding="utf-8")
    assert bring(source, "--out", out, "--save-mapping", mapping) == 2
    assert "another mapping is there" in capsys.readouterr().err
    assert bring(source, "--out", out, "--mapping", mapping) == 0
    (kpi,) = load(out).kpis.values()
    assert kpi.target.date.isoformat() == "2027-06-30"
    assert "as they were guessed" not in (out / "import-report.md").read_text(encoding="utf-8")
    assert bring(source, "--out", out, "--save-mapping", mapping, "--force", "--yes") == 0
    assert mapping.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("answer", "code"), [("y\n", 0), ("Ja\n", 0), ("是\n", 0), ("n\n", 2), ("\n", 2), ("", 2)]
)
def test_on_a_terminal_somebody_is_asked(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert bring(source, "--out", tmp_path / "out") == code
    assert (tmp_path / "out").exists() is (code == 0)
    assert "[y/N]" in sys.stdout.getvalue()


def test_an_encoding_may_be_named(tmp_path: Path, capsys) -> None:
    path = tmp_path / "kpis.csv"
    path.write_text("показатель,цель\nСрок,5\n", encoding="koi8-r")
    assert bring(path, "--out", tmp_path / "out", "--yes") == 2
    assert "--encoding" in capsys.readouterr().err
    assert bring(path, "--out", tmp_path / "out", "--yes", "--encoding", "koi8-r") == 0
    assert list(load(tmp_path / "out").kpis) == ["срок"]


@pytest.mark.parametrize(
    "option", [["--yes"], ["--mapping", "m"], ["--save-mapping", "m"], ["--encoding", "cp1252"]]
)
def test_options_of_a_table_are_no_others(tmp_path: Path, capsys, option: list[str]) -> None:
    path = tmp_path / "a.yml"
    path.write_text("- {name: a, org: o}\n", encoding="utf-8")
    assert main(["import", "gitlab", str(path), "--out", str(tmp_path / "out"), *option]) == 2
    assert f"toc import gitlab takes no {option[0]}" in capsys.readouterr().err


@pytest.mark.parametrize("mapping", ["none.yaml", ".", ""])
def test_a_mapping_that_cannot_be_read_is_one_line(source, tmp_path, capsys, mapping) -> None:
    given = str(tmp_path / mapping) if mapping else ""
    assert bring(source, "--out", tmp_path / "out", "--mapping", given) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("toc: ") and captured.err.count("\n") == 1


def test_the_start_pays_for_no_table(tmp_path: Path) -> None:
    code = (
        "import sys; from theoryofchange.cli.parser import parser; parser('check'); "
        "print([name for name in sys.modules if 'interop.' in name or name in ('csv', 'openpyxl')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
