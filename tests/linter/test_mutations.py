"""Each defect planted once, by a script, in an example: found by its code, on its line, alone.

What a defect brings besides is stated with it, so that a false consequence shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from theoryofchange.declare import Declaration, declare, declare_text
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.loading import load
from theoryofchange.linter.registry import packaged_rules
from theoryofchange.linter.run import check, checked

pytestmark = pytest.mark.usefixtures("said_in_chinese")

EXAMPLES = Path(__file__).parents[2] / "examples"
WRITTEN = yaml.safe_load(Path(__file__).with_name("mutations.yaml").read_text(encoding="utf-8"))
PROFILES = ("strict", "smart", "iso22400", "pirs", "iati")
HERE = "§"
BARE = "bare"

Place = tuple[str, str, int]
"""A code, the file below the example, and the line."""


class Mutation(NamedTuple):
    """A defect to plant, as ``mutations.yaml`` states it."""

    file: str
    new: str
    code: str = ""
    record: str = ""
    old: str = ""
    at: str | tuple[str, str] = ""
    also: tuple[str, ...] = ()
    example: str = "retention"
    profile: str = "strict"

    def planted(self) -> tuple[str, tuple[str, int]]:
        """Return the text with the defect, and the file and the offset it is to be found at."""
        text = text_of(self.example, self.file)
        if not self.old:
            return self.new.replace(HERE, ""), (self.file, self.new.index(HERE))
        header = f"\n  {self.record}:"
        assert not self.record or text.count(header) == 1, f"{text.count(header)} {self.record}"
        start = text.index(header) + 1 if self.record else 0
        at = text.index(self.old, start)
        mark = at + self.new.index(HERE) if HERE in self.new else start
        text = text[:at] + self.new.replace(HERE, "") + text[at + len(self.old) :]
        if isinstance(self.at, str):
            return text, (self.file, text.index(self.at, start) if self.at else mark)
        file, found = self.at
        return text, (file, text_of(self.example, file).index(found))


def mutations(key: str) -> dict[str, Mutation]:
    return {name: _mutation(case) for name, case in WRITTEN[key].items()}


def _mutation(case: dict[str, Any]) -> Mutation:
    lists = {name: tuple(value) for name, value in case.items() if isinstance(value, list)}
    return Mutation(**{**case, **lists})


DEFECTS = mutations("defects")
HARMLESS = mutations("harmless")


@cache
def clean(example: str) -> Declaration:
    """Return an example, read once, with the defects mended that are its lessons."""
    if example == BARE:
        return declare_text(WRITTEN[BARE], name_of(BARE, "theory.yaml"))
    declaration = declare(EXAMPLES / example)
    texts: dict[str, str] = {}
    for file, old, new in WRITTEN["lessons"][example]:
        name = name_of(example, file)
        text = texts.get(name, declaration.sources[name].text)
        assert text.count(old) == 1
        texts[name] = text.replace(old, new)
    return declaration.with_texts(texts)


def name_of(example: str, file: str) -> str:
    return (EXAMPLES / example / file).as_posix()


def text_of(example: str, file: str) -> str:
    return clean(example).sources[name_of(example, file)].text


def found(example: str, file: str, text: str, profile: str) -> list[Place]:
    changed = clean(example).with_texts({name_of(example, file): text})
    findings = checked(changed, Configuration(profile=profile))
    root = name_of(example, "")
    return [(each.code, each.file.removeprefix(f"{root}/"), each.line) for each in findings]


@pytest.mark.parametrize(
    ("example", "profile"),
    [(BARE, "strict"), *product(WRITTEN["lessons"], PROFILES)],
)
def test_a_clean_example_stays_clean(example: str, profile: str) -> None:
    assert found(example, "theory.yaml", text_of(example, "theory.yaml"), profile) == []


@pytest.mark.parametrize("case", DEFECTS.values(), ids=DEFECTS)
def test_a_defect_is_found_by_its_code_on_its_line(case: Mutation) -> None:
    text, (file, at) = case.planted()
    line = (text if file == case.file else text_of(case.example, file)).count("\n", 0, at) + 1
    findings = found(case.example, case.file, text, case.profile)
    assert (case.code, file, line) in findings, findings
    assert Counter(code for code, _, _ in findings) == Counter((case.code, *case.also)), findings


@pytest.mark.parametrize("case", HARMLESS.values(), ids=HARMLESS)
def test_what_is_no_defect_is_not_found(case: Mutation) -> None:
    text, _ = case.planted()
    assert found(case.example, case.file, text, case.profile) == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """An example with its lessons mended, written as files of its own."""
    directory = tmp_path / "retention"
    root = EXAMPLES / "retention"
    for name, source in clean("retention").sources.items():
        file = directory / Path(name).relative_to(root)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source.text, encoding="utf-8", newline="")
    return directory


def found_in(directory: Path) -> list[Place]:
    findings = check(directory, configuration=Configuration(profile="strict"))
    root = directory.as_posix()
    return [(each.code, each.file.removeprefix(f"{root}/"), each.line) for each in findings]


def test_a_copy_is_as_clean_as_the_example(copy: Path) -> None:
    assert found_in(copy) == []


def test_a_link_that_leads_out_is_found(copy: Path) -> None:
    (copy / "more.yaml").symlink_to(EXAMPLES / "satisfaction_rank" / "theory.yaml")
    assert found_in(copy) == [("TOC010", "more.yaml", 1)]


def test_a_theory_that_says_nothing_is_found(copy: Path) -> None:
    for file in copy.rglob("*.*"):
        file.unlink()
    (copy / "theory.yaml").write_text("# to be written\n", encoding="utf-8")
    assert found_in(copy) == [("TOC011", "theory.yaml", 1)]


def test_a_table_under_another_name_is_found(copy: Path) -> None:
    table = copy / "measurement" / "observations.csv"
    table.rename(table.with_name("observation.csv"))
    assert found_in(copy) == [("TOC019", "measurement/observation.csv", 1)]


def test_settings_further_down_are_found(copy: Path) -> None:
    (copy / "toc.toml").write_text('ignore = ["KPI010"]\n', encoding="utf-8")
    assert found_in(copy) == []
    (copy / "measurement" / "toc.toml").write_text('ignore = ["KPI010"]\n', encoding="utf-8")
    assert found_in(copy) == [("TOC021", "measurement/toc.toml", 1)]
    assert declare(copy).complete
    assert load(copy).goals


ON_DISK = {"TOC010", "TOC011", "TOC019", "TOC021"}
NOT_PLANTED = {"TOC999": "no theory brings a rule down; test_run.py takes a rule that crashes"}


def test_every_code_is_planted() -> None:
    planted = {case.code for case in DEFECTS.values()} | ON_DISK
    assert planted == {rule.code for rule in packaged_rules()} - NOT_PLANTED.keys()
    assert len(DEFECTS) >= 60


FIELDS = {
    "kpis": {
        "owner": "KPI003",
        "unit": "KPI004",
        "definition": "KPI005",
        "formula": "KPI006",
        "direction": "KPI007",
        "cadence": "KPI008",
        "source": "KPI009",
        "decision": "KPI010",
        "measures": "KPI011",
        "guardrail": "KPI023",
        "timing": "KPI029",
        "audience": "KPI030",
        "baseline": "KPI002",
        "target": "KPI001",
    },
    "goals": {"due": "GRF010", "owner": "GRF011"},
    "activities": {"team": "ACT001", "effort": "ACT002", "output": "ACT003"},
    "links": {"evidence": "LNK001", "assumes": "LNK003", "agreed_by": "LNK004"},
}
"""The code of each field that a record should have and that stands on a line of its own."""
INDENT = {"links": 8}
"""How far the fields of a record are indented, where it is not four."""
OTHERWISE = {
    ("theory.yaml", "agreed_by: [service, marketing]"): (),  # no team works on either end
    ("kpis/goals.yaml", "measures: lean_service"): ("KPI011", "KPI017"),  # no word tells them one
    ("kpis/service.yaml", "measures: personal_service"): ("KPI011", "KPI018"),
}
"""Where not the one code is found."""


def lines_of_fields(example: str) -> Iterator[tuple[str, int, int, str]]:
    """Yield each such line: the file, its index, that of the record, and the code."""
    for name, source in clean(example).sources.items():
        records, section = {0: 0}, ""
        for index, line in enumerate(source.text.splitlines()):
            word, colon, rest = line.strip().partition(":")
            if not colon or word.startswith("#"):
                continue
            indent = len(line) - len(line.lstrip())
            records[indent] = index
            section = word if not indent else section
            kind = "links" if indent == INDENT["links"] else section
            code = FIELDS.get(kind, {}).get(word)
            if code and rest and indent == INDENT.get(kind, 4):
                yield (
                    name.removeprefix(f"{name_of(example, '')}/"),
                    index,
                    records[indent - 2],
                    code,
                )


def test_a_field_taken_out_of_any_record_is_found_there(example: str = "retention") -> None:
    kpis = clean(example).theory.kpis.values()
    watched = {kpi.guardrail for kpi in kpis} | {kpi.id for kpi in kpis if kpi.target is None}
    wrong = []
    for file, index, record, code in lines_of_fields(example):
        lines = text_of(example, file).splitlines(keepends=True)
        line, owner = lines.pop(index).strip(), lines[record].strip().partition(":")[0]
        codes = OTHERWISE.get((file, line), (code,))
        if code == "KPI023" and owner in watched:
            codes = ()  # beside what it guards, or without a target to be gamed for
        places = found(example, file, "".join(lines), "strict")
        is_placed = not codes or (code, file, record + 1) in places
        if sorted(code for code, _, _ in places) != sorted(codes) or not is_placed:
            wrong.append((file, index + 1, line, places))
    assert wrong == []
