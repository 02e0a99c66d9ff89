"""Whatever stands in the files: findings with a place, never a traceback."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.declare import declare, declare_text
from theoryofchange.declare.sections import BY_ID, LISTS, SINGLE
from theoryofchange.errors import InputError
from theoryofchange.link import Link
from theoryofchange.linter import Findings, check
from theoryofchange.linter.run import findings_of
from theoryofchange.source.finding import Finding
from theoryofchange.source.reading import Limits
from theoryofchange.source.writer import to_yaml

CLEAN = Path(__file__).with_name("clean.yaml")
MEGABYTE = 1024 * 1024


def checked(text: str) -> Findings:
    return findings_of(declare_text(text))


def codes(text: str) -> list[str]:
    return [finding.code for finding in checked(text)]


def only(code: str, findings: Findings) -> Finding:
    (finding,) = (finding for finding in findings if finding.code == code)
    return finding


# nothing there


@pytest.mark.parametrize("text", ["", "\n\n", "# a note\n", "---\n...\n", "---\n---\n", "{}", "~"])
def test_nothing_declared_is_one_finding(text: str) -> None:
    assert codes(text) == ["TOC011"]


def test_an_empty_file_is_placed_in_it(tmp_path: Path) -> None:
    file = tmp_path / "theory.yaml"
    file.write_bytes(b"")
    finding = only("TOC011", check(file))
    assert (finding.file, finding.line, finding.column) == (file.as_posix(), 1, 1)


def test_an_empty_directory_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / ".hidden.yaml").write_text("goals: {}")
    with pytest.raises(InputError):
        check(tmp_path)


# large


def test_ten_megabytes_of_brackets() -> None:
    assert codes("[" * (10 * MEGABYTE)) == ["TOC010"]


def test_one_line_of_ten_megabytes() -> None:
    title = "x" * (10 * MEGABYTE)
    text = f'goals: {{growth: {{title: "{title}", weight: heavy}}}}'
    assert only("TOC004", checked(text)).column == text.index("heavy") + 1


def test_fifty_thousand_unknown_keys() -> None:
    keys = "\n".join(f"  growth_{number}: {{colour: green}}" for number in range(50_000))
    findings = checked(f"goals:\n{keys}\n")
    assert findings.count("TOC003") == 50_000
    assert findings[-1].line == 50_001


def test_fifty_thousand_kpis() -> None:
    kpis = "\n".join(f"  kpi_{number}: {{measures: growth}}" for number in range(50_000))
    findings = checked(f"goals:\n  growth: {{}}\nkpis:\n{kpis}\n")
    assert findings.count("KPI001") == 50_000


def test_a_chain_of_two_thousand_outcomes() -> None:
    chain = "\n".join(f"  o{number}: {{needs: [o{number + 1}]}}" for number in range(2000))
    findings = checked(f"goals: {{g: {{needs: [o0]}}}}\noutcomes:\n{chain}\n  o2000: {{}}\n")
    assert findings.count("GRF005") == 1
    assert findings.count("GRF003") == 0


def test_a_ring_of_two_thousand_outcomes_is_one_cycle() -> None:
    ring = "\n".join(f"  o{i}: {{needs: [o{(i + 1) % 2000}]}}" for i in range(2000))
    finding = only("GRF001", checked(f"goals: {{g: {{needs: [o0]}}}}\noutcomes:\n{ring}\n"))
    assert len(finding.message) < 300
    assert len(finding.related) < 20


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("goals: {growth: {}}")
    declaration = declare(tmp_path, limits=Limits(size=5))
    assert [finding.code for finding in findings_of(declaration)] == ["TOC010"]


# unsafe


def test_an_alias_bomb_is_refused() -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    assert codes("\n".join(lines)).count("TOC010") == 1


def test_an_alias_within_itself_is_refused() -> None:
    assert codes("goals: &g {growth: *g}") == ["TOC010"]


def test_deep_nesting_is_refused() -> None:
    assert codes("goals: " + "{a: " * 1000 + "1" + "}" * 1000) == ["TOC010"]


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system [ls]", "!x 1", "!!binary aGk="])
def test_a_tag_is_refused_in_its_place(tag: str) -> None:
    finding = only("TOC010", checked(f"goals:\n  growth: {{owner: {tag}}}"))
    assert (finding.line, finding.column) == (2, 19)


def test_a_link_out_of_the_directory_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("goals: {secret: {}}")
    inside = tmp_path / "strategy"
    inside.mkdir()
    (inside / "a.yaml").write_text("goals: {growth: {}}")
    (inside / "b.yaml").symlink_to(tmp_path / "secret.yaml")
    (inside / "more").symlink_to(tmp_path)
    findings = check(inside)
    assert [finding.code for finding in findings] == ["TOC010", "TOC010"]
    assert "secret" not in declare(inside).theory.goals


# encodings and line ends


def place(content: bytes, tmp_path: Path) -> tuple[str, int, int]:
    file = tmp_path / "theory.yaml"
    file.write_bytes(content)
    finding = only("TOC004", check(file))
    return finding.code, finding.line, finding.column


TEXT = "goals:\n  增长🚀: {title: 增长, weight: 很重}\n"
PLACE = ("TOC004", 2, TEXT.splitlines()[1].index("很重") + 1)


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
    ],
    ids=["utf-8", "crlf", "cr", "bom", "utf-16", "utf-16-be"],
)
def test_a_column_counts_characters(content: bytes, tmp_path: Path) -> None:
    assert place(content, tmp_path) == PLACE


@pytest.mark.parametrize(
    "content",
    [
        b"goals: {growth: {title: \xff\xfe}}",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"goals: {growth: \x00}",
        b"\xff\xfegoals",
        bytes(range(256)),
    ],
    ids=["latin", "picture", "nul", "half a character", "all bytes"],
)
def test_what_is_no_text_is_one_finding(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "theory.yaml"
    file.write_bytes(content)
    assert [finding.code for finding in check(file)] == ["TOC001"]


def test_names_in_any_script_are_shown_as_they_are() -> None:
    text = "goals: {增长🚀: {needs: [信任]}}\noutcomes: {信任: {}, '<b>&': {}}"
    findings = checked(text)
    assert "信任" in only("GRF005", findings).message
    assert "<b>&" in only("GRF003", findings).message


# wrong types everywhere

VALUES = ["x", "", "TBD", "-1", "2027-02-30", None, True, [], ["x"], [["x"]], {}, {"x": {}}, [{}]]
LINK_FIELDS = [field.name for field in dataclasses.fields(Link)]


@pytest.mark.parametrize("section", [*BY_ID, *LISTS, *SINGLE])
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_any_value_for_a_section_or_an_item(section: str, value: Any) -> None:
    for data in ({section: value}, {section: {"a": value}}, {section: [value]}):
        assert not check(data).count("TOC999")


FIELDS = [
    (section, field.name)
    for section, kind in (*BY_ID.items(), *LISTS.items(), *SINGLE.items())
    for field in dataclasses.fields(kind)
]


@pytest.mark.parametrize(("section", "field"), FIELDS)
def test_any_value_for_any_field(section: str, field: str) -> None:
    for value in VALUES:
        record = {field: value}
        data: Any = {section: record if section in SINGLE else {"a": record}}
        if section in LISTS:
            data = {section: [record]}
        assert not check({"goals": {"g": {}}, **data}).count("TOC999"), value


@pytest.mark.parametrize("field", LINK_FIELDS)
def test_any_value_for_any_field_of_a_link(field: str) -> None:
    for value in VALUES:
        goals = {"g": {"needs": {"o": {field: value}}}}
        assert not check({"goals": goals, "outcomes": {"o": {}}}).count("TOC999"), value


IDS = st.sampled_from(["a", "b", "c", "增", "x y", "0"])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 120),
    st.sampled_from(
        ["TBD", "80 %", "17 of 16", "2027-01-01", "2026-02-30", "increase", "maintain", "3 weeks",
         "-3 days", "€5", "percent", "rank", "hunch", "-", "+", "share of x", "none", "a", "b"]
    ),
    st.text(max_size=5),
)  # fmt: skip
NAMES = sorted(
    {field for _, field in FIELDS}
    | {"value", "date", "n", "effect", "likely", "low", "high", "sign", "lag", "evidence", "design"}
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(IDS, st.sampled_from(NAMES)), inner, max_size=4),
    ),
    max_leaves=12,
)


def records(kind: Any) -> st.SearchStrategy[Any]:
    names = [field.name for field in dataclasses.fields(kind)]
    return st.one_of(st.dictionaries(st.sampled_from(names), ANYTHING, max_size=8), ANYTHING)


THEORIES = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.dictionaries(IDS, records(kind), max_size=4) for name, kind in BY_ID.items()},
        **{name: st.lists(records(kind), max_size=3) for name, kind in LISTS.items()},
        **{name: records(kind) for name, kind in SINGLE.items()},
    },
)
LINKS = st.dictionaries(
    IDS,
    st.fixed_dictionaries(
        {},
        optional={
            "sign": st.sampled_from(["+", "-"]),
            "effect": st.dictionaries(
                st.sampled_from(["likely", "low", "high"]), st.integers(-2, 2)
            ),
            "lag": st.sampled_from(["1 week", "2 months", "0 days"]),
        },
    ),
    max_size=3,
)
WEBS = st.fixed_dictionaries(
    {
        "theory": st.just({"as_of": "2026-01-01"}),
        "goals": st.dictionaries(
            IDS, st.fixed_dictionaries({"needs": LINKS, "due": st.just("2026-02-01")}), max_size=3
        ),
        "outcomes": st.dictionaries(IDS, st.fixed_dictionaries({"needs": LINKS}), max_size=5),
        "activities": st.dictionaries(
            IDS,
            st.fixed_dictionaries({"advances": LINKS, "after": st.lists(IDS, max_size=3)}),
            max_size=5,
        ),
    }
)


def assert_sound(data: Any) -> None:
    text = to_yaml(data)
    lines = text.split("\n")
    for finding in checked(text):
        assert finding.code != "TOC999", finding.message
        assert finding.message
        assert 1 <= finding.line <= len(lines)
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1


@settings(max_examples=250, deadline=None)
@given(THEORIES)
def test_data_of_any_shape_never_brings_a_rule_down(data: Any) -> None:
    assert_sound(data)


@settings(max_examples=250, deadline=None)
@given(WEBS)
def test_links_of_any_shape_never_bring_a_rule_down(data: Any) -> None:
    assert_sound(data)


@settings(max_examples=200, deadline=None)
@given(ANYTHING)
def test_a_document_of_any_shape_never_raises(data: Any) -> None:
    assert_sound(data)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 400), st.text(alphabet=" \n\t:-[]{}#&*!|>'\"%@`a1", max_size=6))
def test_a_file_broken_anywhere_never_raises(at: int, noise: str) -> None:
    text = CLEAN.read_text(encoding="utf-8")
    at = at * len(text) // 400
    assert "TOC999" not in codes(text[:at] + noise + text[at:])


@settings(max_examples=100, deadline=None)
@given(WEBS)
def test_the_same_text_gives_the_same_findings(data: Any) -> None:
    text = to_yaml(data)
    assert checked(text).to_dict() == checked(text).to_dict()


def test_thousands_of_ids_that_name_nothing() -> None:
    kpis = "\n".join(f"  kpi_{number}: {{measures: other_{number}}}" for number in range(3000))
    goals = "\n".join(f"  goal_{number}: {{}}" for number in range(3000))
    findings = checked(f"goals:\n{goals}\nkpis:\n{kpis}\n")
    assert findings.count("TOC007") == 3000
    assert findings.count("KPI011") == 0


def test_thousands_of_ids_that_nearly_name_something() -> None:
    needs = ", ".join(f"outcom_{number}" for number in range(3000))
    outcomes = "\n".join(f"  outcome_{number}: {{}}" for number in range(10_000))
    findings = checked(f"goals: {{g: {{needs: [{needs}]}}}}\noutcomes:\n{outcomes}\n")
    dangling = [finding for finding in findings if finding.code == "TOC007"]
    assert len(dangling) == 3000
    assert dangling[0].tip == "Did you mean outcome_0?"


def test_thousands_of_columns_that_nothing_has(tmp_path: Path) -> None:
    (tmp_path / "theory.yaml").write_text("goals: {g: {}}\nkpis: {k: {measures: g}}\n")
    names = [f"column_{number}" for number in range(20_000)]
    table = f"{','.join(names)}\n{','.join('1' for _ in names)}\n"
    (tmp_path / "observations.csv").write_text(table)
    unknown = [finding for finding in check(tmp_path) if finding.code == "TOC003"]
    assert len(unknown) == 20_000
    assert unknown[-1].column == len(",".join(names[:-1])) + 2


def test_thousands_of_goals_and_outcomes_of_the_same_ids() -> None:
    ids = "\n".join(f"  g{number}: {{}}" for number in range(10_000))
    assert checked(f"goals:\n{ids}\noutcomes:\n{ids}\n").count("TOC006") == 10_000


# places


def marked(text: str) -> set[tuple[str, str]]:
    """Return the code of each finding and the piece of its line that it marks."""
    lines = text.split("\n")
    found = set()
    for finding in checked(text):
        span = finding.span
        end = span.end_column - 1 if span.end_line == span.line else None
        found.add((finding.code, lines[span.line - 1][span.column - 1 : end]))
    return found


FLOW = """\
theory: {as_of: 2026-01-01}
goals:
  growth: {needs: {trust: {assumes: x}, gone: {assumes: x}, dear: {sign: '-', assumes: x}}}
  fame: {title: Fame}
outcomes:
  trust: {needs: {service: {assumes: x}, dear: {assumes: x}}}
  service: {needs: {trust: {assumes: x}}}
  dear: {title: Dear}
  aside: {title: Aside}
activities:
  build: {advances: {trust: {assumes: x}}, effort: {likely: 2 days}}
"""


def test_what_is_said_of_a_node_marks_its_key_in_both_styles() -> None:
    written = yaml.safe_load(FLOW)
    block = yaml.safe_dump(written, default_flow_style=False, sort_keys=False)
    assert marked(FLOW) == marked(block)
    assert {
        ("KPI017", "growth"),
        ("GRF002", "fame"),
        ("GRF003", "aside"),
        ("KPI018", "trust"),
        ("TOC007", "gone"),
        ("GRF001", "trust"),
    } <= marked(FLOW)
