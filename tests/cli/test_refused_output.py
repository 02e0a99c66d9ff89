"""Where what is printed cannot be written, that is said in one line, and the exit code is 2."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from theoryofchange.cli import check
from theoryofchange.cli.main import main

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="as Linux refuses")

_TOC = [sys.executable, "-m", "theoryofchange"]


@pytest.fixture
def theory(tmp_path):
    kpis = "".join(f"  k{at}: {{}}\n" for at in range(200))
    (tmp_path / "theory.yaml").write_text(f"kpis:\n{kpis}", encoding="utf-8")
    return tmp_path


def ran(script: str, theory, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a check, which stands in a shell's script as ``{}``."""
    command = " ".join((*_TOC, "check", "--no-cache", str(theory)))
    return subprocess.run(
        ["bash", "-c", script.format(command)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **environment},
    )


def refused(script: str, theory, **environment: str) -> tuple[int, str]:
    """Return the exit code and what is said on standard error."""
    done = ran(script, theory, **environment)
    return done.returncode, done.stderr


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_no_room(theory, unbuffered):
    assert refused("{} > /dev/full", theory, PYTHONUNBUFFERED=unbuffered) == (
        2,
        "toc: No space left on device: make room for what it prints\n",
    )


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_report_is_never_cut_short(theory, tmp_path, unbuffered):
    script = f"ulimit -f 1; {{}} --format sarif > {tmp_path}/out"
    assert refused(script, theory, PYTHONUNBUFFERED=unbuffered) == (
        2,
        "toc: File too large: allow larger files for what it prints\n",
    )


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("{} 2>&-", 1),  # with findings
        ("{} --select TOC001 2>&-", 0),
        ("{}/nowhere 2>&-", 2),
        ("{} --nothing 2>&-", 2),
        ("{}/nowhere 2>/dev/full", 2),
    ],
)
def test_errors_that_cannot_be_said_change_no_code(theory, script, code):
    done = ran(script, theory)
    assert (done.returncode, done.stderr) == (code, "")
    assert "toc:" not in done.stdout


@pytest.mark.parametrize("command", ["{} >&-", "{} >&- 2>&-"])
def test_a_closed_output(theory, command):
    code, said = refused(command, theory)
    told = "toc: standard output is closed: print to a file, or to /dev/null\n"
    assert (code, said) == (2, "" if "2>" in command else told)


def test_too_little_memory(theory, monkeypatch, capsys):
    def exhausted(given):
        raise MemoryError

    monkeypatch.setattr(check, "main", exhausted)
    assert main(["check", str(theory)]) == 2
    told = "toc: there is not memory enough for this; allow it more\n"
    assert capsys.readouterr().err == told
