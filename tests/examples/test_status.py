"""Where the KPIs of the examples stand, as a terminal shows it.

``python -m pytest tests/examples/test_status.py --update-golden`` writes the golden files anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from theoryofchange.cli.main import main

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", ["retention", "satisfaction_rank"])
@pytest.mark.parametrize("width", [80, 120])
def test_status_is_as_before(
    name: str,
    width: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", str(width))
    assert main(["status", f"examples/{name}"]) == 0
    shown = capsys.readouterr()
    golden = GOLDEN / name / f"status_{width}.txt"
    if request.config.getoption("--update-golden"):
        golden.write_bytes(shown.out.encode())
    assert shown.out == golden.read_bytes().decode()
    assert shown.err == ""
    assert max(map(len, shown.out.splitlines())) <= width
