"""The command line as a whole: exit codes, errors, what it imports."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from theoryofchange.cli.main import main
from theoryofchange.cli.parser import parser
from theoryofchange.version import __version__

ENVIRONMENT = {**os.environ, "PYTHONUTF8": "1"}


def toc(*arguments: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *options, "-m", "theoryofchange", *arguments]
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", env=ENVIRONMENT, check=False
    )


def test_no_command_shows_the_help_and_is_no_success(capsys):
    assert main([]) == 2
    shown = capsys.readouterr().out
    assert shown.startswith("usage: toc")
    assert all(command in shown for command in ("check", "run", "init", "rule", "import"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["dance"],
        ["check"],
        ["check", ".", "--format", "poem"],
        ["check", ".", "--fail-on", "never"],
        ["check", ".", "--formt", "json"],
        ["check", ".", "--no\nflag\x1b[31m"],
        ["run", "."],
        ["init"],
        ["import", "gitlab", "x.yml"],
        ["import", "unknown", "x.yml", "--out", "y"],
    ],
)
def test_arguments_that_cannot_be_read(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    captured = capsys.readouterr()
    whose = "toc" if arguments == ["dance"] else f"toc {arguments[0]}"
    (line,) = captured.err.splitlines()
    assert captured.out == ""
    assert line.startswith(f"{whose}: ") and line.endswith(f"; see {whose} --help")


@pytest.mark.parametrize(
    ("arguments", "name", "held"),
    [
        (["check", "a", "--fix", "b", "c"], "paths", ["a", "b", "c"]),
        (["check", "--select", "KPI", "a", "--statistics", "b"], "paths", ["a", "b"]),
        (["check", "a", "--fix", "--", "-b"], "paths", ["a", "-b"]),
        (["diff", "a", "b", "--format", "json", "p", "q"], "paths", ["p", "q"]),
        (["diff", "a", "b", "p", "--format", "json", "--", "-q"], "paths", ["p", "-q"]),
        (["import", "okr", "a", "--out", "o", "b"], "sources", ["a", "b"]),
    ],
)
def test_paths_may_stand_on_both_sides_of_an_option(arguments, name, held):
    assert getattr(parser().parse_args(arguments), name) == held


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "missing/here"],
        ["check", "missing/here.yaml"],
        ["run", "missing/here", "--out", "out"],
        ["import", "gitlab", "missing/here.yml", "--out", "out"],
    ],
)
def test_a_path_that_does_not_exist_is_one_line_on_standard_error(
    arguments, capsys, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("toc: missing/here")
    assert captured.err.count("\n") == 1 and captured.err.endswith("\n")
    assert list(tmp_path.iterdir()) == []


def test_an_error_shows_no_control_characters(capsys):
    assert main(["check", "no\x1b[31mred\x07"]) == 2
    shown = capsys.readouterr().err
    assert "\x1b" not in shown and "\x07" not in shown and "[31mred" in shown


def test_an_error_of_the_operating_system_is_one_line(capsys, monkeypatch):
    from theoryofchange.cli import check

    def fail(_: object) -> int:
        raise PermissionError(13, "Permission denied", "secret.yaml")

    monkeypatch.setattr(check, "main", fail)
    assert main(["check", "."]) == 2
    captured = capsys.readouterr()
    assert "Permission denied" in captured.err and "secret.yaml" in captured.err
    assert captured.err.count("\n") == 1


def test_an_interruption_is_said(capsys, monkeypatch):
    from theoryofchange.cli import check

    def stop(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "main", stop)
    assert main(["check", "."]) == 2
    assert capsys.readouterr().err == "toc: stopped\n"


def test_as_a_module(tmp_path):
    (tmp_path / "a.yaml").write_text("goals: {增长: {titel: 😀}}", encoding="utf-8")
    done = toc("check", str(tmp_path))
    assert (done.returncode, done.stderr) == (1, "")
    assert "TOC003" in done.stdout and "😀" in done.stdout
    assert toc("--version").stdout == f"toc {__version__}\n"


def test_a_reader_that_goes_away_is_no_crash(tmp_path):
    (tmp_path / "a.yaml").write_text(
        "goals:\n" + "".join(f"  g{at}: {{titel: x}}\n" for at in range(3000)), encoding="utf-8"
    )
    command = [sys.executable, "-m", "theoryofchange", "check", str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


HEAVY = {
    "pandas",
    "networkx",
    "numpy",
    "igraph",
    "jinja2",
    "matplotlib",
    "pydantic",
    "theoryofchange.stages",
    "theoryofchange.view",
}


def imported(*arguments: str) -> set[str]:
    """Return what a command imports, by Python's own account."""
    done = toc(*arguments, options=("-X", "importtime"))
    names = {line.rsplit("|", 1)[1].strip() for line in done.stderr.splitlines() if "|" in line}
    assert "theoryofchange.cli.main" in names
    return names


def heavy(names: set[str]) -> set[str]:
    return {name for name in names if name in HEAVY or name.split(".")[0] in HEAVY}


def test_check_imports_nothing_heavy(tmp_path):
    (tmp_path / "a.yaml").write_text("goals: {g: {needs: [o]}}\noutcomes: {o: {}}\n")
    (tmp_path / "observations.csv").write_text("kpi,date,value\n")
    names = imported("check", str(tmp_path))
    assert {"yaml", "theoryofchange.core", "theoryofchange.linter"} <= names
    assert not {"pydantic_core.core_schema", "theoryofchange.measurement.contracts"} & names
    assert heavy(names) <= {"theoryofchange.view"}
    assert heavy(imported("check", str(tmp_path), "--format", "json")) <= {"theoryofchange.view"}


def test_a_clean_check_pays_for_no_class_that_is_written_out_at_the_start(tmp_path):
    (tmp_path / "a.yaml").write_text("theory: {title: Bakery, as_of: 2026-01-01}\ngoals: {}\n")
    assert not {"dataclasses", "inspect"} & imported("check", str(tmp_path), "--no-cache")


def test_ratings_make_a_check_pay_for_no_such_class_either():
    example = Path(__file__).parents[2] / "examples" / "retention"
    names = imported("check", str(example), "--no-cache")
    assert "theoryofchange.maturity.loading" in names
    assert not {"dataclasses", "inspect", "importlib.resources", "tempfile"} & names


COMPILED = """
import builtins, sys
compiled, seen = builtins.compile, []
def compiling(source, file, *rest, **named):
    seen.extend([source] if file == "<string>" else [])
    return compiled(source, file, *rest, **named)
builtins.compile = compiling
from theoryofchange.cli.main import main
main(["check", sys.argv[1], "--no-cache"])
print(seen, file=sys.stderr)
"""


def test_a_clean_check_compiles_no_annotation(tmp_path):
    (tmp_path / "a.yaml").write_text("theory: {title: Bakery, as_of: 2026-01-01}\ngoals: {}\n")
    done = subprocess.run(
        [sys.executable, "-c", COMPILED, tmp_path], capture_output=True, encoding="utf-8"
    )
    assert done.stderr == "[]\n"


def test_the_version_imports_next_to_nothing():
    names = imported("--version")
    assert not heavy(names)
    assert (
        not {"argparse", "yaml", "pydantic_core", "theoryofchange.graph", "theoryofchange.linter"}
        & names
    )


@pytest.mark.parametrize("name", ["check", "run", "init", "rule", "import", "schema", "lsp"])
def test_a_command_is_read_alone_as_among_the_others(name, capsys):
    for reader in (parser(name), parser()):
        with pytest.raises(SystemExit):
            reader.parse_args([name, "--help"])
    alone = capsys.readouterr().out
    assert alone[: len(alone) // 2] == alone[len(alone) // 2 :]


@pytest.mark.parametrize("beside", [["--vers"], ["--version", "check"]])
def test_the_version_is_said_however_it_is_asked_for(beside, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(beside)
    assert stopped.value.code == 0
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"toc {__version__}\n" * 2


def test_the_package_imports_next_to_nothing():
    code = "import sys, theoryofchange; print(sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert not any(f"'{name}'" in done.stdout for name in (*HEAVY, "yaml", "pydantic_core"))


def test_every_public_name_is_there():
    import theoryofchange as package

    assert dir(package) == package.__all__ == sorted(package.__all__)
    assert all(getattr(package, name) is not None for name in package.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        package.nothing  # noqa: B018


def test_the_command_and_the_module_are_one(tmp_path):
    script = Path(sys.executable).with_name("toc")
    if not script.exists():
        pytest.skip("the package is not installed with its command")
    done = subprocess.run([script, "--version"], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (0, f"toc {__version__}\n")
