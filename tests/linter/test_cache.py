"""What earlier checks read and found: the same findings as without it, whatever happens."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.errors import InputError
from theoryofchange.linter import cache as module
from theoryofchange.linter import check, environment
from theoryofchange.linter import kept as kept_module
from theoryofchange.linter.cache import Cache, cache_at
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.registry import all_rules
from theoryofchange.linter.run import checked
from theoryofchange.linter.shelf import Shelf
from theoryofchange.source import reader

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
def kept(tmp_path) -> Cache:
    return Cache(tmp_path / "kept")


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


@pytest.fixture
def runs(monkeypatch) -> list[object]:
    """A mark for each time the rules are run from here on."""
    marks: list[object] = []

    def noting(declaration, configuration):
        marks.append(configuration)
        return checked(declaration, configuration)

    monkeypatch.setattr(kept_module, "checked", noting)
    return marks


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
@given(st.lists(st.lists(edits, max_size=3), min_size=1, max_size=5))
def test_findings_are_the_same_as_without_it(rounds):
    with TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "WORTH", 0)
        directory, kept = Path(place, "theory"), Cache(Path(place, "kept"))
        directory.mkdir()
        for name, text in FILES.items():
            (directory / name).write_text(text, encoding="utf-8")
        for changes in rounds:
            for change in changes:
                edit(directory, *change)
            if any(directory.iterdir()):
                without = check(directory)
                assert kept.check(directory) == without
                assert kept.check(directory) == without
                assert checked(kept.declare(directory), Configuration()) == without


def test_unchanged_files_are_not_checked_again(theory, kept, read, runs):
    first = kept.check(theory)
    assert len(first) > 5 and len(first.suppressed) == 1 and len(runs) == 1
    read.clear()
    assert kept.check(theory) == first
    assert read == [] and len(runs) == 1


def test_only_changed_files_are_read_again(theory, kept, read):
    kept.check(theory)
    with (theory / "goals.yaml").open("a") as file:
        file.write("  second: {}\n")
    read.clear()
    assert kept.check(theory) == check(theory)
    assert read[0] == "goals.yaml" and read.count("kpis.yaml") == 1  # the second by check alone


def test_a_touched_file_is_not_a_changed_one(theory, kept, runs):
    kept.check(theory)
    (theory / "goals.yaml").write_text(FILES["goals.yaml"], encoding="utf-8")
    kept.check(theory)
    assert len(runs) == 1


def test_names_configuration_and_the_day_count(theory, kept, runs):
    kept.check(theory)
    kept.check(theory, configuration=Configuration(ignore=("KPI",)))
    kept.check(theory, configuration=Configuration(today=date(2026, 11, 22)))
    kept.check(theory, configuration=Configuration(today=date(2026, 11, 23)))
    (theory / "kpis.yaml").rename(theory / "other.yaml")
    assert {"other.yaml"} <= {Path(file).name for file in kept.check(theory).sources}
    assert len(runs) == 5


def test_the_directory_it_runs_in_counts(theory, kept, runs, monkeypatch):
    monkeypatch.chdir(theory)
    kept.check("goals.yaml")
    monkeypatch.chdir(theory.parent)
    (theory.parent / "goals.yaml").write_text(FILES["goals.yaml"], encoding="utf-8")
    kept.check("goals.yaml")
    assert len(runs) == 2


@pytest.mark.parametrize("what", ["__version__", "_FORM"])
def test_another_version_trusts_nothing(theory, kept, read, runs, monkeypatch, what):
    kept.check(theory)
    monkeypatch.setattr(environment, what, "another")
    environment.environment.cache_clear()
    read.clear()
    kept.check(theory)
    assert len(runs) == 2 and len(read) == 3
    environment.environment.cache_clear()


def test_another_python_trusts_nothing(theory, kept, read, runs, monkeypatch):
    kept.check(theory)
    monkeypatch.setattr(sys, "version", f"{sys.version} (another build)")
    environment.environment.cache_clear()
    read.clear()
    kept.check(theory)
    assert len(runs) == 2 and len(read) == 3
    environment.environment.cache_clear()


@pytest.fixture
def plug_in(tmp_path, monkeypatch):
    """The file of a module in which a rule of somebody else stands."""
    file = tmp_path / "somebodys_rules.py"
    file.write_text("def check(kpi): yield from ()\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    rule = replace(all_rules()[0], check=import_module("somebodys_rules").check)
    monkeypatch.setattr(environment, "all_rules", lambda: (*all_rules(), rule))
    environment.environment.cache_clear()
    yield file
    environment.environment.cache_clear()
    del sys.modules["somebodys_rules"]


def test_another_state_of_a_plug_in_trusts_nothing(plug_in, theory, kept, read, runs):
    kept.check(theory)
    plug_in.write_text("def check(kpi): return ()\n", encoding="utf-8")
    environment.environment.cache_clear()
    read.clear()
    kept.check(theory)
    assert len(runs) == 2 and len(read) == 3


def test_nothing_is_kept_of_rules_that_stand_in_no_file(plug_in, theory, kept, monkeypatch):
    monkeypatch.delattr(sys.modules["somebodys_rules"], "__file__")
    environment.environment.cache_clear()
    assert kept.check(theory) == check(theory)
    assert not kept.directory.exists()


def test_installing_another_package_counts(tmp_path, monkeypatch):
    place = tmp_path / "site-packages"
    place.mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(place)])
    environment.environment.cache_clear()
    before = environment.environment()
    (place / "more_rules-1.0.dist-info").mkdir()
    environment.environment.cache_clear()
    assert before is not None and before != environment.environment()
    environment.environment.cache_clear()


def test_damage_anywhere_only_costs_time(theory, kept):
    first = kept.check(theory)
    for path in kept.directory.glob("*.*"):
        if path.suffix in (".findings", ".readings"):
            whole = path.read_bytes()
            for damaged in (b"", whole[:-1], whole + b" ", b"[" * len(whole)):
                path.write_bytes(damaged)
                assert kept.check(theory) == first
            path.write_bytes(whole)


@pytest.mark.parametrize(
    "forged", [b"", b"[]", b"{}", b'{"findings": 1}', b"[" * 5000, b"{}\n\xff"]
)
def test_what_is_none_of_ours_only_costs_time(theory, kept, forged):
    first = kept.check(theory)
    for path in kept.directory.glob("*s"):
        Shelf(kept.directory).keep(path.name, forged)
        assert kept.check(theory) == first


def test_deleting_it_at_any_time_only_costs_time(theory, kept):
    first = kept.check(theory)
    for path in [*kept.directory.iterdir()]:
        path.unlink()
        assert kept.check(theory) == first


def test_many_at_once_find_the_same(theory, kept):
    first = check(theory)
    with ThreadPoolExecutor(6) as pool:
        assert all(found == first for found in pool.map(lambda _: kept.check(theory), range(12)))


def test_where_nothing_can_be_kept_it_is_a_check(theory, tmp_path):
    (tmp_path / "kept").write_text("a file")
    assert Cache(tmp_path / "kept").check(theory) == check(theory)


def test_a_model_of_its_own_is_looked_at_each_time(theory, kept, tmp_path):
    (theory / "maturity.yaml").write_text("maturity: {model: ./model.yaml}\n")
    absent = kept.check(theory)
    assert absent == check(theory) and absent.count("TOC007")
    (theory / "model.txt").write_text("id: own\n")
    (theory / "model.yaml").symlink_to(theory / "model.txt")
    assert kept.check(theory) == check(theory)
    (theory / "model.txt").write_text("levels: [\n")
    assert kept.check(theory) == check(theory)


def test_a_crash_is_not_kept(theory, kept, runs, monkeypatch):
    from theoryofchange.linter.rules.kpi import kpi_without_owner

    kept.check(theory)
    rule = kpi_without_owner.kpi_without_owner
    broken = Configuration(severity={"KPI003": "info"})
    held = next(each for each in broken.rules if each.code == rule.code)
    object.__setattr__(held, "check", lambda kpi: 1 / 0)
    assert kept.check(theory, configuration=broken).count("TOC999") == 1
    kept.check(theory, configuration=broken)
    assert len(runs) == 3


def test_small_theories_are_not_kept(theory, kept, monkeypatch):
    monkeypatch.setattr(module, "WORTH", 10_000)
    assert kept.check(theory) == check(theory)
    assert not kept.directory.exists()


def test_what_cannot_be_checked_is_refused_as_without_it(kept, tmp_path):
    for given_path in ("", tmp_path / "missing", tmp_path):
        with pytest.raises(InputError):
            kept.check(given_path)


def test_where_it_is_kept(tmp_path, monkeypatch):
    assert cache_at(str(tmp_path)) == Cache(tmp_path)
    monkeypatch.setenv("TOC_CACHE_DIR", str(tmp_path / "named"))
    assert cache_at() == Cache(tmp_path / "named")
    monkeypatch.delenv("TOC_CACHE_DIR")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_at() == Cache(tmp_path / "theoryofchange")
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert cache_at() == Cache(tmp_path / ".cache" / "theoryofchange")


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files")
def test_a_directory_that_others_write_to_is_not_trusted(tmp_path, monkeypatch):
    monkeypatch.delenv("TOC_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    place = tmp_path / "theoryofchange"
    place.mkdir(mode=0o700)
    assert cache_at() == Cache(place)
    place.chmod(0o777)
    assert cache_at() is None
    assert cache_at(str(place)) == Cache(place)
