"""Findings in Chinese: every rule has its messages, and nothing but the words changes."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

import theoryofchange
from theoryofchange.cli.main import main
from theoryofchange.declare import declare_text
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.findings import Findings
from theoryofchange.linter.identity import identity
from theoryofchange.linter.registry import packaged_rules
from theoryofchange.linter.run import check, checked
from theoryofchange.linter.translation import messages_in
from theoryofchange.measurement.contracts import CONTRACTS

PACKAGE = Path(theoryofchange.__file__).parent
TABLES = json.loads(
    (files("theoryofchange.linter") / "messages" / "zh.json").read_text(encoding="utf-8")
)
HOLES = re.compile(r"\{(\w+)(?::(#|and|or|say|may))?\}")
TEMPLATES = [(code, said) for code, table in TABLES.items() for said in table]
SAID = "\n".join(HOLES.sub("\0", said) for _, said in TEMPLATES)
SAYING = (
    "declare/fixes.py",
    "declare/messages.py",
    "formula/parsing.py",
    "linter/arrival.py",
    "linter/figures.py",
    "linter/knots.py",
    "linter/likeness.py",
    "linter/percentages.py",
    "measurement/engine/conditions.py",
    "measurement/engine/contracts.py",
    "measurement/engine/figures.py",
    "measurement/engine/planning.py",
    "measurement/possible.py",
    "measurement/scale.py",
)
"""Modules beside those with faults of their own that word a part of what findings say."""
SAYING_ELSEWHERE = {"linter/standards.py"}
"""What standards ask is shown beside the findings."""
SAID_OTHERWISE = {
    "Write the date as 2025-12-31.",
    "Write the day as 2027-01-31.",
    "# toc: ignore[KPI010] until 2027-01-31: decided in Q1",
    "0, whichever it is.",
    "An observation",
    " and no column ",
    "pip install theoryofchange[parquet]",
    "given takes one path or several, as in check(*paths), a theory or a mapping",
    "per cent",
    "1 figure is",
    "not installed",
    "fewer cases than min_n",
    "it would tell another that is withheld",
    "not all is known before ",
}
"""What stands in a message where its template has a hole, and what is no message."""
SAID_ALIKE = {"KPI", "a KPI", "an id", "{what:may}: {said:may}."}
POOR = """\
theory: {id: shop, title: Shop, language: LANGUAGE, as_of: 2026-06-30}
goals:
  growth: {title: More <b>bread</b>, due: 2025-12-31, needs: [trust], ownr: lead}
outcomes: {trust: {title: 信任 🚀}}
kpis:
  kept: {title: Guests “kept”, measures: trust, target: {value: TBD}, source: {system: till}}
"""


@pytest.mark.parametrize("code", [*(each.code for each in packaged_rules()), *CONTRACTS])
def test_every_rule_has_its_messages(code):
    assert TABLES.get(code), f"linter/messages/zh.json has nothing for {code}"


@pytest.mark.parametrize(("code", "said"), TEMPLATES)
def test_a_message_keeps_its_places(code, said):
    meant = TABLES[code][said]
    places = [name for name, _ in HOLES.findall(said)]
    assert len(set(places)) == len(places)
    lost = {"kind"} if said.startswith("Input should") else set()  # a name of ours, not a reader's
    assert {(name, "") for name in places} - {(name, "") for name in lost} <= set(
        HOLES.findall(meant)
    )
    assert set(HOLES.findall(meant)) <= {(name, "") for name in places}
    assert re.search("[\u4e00-\u9fff]", meant) or said in SAID_ALIKE


def test_a_message_stands_once():
    text = (files("theoryofchange.linter") / "messages" / "zh.json").read_text(encoding="utf-8")

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        assert len({key for key, _ in pairs}) == len(pairs)
        return dict(pairs)

    json.loads(text, object_pairs_hook=once)


def modules() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        is_saying = "Fault(" in path.read_text(encoding="utf-8") or name in SAYING
        if is_saying and name not in SAYING_ELSEWHERE:
            yield path


@pytest.mark.parametrize("path", [*modules()], ids=lambda path: path.stem)
def test_all_that_the_source_says_has_its_chinese(path):
    missing = [text for text in texts_of(path) if text.strip() not in SAID]
    assert not [text for text in missing if text not in SAID_OTHERWISE]


def texts_of(path: Path) -> Iterator[str]:
    """Yield the parts of texts in a module that are words, but for docstrings and exceptions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    left_out = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(node.value)
        if isinstance(node, ast.Raise) and "UnusableError" not in ast.unparse(node):
            left_out.update(ast.walk(node))
        if isinstance(node, ast.Assign) and "_MESSAGES" in ast.unparse(node.targets[0]):
            left_out.update(ast.walk(node))  # templates of their own: planted cases hold them
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = re.findall("[A-Za-z]{2,}", node.value)
            is_text = len(words) > 1 and " " in node.value.strip()
            is_pattern = re.search(r"\(\?|\[ ", node.value)
            if node not in left_out and is_text and not is_pattern:
                yield node.value


@pytest.mark.parametrize(
    ("code", "said", "meant"),
    [
        ("KPI001", "The KPI Churn has no target.", "KPI“Churn”没有目标值。"),
        # Names, ids and figures stay as they are, though they sound like a phrase of ours.
        ("KPI001", "The KPI a text has no target.", "KPI“a text”没有目标值。"),
        ("KPI001", "The KPI  has no target.", "KPI“”没有目标值。"),
        (
            "KPI016",
            "The target of A, B, 35 %, is its baseline.",
            "“A, B”的目标值 35 % 等于其基线。",
        ),
        ("TOC005", "The baseline has no value and no date.", "基线没有 value、date。"),
        ("TOC004", "sign takes '+' or '-', not “x or y”.", "sign 应为'+' 或 '-'，而不是“x or y”。"),
        ("TOC004", "due takes a text, not nothing.", "due 应为文本，而不是空值。"),
        ("ACME001", "The KPI Churn has no target.", None),
    ],
)
def test_a_message_is_said(code, said, meant):
    assert messages_in("zh").meant(code, said) == meant
    assert messages_in("zh-Hans") is messages_in("ZH-hans") or messages_in("zh-Hans")
    assert messages_in("../zh") is messages_in("fr") is None


def in_both_languages(text: str) -> tuple[Findings, Findings]:
    declaration = declare_text(text, "theory.yaml")
    found = checked(declaration, Configuration())
    return found, found.in_language("zh")


def test_only_the_words_change():
    english, chinese = in_both_languages(POOR)
    assert len(english) > 10
    for one, other in zip(english, chinese, strict=True):
        assert re.search("[\u4e00-\u9fff]", other.message)
        kept = ("code", "name", "severity", "span", "id", "confidence")
        assert [getattr(one, name) for name in kept] == [getattr(other, name) for name in kept]
        assert other.original == one.message
    assert chinese.in_language("zh") is chinese
    assert english.in_language("en") is english
    assert english.in_language("fr")[0].message == english[0].message
    assert list(identity(english).values()) == list(identity(chinese).values())


def test_a_finding_is_said_again_from_its_original():
    _, chinese = in_both_languages(POOR)
    assert chinese.in_language("zh-Hans")[0].original == chinese[0].original


def test_a_notebook_shows_findings_in_their_language():
    _, chinese = in_both_languages(POOR)
    page = chinese._repr_html_()
    assert "没有负责人" in page
    assert "What there is to mend" not in page


@pytest.fixture
def theory(tmp_path, monkeypatch):
    """Return what writes the theory in a language."""
    monkeypatch.chdir(tmp_path)

    def written(language: str) -> str:
        Path("theory.yaml").write_text(POOR.replace("LANGUAGE", language), encoding="utf-8")
        return "theory.yaml"

    return written


FORMATS = ("text", "json", "sarif", "github", "codequality", "junit")


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_says_it_in_the_language_of_the_theory(theory, capsys, form):
    theory("zh")
    assert main(["check", "theory.yaml", "--format", form, "--no-cache"]) == 1
    said = capsys.readouterr().out
    assert re.search("“Guests “kept””没有负责人|\\\\u6ca1", said)
    assert "has no owner" not in said


def test_text_has_no_english_sentence_left(theory, capsys):
    theory("zh")
    main(["check", "theory.yaml", "--no-cache"])
    said = capsys.readouterr().out
    assert "1 个文件：" in said
    assert "错误 TOC003 unknown-key" in said
    assert not re.search(r"\b(the|has|is|Add|in \d)\b", said)


@pytest.mark.parametrize("form", ["sarif", "codequality"])
def test_a_fingerprint_is_one_in_both_languages(theory, capsys, form):
    said = []
    for language in ("en", "zh"):
        theory(language)
        main(["check", "theory.yaml", "--format", form, "--no-cache"])
        said.append(re.findall(r'ingerprints?[^}]*?"([0-9a-f]{32,})"', capsys.readouterr().out))
    assert said[0] == said[1]
    assert len(said[0]) > 10


def test_a_baseline_holds_in_both_languages(theory, capsys):
    theory("en")
    arguments = ["check", "theory.yaml", "--baseline", "known.json"]
    main([*arguments, "--update-baseline"])
    recorded = Path("known.json").read_bytes()
    capsys.readouterr()
    theory("zh")
    assert main(arguments) == 0
    said = capsys.readouterr()
    assert (
        said.out == "1 个文件：没有发现问题。\n" or "条提示" in said.out or "没有发现" in said.out
    )
    assert "未列出：known.json 中已记录的" in said.err
    main([*arguments, "--update-baseline"])
    assert Path("known.json").read_bytes() == recorded


def test_a_fix_is_made_in_both_languages(theory, capsys):
    fixed = []
    for language in ("en", "zh"):
        theory(language)
        main(["check", "theory.yaml", "--fix"])
        fixed.append(Path("theory.yaml").read_text(encoding="utf-8").replace(language, "LANGUAGE"))
    assert fixed[0] == fixed[1] != POOR
    assert "已修正 1 个文件中的" in capsys.readouterr().err


def test_an_answer_is_found_anew_after_the_language_changed(theory, capsys):
    said = []
    for language in ("en", "zh", "zh"):
        theory(language)
        main(["check", "theory.yaml", "--cache-dir", "kept"])
        said.append(capsys.readouterr().out)
    assert said[0] != said[1] == said[2]


def test_theories_in_two_languages_are_said_each_in_its_own(theory, capsys, tmp_path):
    for language in ("en", "zh"):
        (tmp_path / language).mkdir()
        text = POOR.replace("LANGUAGE", language)
        (tmp_path / language / "theory.yaml").write_text(text, encoding="utf-8")
    main(["check", "en", "zh", "--no-cache"])
    said = capsys.readouterr().out
    assert "没有负责人" in said
    assert "has no owner" in said
    assert " in 2 files." in said


def test_english_loads_no_messages(tmp_path):
    (tmp_path / "theory.yaml").write_text(POOR.replace("LANGUAGE", "en"), encoding="utf-8")
    code = (
        "import sys; from theoryofchange.cli.main import main\n"
        f"main(['check', {str(tmp_path)!r}, '--no-cache'])\n"
        "print([name for name in sys.modules if 'translation' in name])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_what_cannot_be_read_is_said_too():
    found = check({"theory": {"language": "zh"}, "goals": 3})
    assert found.in_language("zh").at_least("error")[0].message.startswith("goals 应为")
