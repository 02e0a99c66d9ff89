"""The rules there are: every file below ``linter/rules`` holds one, and plug-ins bring theirs."""

from __future__ import annotations

import os
import sys
from _thread import allocate_lock
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import TYPE_CHECKING

from theoryofchange.linter import rules as folder
from theoryofchange.linter.plugins import PlugInFailure, PlugIns, plug_ins
from theoryofchange.linter.rule import Rule
from theoryofchange.source.suggest import closest

if TYPE_CHECKING:
    from typing import TypeVar

    from theoryofchange.measurement.contracts import Contract

    Page = TypeVar("Page", bound=Rule | Contract)

_ENDINGS = ("", "py", "pyc")
"""Of a package, and of a module as it is written or as it is compiled."""

_LOADING = allocate_lock()


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, those of plug-ins among them, in the order of the codes."""
    return tuple(sorted((*packaged_rules(), *_plug_ins().rules), key=lambda each: each.code))


def plug_in_failures() -> tuple[PlugInFailure, ...]:
    """Return what of the plug-ins that are installed cannot be used."""
    return _plug_ins().failures


def packaged_rules() -> tuple[Rule, ...]:
    """Return the rules of this package, in the order of the codes.

    Raises
    ------
    TypeError
        Where a file holds no rule or two, or two rules share a code.
    """
    with _LOADING:
        return _packaged()


@cache
def _packaged() -> tuple[Rule, ...]:
    found: dict[str, Rule] = {}
    for each in map(_rule_in, _modules()):
        if each.code in found:
            raise TypeError(f"{each.code} is both {found[each.code].name} and {each.name}")
        found[each.code] = each
    return tuple(found[code] for code in sorted(found))


def rule_of(code: str) -> Rule:
    """Return the rule of a code or a name, in whatever case.

    Raises
    ------
    KeyError
        Where there is none; the message names the nearest, or who tells of what has that name.
    """
    from theoryofchange.measurement.contracts import told_by_measure

    try:
        return named(code, all_rules())
    except KeyError:
        if elsewhere := told_by_measure(code):
            raise KeyError(f"no rule is called {code}. {elsewhere}") from None
        raise


def named(word: str, known: Iterable[Page]) -> Page:
    """Return what has a code or a name, in whatever case.

    Raises
    ------
    KeyError
        Where nothing has; the message names the nearest.
    """
    pages = tuple(known)
    by_word = {each.code.lower(): each for each in pages} | {each.name: each for each in pages}
    if word.lower() in by_word:
        return by_word[word.lower()]
    near = closest(word.lower(), by_word)
    told = near if near is None or near == by_word[near].name else by_word[near].code
    tip = f"Did you mean {told}?" if told else "toc rule lists them all."
    raise KeyError(f"no rule is called {word}. {tip}")


@cache
def _plug_ins() -> PlugIns:
    return plug_ins(sys.path, packaged_rules())


def _modules() -> Iterator[ModuleType]:
    """Yield the modules of the packages in the folder."""
    for package in _inside(folder):
        for name, path in _inside(import_module(package)).items():
            yield sys.modules.get(name) or _loaded(name, path)


def _inside(package: ModuleType) -> dict[str, str]:
    """Return the modules of a package and where they are.

    ``pkgutil`` finds the same, but loads ``inspect`` first.
    """
    found: dict[str, str] = {}
    for directory in package.__path__:
        for file in sorted(os.listdir(directory)):  # noqa: PTH208
            stem, _, ending = file.partition(".")
            if ending in _ENDINGS and not stem.startswith("_"):
                found[f"{package.__name__}.{stem}"] = f"{directory}{os.sep}{file}"
    return found


def _loaded(name: str, path: str) -> ModuleType:
    """Import a module from where it is known to be: to search for it would take as long again."""
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise TypeError(f"{path} cannot be loaded")
    module = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _rule_in(module: ModuleType) -> Rule:
    held = [value for value in vars(module).values() if isinstance(value, Rule)]
    if len(held) != 1:
        raise TypeError(f"{module.__name__} holds {len(held)} rules instead of one")
    return held[0]
