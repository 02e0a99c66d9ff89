"""Rules of other distributions run beside ours; one that cannot be used is told and left out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from theoryofchange.declare import declare_text
from theoryofchange.linter import registry
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.loading import theory_of
from theoryofchange.linter.plugins import GROUP, PlugIns, plug_ins
from theoryofchange.linter.registry import all_rules, packaged_rules, rule_of
from theoryofchange.linter.run import check

HEAD = """
from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.loading import theory_of
from theoryofchange.linter.rule import rule
from theoryofchange.linter.rules.kpi.kpi_without_owner import kpi_without_owner
from theoryofchange.source.finding import Fault
"""
OWNER = HEAD + dedent(
    '''
    @rule("ACME001", severity="warning")
    def owner_is_a_team(kpi: Kpi, *, ending: str = "_team") -> Iterator[Fault]:
        """A team answers for a KPI, and so nobody does."""
        if kpi.owner and kpi.owner.endswith(ending):
            yield Fault(("kpis", kpi.id, "owner"), f"{kpi.owner} is a team.", "Name a role.")


    @rule("ACME002", severity="info", profile="acme")
    def kpi_without_acme(kpi: Kpi) -> Iterator[Fault]:
        """A KPI is not ours."""
        yield Fault(("kpis", kpi.id), "Not ours.", "Make it ours.")
    '''
)
KPI = "goals: {growth: {}}\nkpis:\n  sales: {measures: growth, owner: crm_team}\n"


def install(
    folder: Path, name: str, text: str, entries: str = "", metadata: str | None = None
) -> None:
    """Write a module and the metadata that an installer would write beside it."""
    module = name.replace("-", "_")
    (folder / f"{module}.py").write_text(text, encoding="utf-8")
    info = folder / f"{module}-1.0.dist-info"
    info.mkdir()
    told = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    (info / "METADATA").write_text(told if metadata is None else metadata, encoding="utf-8")
    listed = entries or f"rules = {module}"
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n{listed}\n", encoding="utf-8")


def forget() -> None:
    registry.all_rules.cache_clear()
    registry._plug_ins.cache_clear()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    before = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path)
    forget()
    yield tmp_path
    for name in set(sys.modules) - before:
        if getattr(sys.modules[name], "__file__", "") and str(tmp_path) in str(
            sys.modules[name].__file__
        ):
            del sys.modules[name]
    forget()


def loaded(folder: Path) -> PlugIns:
    return plug_ins([str(folder)], packaged_rules())


def codes(text: str = KPI, **settings: object) -> list[str]:
    findings = check_text(text, **settings)
    return [finding.code for finding in findings]


def check_text(text: str, **settings: object) -> object:
    from theoryofchange.linter.run import checked

    return checked(declare_text(text, "kpis.yaml"), Configuration(**settings))


def test_a_rule_of_a_plug_in_runs_beside_ours_at_its_place(site: Path) -> None:
    install(site, "acme-rules", OWNER)
    (finding,) = [each for each in check_text(KPI) if each.code == "ACME001"]
    assert (finding.name, finding.line, finding.severity) == ("owner-is-a-team", 3, "warning")
    assert rule_of("acme001") is rule_of("owner-is-a-team")
    assert "ACME001" not in {each.code for each in packaged_rules()}
    assert [each.code for each in all_rules()] == sorted(each.code for each in all_rules())


def test_it_takes_settings_profiles_and_suppressions_like_ours(site: Path) -> None:
    install(site, "acme-rules", OWNER)
    assert "ACME001" not in codes(ignore=("ACME",))
    assert "ACME001" not in codes(options={"ACME001": {"ending": "_group"}})
    assert "ACME002" not in codes()
    assert "ACME002" in codes(profile="acme")
    reason = "  # toc: ignore[ACME001]: the team is one person\n"
    assert "ACME001" not in codes(KPI.replace("crm_team}\n", f"crm_team}}{reason}"))


def test_an_entry_may_be_one_rule(site: Path) -> None:
    install(site, "acme-rules", OWNER, "owner = acme_rules:owner_is_a_team")
    assert [each.code for each in loaded(site).rules] == ["ACME001"]


@pytest.mark.parametrize(
    ("text", "entry", "told"),
    [
        ("import no_such_module_of_anyone", "", "ModuleNotFoundError: No module named"),
        ("raise SystemExit('over')", "", "SystemExit: over"),
        ("def broken(:", "", "SyntaxError"),
        (OWNER, "rules = acme_rules:nothing", "AttributeError"),
        (HEAD, "", "TypeError: rules = acme_rules names no rule"),
        ("rules = 3", "rules = acme_rules:rules", "TypeError"),
    ],
)
def test_a_plug_in_that_cannot_be_loaded_is_told_and_the_rest_runs(
    site: Path, text: str, entry: str, told: str
) -> None:
    install(site, "acme-rules", text, entry)
    install(site, "other-rules", OWNER)
    (crash,) = [each for each in check_text(KPI) if each.code == "TOC999"]
    assert "The plug-in acme-rules brings a rule that was not run" in crash.message
    assert told in crash.message
    assert (crash.severity, crash.line) == ("error", 1)
    assert {"ACME001", "KPI001"} <= set(codes())
    assert "TOC999" in codes("goals: {growth: {")
    assert theory_of(declare_text(KPI)).kpis


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("ACME001", "KPI001", "KPI001 is a rule of theoryofchange"),
        ("ACME001", "DAT107", "DAT107 is told by toc measure"),
        ("owner_is_a_team", "kpi_without_owner_too", ""),
        ("def owner_is_a_team", "def kpi_without_unit", "kpi-without-unit is a rule of theoryof"),
        ("ACME001", "acme 1", "a code is letters and three digits"),
        ("ACME001", "ACME002", "ACME002 is a rule of acme-rules"),
    ],
)
def test_a_code_or_name_of_another_rule_is_left_out_alone(
    site: Path, old: str, new: str, told: str
) -> None:
    install(site, "acme-rules", OWNER.replace(old, new))
    found = loaded(site)
    assert [failure.distribution for failure in found.failures] == ["acme-rules"] * bool(told)
    assert all(told in failure.why for failure in found.failures)
    assert len(found.rules) == (1 if told else 2)


def test_two_plug_ins_with_one_code(site: Path) -> None:
    install(site, "acme-rules", OWNER)
    install(site, "zenith-rules", OWNER)
    found = loaded(site)
    assert [failure.distribution for failure in found.failures] == ["zenith-rules"] * 2
    assert found.failures[0].why.endswith("ACME001 is a rule of acme-rules.")


def test_a_rule_of_a_plug_in_that_crashes_is_a_finding(site: Path) -> None:
    install(site, "acme-rules", OWNER.replace("if kpi.owner and", "if kpi.no_such and"))
    (crash,) = [each for each in check_text(KPI) if each.code == "TOC999"]
    assert "The rule ACME001 crashed here: AttributeError" in crash.message
    assert "KPI001" in codes()


@pytest.mark.parametrize("given", ["", "3", "'no more'"])
def test_a_rule_of_a_plug_in_that_exits_is_a_finding(site: Path, given: str) -> None:
    install(
        site, "acme-rules", OWNER.replace("if kpi.owner and", f"raise SystemExit({given})\n    if")
    )
    (crash,) = [each for each in check_text(KPI) if each.code == "TOC999"]
    told = given.strip("'")
    assert crash.message.endswith(f"SystemExit: {told}" if told else "SystemExit")
    assert "KPI001" in codes()


def test_a_rule_of_a_plug_in_never_keeps_a_user_from_stopping(site: Path) -> None:
    stopping = OWNER.replace("if kpi.owner and", "raise KeyboardInterrupt\n    if")
    install(site, "acme-rules", stopping)
    with pytest.raises(KeyboardInterrupt):
        check_text(KPI)


def test_of_two_distributions_of_one_name_the_first_on_the_path_counts(site: Path) -> None:
    install(site, "acme-rules", OWNER)
    (site / "second").mkdir()
    install(site / "second", "acme-rules", OWNER.replace("ACME001", "ACME009"))
    found = plug_ins([str(site), str(site / "second")], ())
    assert [each.code for each in found.rules] == ["ACME001", "ACME002"]
    assert found.failures == ()


def test_metadata_may_be_missing_and_a_path_may_not_exist(site: Path) -> None:
    install(site, "acme-rules", OWNER, metadata="")
    paths = ["", str(site / "nowhere"), str(site / "acme_rules.py"), str(site)]
    assert len(plug_ins(paths, ()).rules) == 2


def test_without_a_plug_in_nothing_but_the_names_is_read() -> None:
    code = (
        "import sys; from theoryofchange.linter.run import check; check({'goals': {'a': {}}});"
        "assert 'importlib.metadata' not in sys.modules"
    )
    subprocess.run([sys.executable, "-S", "-c", _path_of(code)], check=True)


def _path_of(code: str) -> str:
    """Return code that finds the installed packages without what ``site`` itself imports."""
    return f"import sys; sys.path[:] = {sys.path!r}; {code}"


def test_the_command_runs_an_installed_plug_in(tmp_path: Path) -> None:
    installed, theory = tmp_path / "site", tmp_path / "theory"
    installed.mkdir()
    theory.mkdir()
    install(installed, "acme-rules", OWNER)
    (theory / "kpis.yaml").write_text(KPI, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-m", "theoryofchange"]
    found = subprocess.run(
        [*command, "check", "--format", "json", str(theory)],
        capture_output=True,
        env=environment,
        check=False,
    )
    assert found.returncode == 1
    assert "ACME001" in {each["code"] for each in json.loads(found.stdout)["findings"]}
    page = subprocess.run([*command, "rule", "ACME001"], capture_output=True, env=environment)
    assert b"owner-is-a-team" in page.stdout


def test_check_is_what_an_app_calls(site: Path) -> None:
    install(site, "acme-rules", OWNER)
    theory = {"goals": {"growth": {}}, "kpis": {"sales": {"owner": "crm_team"}}}
    assert check(theory).count("ACME001") == 1


@pytest.mark.parametrize("raised", ["asyncio.CancelledError('x')", "BaseException('x')"])
def test_whatever_a_rule_raises_is_a_crash_of_its_own(site: Path, raised: str):
    body = OWNER.replace("if kpi.owner and", f"import asyncio; raise {raised}\n    if")
    install(site, "acme-rules", body)
    (crash,) = [each for each in check_text(KPI) if each.code == "TOC999"]
    assert crash.message.endswith("Error: x") or crash.message.endswith("Exception: x")
    assert crash.tip.startswith("Report it to whoever made acme_rules with this file")


@pytest.mark.parametrize("form", ["json", "sarif", "junit", "codequality", "text"])
def test_what_a_rule_prints_is_no_part_of_the_report(site: Path, form: str):
    told = 'print("NOISE")\n' + OWNER.replace("if kpi.owner and", 'print("NOISE")\n    if')
    install(site, "acme-rules", told)
    (site / "theory.yaml").write_text(KPI, encoding="utf-8")
    command = [sys.executable, "-m", "theoryofchange", "check", "theory.yaml", "--format", form]
    printed = subprocess.run(
        command,
        cwd=site,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        encoding="utf-8",
    )
    assert "NOISE" not in printed.stdout and printed.stderr.count("NOISE") == 2
    assert "ACME001" in printed.stdout
