"""Files read by several processes are the files read by one."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks on Linux alone")

_COMPARED = """
import json, os, sys
from theoryofchange.source import beside as processes_of, parallel, pieces, several
from theoryofchange.source.beside import beside
from theoryofchange.source.keeping import as_bytes
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.span import Source

processes = 0

def counted(work):
    global processes
    processes += 1
    return beside(work)

def section(name, count, first=0):
    entries = "".join(
        f"  {name[0]}{at}:\\n    title: Größe {at}\\n    needs: [a, b]\\n"
        for at in range(first, first + count)
    )
    return f"{name}:\\n{entries}"

def places(reading):
    (document,) = reading.documents
    found, waiting = [], [((), document.data)]
    while waiting:
        route, data = waiting.pop()
        found.append((route, document.span(route), document.key_span(route) if route else None))
        if isinstance(data, dict):
            waiting += [((*route, key), value) for key, value in data.items()]
        elif isinstance(data, list):
            waiting += [((*route, at), value) for at, value in enumerate(data)]
    return found

def same(texts, shares, least=200):
    several.LEAST, processes_of.processors, parallel.beside = least, lambda: shares, counted
    read = several.read_all({name: text.encode() for name, text in texts.items()})
    assert [*read] == [*texts]
    for name, text in texts.items():
        whole, reading = read_yaml(Source(name, text)), read[name].reading
        assert [each.data for each in reading.documents] == [each.data for each in whole.documents]
        assert (reading.faults, reading.complete) == (whole.faults, whole.complete), name
        assert reading.source == whole.source
        if reading.documents and reading.documents[0].data is not None:
            assert places(reading) == places(whole)
        assert not read[name].kept or read[name].kept == as_bytes(whole)
    return read
"""


def ran(script: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"{_COMPARED}\n{script}"],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("shares", [2, 3, 5])
def test_one_large_file(shares):
    ran(
        f"""
same({{"a.yaml": section("goals", 9) + section("kpis", 200) + section("activities", 80)}}, {shares})
assert processes == {shares} - 1
"""
    )


@pytest.mark.parametrize("shares", [2, 4])
def test_many_files_and_large_ones_among_them(shares):
    ran(
        f"""
texts = {{f"{{at}}.yaml": section("kpis", 3, 3 * at) for at in range(40)}}
texts["large.yaml"] = section("outcomes", 300)
texts |= {{f"z{{at}}.yaml": section("goals", 3, 3 * at) for at in range(40)}}
read = same(texts, {shares})
assert processes == {shares} - 1
assert sum(1 for each in read.values() if each.kept) > 10
"""
    )


def test_faults_are_those_of_one_process():
    ran(
        """
texts = {
    "twice.yaml": section("kpis", 50) + section("kpis", 50),
    "again.yaml": section("kpis", 50) + "  k3: {}\\n",
    "open.yaml": section("kpis", 50) + "  more: [\\n",
    "tag.yaml": section("kpis", 50) + "  more: !!python/object {}\\n",
    "bomb.yaml": "a: &a [x, x]\\n" + section("kpis", 50) + "  more: [*a, *a, *b]\\n",
    "bytes.yaml": section("kpis", 50) + "  more: \\x07\\n",
    "empty.yaml": "",
    "remark.yaml": "# nothing\\n",
    "sound.yaml": section("goals", 50),
    "last.yaml": "",
}
same(texts, 3)
assert processes == 2
"""
    )


def test_a_process_that_fails_changes_nothing():
    ran(
        """
ours = os.getpid()
whole = pieces.read_piece

def failing(source, piece):
    if os.getpid() != ours:
        os.kill(os.getpid(), 9)
    return whole(source, piece)

parallel.read_piece = failing
same({"a.yaml": section("kpis", 200), "b.yaml": section("goals", 9)}, 3)
assert processes == 2
"""
    )


def test_little_is_read_by_one_process():
    ran(
        """
same({"a.yaml": section("kpis", 20)}, 8, least=256 * 1024)
assert processes == 0
same({"a.yaml": section("kpis", 20)}, 1)
assert processes == 0
"""
    )
