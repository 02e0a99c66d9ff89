"""Which finding is which, while its lines move."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.linter import check
from theoryofchange.linter.identity import fingerprint, identity

OUTCOMES = "outcomes:\n  trust: {}\n"
POOR = """\
theory: {as_of: 2026-01-01}
goals:
  增长:
    title: Grow <b>"fast"</b> 🚀
    due: 2025-06-30
    needs: [trust]
outcomes:
  trust: {}
kpis:
  churn:
    measures: 增长
    target: {value: TBD, date: 2027-12-31}
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def texts(root: Path, text: str | bytes, name: str = "a.yaml") -> frozenset[str]:
    data = text if isinstance(text, bytes) else text.encode()
    (root / name).write_bytes(data)
    found = identity(check(root / name), root)
    (root / name).unlink()
    return frozenset(found.values())


def test_every_finding_has_its_own(root):
    (root / "a.yaml").write_text(POOR, encoding="utf-8")
    findings = check("a.yaml")
    found = identity(findings)
    assert set(found) == set(findings)
    assert len(set(found.values())) == len(findings) > 5
    for finding, text in found.items():
        held = json.loads(text)
        assert list(held) == ["file", "code", "id", "message", "ordinal"]
        assert (held["file"], held["code"], held["id"]) == ("a.yaml", finding.code, finding.id)


@pytest.mark.parametrize(
    "moved",
    [
        pytest.param(lambda text: f"# one\n\n# two\n{text}", id="lines"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="crlf"),
        pytest.param(lambda text: text.replace("    ", "        "), id="indent"),
        pytest.param(lambda text: text.replace("2026-01-01", "2026-03-31"), id="day of looking"),
        pytest.param(lambda text: text.replace(OUTCOMES, "") + OUTCOMES, id="order"),
        pytest.param(lambda text: b"\xef\xbb\xbf" + text.encode(), id="byte order mark"),
    ],
)  # fmt: skip
def test_it_survives_what_only_moves_a_finding(root, moved):
    assert texts(root, moved(POOR)) == texts(root, POOR)


def test_it_does_not_survive_another_file_id_or_title(root):
    before = texts(root, POOR)
    assert texts(root, POOR, "b.yaml").isdisjoint(before)
    churn = {text for text in before if json.loads(text)["id"] == "churn"}
    assert churn and churn.isdisjoint(texts(root, POOR.replace("churn", "attrition")))
    assert not churn <= texts(root, POOR.replace("  churn:", "  churn:\n    title: Churn"))


def test_equal_findings_are_told_apart_in_the_order_of_their_places(root):
    text = "goals: {g: {needs: {a: {effect: x}, b: {effect: x}}}}\noutcomes: {a: {}, b: {}}\n"
    (root / "a.yaml").write_text(text, encoding="utf-8")
    found = identity(check("a.yaml"))
    assert len(set(found.values())) == len(found)


def test_figures_count_in_quotation_marks_and_in_names_only(root):
    text = "goals: {g: {weight: 0, needs: [NAME]}}\n"
    assert texts(root, text.replace("NAME", "o1")) != texts(root, text.replace("NAME", "o2"))
    assert texts(root, text.replace("NAME", "2024")) != texts(root, text.replace("NAME", "2025"))
    assert texts(root, text) == texts(root, text.replace("0", "0.0"))


def test_files_are_named_from_the_root_however_they_were_given(root, monkeypatch):
    here = root / "strategy"
    here.mkdir()
    (here / "a.yaml").write_text(POOR, encoding="utf-8")
    (root / "link").symlink_to(here)
    expected = frozenset(identity(check("strategy"), root).values())
    assert expected == frozenset(identity(check(here), root).values())
    assert expected == frozenset(identity(check("./strategy/../strategy/a.yaml"), root).values())
    assert expected == frozenset(identity(check("link"), root).values())
    monkeypatch.chdir(here)
    assert expected == frozenset(identity(check("."), root).values())
    assert json.loads(min(expected))["file"] == "strategy/a.yaml"


def test_a_fingerprint_is_short_and_of_any_text():
    assert len(fingerprint("增长")) == 64
    assert fingerprint("a") != fingerprint("b")


@given(st.lists(st.sampled_from(POOR.splitlines()), unique=True))
def test_no_two_findings_share_one(lines):
    from theoryofchange.declare import declare_text

    findings = check(declare_text("\n".join(lines)))
    assert len(set(identity(findings).values())) == len(set(findings))
