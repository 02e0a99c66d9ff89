"""Faults planted at random are mended, and nothing else changes."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

from contract import FILE, expect_contract, said
from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.declare import Declaration, declare, declare_text
from theoryofchange.linter.fixing import fixed
from theoryofchange.linter.run import findings_of
from theoryofchange.source.finding import Applicability
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.span import Source

CLEAN = Path(__file__).parents[1].joinpath("clean.yaml").read_text(encoding="utf-8")
RETENTION = Path(__file__).parents[3] / "examples" / "retention"


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
