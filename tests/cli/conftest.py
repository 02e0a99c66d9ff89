"""What tests of commands share: an empty directory to work in, files, and what a check says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from theoryofchange.cli.main import main


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the directory that commands are given in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def put(root: Path) -> Callable[[str, str], str]:
    """Write a file in the directory, and return its name."""

    def put(name: str, text: str) -> str:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return name

    return put


@pytest.fixture
def as_json(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, dict[str, Any]]]:
    """Check, and return the exit code and what is said as data."""

    def as_json(*arguments: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = main(["check", *arguments, "--format", "json"])
        captured = capsys.readouterr()
        assert captured.err == ""
        return code, json.loads(captured.out)

    return as_json
