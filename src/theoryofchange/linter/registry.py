"""The rules there are: every file below ``linter/rules`` holds one, and plug-ins bring theirs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from functools import cache
from importlib import import_module
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


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, those of plug-ins among them, in the order of the codes."""
    return tuple(sorted((*packaged_rules(), *_plug_ins().rules), key=lambda each: each.code))


def plug_in_failures() -> tuple[PlugInFailure, ...]:
    """Return what of the plug-ins that are installed cannot be used."""
    return _plug_ins().failures


@cache
def packaged_rules() -> tuple[Rule, ...]:
    """Return the rules of this package, in the order of the codes.

    Raises
    ------
    TypeError
        Where a file holds no rule or two, or two rules share a code.
    """
    found: dict[str, Rule] = {}
    for package in map(import_module, _inside(folder)):
        for each in map(_rule_in, _inside(package)):
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


def _inside(package: ModuleType) -> list[str]:
    """Return the modules of a package; ``pkgutil`` finds the same, but loads ``inspect`` first."""
    files = (name for directory in package.__path__ for name in os.listdir(directory))  # noqa: PTH208
    parts = (name.partition(".") for name in files)
    names = {stem for stem, _, ending in parts if ending in _ENDINGS and not stem.startswith("_")}
    return [f"{package.__name__}.{name}" for name in sorted(names)]


def _rule_in(module: str) -> Rule:
    held = [value for value in vars(import_module(module)).values() if isinstance(value, Rule)]
    if len(held) != 1:
        raise TypeError(f"{module} holds {len(held)} rules instead of one")
    return held[0]
