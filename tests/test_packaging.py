"""What the package imports is what it declares."""

from __future__ import annotations

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def named(requirements: list[str]) -> set[str]:
    return {line.split(">")[0].split("[")[0].strip().lower() for line in requirements}


def imported() -> set[str]:
    """Return the distributions that the package imports, wherever the import stands."""
    found: set[str] = set()
    for file in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    homes = packages_distributions()
    outside = found - set(sys.stdlib_module_names) - {"theoryofchange"}
    names = {homes.get(module, [module])[0] for module in outside}
    return {name.lower().replace("_", "-") for name in names}


def test_every_import_is_declared() -> None:
    extras = set().union(*map(named, PROJECT["optional-dependencies"].values()))
    assert imported() <= named(PROJECT["dependencies"]) | extras


def test_pydantic_chooses_the_release_of_its_core() -> None:
    assert "pydantic-core" in PROJECT["dependencies"]
