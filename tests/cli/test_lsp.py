from __future__ import annotations

import sys

import pytest

from theoryofchange.cli.codes import UNUSABLE
from theoryofchange.cli.main import main


def test_without_its_library_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pygls", None)
    assert main(["lsp"]) == UNUSABLE
    told = capsys.readouterr()
    assert told.err == "toc: toc lsp needs pygls: pip install 'theoryofchange[lsp]'\n"
    assert told.out == ""
