"""``toc import``."""

from __future__ import annotations

from pathlib import Path

import pytest

from theoryofchange.cli.main import main
from theoryofchange.linter import check, load

TITLES = ("准时率", "🚀", "🎯", "🚀", "准时率", "Time in \x1b[31mport")


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "ferries.yml"
    path.write_text("- {name: On time, org: Ferries, target: Above 95%}\n", encoding="utf-8")
    return path


def bring(*given: object) -> int:
    return main(["import", "gitlab", *map(str, given)])


def test_hand_edits_survive_a_second_import(source, tmp_path, capsys):
    out = tmp_path / "out"
    assert bring(source, "--out", out) == 0
    assert bring(source, "--out", out) == 0
    edited = out / "ferries.yaml"
    edited.write_text(edited.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    before = edited.read_bytes()
    capsys.readouterr()
    assert bring(source, "--out", out) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "ferries.yaml" in captured.err and "--force" in captured.err
    assert captured.err.count("\n") == 1
    assert edited.read_bytes() == before
    assert bring(source, "--out", out, "--force") == 0
    assert b"# mine" not in edited.read_bytes()


def test_a_day_is_written_where_one_is_named_and_none_is_made_up(source, tmp_path, capsys):
    assert bring(source, "--out", tmp_path / "a") == 0
    assert load(tmp_path / "a").header.as_of is None
    assert "--as-of DATE" in capsys.readouterr().out
    assert bring(source, "--out", tmp_path / "b", "--as-of", "2022-11-30") == 0
    assert load(tmp_path / "b").header.as_of.isoformat() == "2022-11-30"
    assert "--as-of" not in capsys.readouterr().out
    assert not check(tmp_path / "b").count("TOC012")


@pytest.mark.parametrize("day", ["2022-11-31", "30.11.2022", "soon", ""])
def test_what_is_no_day_is_refused(source, tmp_path, capsys, day):
    assert bring(source, "--out", tmp_path / "out", "--as-of", day) == 2
    captured = capsys.readouterr()
    assert "--as-of" in captured.err and captured.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("text", ["", "[", "- 1\n- two\n", "- {name: play, hosts: all}\n", "{}"])
def test_a_file_of_no_indicators_is_one_line_and_nothing_is_written(tmp_path, capsys, text):
    path = tmp_path / "x.yml"
    path.write_text(text, encoding="utf-8")
    assert bring(path, "--out", tmp_path / "out") == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.count("\n") == 1
    assert [each.name for each in tmp_path.iterdir()] == ["x.yml"]


def test_an_empty_path_is_refused(source, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert bring("", "--out", "out") == bring(source, "--out", "") == 2
    assert capsys.readouterr().err.count("an empty path names nothing") == 2
    assert [each.name for each in tmp_path.iterdir()] == ["ferries.yml"]


def test_however_many_records_there_are_the_terminal_shows_a_few_lines(tmp_path, capsys):
    lines = [f"- {{name: K{n}, org: O{n % 9}, parent: '/p/#k{n}', odd{n}: {n}}}" for n in range(99)]
    lines += ["- 7"] * 40 + ["- {name: Twice, name: Twice}"] * 40
    (tmp_path / "many.yml").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "empty.yml").write_text("", encoding="utf-8")
    paths = tmp_path / "many.yml", tmp_path / "empty.yml"
    assert bring(*paths, "--out", tmp_path / "out") == 1
    shown = capsys.readouterr().out
    assert len(shown.splitlines()) <= 25
    assert "139 of 179 records became KPIs" in shown
    assert "many.yml:100, many.yml:101, many.yml:102 and 37 more" in shown
    assert "empty.yml" in shown
    report = (tmp_path / "out" / "import-report.md").read_text(encoding="utf-8")
    assert all(f"many.yml:{line} |" in report for line in range(1, 180))
    assert "import-report.md" not in {Path(f.file).name for f in check(tmp_path / "out")}


def test_ids_of_any_script_are_unique_readable_and_stay_the_same(tmp_path):
    path = tmp_path / "客户服务.yml"
    titles = "".join(f'- {{name: "{title!s}", org: 客户服务部}}\n' for title in TITLES)
    path.write_text(titles.replace("\x1b", "\\e"), encoding="utf-8")
    for out in ("a", "b"):
        assert bring(path, "--out", tmp_path / out) == 0
    theory = load(tmp_path / "a")
    assert list(theory.goals) == ["客户服务部"]
    assert list(theory.kpis) == [
        "准时率",
        "rocket",
        "direct_hit",
        "rocket_客户服务部",
        "准时率_客户服务部",
        "time_in_31mport",
    ]
    assert list(load(tmp_path / "b").kpis) == list(theory.kpis)
    assert (tmp_path / "a" / "客户服务.yaml").exists()
