"""``toc init``."""

from __future__ import annotations

import pytest

from theoryofchange.cli.main import main
from theoryofchange.linter import check, load
from theoryofchange.templates import template_names
from theoryofchange.templates.starting import theory_text


@pytest.mark.parametrize("template", template_names("theories"))
def test_a_template_is_written_and_can_be_used(tmp_path, template, capsys):
    target = tmp_path / "new" / "deep"
    assert main(["init", str(target), "--template", template]) == 0
    written = target / "theory.yaml"
    assert written.read_text(encoding="utf-8") == theory_text(template)
    assert str(written) in capsys.readouterr().out
    assert check(target).at_least("error") == ()
    assert load(target).goals


def test_nothing_is_overwritten(tmp_path, capsys):
    (tmp_path / "theory.yaml").write_text("mine", encoding="utf-8")
    assert main(["init", str(tmp_path)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "theory.yaml").read_text(encoding="utf-8") == "mine"


def test_a_template_that_there_is_not(tmp_path, capsys):
    assert main(["init", str(tmp_path / "new"), "--template", "first_theroy"]) == 2
    assert "Did you mean first-theory?" in capsys.readouterr().err
    assert main(["init", str(tmp_path / "new"), "--template", "zzz"]) == 2
    assert "The templates are connection-strength, customer-experience" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_directory_that_is_a_file(tmp_path, capsys):
    (tmp_path / "new").write_text("mine", encoding="utf-8")
    assert main(["init", str(tmp_path / "new")]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.count("\n") == 1
