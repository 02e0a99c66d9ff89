"""What a command takes: processor time, time on the clock, memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import NamedTuple


class Timed(NamedTuple):
    """Seconds of processor time and on the clock, and the most memory of one process in MB."""

    cpu: float
    clock: float
    megabytes: float


def timed(command: list[str]) -> Timed:
    """Run a command and the processes that it starts; end this one with its output if it fails."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
    )
    output = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    clock = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command[:4])} … failed:\n{output.decode()[:2000]}")
    return Timed(usage.ru_utime + usage.ru_stime, clock, usage.ru_maxrss / 1024)


def least(runs: list[Timed]) -> Timed:
    """Return the least of each figure."""
    return Timed(*(min(figures) for figures in zip(*runs, strict=True)))
