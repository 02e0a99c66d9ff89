"""What was read of earlier checks: the same declaration as without it, whatever happens."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange import environment
from theoryofchange.errors import InputError
from theoryofchange.linter import cache as module
from theoryofchange.linter import check
from theoryofchange.linter.cache import Cache
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.findings import Findings
from theoryofchange.linter.run import checked
from theoryofchange.shelf import Shelf
from theoryofchange.source import beside, parallel, reader, several

FILES = {
    "goals.yaml": "goals:\n  growth: {due: 2027-12-31, needs: [trust, reach]}\n",
    "outcomes.yaml": "outcomes:\n  trust: {}\n  reach: {needs: [trst]}  # toc: ignore[TOC007]: x\n",
    "kpis.yaml": "kpis:\n  churn: {measures: trust, target: {value: 5 %, date: 2027-06-30}}\n",
    "observations.csv": "kpi,date,value\nchurn,2026-03-31,7 %\n",
}
LINES = (
    "goals:",
    "  growth: {due: 2027-02-30, owner: cmo}",
    "  growth: {weight: 2}",
    "outcomes: {trust: {ownr: &o cmo}, reach: {owner: *o}}",
    "  reach: !!python/object {}",
    "kpis:",
    "    target: TBD",
    "  churn: {measures: trust, unit: percent, cadence: soon}",
    "  # toc: ignore[KPI001] until 2026-01-01: later",
    "maturity: {model: ./model.yaml}",
    "---",
    "\ttab: [",
    "kpi,date,value",
    "churn,2026-03-31,8 %",
    "größe: 😀",
    "",
)
NAMES = (*FILES, "more.yml", "inner/kpis.yaml", "model.yaml")


@contextmanager
def at_once(work):
    """Do in this process, one after the other, what others would do beside it."""
    yield work


def by_several(patch: pytest.MonkeyPatch) -> None:
    """Let every theory be read in shares, whatever its size."""
    patch.setattr(several, "LEAST", 1)
    patch.setattr(beside, "processors", lambda: 3)
    patch.setattr(parallel, "beside", at_once)


@pytest.fixture(autouse=True)
def _worth_it(monkeypatch):
    monkeypatch.setattr(module, "WORTH", 0)


@pytest.fixture
def theory(tmp_path) -> Path:
    directory = tmp_path / "theory"
    directory.mkdir()
    for name, text in FILES.items():
        (directory / name).write_text(text, encoding="utf-8")
    return directory


@pytest.fixture
def place(tmp_path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def kept(place) -> Cache:
    return Cache(Shelf(str(place)))


@pytest.fixture
def read(monkeypatch) -> list[str]:
    """The names of the YAML files that are read from here on."""
    names: list[str] = []
    builder = reader._Builder

    def noting(source, limits):
        names.append(Path(source.file).name)
        return builder(source, limits)

    monkeypatch.setattr(reader, "_Builder", noting)
    return names


def found(kept: Cache, *paths: str | Path) -> Findings:
    return checked(kept.declare(*paths), Configuration())


lines = st.sampled_from(LINES)
edits = st.one_of(
    st.tuples(st.just("insert"), st.sampled_from(NAMES), st.integers(0, 6), lines),
    st.tuples(st.just("delete"), st.sampled_from(NAMES), st.integers(0, 6), st.just("")),
    st.tuples(st.just("remove"), st.sampled_from(NAMES[1:]), st.just(0), st.just("")),
    st.tuples(st.just("rename"), st.sampled_from(NAMES[1:]), st.just(0), st.sampled_from(NAMES)),
    st.tuples(st.just("undo"), st.sampled_from(tuple(FILES)), st.just(0), st.just("")),
)


def edit(directory: Path, change: str, name: str, at: int, what: str) -> None:
    path = directory / name
    path.parent.mkdir(exist_ok=True)
    held = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    if change == "insert":
        held.insert(at, what)
    elif change == "delete":
        del held[at : at + 1]
    elif change == "undo":
        held = FILES[name].splitlines()
    path.write_text("".join(f"{line}\n" for line in held), encoding="utf-8")
    if change == "remove":
        path.unlink()
    elif change == "rename" and what != name:
        (directory / what).parent.mkdir(exist_ok=True)
        path.replace(directory / what)


@settings(max_examples=60)
@given(st.lists(st.lists(edits, max_size=3), min_size=1, max_size=5), st.booleans())
def test_findings_are_the_same_as_without_it(rounds, shared):
    with TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "WORTH", 0)
        if shared:
            by_several(patch)
        directory, kept = Path(place, "theory"), Cache(Shelf(f"{place}/kept"))
        directory.mkdir()
        for name, text in FILES.items():
            (directory / name).write_text(text, encoding="utf-8")
        for changes in rounds:
            for change in changes:
                edit(directory, *change)
            if any(directory.iterdir()):
                without = check(directory)
                assert found(kept, directory) == without
                assert found(kept, directory) == without


def test_files_that_lie_across_shares_are_kept_whole(theory, kept, monkeypatch, read):
    kpis = "".join(f"  k{at}: {{measures: trst}}\n" for at in range(60))
    (theory / "kpis.yaml").write_text(f"kpis:\n{kpis}  churn: {{}}\n", encoding="utf-8")
    first = check(theory)
    by_several(monkeypatch)
    read.clear()
    assert found(kept, theory) == first and read.count("kpis.yaml") > 1
    read.clear()
    assert found(kept, theory) == first and read == []
    (theory / "goals.yaml").write_text("", encoding="utf-8")
    assert found(kept, theory) == check(theory)


def test_unchanged_files_are_not_read_again(theory, kept, read):
    first = found(kept, theory)
    assert len(first) > 5 and len(first.suppressed) == 1 and len(read) == 3
    assert found(kept, theory) == first and len(read) == 3


def test_only_changed_files_are_read_again(theory, kept, read):
    found(kept, theory)
    with (theory / "goals.yaml").open("a") as file:
        file.write("  second: {}\n")
    read.clear()
    assert found(kept, theory) == check(theory)
    assert read[0] == "goals.yaml" and read.count("kpis.yaml") == 1  # the second by check alone


def test_a_touched_file_is_not_a_changed_one(theory, kept, read):
    found(kept, theory)
    (theory / "goals.yaml").write_text(FILES["goals.yaml"], encoding="utf-8")
    read.clear()
    found(kept, theory)
    assert read == []


def test_the_directory_it_runs_in_counts(theory, kept, read, monkeypatch):
    monkeypatch.chdir(theory)
    found(kept, "goals.yaml")
    monkeypatch.chdir(theory.parent)
    (theory.parent / "goals.yaml").write_text(FILES["goals.yaml"], encoding="utf-8")
    found(kept, "goals.yaml")
    assert len(read) == 2


@pytest.mark.parametrize("what", ["__version__", "FORM"])
def test_another_version_trusts_nothing(theory, kept, read, monkeypatch, what):
    found(kept, theory)
    monkeypatch.setattr(environment, what, "another")
    read.clear()
    found(kept, theory)
    assert len(read) == 3


def test_another_python_trusts_nothing(theory, kept, read, monkeypatch):
    found(kept, theory)
    monkeypatch.setattr(sys, "version", f"{sys.version} (another build)")
    read.clear()
    found(kept, theory)
    assert len(read) == 3


def test_damage_anywhere_only_costs_time(theory, kept, place):
    first = found(kept, theory)
    for path in place.glob("*.readings"):
        whole = path.read_bytes()
        for damaged in (b"", whole[:-1], whole + b" ", b"[" * len(whole)):
            path.write_bytes(damaged)
            assert found(kept, theory) == first


@pytest.mark.parametrize("forged", [b"", b"[]", b"{}", b'{"a": 1}', b"[" * 5000, b"{}\n\xff"])
def test_what_is_none_of_ours_only_costs_time(theory, kept, place, forged):
    first = found(kept, theory)
    for path in place.glob("*.readings"):
        kept.shelf.keep(path.name, forged)
        assert found(kept, theory) == first


def test_deleting_it_at_any_time_only_costs_time(theory, kept, place):
    first = found(kept, theory)
    for path in [*place.iterdir()]:
        path.unlink()
        assert found(kept, theory) == first


def test_many_at_once_find_the_same(theory, kept):
    first = check(theory)
    with ThreadPoolExecutor(6) as pool:
        assert all(each == first for each in pool.map(lambda _: found(kept, theory), range(12)))


def test_where_nothing_can_be_kept_it_is_a_check(theory, kept, place):
    place.write_text("a file")
    assert found(kept, theory) == check(theory)


def test_a_model_of_its_own_is_looked_at_each_time(theory, kept):
    (theory / "maturity.yaml").write_text("maturity: {model: ./model.yaml}\n")
    absent = found(kept, theory)
    assert absent == check(theory) and absent.count("TOC007")
    (theory / "model.txt").write_text("id: own\n")
    (theory / "model.yaml").symlink_to(theory / "model.txt")
    assert found(kept, theory) == check(theory)
    (theory / "model.txt").write_text("levels: [\n")
    assert found(kept, theory) == check(theory)


def test_small_theories_are_not_kept(theory, kept, place, monkeypatch):
    monkeypatch.setattr(module, "WORTH", 10_000)
    assert found(kept, theory) == check(theory)
    assert not place.exists()


def test_what_cannot_be_checked_is_refused_as_without_it(kept, tmp_path):
    for given_path in ("", tmp_path / "missing", tmp_path):
        with pytest.raises(InputError):
            kept.declare(given_path)
