"""Metric definitions of a metric hub: each row of its table, and what is refused."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import theoryofchange as toc
from theoryofchange.errors import InputError
from theoryofchange.interop.metric_hub import read
from theoryofchange.interop.seam import Imported
from theoryofchange.kpi import Kpi

HERE = Path(__file__).parent / "metric_hub"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "metric_hub"
FILES = sorted(CORPUS.glob("*.toml"))
needs_corpus = pytest.mark.skipif(
    not FILES, reason="the corpus of published files (../shared/corpus) is not here"
)


@pytest.fixture(scope="module")
def kpis() -> dict[str, Kpi]:
    return {kpi.id: kpi for kpi in read([HERE]).kpis}


def import_text(tmp_path: Path, text: str) -> Imported:
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    return read([tmp_path / "m.toml"])


def test_a_metric_is_a_kpi_by_the_table(kpis: dict[str, Kpi]) -> None:
    daily = kpis["daily_passengers"]
    assert daily.title == "Passengers a day"
    assert daily.definition == (
        "Everybody who boards.\n"
        "See the [logbook](https://ferries.example/logbook); <b>not</b> the crew."
    )
    assert daily.owner == "ada@ferries.example, jo@ferries.example"
    assert daily.extra["owner"] == ["ada@ferries.example", "jo@ferries.example"]
    assert (daily.source.system, daily.direction) == ("logbook", "increase")
    assert daily.formula == "COUNT(DISTINCT passenger_id)"
    assert daily.source.extra == {
        "metric": "daily_passengers",
        "select_expression": "COUNT(DISTINCT passenger_id)",
    }
    assert (daily.extra["type"], daily.extra["deprecated"]) == ("scalar", False)


def test_an_owner_is_a_text_a_list_or_absent(kpis: dict[str, Kpi]) -> None:
    assert kpis["waiting"].owner == "jo@ferries.example"
    assert "owner" not in kpis["waiting"].extra
    assert kpis["late_share"].owner is None
    assert (kpis["乘客"].owner, kpis["乘客"].extra["owner"]) == (None, 7)


def test_an_expression_that_would_be_taken_for_a_formula_over_kpis_is_none(
    kpis: dict[str, Kpi],
) -> None:
    assert kpis["waiting"].formula is None  # the column, not the KPI
    assert kpis["waiting"].source.extra["select_expression"] == "waiting"


def test_a_population_ratio_is_a_formula_where_both_metrics_are_there(
    kpis: dict[str, Kpi],
) -> None:
    assert kpis["late_share"].formula == "waiting / daily_passengers"
    assert kpis["dangling_share"].formula is None


def test_direction_is_told_by_the_file_alone(kpis: dict[str, Kpi]) -> None:
    assert kpis["waiting"].direction == "decrease"
    assert kpis["late_share"].direction is None


def test_a_metric_of_two_products_gets_the_product_behind_its_id(kpis: dict[str, Kpi]) -> None:
    assert kpis["daily_passengers_harbour"].definition == "Counted at the gate."
    assert kpis["waiting"].extra["since"] == "2026-01-01"


def test_what_is_no_metric_is_kept_with_its_reason() -> None:
    made = read([HERE])
    kept = {each.record.kind: each.record.at for each in made.became("kept")}
    assert kept["data source"] == "$.data_sources.logbook"
    assert set(kept) == {"friendly name", "data source", "dimension", "segment"}
    (refused,) = made.refused
    assert refused.told == "It is no mapping of fields."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[metrics\n", "m.toml: This is not TOML"),
        ("[project]\nname = 1\n", "this is no file of a metric hub"),
        ("", "this is no file of a metric hub"),
        ("metrics = 1\n", "its metrics are no table"),
        ("[data_sources.a]\n", "no metric is defined in there"),
        ("[metrics]\n", "no metric is defined in there"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_error(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as raised:
        import_text(tmp_path, text)
    assert "\n" not in str(raised.value)


def test_days_times_and_odd_numbers_are_kept(tmp_path: Path) -> None:
    made = import_text(
        tmp_path,
        "[metrics.a]\nat = 07:30:00\nwhen = 2026-01-01T07:30:00Z\nn = nan\nlist = [[2026-01-01]]\n",
    )
    made.save(tmp_path / "out")
    (kpi,) = toc.load(tmp_path / "out").kpis.values()
    assert kpi.extra["at"] == "07:30:00" and kpi.extra["list"] == [["2026-01-01"]]


@needs_corpus
@pytest.mark.parametrize("path", [*FILES, CORPUS], ids=lambda path: path.stem)
def test_every_published_metric_is_a_kpi(path: Path, tmp_path: Path) -> None:
    texts = [file.read_text("utf-8") for file in (FILES if path == CORPUS else [path])]
    headed = sum(len(re.findall(r"(?m)^\[metrics\.\w+\]", text)) for text in texts)
    made = read([path])
    assert len(made.kpis) == headed
    assert made.refused == ()
    assert made.records == sum(len(re.findall(r"(?m)^\[\w+\.\w+\]", text)) for text in texts)
    made.save(tmp_path / "out")
    codes = {finding.code for finding in toc.check(tmp_path / "out")}
    assert not codes & {"TOC001", "TOC002", "TOC003", "TOC004", "TOC006", "TOC010", "KPI032"}
    toc.run(tmp_path / "out")


@needs_corpus
def test_no_word_and_no_owner_of_a_published_metric_is_lost(tmp_path: Path) -> None:
    made = read([CORPUS])
    made.save(tmp_path / "out")
    theory = toc.load(tmp_path / "out")
    kpis = {(each.record.file, each.record.name): each.ids for each in made.became("made")}
    for path in FILES:
        for name, entry in tomllib.loads(path.read_text("utf-8"))["metrics"].items():
            (id,) = kpis[path.as_posix(), name]
            kpi = theory.kpis[id]
            assert kpi.definition.split() == entry["description"].split()
            assert kpi.source.extra["select_expression"] == entry["select_expression"]
            owner = entry.get("owner", [])
            assert (kpi.owner or "") == (owner if isinstance(owner, str) else ", ".join(owner))
            assert kpi.source.system == entry["data_source"]
