"""``toc export``."""

from __future__ import annotations

from pathlib import Path

import pytest

from theoryofchange.cli.main import main

THEORY = """
goals: {growth: {title: Growth & 信任, due: 2027-12-31}}
kpis: {sales: {title: Sales, measures: growth, owner: cfo}}
"""


@pytest.fixture
def theory(tmp_path: Path) -> Path:
    path = tmp_path / "theory.yaml"
    path.write_text(THEORY, encoding="utf-8")
    return path


def test_it_is_written_to_standard_output_and_what_it_cannot_say_beside_it(theory, capfdbinary):
    assert main(["export", "iati", str(theory)]) == 0
    captured = capfdbinary.readouterr()
    assert captured.out.startswith(b"<?xml") and "Growth &amp; 信任".encode() in captured.out
    assert b"not said: owner of KPIs (sales): IATI has no place for it." in captured.err


def test_it_is_written_to_a_file(theory, tmp_path, capsys):
    out = tmp_path / "out.xml"
    assert main(["export", "iati", str(theory), "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"<?xml")
    assert capsys.readouterr().out == f"Wrote {out}.\n"


def test_a_file_that_cannot_be_written_is_one_line_that_says_what_to_do(theory, tmp_path, capsys):
    nowhere = tmp_path / "no" / "out.xml"
    for out, told in (
        (nowhere, f"{nowhere}: there is no directory {nowhere.parent}; make it first"),
        (tmp_path, f"{tmp_path}: this is a directory; name a file in it with --out"),
    ):
        assert main(["export", "jsonld", str(theory), "--out", str(out)]) == 2
        captured = capsys.readouterr().err
        assert told in captured and "Errno" not in captured and captured.count("\n") == 1


def test_a_theory_with_errors_is_not_written(theory, tmp_path, capsys):
    theory.write_text("goals: {growth: {titel: Growth}}", encoding="utf-8")
    out = tmp_path / "out.xml"
    assert main(["export", "iati", str(theory), "--out", str(out)]) == 1
    captured = capsys.readouterr()
    assert "TOC003" in captured.err and captured.out == "" and not out.exists()
    assert main(["export", "iati", str(tmp_path / "nowhere")]) == 2


def test_a_format_that_there_is_not_is_refused(theory, capsys):
    with pytest.raises(SystemExit):
        main(["export", "odd", str(theory)])
    assert "iati" in capsys.readouterr().err
