"""Settings in ``toc.toml`` and in ``pyproject.toml``: which file holds, and what it may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from theoryofchange.errors import InputError
from theoryofchange.linter import check
from theoryofchange.linter.settings import Settings, settings_for, settings_in


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(root: Path, name: str, text: str) -> str:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return name


WHOLE = """\
profile = "strict"
select = ["KPI", "toc"]
extend-select = ["GRF001"]
ignore = ["kpi-without-decision"]
fail-on = "error"
fail-under = 7
baseline = "known/findings.json"

[severity]
KPI003 = "error"

[per-path]
"legacy/**" = ["KPI004"]

[rules.KPI020]
most = 8
""".replace('"toc"', '"TOC"')


def test_every_key_is_read(root):
    put(root, "toc.toml", WHOLE)
    settings = settings_for(root)
    configuration = settings.configuration
    assert (settings.fail_on, settings.fail_under) == ("error", 7.0)
    assert settings.baseline == str(root / "known/findings.json")
    assert configuration.profile == "strict"
    assert configuration.select == ("KPI", "TOC")
    assert configuration.extend_select == ("GRF001",)
    rules = {each.code: each for each in configuration.rules}
    assert "KPI010" not in rules and "LNK001" not in rules and "GRF001" in rules
    assert rules["KPI003"].severity == "error"
    assert rules["KPI020"].options == {"most": 8}
    assert configuration.ignored_in("legacy/a.yaml") == {"KPI004"}


def test_a_table_of_the_project_says_the_same(root):
    table = WHOLE.replace("[severity]", "[tool.theoryofchange.severity]")
    table = table.replace("[per-path]", "[tool.theoryofchange.per-path]")
    table = table.replace("[rules.KPI020]", "[tool.theoryofchange.rules.KPI020]")
    put(root, "a/pyproject.toml", f"[tool.theoryofchange]\n{table}")
    put(root, "b/toc.toml", WHOLE)
    shared, own = settings_for("a"), settings_for("b")
    assert shared.configuration.rules == own.configuration.rules
    assert (shared.fail_on, shared.fail_under) == (own.fail_on, own.fail_under)


def test_without_a_file_the_defaults_hold(root):
    assert settings_for(root / "nowhere") == settings_for() == Settings()
    assert Settings().fail_on is None and Settings().failing == "warning"


def test_a_score_that_is_asked_for_lets_warnings_pass_unless_the_severity_is_said():
    assert Settings(fail_under=7).failing == "error"
    assert Settings(fail_under=7, fail_on="info").failing == "info"


# which file


def test_the_nearest_file_holds_and_no_other(root):
    put(root, "toc.toml", 'ignore = ["LNK"]\nfail-on = "error"')
    put(root, "a/b/toc.toml", 'ignore = ["KPI"]')
    put(root, "a/b/c/kpis.yaml", "")
    for path in ("a/b", "a/b/c", "a/b/c/kpis.yaml"):
        assert settings_for(path).configuration.ignore == ("KPI",), path
        assert settings_for(path).fail_on is None
    assert settings_for("a").configuration.ignore == ("LNK",)


def test_in_one_directory_the_own_file_goes_before_that_of_the_project(root):
    put(root, "toc.toml", 'ignore = ["LNK"]')
    put(root, "pyproject.toml", '[tool.theoryofchange]\nignore = ["KPI"]')
    assert settings_for(root).configuration.ignore == ("LNK",)


def test_a_project_that_says_nothing_of_us_is_passed_over(root):
    put(root, "toc.toml", 'ignore = ["LNK"]')
    put(root, "a/pyproject.toml", '[project]\ndependencies = ["theoryofchange>=1"]')
    put(root, "b/pyproject.toml", "this is [not TOML")
    for path in ("a", "b"):
        assert settings_for(path).configuration.ignore == ("LNK",)


def test_files_together_have_the_settings_of_the_directory_they_share(root):
    put(root, "toc.toml", 'ignore = ["LNK"]')
    put(root, "a/toc.toml", 'ignore = ["KPI"]')
    one, two, three = (put(root, name, "") for name in ("a/1.yaml", "a/b/2.yaml", "c/3.yaml"))
    assert settings_for(one, two).configuration.ignore == ("KPI",)
    assert settings_for(one, three).configuration.ignore == ("LNK",)


def test_a_file_that_is_named_is_read_whatever_its_name(root):
    put(root, "ci/strict.toml", 'profile = "strict"\n[per-path]\n"old/**" = ["KPI010"]')
    settings = settings_in("ci/strict.toml")
    assert settings.configuration.profile == "strict"
    assert settings.configuration.ignored_in("ci/old/a.yaml") == {"KPI010"}
    put(root, "pyproject.toml", "[tool.theoryofchange]\n")
    assert settings_in("pyproject.toml").configuration.rules == Settings().configuration.rules


def test_a_byte_order_mark_is_no_fault(root):
    (root / "toc.toml").write_bytes(b'\xef\xbb\xbfignore = ["LNK"]\r\n')
    assert settings_for(root).configuration.ignore == ("LNK",)


def test_a_check_looks_for_no_file(root):
    put(root, "toc.toml", 'ignore = ["GRF"]')
    put(root, "a.yaml", "goals: {g: {}}")
    assert check("a.yaml").count("GRF002") == 1
    assert check("a.yaml", configuration=settings_for("a.yaml").configuration).count("GRF002") == 0


# what cannot be used


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("selct = []", "there is no key 'selct'. Did you mean select?"),
        ("extend_select = []", "there is no key 'extend_select'. Did you mean extend-select?"),
        ("colour = 1", "there is no key 'colour'. Its keys: profile, select"),
        ("[tool.theoryofchange]", "there is no key 'tool'. Its keys:"),
        ("profile = 1", "profile: 1 is not a text"),
        ('profile = "strickt"', "profile: no profile is called 'strickt'. Did you mean strict?"),
        ('select = "KPI"', "select: 'KPI' is not a list of codes"),
        ("select = [1]", "select: [1] is not a list of codes"),
        ("select = []", "select: an empty list selects no rule"),
        ('ignore = ["kpi-without-ownr"]', "Did you mean kpi-without-owner?"),
        ("severity = 1", "severity: 1 is not a table"),
        ('severity = {KPI003 = "warnning"}', "Did you mean warning?"),
        ("severity = {KPI003 = 3}", "severity.KPI003: no severity is called 3."),
        ('severity = {KPI = "error"}', "severity: no rule is called 'KPI'."),
        ('per-path = {"a/**" = "KPI"}', "per-path.a/**: 'KPI' is not a list of codes"),
        ('per-path = {"a/**" = ["KPX"]}', "per-path.a/**: no rule is called 'KPX'."),
        ("rules = {KPI020 = 3}", "rules.KPI020: 3 is not a table"),
        ("rules = {KPI999 = {most = 3}}", "rules: no rule is called 'KPI999'."),
        ("rules.KPI020.mots = 3", "KPI020 (too-many-kpis) has no option 'mots'. Did you mean most"),
        ('rules.KPI020.most = "3"', "rules.KPI020.most: '3' is not a whole number"),
        ('fail-on = "fatal"', "fail-on: no severity is called 'fatal'."),
        ("fail-under = 11", "fail-under: 11 is not a score from 0 to 10"),
        ("fail-under = true", "fail-under: True is not a score"),
        ("fail-under = nan", "fail-under: nan is not a score"),
        ("baseline = true", "baseline: True is not a text"),
        ('baseline = ""', "baseline: '' is not a text"),
        ("ignore = [", "this is not TOML: "),
        ("a = 1\na = 2", "this is not TOML: "),
        ("a = " + 3000 * "[", "this is not TOML: "),
    ],
)
def test_what_cannot_be_used_is_one_line_that_names_the_file(root, text, said):
    put(root, "conf/toc.toml", text)
    with pytest.raises(InputError) as caught:
        settings_for("conf")
    message = str(caught.value)
    begin = "conf/toc.toml: " if "not TOML" in said else "conf/toc.toml:1: "
    assert message.startswith(begin) and said in message and "\n" not in message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('ignore = [\n  "KPI",\n  "XYZ",\n]', 1),
        ('# severity\n\n[severity]\nKPI004 = "error"\nKPI003 = "grave"', 5),
        ('severity = {KPI004 = "error", KPI003 = "grave"}', 1),
        ('[per-path]\n"KPI003" = []\n[severity]\nKPI003 = "grave"', 4),
        ('profile = """\nignore = []\n"""\nignore = ["XYZ"]', 4),
        ('severity."KPI00\\u0033" = "grave"', None),
    ],
)
def test_the_line_of_the_key_is_told_where_it_can_be(root, text, line):
    put(root, "toc.toml", text.replace('"""\nignore = []\n"""', '"""\\\nrecommended\\\n"""'))
    with pytest.raises(InputError) as caught:
        settings_for(root)
    place = f"toc.toml:{line}: " if line else "toc.toml: "
    assert str(caught.value).startswith(place)


def test_the_line_is_that_of_the_table_of_this_tool(root):
    put(root, "pyproject.toml", "[tool.other]\nfail-on = 1\n[tool.theoryofchange]\nfail-on = 2\n")
    with pytest.raises(InputError, match=r"^pyproject\.toml:4: fail-on: "):
        settings_for(root)


def test_a_file_that_is_not_text_or_not_there_is_said(root):
    (root / "toc.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match=r"^toc\.toml: this is not TOML"):
        settings_for(root)
    with pytest.raises(InputError, match=r"^away\.toml: there is no such file; check the path"):
        settings_in("away.toml")
    put(root, "pyproject.toml", "[project]\n")
    with pytest.raises(InputError, match=r"no table \[tool\.theoryofchange\]"):
        settings_in("pyproject.toml")
    put(root, "x/pyproject.toml", "tool.theoryofchange = 1\n")
    with pytest.raises(InputError, match=r"^x/pyproject\.toml: .*not a table"):
        settings_for("x")


def test_a_directory_in_place_of_a_file_of_settings_is_said(root):
    (root / "toc.toml").mkdir()
    for read in (lambda: settings_for(root), lambda: settings_in("toc.toml")):
        with pytest.raises(InputError, match=r"^toc\.toml: this is a directory"):
            read()
