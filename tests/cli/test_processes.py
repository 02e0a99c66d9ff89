"""``toc check`` says the same, byte for byte, with one processor and with several."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks on Linux alone")

_ON_ONE = "import os, runpy; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); "
_MODULE = "runpy.run_module('theoryofchange', run_name='__main__')"


def checked(theory, *flags: str, begin: str) -> tuple[int, str, str]:
    command = [sys.executable, "-c", begin + _MODULE, "check", str(theory), *flags]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )
    return done.returncode, done.stdout, done.stderr


def both(theory, flags: list[tuple[str, ...]]) -> list[tuple[int, str, str]]:
    """Return what is said with one processor, and with all there are."""
    begins = zip((_ON_ONE, "import runpy; "), flags, strict=True)
    return [checked(theory, "--format", "json", *asked, begin=begin) for begin, asked in begins]


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one processor")
@pytest.mark.parametrize("flags", [("--no-cache",), ("--cache-dir",)])
def test_findings_do_not_depend_on_the_processors(tmp_path, flags):
    kpis = "".join(
        f"  保留{at}:\n    title: How many stay {at} of those who came\n    unit: percent\n"
        f"    target: {{value: {'TBD' if at % 500 == 0 else '5 %'}, date: 2027-06-30}}\n"
        for at in range(5_000)
    )
    theory = tmp_path / "theory"
    theory.mkdir()
    (theory / "kpis.yaml").write_text(f"kpis:\n{kpis}", encoding="utf-8")
    (theory / "more.yaml").write_text("kpis:\n  churn: {}\n  churn: {a: 1}\n", encoding="utf-8")
    places = ("one", "several")
    kept = [flags if "--no-cache" in flags else (*flags, str(tmp_path / at)) for at in places]
    said = both(theory, kept)
    (theory / "more.yaml").write_text("kpis: {churn: {}}\n# R & D\n", encoding="utf-8")
    changed, again = both(theory, kept), both(theory, kept)
    assert changed == again
    for one, several in (said, changed):
        assert one == several and one[0] == 1
    assert '"TOC002"' in said[0][1] and '"TOC002"' not in changed[0][1]
