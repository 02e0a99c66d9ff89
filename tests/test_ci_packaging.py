"""What other repositories run of this one: the hook, the action, and what the page on CI shows."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from junitparser import JUnitXml

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
MANIFEST = ROOT / ".pre-commit-hooks.yaml"

FAULTY = "theory: {as_of: 2026-01-01}\ngoals: {growth: {due: 2027-02-30}}\n"
CLEAN, FINDINGS, UNUSABLE = 0, 1, 2

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("bash", "git"))), reason="bash or git is not here"
)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a directory that holds the example as a theory called strategy."""
    place = tmp_path / "repository"
    shutil.copytree(ROOT / "examples" / "retention", place / "strategy")
    return place


def spoil(repository: Path) -> None:
    (repository / "strategy" / "more.yaml").write_text(FAULTY, encoding="utf-8")


def ran(
    script: str, at: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a script as a server does: in bash, which stops at the first command that fails."""
    path = f"{at.parent / 'stubs'}{os.pathsep}{BIN}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=at,
        env={**os.environ, "PATH": path, "PYTHONUTF8": "1", **(environment or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def stub(repository: Path, name: str, script: str) -> None:
    place = repository.parent / "stubs"
    place.mkdir(exist_ok=True)
    (place / name).write_text(f"#!/bin/bash\n{script}", encoding="utf-8")
    (place / name).chmod(0o755)


# the action


@pytest.fixture
def runner(repository: Path) -> Path:
    """Stand in for python3: it makes an environment in which pip only says what it was given."""
    stub(
        repository,
        "python3",
        'mkdir -p "$3/bin"\n'
        'printf \'#!/bin/bash\\necho "$@" >> "$RUNNER_TEMP/installed"\\n\' > "$3/bin/python"\n'
        'chmod +x "$3/bin/python"\n'
        f'ln -sf "{BIN / "toc"}" "$3/bin/toc"\n',
    )
    temporary = repository.parent / "a runner's place"
    temporary.mkdir()
    return temporary


def act(repository: Path, runner: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the steps of the action one after the other, up to the first that fails."""
    defaults = {name: held.get("default", "") for name, held in ACTION["inputs"].items()}
    assert inputs.keys() <= defaults.keys()
    context = {f"inputs.{name}": value for name, value in {**defaults, **inputs}.items()}
    context["github.action_path"] = str(ROOT)
    for step in ACTION["runs"]["steps"]:
        assert step["shell"] == "bash"
        given = {name: filled(value, context) for name, value in step["env"].items()}
        done = ran(step["run"], repository, {"RUNNER_TEMP": str(runner), **given})
        if done.returncode:
            return done
    return done


def filled(text: str, context: Mapping[str, str]) -> str:
    return re.sub(r"\$\{\{ (\S+) \}\}", lambda match: context[match[1]], text)


def test_the_action_is_whole() -> None:
    assert ACTION["runs"]["using"] == "composite"
    assert ACTION["name"]
    assert ACTION["description"]
    for held in ACTION["inputs"].values():
        assert held["description"]
        assert held.get("required") or "default" in held


def test_no_input_becomes_part_of_a_script() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]


def test_the_action_annotates_lines(repository: Path, runner: Path) -> None:
    spoil(repository)
    done = act(repository, runner, path="strategy")
    assert done.returncode == FINDINGS
    assert "::error file=strategy/more.yaml,line=2,endLine=2,col=" in done.stdout


def test_the_action_passes_a_clean_theory(repository: Path, runner: Path) -> None:
    assert act(repository, runner, path="strategy").returncode == CLEAN


def test_the_action_fails_where_it_cannot_check(repository: Path, runner: Path) -> None:
    assert act(repository, runner, path="elsewhere").returncode == UNUSABLE


def test_the_action_installs_its_own_code(repository: Path, runner: Path) -> None:
    act(repository, runner, path="strategy")
    assert (runner / "installed").read_text(encoding="utf-8").split()[-1] == str(ROOT)


def test_the_action_installs_the_release_that_is_named(repository: Path, runner: Path) -> None:
    act(repository, runner, path="strategy", version="0.1.0")
    installed = (runner / "installed").read_text(encoding="utf-8").split()
    assert installed[-1] == "theoryofchange==0.1.0"


def test_the_action_writes_a_file(repository: Path, runner: Path) -> None:
    done = act(repository, runner, path="strategy", format="sarif", output="out put.sarif")
    assert done.stdout == ""
    log = json.loads((repository / "out put.sarif").read_text(encoding="utf-8"))
    assert log["version"] == "2.1.0"


def test_the_action_takes_options_and_several_paths(repository: Path, runner: Path) -> None:
    (repository / "strategy").rename(repository / "our * theory")
    (repository / "our new theory").mkdir()
    (repository / "other").mkdir()
    (repository / "other" / "more.yaml").write_text(FAULTY, encoding="utf-8")
    done = act(
        repository,
        runner,
        path="our * theory\nother\n",
        args="--fail-on info --ignore TOC009",
    )
    assert done.returncode == FINDINGS
    assert "file=our * theory/" in done.stdout
    assert "file=other/more.yaml" in done.stdout
    assert "TOC009" not in done.stdout


def test_a_path_is_no_option(repository: Path, runner: Path) -> None:
    spoil(repository)
    before = (repository / "strategy" / "more.yaml").read_bytes()
    (repository / "strategy").rename(repository / "--fix")
    assert act(repository, runner, path="--fix").returncode == FINDINGS
    assert (repository / "--fix" / "more.yaml").read_bytes() == before
    assert act(repository, runner, path="--version").returncode == UNUSABLE


@pytest.mark.parametrize("value", ['"; touch owned; "', "$(touch owned)", "`touch owned`"])
def test_an_input_runs_nothing(repository: Path, runner: Path, value: str) -> None:
    for name in ACTION["inputs"]:
        act(repository, runner, **{"path": "strategy", name: value})
    assert not [*repository.rglob("owned")]


# the hook


@pytest.fixture
def committing(repository: Path) -> Path:
    """Return a git repository with the hook, in which toc is already installed."""
    pytest.importorskip("pre_commit", reason="pre-commit is not installed")
    (hook,) = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    local = {**hook, "language": "system", "args": ["strategy"]}
    settings = {"repos": [{"repo": "local", "hooks": [local]}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    assert ran("git init --quiet", repository).returncode == 0
    return repository


def commit(repository: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PRE_COMMIT_HOME": str(repository.parent / "cache"), "PRE_COMMIT_COLOR": "never"}
    script = f'git add . && "{sys.executable}" -m pre_commit run'
    return ran(script, repository, environment)


def test_the_manifest_is_valid() -> None:
    pytest.importorskip("pre_commit", reason="pre-commit is not installed")
    script = f'"{sys.executable}" -m pre_commit validate-manifest "{MANIFEST}"'
    assert ran(script, ROOT).returncode == 0


def test_the_hook_passes_a_clean_theory(committing: Path) -> None:
    done = commit(committing)
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout


def test_the_hook_stops_a_faulty_theory(committing: Path) -> None:
    spoil(committing)
    done = commit(committing)
    assert done.returncode == 1
    assert "strategy/more.yaml:2:" in done.stdout


def test_the_hook_checks_a_theory_once_and_whole(committing: Path) -> None:
    """A file alone would seem to have dangling references."""
    commit(committing)
    ran("git -c user.name=a -c user.email=a@b commit --quiet --no-verify -m first", committing)
    with (committing / "strategy" / "activities.yaml").open("a", encoding="utf-8") as file:
        file.write("\n")
    done = commit(committing)
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout


def test_the_hook_rests_where_no_theory_is_touched(committing: Path) -> None:
    spoil(committing)
    ran("git add . ", committing)
    ran("git -c user.name=a -c user.email=a@b commit --quiet --no-verify -m first", committing)
    (committing / "README.md").write_text("words\n", encoding="utf-8")
    done = commit(committing)
    assert done.returncode == 0
    assert "Skipped" in done.stdout


# what the page shows


def blocks(language: str) -> Iterator[str]:
    return iter(re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


def shown() -> list[dict[str, Any]]:
    return [yaml.safe_load(block) for block in blocks("yaml")]


def gitlab_job() -> dict[str, Any]:
    (job,) = (block["theory"] for block in shown() if "theory" in block)
    return job


@pytest.mark.parametrize(("is_faulty", "code"), [(False, CLEAN), (True, FINDINGS)])
def test_the_job_for_gitlab(repository: Path, is_faulty: bool, code: int) -> None:
    if is_faulty:
        spoil(repository)
    stub(repository, "pip", 'echo "$@" > installed\n')
    job = gitlab_job()
    assert ran("\n".join(job["script"]), repository).returncode == code
    ran("\n".join(job["after_script"]), repository)
    (report,) = job["artifacts"]["reports"].values()
    entries = json.loads((repository / report).read_text(encoding="utf-8"))
    assert {"major"} <= {entry["severity"] for entry in entries} or not is_faulty
    assert (repository / "installed").read_text(encoding="utf-8") == "install theoryofchange\n"


def test_the_stage_for_jenkins(repository: Path) -> None:
    spoil(repository)
    (stage,) = blocks("groovy")
    (script,) = re.findall(r"sh '(.*)'", stage)
    (report,) = re.findall(r"junit '(.*)'", stage)
    assert ran(script, repository).returncode == FINDINGS
    read = JUnitXml.fromfile(str(repository / report))
    assert read.failures > 0
    assert {suite.name for suite in read} >= {"strategy/more.yaml", "strategy/activities.yaml"}


def test_the_workflows_for_github_give_what_the_action_takes() -> None:
    used = [
        step
        for block in shown()
        if "jobs" in block
        for job in block["jobs"].values()
        for step in job["steps"]
        if step["uses"].startswith("OWNER/")
    ]
    required = {name for name, held in ACTION["inputs"].items() if held.get("required")}
    assert len(used) == 2
    for step in used:
        assert required <= step["with"].keys() <= ACTION["inputs"].keys()


def test_the_page_names_every_input_of_the_action() -> None:
    named = re.findall(r"^\| `(\w+)` \|", PAGE.partition("| input |")[2], re.MULTILINE)
    assert named == list(ACTION["inputs"])


def test_the_page_names_every_format() -> None:
    from theoryofchange.cli.parser import FORMATS

    named = re.findall(r"^\| `(\w+)` \|", PAGE.partition("| input |")[0], re.MULTILINE)
    assert sorted(named) == sorted(FORMATS)


def test_the_hook_on_the_page_is_the_one_there_is() -> None:
    (hook,) = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    (used,) = (hooks for block in shown() if "repos" in block for hooks in block["repos"])
    assert [each["id"] for each in used["hooks"]] == [hook["id"]]


def test_every_format_through_the_command_has_every_finding(repository: Path) -> None:
    spoil(repository)
    out = {
        form: ran(f'toc check "$PWD/strategy" --format {form}', repository)
        for form in ("json", "sarif", "github", "codequality", "junit")
    }
    assert {done.returncode for done in out.values()} == {FINDINGS}
    number = len(json.loads(out["json"].stdout)["findings"])
    assert number > 3
    assert len(json.loads(out["sarif"].stdout)["runs"][0]["results"]) == number
    assert len(out["github"].stdout.splitlines()) == number
    assert len(json.loads(out["codequality"].stdout)) == number
    assert JUnitXml.fromstring(out["junit"].stdout.encode()).failures == number
    places = {entry["location"]["path"] for entry in json.loads(out["codequality"].stdout)}
    assert all(place.startswith("strategy/") for place in places)
