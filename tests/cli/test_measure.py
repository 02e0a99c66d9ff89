"""``toc measure``: what it prints, what it writes, and what a kill leaves."""

from __future__ import annotations

import io
import os
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
    ("rows", "said"),
    [
        ("", "DAT104 table-without-rows"),
        ("at,who\n", "DAT104 table-without-rows"),
        ("at,who\n,x\n,y\n", "DAT106 no-value-at-all"),
        ("at,who\nyesterday,x\n", "DAT103 wrong-column-type"),
        ("at,who\n2026-01-05,x\n2026-02-09,y,7\n", "every line has as many values"),
        ("a title\n\nat,who\n2026-01-05,x\n", "DAT102 missing-column"),
    ],
)
def test_what_is_wrong_with_a_file_of_text_is_named_for_what_it_is(
    theory: Path, capsys: pytest.CaptureFixture[str], rows: str, said: str
) -> None:
    (theory / "orders.csv").write_text(rows, encoding="utf-8")
    assert main(command(theory)) == 1
    out = capsys.readouterr().out
    assert said in out
    assert out.count(" error DAT") == 1
    assert (theory / "values.csv").read_text().count("\n") == 1


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
import contextlib, io, os, signal, sys
import duckdb, ibis, pandas, pyarrow.parquet
from theoryofchange.cli.main import main
from theoryofchange.reporting import measured, measurements
command, out, old = sys.argv[2:], sys.argv[1], b"old\\n"
state = out + ".state.json"

def step(steps, at):
    steps[0] += 1
    if steps[0] == at:
        os.kill(os.getpid(), signal.SIGKILL)

def at_events(steps, at):
    '''Count what Python tells an audit of: each file opened, renamed or removed, among much.'''
    sys.addaudithook(lambda *_: step(steps, at))

def at_lines(steps, at):
    '''Count the lines that write a file.'''
    write = measured.replace_file
    def line(frame, event, _):
        if event == "line":
            step(steps, at)
        return line
    def traced(*given):
        sys.settrace(lambda frame, *_: line)
        try:
            write(*given)
        finally:
            sys.settrace(None)
    measured.replace_file = measurements.replace_file = traced

def run(counted, at=0):
    '''Measure in a child that is killed at a step; return how many it took if it was not.'''
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        steps = [0]
        counted(steps, at)
        code = main(command)
        os.write(write, b"%d" % steps[0])
        os._exit(code)
    os.close(write)
    with os.fdopen(read, "rb") as told:
        taken = told.read()
    status = os.waitpid(pid, 0)[1]
    assert status == (0 if taken else signal.SIGKILL), (status, taken)
    return int(taken or 0)

def lay(*contents):
    for name, content in zip((out, state), contents):
        if content is not None:
            with open(name, "wb") as file:
                file.write(content)
        elif os.path.exists(name):
            os.unlink(name)

def held():
    return tuple(open(name, "rb").read() if os.path.exists(name) else None for name in (out, state))

lay(old, None)
with contextlib.redirect_stdout(io.StringIO()):
    main(command)  # so that each child finds loaded what it needs
new = held()
assert old != new[0] and new[1]
kills, seen = 0, set()
for counted in (at_events, at_lines):
    for begin in ((old, None), (old, new[1])):
        lay(*begin)
        steps = run(counted)
        assert held() == new
        turns = 17 if begin[1] is None else 8
        for turn in range(turns):
            lay(*begin)
            done = run(counted, 1 + (steps * 9 // 10) * turn // turns + steps // 11 * (turn % 2))
            assert not done, (done, steps)
            kills += 1
            file, kept = held()
            assert file in (old, new[0]), file
            seen.add((file == old, kept is not None))
            if turn % 8 == 7:
                run(counted)
                assert held() == new
assert kills == 50, kills
assert {(True, False), (True, True)} <= seen, seen
lay(*new)
run(at_lines)
assert held() == new
left = [name for name in os.listdir(os.path.dirname(out)) if name.endswith(".part")]
assert left == [], left
print("whole")
"""


@pytest.mark.skipif(not hasattr(sys, "getuid") and sys.platform == "win32", reason="forks")
def test_a_kill_at_any_moment_leaves_the_old_file_or_the_new_one(theory: Path) -> None:
    """It is killed 50 times: where files are opened or renamed, and at the lines that do it."""
    kpis = "".join(
        f"  k{at}:\n    measures: base\n    cadence: {cadence}\n    measure: "
        "{table: orders, time: at, entity: who, aggregation: distinct_count}\n"
        for at, cadence in enumerate(("quarterly",))
    )
    path = theory / "theory.yaml"
    path.write_text(THEORY.replace("CADENCE", "monthly") + kpis, encoding="utf-8")
    out, scratch = str(theory / "values.csv"), theory / "scratch"
    scratch.mkdir()
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", KILLER, out, *command(theory)],
        capture_output=True, text=True, check=False, timeout=300,
        env={**os.environ, "TMPDIR": str(scratch)},
    )  # fmt: skip
    assert ran.stdout.strip() == "whole", ran.stderr
    assert not any(scratch.iterdir())
