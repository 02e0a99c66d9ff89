"""What --fix mends, that it mends nothing else, and that a fixed file has no new finding."""

from __future__ import annotations

import json
import os
import random
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.declare import Declaration, declare, declare_text
from theoryofchange.errors import InputError
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.fixing import Fixed, edits_of, fixed, write
from theoryofchange.linter.run import findings_of
from theoryofchange.source.finding import Applicability, Finding
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.span import Source

CLEAN = Path(__file__).with_name("clean.yaml").read_text(encoding="utf-8")
RETENTION = Path(__file__).parents[2] / "examples" / "retention"
FILE = "theory.yaml"


def fixed_text(text: str, applicability: Applicability = "safe", file: str = FILE) -> str:
    """Return a text with the fixes made, after a look at what holds for all of them."""
    declaration = declare_text(text, file)
    result = fixed(declaration, applicability=applicability)
    after = result.after.get(file, text)
    expect_contract(declaration, result, applicability)
    return after


def expect_contract(before: Declaration, result: Fixed, applicability: Applicability) -> None:
    after = before.with_texts(result.after)
    held_back = findings_of(before.taken_as_sound())
    exchanged = Counter(
        (code, each.id) for each in result.applied for code in (each.fix.leaves if each.fix else ())
    )
    known = Counter(map(said, findings_of(before))) | Counter(map(said, held_back))
    for finding in findings_of(after):
        if not known[said(finding)]:
            exchanged[finding.code, finding.id] -= 1
            assert exchanged[finding.code, finding.id] >= 0, f"new: {finding}"
        known[said(finding)] -= 1
    again = fixed(after, applicability=applicability)
    assert again.after == {}, "a second time changes more"
    assert again.applied == ()


def said(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.id, finding.message


def codes(findings: Iterable[Finding]) -> set[str]:
    return {finding.code for finding in findings}


# -- one kind of fix at a time -------------------------------------------------------------------


MENDED = {
    "key": ("goals: {g: {}}\nkpis:\n  k:\n    ownr: me  # he\n", "ownr", "owner"),
    "quoted key": ('goals: {g: {}}\nkpis: {"k": {"ownr": me}}\n', '"ownr"', '"owner"'),
    "column of a row": (
        "goals: {g: {}}\nobservations:\n- {kpis: k, date: 2026-01-01, value: 1}\n",
        "kpis:",
        "kpi:",
    ),
    "section": ("gaols:\n  g: {}  # x\n", "gaols", "goals"),
    "link": ("goals: {g: {needs: {o: {asumes: x}}}}\noutcomes: {o: {}}\n", "asumes", "assumes"),
    "slashes": ("goals: {g: {due: 2026/01/31}}\n", "2026/01/31", "2026-01-31"),
    "one digit": ("goals: {g: {due: '2026-1-5'}}\n", "2026-1-5", "2026-01-05"),
    "dots": ("goals:\n  g:\n    due: 31.01.2026 # x\n", "31.01.2026", "2026-01-31"),
    "midnight": ("goals: {g: {due: 2026-01-31T00:00:00}}\n", "T00:00:00", ""),
    "month": ("goals: {g: {due: 31 Jan. 2026}}\n", "31 Jan. 2026", "2026-01-31"),
    "percent twice": ("kpis:\n  k:\n    baseline: 70%% # x\n", "70%%", "70 %"),
    "percent first": ("kpis: {k: {target: {value: '%70', date: 2027-01-01}}}\n", "%70", "70 %"),
    "percent of a row": (
        "kpis: {k: {}}\nobservations:\n- {kpi: k, date: 2026-01-01, value: 7.5 %%}\n",
        "7.5 %%",
        "7.5 %",
    ),
    "Chinese": ("goals: {g: {due: 2026年1月5日}}\n", "2026年1月5日", "2026-01-05"),
    "case": ("goals: {g: {}}\nkpis: {k: {direction: Increase}}\n", "Increase", "increase"),
    "id inside": ("goals:\n  g:\n    id: g\n    owner: me\n", "    id: g\n", ""),
    "id inside alone": ("goals:\n  g:\n    id: g # x\n", "g:\n    id: g # x", "g: {}\n    # x"),
    "id listed twice": ("goals: {g: {needs: [o, o]}}\noutcomes: {o: {}}\n", "[o, o]", "[o]"),
    "id in lines twice": (
        "goals:\n  g:\n    needs:\n      - o # a\n      - o # b\noutcomes: {o: {}}\n",
        "      - o # b\n",
        "      # b\n",
    ),
    "key twice": (
        "goals:\n  g:\n    due: 2027-01-01\n    owner: me\n    due: '2027-01-01'\n",
        "    due: '2027-01-01'\n",
        "",
    ),
    "definition twice": (
        "kpis:\n  a: {owner: me, unit: days}\n  # two\n  a:\n    unit: days # x\n"
        "    # y\n    owner: me\n  b: {}\n",
        "  a:\n    unit: days # x\n    # y\n    owner: me\n",
        "  # x\n  # y\n",
    ),
    "promise": ("kpis:\n  k:\n    owner: me\n    target: TBD  # ask\n", "target: TBD  #", "#"),
    "promise below": (
        "kpis:\n  k:\n    target:\n      # soon\n      value: TBD # ask\n    owner: me\n",
        "    target:\n      # soon\n      value: TBD # ask\n",
        "    # soon\n    # ask\n",
    ),
    "promise alone": ("kpis:\n  k:\n    target: TBD\n", "k:\n    target: TBD\n", "k: {}\n"),
    "promise in brackets": ("kpis: {k: {target: TBD, owner: me}}\n", "target: TBD, ", ""),
    "promise last in brackets": ("kpis: {k: {owner: me, target: TBD}}\n", ", target: TBD", ""),
    "promise alone in brackets": (
        "kpis: {k: {target: {value: TBD}}}\n",
        "target: {value: TBD}",
        "",
    ),
    "promise in a line of brackets": (
        "kpis:\n  k: {\n    owner: me,\n    target: TBD,  # ask\n    unit: days,\n  }\n",
        "target: TBD,  #",
        "#",
    ),
    "promise below text": (
        "kpis:\n  k:\n    definition: |\n      # of goods\n    target: TBD # ask\n",
        "target: TBD #",
        "#",
    ),
    "anchor of all uses": (
        "goals: {g: {}}\nkpis:\n  a: &a\n    ownr: me\n  b: *a\n",
        "ownr",
        "owner",
    ),
    "merge key": ("kpis:\n  a: &a {ownr: me}\n  b: {<<: *a, unit: days}\n", "ownr", "owner"),
    "second document": ("goals: {g: {}}\n---\nkpis: {k: {ownr: me}}\n", "ownr", "owner"),
    "second theory section": (
        "theory: {id: t}\n---\ntheory: {id: t}\ngoals: {g: {}}\n",
        "---\ntheory: {id: t}\n",
        "---\n",
    ),
}


@pytest.mark.parametrize("case", MENDED)
def test_a_safe_fix(case: str) -> None:
    text, old, new = MENDED[case]
    assert text.count(old) == 1
    assert fixed_text(text) == text.replace(old, new)


UNSAFE = {
    "reference": (
        "goals: {g: {needs: [trusst]}}\noutcomes: {trust: {}}\n",
        "[trusst]",
        "[trust]",
    ),
    "reference that is a key": (
        "goals:\n  g:\n    needs:\n      trusst: {}  # x\noutcomes: {trust: {}}\n",
        "trusst",
        "trust",
    ),
    "one reference": ("goals: {g: {needs: trusst}}\noutcomes: {trust: {}}\n", "trusst", "trust"),
    "field": ("goals: {growth: {}}\nkpis: {k: {measures: grwoth}}\n", "grwoth", "growth"),
    "cadence": ("kpis:\n  k:\n    cadence: wekly # x\n", "wekly", "weekly"),
    "dots": ("goals: {g: {due: 05.04.2026}}\n", "05.04.2026", "2026-04-05"),
    "promise with a date": (
        "kpis: {k: {owner: me, target: {value: TBD, date: 2027-01-01}}}\n",
        ", target: {value: TBD, date: 2027-01-01}",
        "",
    ),
    "direction": (
        "kpis:\n  k:\n    unit: days # x\n    baseline: {value: 9, date: 2026-01-01}\n"
        "    target: {value: 3, date: 2027-01-01}\n",
        "days # x\n",
        "days # x\n    direction: decrease\n",
    ),
    "direction in brackets": (
        "kpis: {k: {unit: days, baseline: {value: 3, date: 2026-01-01}, "
        "target: {value: 9, date: 2027-01-01}}}\n",
        "unit: days",
        "unit: days, direction: increase",
    ),
    "word": ("kpis: {k: {timing: laging}}\n", "laging", "lagging"),
    "id that needs quotes": (
        "goals: {g: {needs: [trust us]}}\noutcomes: {'trust: us': {}}\n",
        "[trust us]",
        "['trust: us']",
    ),
}


@pytest.mark.parametrize("case", UNSAFE)
def test_an_unsafe_fix_is_made_on_request_only(case: str) -> None:
    text, old, new = UNSAFE[case]
    assert text.count(old) == 1
    assert fixed_text(text) == text
    assert fixed_text(text, "unsafe") == text.replace(old, new)


KEPT = {
    "two near keys": "goals: {g: {}}\nkpis: {k: {measures: g}}\n"
    "benchmarks: [{kpi: k, value: 1, source: x, dame: x}]\n",
    "near key that is there": "goals: {g: {owner: me, ownr: you}}\n",
    "no near key": "goals: {g: {colour: green}}\n",
    "other definition": "goals:\n  g: {owner: me}\n  g: {owner: you}\n",
    "month or day": "goals: {g: {due: 03/04/2026}}\n",
    "no such day": "goals: {g: {due: 31.02.2026}}\n",
    "month only": "goals: {g: {due: 2026/01}}\n",
    "promise and a fault": "kpis: {k: {owner: me, target: {value: TBD, colour: green}}}\n",
    "promise and a refused date": "kpis: {k: {target: {value: TBD, date: 2027-02-30}}}\n",
    "promise repeated elsewhere": "kpis: {k: {target: &t TBD}}\nx: *t\n",
    "alias of another field": ("goals: {g: {}}\nkpis:\n  a: {extra: &e {ownr: me}}\n  b: *e\n"),
    "other id inside": "goals: {g: {id: h}}\n",
    "activity near itself": "activities: {build_shop: {after: [build_shops]}}\n",
    "outcome near itself": "outcomes: {brand_trust: {needs: [brand_trusts]}}\n",
    "guardrail near itself": "kpis: {churn_rate: {guardrail: churn_rates}}\n",
    "near one of those that name it": "goals: {g: {needs: [trusts]}}\n"
    "outcomes: {trust: {needs: [trusts]}}\n",
    "broken file": "goals: {g: {ownr: me}}\nkpis: [\n",
}


@pytest.mark.parametrize("case", KEPT)
def test_what_is_not_certain_is_left_alone(case: str) -> None:
    assert fixed_text(KEPT[case]) == KEPT[case]


@pytest.mark.parametrize(
    ("text", "id", "owner"),
    [
        (KEPT["activity near itself"], "build_shops", "build_shop"),
        (KEPT["outcome near itself"], "brand_trusts", "brand_trust"),
        (KEPT["guardrail near itself"], "churn_rates", "churn_rate"),
    ],
)
def test_no_part_is_taken_to_mean_itself(text: str, id: str, owner: str) -> None:
    assert fixed_text(text, "unsafe") == text
    declaration = declare_text(text)
    (fault,) = declaration.faults_of("TOC007")
    assert fault.fix is None and owner not in fault.tip.split()
    assert declaration.theory.resolve(id) == id


def test_another_part_near_the_id_is_meant() -> None:
    text = "activities: {build_shop: {after: [build_shops]}, build_stop: {}}\n"
    (fault,) = declare_text(text).faults_of("TOC007")
    assert fault.tip == "Did you mean build_stop?"


def test_a_skipped_fix_says_why() -> None:
    text = (
        "goals: {g: {due: 2026-12-31}}\nkpis:\n  k: {measures: g, target: {value: TBD}}\n"
        "  l: {measures: g, target: &t TBD}\nx: *t\n"
    )
    result = fixed(declare_text(text, FILE))
    assert [(each.finding.id, each.reason) for each in result.skipped] == [
        ("l", "*t repeats elsewhere what stands in it")
    ]


def test_a_fix_that_would_bring_a_finding_is_not_made() -> None:
    text = "theory: {as_of: 2026-06-30}\ngoals: {g: {title: G, due: 2026/01/31}}\n"
    result = fixed(declare_text(text, FILE))
    assert result.after == {}
    (skipped,) = result.skipped
    assert skipped.finding.code == "TOC004"
    assert skipped.reason.startswith("it would bring theory.yaml:2:")


def test_the_others_are_made_where_one_cannot_be() -> None:
    text = (
        "theory: {as_of: 2026-06-30}\n"
        "goals:\n  g: {title: G, due: 2026/01/31}\n  h: {title: H, due: 2027/01/31}\n"
    )
    assert fixed_text(text) == text.replace("2027/01/31", "2027-01-31")


def test_what_a_mended_fault_held_back_may_show() -> None:
    text = "theory: {as_of: 2026-06-30}\ngoals: {g: {}}\nkpis: {k: {cadense: wekly}}\n"
    result = fixed(declare_text(text, FILE))
    assert result.after[FILE] == text.replace("cadense", "cadence")
    assert "KPI025" in codes(result.findings)


def test_only_the_findings_given_are_mended() -> None:
    text = "goals: {g: {ownr: me, titel: G}}\n"
    declaration = declare_text(text, FILE)
    chosen = [each for each in findings_of(declaration) if "titel" in each.message]
    assert fixed(declaration, chosen).after[FILE] == text.replace("titel", "title")


def test_a_rule_that_is_ignored_mends_nothing() -> None:
    declaration = declare_text("kpis: {k: {target: TBD, ownr: me}}\n", FILE)
    result = fixed(declaration, configuration=Configuration(ignore=("KPI021",)))
    assert result.after[FILE] == "kpis: {k: {target: TBD, owner: me}}\n"


def test_edits_of_a_finding_are_those_of_its_fix() -> None:
    text = "goals:\n  g: {due: 2026/1/5}\n"
    declaration = declare_text(text, FILE)
    (finding,) = (each for each in findings_of(declaration) if each.fix)
    (edit,) = edits_of(finding, declaration)
    assert (edit.span.line, edit.span.column, edit.span.end_column) == (2, 12, 20)
    assert edit.text == "2026-01-05"


# -- files ---------------------------------------------------------------------------------------


def test_rows_of_a_table(tmp_path: Path) -> None:
    (tmp_path / "theory.yaml").write_text("goals: {g: {}}\nkpis: {churn: {measures: g}}\n")
    table = tmp_path / "observations.csv"
    table.write_bytes(
        b'kpi,dat,value,n\r\nchurn,2026/1/5,"7,5 %",3\r\n'
        b'chrun, 31.01.2026 ,8 %,\r\n"chrun","2026-02-28",8 %,4\r\n'
    )
    result = fixed(declare(tmp_path), applicability="unsafe")
    write(result)
    assert table.read_bytes() == (
        b'kpi,date,value,n\r\nchurn,2026-01-05,"7,5 %",3\r\n'
        b'churn, 2026-01-31 ,8 %,\r\n"churn","2026-02-28",8 %,4\r\n'
    )


def test_a_cell_is_quoted_where_it_must_be(tmp_path: Path) -> None:
    (tmp_path / "theory.yaml").write_text("goals: {g: {}}\nkpis: {'churn, all': {measures: g}}\n")
    table = tmp_path / "observations.csv"
    table.write_text("kpi,date,value\nchurn all,2026-01-31,8 %\n")
    write(fixed(declare(tmp_path), applicability="unsafe"))
    assert table.read_text() == 'kpi,date,value\n"churn, all",2026-01-31,8 %\n'


def test_a_second_definition_in_another_file_goes(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("goals:\n  g: {owner: me}\n")
    (tmp_path / "b.yaml").write_text("# ours\ngoals:\n  g:\n    owner: me\nkpis: {k: {}}\n")
    write(fixed(declare(tmp_path)))
    assert (tmp_path / "a.yaml").read_text() == "goals:\n  g: {owner: me}\n"
    assert (tmp_path / "b.yaml").read_text() == "# ours\ngoals: {}\nkpis: {k: {}}\n"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encoding_line_ends_and_mode_stay(
    tmp_path: Path, mark: bytes, encoding: str, line_end: str
) -> None:
    path = tmp_path / "theory.yaml"
    before = "goals:\n  g:\n    # 数字 👩‍💻\n    ownr: me\nkpis:\n  k:\n    target: TBD # a\n"
    after = before.replace("ownr", "owner").replace("k:\n    target: TBD", "k: {}\n   ")

    def content(text: str) -> bytes:
        return mark + text.replace("\n", line_end).encode(encoding)

    path.write_bytes(content(before))
    path.chmod(0o640)
    assert write(fixed(declare(path))) == (path,)
    assert path.read_bytes() == content(after)
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["theory.yaml"]


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("goals: {g: {ownr: me}}\n")
    link = tmp_path / "theory.yaml"
    link.symlink_to("real.txt")
    write(fixed(declare(tmp_path)))
    assert link.is_symlink()
    assert (tmp_path / "real.txt").read_text() == "goals: {g: {owner: me}}\n"


def test_a_file_that_was_changed_meanwhile_is_not_written(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(f"goals: {{{name}: {{ownr: me}}}}\n")
    result = fixed(declare(tmp_path))
    (tmp_path / "b.yaml").write_text("goals: {c: {}}\n")
    with pytest.raises(InputError, match="was changed since it was read"):
        write(result)
    assert (tmp_path / "a.yaml").read_text() == "goals: {a: {ownr: me}}\n"
    assert (tmp_path / "b.yaml").read_text() == "goals: {c: {}}\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_directory_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("goals: {g: {ownr: me}}\n")
    result = fixed(declare(tmp_path))
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match=r"a\.yaml"):
        write(result)


# -- faults planted at random, in any layout -----------------------------------------------------

Pairs = list[tuple[str, Any]]
"""A mapping as its entries, of which two may have one key."""

_MISSPELT = {
    "title": "titel", "owner": "ownr", "definition": "definiton", "formula": "formular",
    "cadence": "cadense", "decision": "decison", "guardrail": "gaurdrail", "unit": "unt",
    "direction": "dirction", "measures": "mesures", "weight": "wieght", "timing": "timming",
}  # fmt: skip
_FORMS = ("{y}/{m:02}/{d:02}", "{y}-{m}-{d}", "{y}.{m}.{d}", "{d}.{m:02}.{y}", "{y}年{m}月{d}日")


class Layout:
    """Writes data in a layout drawn by chance, each comment with a number of its own."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.comments = 0

    def comment(self) -> str:
        self.comments += 1
        return f"# note {self.comments}: x, {{y}}"

    def maybe_comment(self) -> str:
        return f"  {self.comment()}" if self.chance.random() < 0.2 else ""

    def scalar(self, value: Any) -> str:
        if value is None or isinstance(value, bool):
            return {None: "null", True: "true", False: "false"}[value]
        quote = self.chance.choice(["", "", "", "'", '"'])
        plain = not re.search(r"[,:#{}\[\]&*!|>'\"%@`]|^\W|^(true|false|null|~)?$", value)
        if quote == "" and plain:
            return str(value)
        return json.dumps(value, ensure_ascii=False) if quote == '"' else _single(value)

    def flow(self, value: Any) -> str:
        if isinstance(value, list) and is_pairs(value):
            blank = self.chance.choice(["", " "])
            inner = ", ".join(f"{self.scalar(key)}: {self.flow(held)}" for key, held in value)
            return f"{{{blank}{inner}{blank}}}"
        if isinstance(value, list):
            return f"[{', '.join(self.flow(item) for item in value)}]"
        return self.scalar(value)

    def block(self, pairs: Pairs, depth: int, most_flow: float) -> list[str]:
        indent, lines = " " * depth, []
        for key, value in pairs:
            if self.chance.random() < 0.1:
                lines.append(f"{indent}{self.comment()}")
            if self.chance.random() < 0.05:
                lines.append("")
            lines += self.entry(f"{indent}{self.scalar(key)}:", value, depth, most_flow)
        return lines

    def entry(self, lead: str, value: Any, depth: int, most_flow: float) -> list[str]:
        is_collection = isinstance(value, list) and bool(value)
        if not is_collection or self.chance.random() < most_flow:
            return [f"{lead} {self.flow(value)}{self.maybe_comment()}"]
        deeper = depth + self.chance.choice([2, 4])
        if is_pairs(value):
            inner = self.block(value, deeper, most_flow + 0.2)
        else:
            inner = [f"{' ' * deeper}- {self.flow(item)}{self.maybe_comment()}" for item in value]
        return [f"{lead}{self.maybe_comment()}", *inner]

    def text(self, pairs: Pairs) -> str:
        lines = [self.comment(), *self.block(pairs, 0, 0.0), self.comment()]
        return self.chance.choice(["\n", "\r\n"]).join((*lines, ""))


def _single(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def is_pairs(value: list[Any]) -> bool:
    return not value or isinstance(value[0], tuple)


def as_pairs(value: Any) -> Any:
    if isinstance(value, dict):
        return [(key, as_pairs(held)) for key, held in value.items()]
    return [as_pairs(item) for item in value] if isinstance(value, list) else value


class Planter:
    """Plants faults into the clean theory, each into an item of its own."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.pairs: Pairs = as_pairs(read_yaml(Source("", CLEAN)).documents[0].data)
        self.promised: list[str] = []
        self.free = {
            section: [id for id, _ in self.section(section)] for section in ("goals", "kpis")
        }

    def section(self, name: str) -> Pairs:
        return next(held for key, held in self.pairs if key == name)

    def item(self, section: str) -> Pairs:
        id = self.chance.choice(self.free[section])
        self.free[section].remove(id)
        return next(held for key, held in self.section(section) if key == id)

    def key(self) -> None:
        item = self.item(self.chance.choice(["goals", "kpis"]))
        at = self.chance.choice([i for i, (key, _) in enumerate(item) if key in _MISSPELT])
        item[at] = (_MISSPELT[item[at][0]], item[at][1])

    def promise(self) -> None:
        id = self.chance.choice(self.free["kpis"])
        self.free["kpis"].remove(id)
        item = next(held for key, held in self.section("kpis") if key == id)
        at = next(i for i, (key, _) in enumerate(item) if key == "target")
        word = self.chance.choice(["TBD", "see dashboard", "待定"])
        item[at] = ("target", self.chance.choice([word, [("value", word)]]))
        self.promised.append(id)

    def second_key(self) -> None:
        item = self.item(self.chance.choice(["goals", "kpis"]))
        item.insert(self.chance.randint(1, len(item)), item[0])

    def second_item(self) -> None:
        section = self.section("kpis")
        id = self.chance.choice(self.free["kpis"])
        self.free["kpis"].remove(id)
        at, held = next((i, held) for i, (key, held) in enumerate(section) if key == id)
        again = self.chance.sample(held, len(held))
        section.insert(self.chance.randint(at + 1, len(section)), (id, again))

    def date(self) -> None:
        item = self.item("goals")
        at = next(i for i, (key, _) in enumerate(item) if key == "due")
        item[at] = ("due", self.other_form(item[at][1]))

    def target_date(self) -> None:
        item = self.item("kpis")
        target = next(held for key, held in item if key == "target")
        at = next(i for i, (key, _) in enumerate(target) if key == "date")
        target[at] = ("date", self.other_form(target[at][1]))

    def other_form(self, day: str) -> str:
        y, m, d = map(int, day.split("-"))
        return self.chance.choice(_FORMS).format(y=y, m=m, d=d)

    def id_inside(self) -> None:
        id = self.chance.choice(self.free["kpis"])
        self.free["kpis"].remove(id)
        item = next(held for key, held in self.section("kpis") if key == id)
        item.insert(self.chance.randint(0, len(item)), ("id", id))

    PLANTS = (key, promise, second_key, second_item, date, target_date, id_inside)


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32), number=st.integers(1, 5))
def test_planted_faults_are_mended_and_nothing_else_changes(seed: int, number: int) -> None:
    chance = random.Random(seed)
    planter, layout = Planter(chance), Layout(chance)
    for _ in range(number):
        plant = chance.choice(Planter.PLANTS)
        if all(planter.free.values()):
            plant(planter)
    text = layout.text(planter.pairs)
    declaration = declare_text(text, FILE)
    result = fixed(declaration)
    after = result.after.get(FILE, text)

    assert [each.reason for each in result.skipped] == []
    left = sorted((each.code, each.id) for each in result.findings)
    assert left == sorted(("KPI001", id) for id in planter.promised), text
    expect_contract(declaration, result, "safe")
    expect_rest_untouched(text, after, _faulty_lines(declaration, text))
    assert re.findall(r"# note.*", text) == re.findall(r"# note.*", after)


def _faulty_lines(declaration: Declaration, text: str) -> set[int]:
    """Return the lines of findings; of a promise in a target, the line of the target."""
    lines = text.split("\n")
    found = set()
    for finding in findings_of(declaration):
        line = finding.line
        while finding.code == "KPI021" and "target" not in lines[line - 1]:
            line -= 1
        found.add(line)
    return found


def expect_rest_untouched(before: str, after: str, faulty: set[int]) -> None:
    """Expect each line that went to be one with a finding, or one inside of what begins there."""
    lines = before.split("\n")
    kept = Counter(after.split("\n"))
    inside: int | None = None
    for number, line in enumerate(lines, 1):
        depth = len(line) - len(line.lstrip())
        if inside is not None and line.strip() and depth <= inside:
            inside = None
        if number in faulty:
            inside = depth
        elif inside is None and line.strip():
            assert kept[line] > 0, f"line {number} went: {line!r}"
            kept[line] -= 1


# -- and in the example, whose files people read -------------------------------------------------

PLANTED = [
    ("kpis/service.yaml", "    owner:", "    ownr:"),
    ("kpis/goals.yaml", "    definition:", "    definiton:"),
    ("theory.yaml", "    title:", "    titel:"),
    ("outcomes.yaml", "outcomes:", "outcoms:"),
    ("measurement/observations.csv", "kpi,date", "kpi,dat"),
    ("measurement/observations.csv", ",2025-12-31", ",2025/12/31"),
    ("kpis/service.yaml", "    cadence:", "    cadense:"),
    ("kpis/range.yaml", "direction: increase", "direction: Increase"),
    ("activities.yaml", "    output:", "    otput:"),
    ("theory.yaml", "due: 2027-12-31", "due: 31.12.2027"),
]
EXAMPLE = declare(RETENTION)


@settings(max_examples=25)
@given(chosen=st.sets(st.integers(0, len(PLANTED) - 1), min_size=1), seed=st.integers(0, 2**32))
def test_the_example_is_mended_to_what_it_was(chosen: set[int], seed: int) -> None:
    chance = random.Random(seed)
    clean = {file: source.text for file, source in EXAMPLE.sources.items()}
    planted = dict(clean)
    for at in sorted(chosen):
        name, old, new = PLANTED[at]
        file = str(RETENTION / name)
        place = chance.choice([found.start() for found in re.finditer(old, planted[file])])
        planted[file] = f"{planted[file][:place]}{new}{planted[file][place + len(old) :]}"
    result = fixed(EXAMPLE.with_texts(planted))
    assert planted | dict(result.after) == clean
    assert list(map(said, result.findings)) == list(map(said, findings_of(EXAMPLE)))


# -- and in examples that were torn at random ----------------------------------------------------

EXAMPLES = (EXAMPLE, declare(RETENTION.with_name("satisfaction_rank")))
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_KEY = re.compile(r"^(\s+)(\w+):")
_DAY_FORMS = (r"\1/\2/\3", r"\3.\2.\1", r"\3/\2/\1", r"\1-\2-\3T00:00:00")


def torn(text: str, chance: random.Random) -> str:
    """Return a text with a line of it copied, moved, misspelt or otherwise spoilt."""
    lines = text.split("\n")
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    line = lines[at]
    cut = chance.randrange(len(line) + 1)
    spoilt = {
        "letter": line[:cut] + line[cut + 1 :],
        "day": _DAY.sub(chance.choice(_DAY_FORMS), line),
        "promise": re.sub(r"(target|value): .*", r"\1: TBD # soon", line),
        "case": re.sub(r": (\w+)$", lambda word: f": {word[1].title()}", line),
        "key": _KEY.sub(lambda key: f"{key[1]}{key[2][:-1]}:", line),
        "copy": f"{line}\n{line}",
        "move": lines[other],
    }
    kind = chance.choice([*spoilt])
    lines[at] = spoilt[kind]
    if kind == "move":
        lines[other] = line
    return "\n".join(lines)


@settings(max_examples=25)
@given(
    seed=st.integers(0, 2**32),
    line_end=st.sampled_from(["\n", "\r\n"]),
    applicability=st.sampled_from(["safe", "unsafe"]),
)
def test_a_torn_example_keeps_its_comments_and_line_ends(
    seed: int, line_end: str, applicability: Applicability
) -> None:
    chance = random.Random(seed)
    example = chance.choice(EXAMPLES)
    texts = {file: source.text for file, source in example.sources.items()}
    for file in chance.choices(sorted(texts), k=4):
        texts[file] = torn(texts[file], chance)
    texts = {file: text.replace("\n", line_end) for file, text in texts.items()}
    declaration = example.with_texts(texts)
    result = fixed(declaration, applicability=applicability)
    expect_contract(declaration, result, applicability)
    for file, after in result.after.items():
        assert set(re.findall(r"\r?\n", after)) <= {line_end}
        if file.endswith(".yaml"):
            assert comments(after) == comments(texts[file])


def comments(text: str) -> list[str]:
    return sorted(re.findall(r"(?<!\S)#[^\r\n]*", text))


@pytest.mark.parametrize(
    ("written", "mended", "applicability"),
    [("80 Prozent", "80 %", "safe"), ("80 procent", "80 %", "safe"), ("0.8", "80", "unsafe")],
)
def test_a_percentage_in_another_form_is_mended(
    written: str, mended: str, applicability: Applicability
):
    text = (
        "kpis:\n  share:\n    unit: percent\n    direction: increase\n"
        "    baseline: {value: 71, date: 2025-12-31}\n"
        f"    target: {{value: {written}, date: 2027-12-31}}\n"
    )
    declaration = declare_text(text)
    after = fixed(declaration, findings_of(declaration), applicability=applicability).after
    assert f"value: {mended}, date: 2027" in next(iter(after.values()), "")
