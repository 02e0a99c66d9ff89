"""Work in another process: its answer, or none, and no process left behind.

Each case runs in a Python of its own, since only a process of one thread may fork.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks on Linux alone")

_BEGIN = """
import json, os, signal, sys, threading
from theoryofchange.source.beside import beside, processors

def told(work):
    with beside(work) as answer:
        return answer()

def ended():
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False
"""


def ran(script: str) -> object:
    """Return what a script prints as JSON on its last line; nothing else may be printed."""
    command = [sys.executable, "-W", "error", "-c", f"{_BEGIN}\n{script}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_the_answer_is_what_the_work_returns():
    script = "print(json.dumps([bytes(told(lambda: b'x' * size)).decode() for size in (0, 1, 9)]))"
    assert ran(script) == ["", "x", "xxxxxxxxx"]


def test_an_answer_may_be_larger_than_a_pipe_holds():
    assert ran("print(json.dumps([len(told(lambda: bytes(20_000_000))), ended()]))") == [
        20_000_000,
        True,
    ]


def test_it_is_done_in_another_process():
    assert ran("print(json.dumps(int(told(lambda: b'%d' % os.getpid())) != os.getpid()))") is True


@pytest.mark.parametrize(
    "work",
    [
        "lambda: 1 / 0",
        "lambda: sys.exit(3)",
        "lambda: os.kill(os.getpid(), signal.SIGKILL)",
        "lambda: os._exit(0)",
        "lambda: None",
    ],
)
def test_work_that_fails_has_no_answer(work):
    assert ran(f"print(json.dumps([told({work}), ended()]))") == [None, True]


def test_where_no_process_can_be_had_there_is_no_answer():
    script = """
def none():
    raise BlockingIOError(11, "Resource temporarily unavailable")

os.fork = none
held = len(os.listdir("/proc/self/fd"))
print(json.dumps([told(lambda: b""), len(os.listdir("/proc/self/fd")) - held]))
"""
    assert ran(script) == [None, 0]


def test_work_nobody_waits_for_ends():
    script = """
try:
    with beside(lambda: signal.pause() or b""):
        raise KeyError
except KeyError:
    print(json.dumps(ended()))
"""
    assert ran(script) is True


def test_where_children_are_not_waited_for_there_is_an_answer():
    script = """
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print(json.dumps(bytes(told(lambda: b"done")).decode()))
"""
    assert ran(script) == "done"


def test_it_ends_where_the_one_that_asked_has_died():
    script = """
from contextlib import ExitStack
with ExitStack() as stack:
    for _ in range(3):
        stack.enter_context(beside(lambda: bytes(1_000_000)))
    os.kill(os.getpid(), signal.SIGKILL)
"""
    command = [sys.executable, "-c", f"{_BEGIN}\n{script}"]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)  # to the last one
    assert done.returncode == -9


def test_nothing_is_printed_twice():
    script = """
sys.stdout.write("[")
told(lambda: b"")
print(1, "]")
"""
    assert ran(script) == [1]


def test_a_process_of_several_threads_does_not_fork():
    script = """
alone = processors() == min(len(os.sched_getaffinity(0)), 8)
stop = threading.Event()
thread = threading.Thread(target=stop.wait)
thread.start()
beside_another = processors()
stop.set()
thread.join()
print(json.dumps([alone, beside_another]))
"""
    assert ran(script) == [True, 1]
