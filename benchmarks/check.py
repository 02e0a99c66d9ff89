"""Times ``toc check`` beside check-jsonschema on the same generated files, in one run.

Both are whole processes, started in turn; the median is quoted, with the ratio of the medians and
the peak memory of the largest process. Both run from compiled byte code, as they do where they
were installed. Absolute figures drift with the machine, ratios hold.

    python benchmarks/check.py [--kpis 100 1000 10000] [--runs 5] [--files 1]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
from generate import write_theory

_SCHEMA = Path(__file__).parent / "kpis.schema.json"


class Timed(NamedTuple):
    seconds: float
    megabytes: float


def timed(command: list[str]) -> Timed:
    start = time.perf_counter()
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
    )
    output = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command[:4])} … failed:\n{output.decode()[:2000]}")
    return Timed(seconds, usage.ru_maxrss / 1024)


def median(runs: list[Timed]) -> Timed:
    return Timed(*(statistics.median(figures) for figures in zip(*runs, strict=True)))


def compare(kpis: int, runs: int, files: int) -> str:
    with tempfile.TemporaryDirectory() as name:
        written = write_theory(Path(name), kpis, files)
        ours = [sys.executable, "-m", "theoryofchange", "check", name]
        peer = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(_SCHEMA)]
        peer += [str(path) for path in written]
        timed(ours), timed(peer)
        pairs = [(timed(ours), timed(peer)) for _ in range(runs)]
    toc, other = (median(list(side)) for side in zip(*pairs, strict=True))
    return (
        f"{kpis:>7,} | {toc.seconds:8.3f} s {toc.megabytes:6.0f} MB "
        f"| {other.seconds:8.3f} s {other.megabytes:6.0f} MB "
        f"| {other.seconds / toc.seconds:5.1f} ×"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kpis", type=int, nargs="+", default=[100, 1000, 10000])
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--files", type=int, default=1)
    given = arguments.parse_args()
    print("   KPIs | toc check            | check-jsonschema     | faster")
    for kpis in given.kpis:
        print(compare(kpis, given.runs if kpis < 5000 else min(given.runs, 3), given.files))


if __name__ == "__main__":
    main()
