"""``toc measure``: what it prints, what it writes, and what a kill leaves."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("ibis")
pytest.importorskip("duckdb")

from theoryofchange.cli.main import main

THEORY = """\
theory: {id: shop, title: Shop, as_of: 2026-04-15}
goals: {base: {title: Keep customers}}
kpis:
  orders:
    measures: base
    cadence: CADENCE
    measure: {table: orders, time: at, aggregation: count}
"""
ROWS = "at,who\n2026-01-05,x\n2026-02-09,y\n2026-03-07,x\n2026-04-03,z\n"


@pytest.fixture
def theory(tmp_path: Path) -> Path:
    (tmp_path / "theory.yaml").write_text(THEORY.replace("CADENCE", "monthly"), encoding="utf-8")
    (tmp_path / "orders.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "data.yaml").write_text("tables: {orders: orders.csv}\n", encoding="utf-8")
    return tmp_path


def command(theory: Path, *more: str) -> list[str]:
    data, out = str(theory / "data.yaml"), str(theory / "values.csv")
    return ["measure", str(theory / "theory.yaml"), "--data", data, "--out", out, *more]


def test_values_are_written_and_findings_are_told(
    theory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command(theory)) == 0
    said = capsys.readouterr()
    assert "DAT119 incomplete-period" in said.out
    assert "3 figures of 1 KPI, from 2026-01-31 to 2026-03-31." in said.out
    assert said.err == ""
    assert (theory / "values.csv").read_text().splitlines()[1:] == [
        "orders,2026-01-31,1,1,,,", "orders,2026-02-28,1,1,,,", "orders,2026-03-31,1,1,,,",
    ]  # fmt: skip
    observed = ["--observations", str(theory / "values.csv")]
    assert main(["status", str(theory / "theory.yaml"), *observed]) == 0


def test_options_choose_the_day_the_period_and_what_is_not_over(theory: Path) -> None:
    more = ["--as-of", "2026-03-08", "--period", "quarterly", "--incomplete"]
    assert main(command(theory, *more)) == 0
    assert (theory / "values.csv").read_text().splitlines()[1:] == ["orders,2026-03-31,3,3,,,"]


def test_a_kpi_that_cannot_be_measured_makes_the_exit_code_1(
    theory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = theory / "theory.yaml"
    path.write_text(path.read_text().replace("time: at", "time: att"), encoding="utf-8")
    assert main(command(theory)) == 1
    assert "theory.yaml:7:36 error DAT102 missing-column" in capsys.readouterr().out
    assert (theory / "values.csv").read_text() == "kpi,date,value,n,segment,low,high\n"


@pytest.mark.parametrize(
    ("change", "more", "told"),
    [
        (("theory.yaml", "measure:", "measur:"), (), "cannot be measured: "),
        (("theory.yaml", "    measure: {", "    extra: {"), (), "no KPI says how it is measured"),
        (("data.yaml", "orders.csv", "gone.csv"), (), "there is no file gone.csv"),
        (None, ("--as-of", "soon"), "--as-of soon: write the date"),
        (None, ("--period", "often"), "period is a length of time"),
        (None, ("--out", "values.xlsx"), "end its name in .csv or .parquet"),
        (None, ("--out", "no/such/dir/values.csv"), "No such file or directory"),
        (None, ("--data", "none.yaml"), "there is no such file"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_exit_code_2(
    theory: Path,
    capsys: pytest.CaptureFixture[str],
    change: tuple[str, str, str] | None,
    more: tuple[str, ...],
    told: str,
) -> None:
    if change:
        file, old, new = theory / change[0], change[1], change[2]
        file.write_text(file.read_text().replace(old, new), encoding="utf-8")
    assert main(command(theory, *more)) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err
    assert len(said.err.splitlines()) == 1
    assert not (theory / "values.csv").exists()


@pytest.mark.parametrize("module", ["ibis", "duckdb"])
def test_an_engine_that_is_not_installed_is_one_line_that_names_what_brings_it(
    theory: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    module: str,
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    assert main(command(theory)) == 2
    said = capsys.readouterr().err
    assert "is not installed: pip install 'theoryofchange[duckdb]'" in said
    assert len(said.splitlines()) == 1


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_how_far_it_is_shows_on_a_terminal_alone(
    theory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main(command(theory)) == 0
    assert "toc measure: [####################] 1 of 1" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r")


KILLER = """
import os, random, signal, sys, time
import duckdb, ibis, pandas, pyarrow.parquet
from theoryofchange.cli.main import main
ibis.duckdb
command, out, old = sys.argv[2:], sys.argv[1], b"old\\n"

def child():
    pid = os.fork()
    if not pid:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os._exit(main(command))
    return pid

def clear():
    open(out, "wb").write(old)
    if os.path.exists(out + ".state.json"):
        os.unlink(out + ".state.json")

clear()
begin = time.monotonic()
assert os.waitpid(child(), 0)[1] == 0
took = time.monotonic() - begin
new = open(out, "rb").read()
assert new != old
draw, seen = random.Random(7), []
for turn in range(20):
    if turn % 4 == 0:
        clear()
    pid = child()
    time.sleep(draw.uniform(0, took))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    held = open(out, "rb").read()
    assert held in (old, new), held
    seen.append(held == old)
assert any(seen)
assert os.waitpid(child(), 0)[1] == 0
assert open(out, "rb").read() == new
left = [name for name in os.listdir(os.path.dirname(out)) if name.endswith(".part")]
assert left == [], left
print("whole")
"""


@pytest.mark.skipif(not hasattr(sys, "getuid") and sys.platform == "win32", reason="forks")
def test_a_kill_at_any_moment_leaves_the_old_file_or_the_new_one(theory: Path) -> None:
    kpis = "".join(
        f"  k{at}:\n    measures: base\n    cadence: {cadence}\n    measure: "
        "{table: orders, time: at, entity: who, aggregation: distinct_count}\n"
        for at, cadence in enumerate(("daily", "weekly", "quarterly", "yearly"))
    )
    path = theory / "theory.yaml"
    path.write_text(THEORY.replace("CADENCE", "monthly") + kpis, encoding="utf-8")
    out = str(theory / "values.csv")
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", KILLER, out, *command(theory)],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert ran.stdout.strip() == "whole", ran.stderr
