"""Times ``toc check`` beside its peers on the same generated KPIs, in one run and one table.

    python benchmarks/check.py [--kpis 100 1000 10000] [--files 1 400] [--runs 5]
                               [--peers check-jsonschema yamllint dbt] [--growth 100000]

``benchmarks/README.md`` says what is measured and how.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
from dbt_project import write_dbt_project
from generate import write_theory
from timing import Timed, least, timed

_SCHEMA = Path(__file__).parent / "kpis.schema.json"
_DBT = ("dbt-core>=1.8,<1.11", "dbt-duckdb>=1.8,<1.11")
_PEERS = ("check-jsonschema", "yamllint", "dbt")
_MOST_METRICS = 1_000
"""dbt is not asked to parse more: it would take minutes."""

Command = list[str]


class Case(NamedTuple):
    """One theory on disk: its directory, its files, and where caches and the dbt project go."""

    kpis: int
    theory: Path
    files: list[Path]
    beside: Path


def toc(case: Case, *flags: str) -> Command:
    return [sys.executable, "-m", "theoryofchange", "check", str(case.theory), *flags]


def first(case: Case) -> Command:
    return toc(case, "--cache-dir", tempfile.mkdtemp(dir=case.beside))


def second(case: Case) -> Command:
    kept = case.beside / "kept"
    if not kept.exists():
        timed(toc(case, "--cache-dir", str(kept)))
    return toc(case, "--cache-dir", str(kept))


def check_jsonschema(case: Case) -> Command:
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(_SCHEMA)]
    return [*command, *map(str, case.files)]


def yamllint(case: Case) -> Command:
    return [sys.executable, "-m", "yamllint", "-d", "{extends: relaxed}", str(case.theory)]


def dbt_in(place: Path) -> Callable[[Case], Command] | None:
    """Return what makes dbt's command, installed into a virtual environment where it is not yet."""
    binaries = place / ("Scripts" if sys.platform == "win32" else "bin")
    if not (binaries / "dbt").exists():
        python = str(binaries / "python")
        try:
            subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
            subprocess.run([python, "-m", "pip", "install", "-q", *_DBT], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"dbt is left out, for it could not be installed: {error}", file=sys.stderr)
            return None

    def dbt(case: Case) -> Command:
        project = case.beside / "dbt"
        if not project.exists():
            write_dbt_project(project, case.kpis)
        at = ["--project-dir", str(project), "--profiles-dir", str(project)]
        return [str(binaries / "dbt"), "parse", "--no-partial-parse", *at]

    return dbt


def compare(
    case: Case, tools: dict[str, Callable[[Case], Command]], runs: int
) -> Iterator[tuple[str, Timed]]:
    """Yield the least figures of each tool, all of them run in turn."""
    found: dict[str, list[Timed]] = {name: [] for name in tools}
    for _ in range(runs):
        for name, command in tools.items():
            found[name].append(timed(command(case)))
    yield from ((name, least(figures)) for name, figures in found.items())


def head() -> None:
    print(
        f"{'':<28}{'tool':<18}{'cpu s':>9}{'clock s':>9}{'peak MB':>9}"
        f"{'cpu ×':>9}{'clock ×':>9}{'memory ×':>10}"
    )


def report(title: str, figures: dict[str, Timed]) -> None:
    """Print a row for each tool, the first one's as the measure of the others."""
    ours = next(iter(figures.values()))
    for name, each in figures.items():
        print(
            f"{title:<28}{name:<18}{each.cpu:9.3f}{each.clock:9.3f}{each.megabytes:9.0f}"
            f"{each.cpu / ours.cpu:9.2f}{each.clock / ours.clock:9.2f}"
            f"{each.megabytes / ours.megabytes:10.2f}",
            flush=True,
        )
        title = ""


def versions(peers: list[str], runs: int) -> None:
    """Print how long it takes to say nothing but the version."""
    commands = {"toc": [sys.executable, "-m", "theoryofchange", "--version"]}
    for peer, module in (("check-jsonschema", "check_jsonschema"), ("yamllint", "yamllint")):
        if peer in peers:
            commands[peer] = [sys.executable, "-m", module, "--version"]
    found: dict[str, list[Timed]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            found[name].append(timed(command))
    report("--version", {name: least(each) for name, each in found.items()})


def sized(kpis: int, files: int, place: Path) -> Case:
    theory, beside = place / "theory", place / "beside"
    beside.mkdir()
    return Case(kpis, theory, write_theory(theory, kpis, files), beside)


def growth(kpis: int) -> None:
    """Print what a tenth of a number of KPIs takes, and what that number takes."""
    found = {}
    for size in (kpis // 10, kpis):
        with tempfile.TemporaryDirectory() as name:
            case = sized(size, 1, Path(name))
            least_of_two = least([timed(toc(case, "--no-cache")) for _ in range(2)])
            found[f"toc, {size:,}"] = least_of_two
    report("ten times the KPIs", found)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kpis", type=int, nargs="*", default=[100, 1000, 10000])
    arguments.add_argument("--files", type=int, nargs="+", default=[1, 400])
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--peers", nargs="*", choices=_PEERS, default=list(_PEERS))
    arguments.add_argument("--dbt", type=Path, default=Path(tempfile.gettempdir(), "toc-bench-dbt"))
    arguments.add_argument("--growth", type=int, default=100_000)
    given = arguments.parse_args()
    peers = {"check-jsonschema": check_jsonschema, "yamllint": yamllint}
    dbt = dbt_in(given.dbt) if "dbt" in given.peers else None
    if dbt is not None:
        peers["dbt"] = dbt
    peers = {name: peers[name] for name in peers if name in given.peers}
    head()
    versions(given.peers, given.runs)
    for kpis in given.kpis:
        for files in [each for each in given.files if each == 1 or each * 10 <= kpis]:
            tools = {"toc": first, "toc, unchanged": second, **peers}
            if kpis > _MOST_METRICS or files > 1:
                tools.pop("dbt", None)
            with tempfile.TemporaryDirectory() as name:
                case = sized(kpis, files, Path(name))
                runs = given.runs if kpis < 5000 else min(given.runs, 2)
                title = f"{kpis:,} KPIs, {files} file{'' if files == 1 else 's'}"
                report(title, dict(compare(case, tools, runs)))
    if given.growth:
        growth(given.growth)


if __name__ == "__main__":
    main()
