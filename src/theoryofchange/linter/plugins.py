"""Rules that other distributions bring: entry points of the group ``theoryofchange.rules``.

An entry names a rule, or a module that holds rules. What cannot be loaded is told and left out, and
the check goes on.

Nobody who has no plug-in pays for ``importlib.metadata``, whose import alone takes longer than
all of the scan: of each distribution only the list of its entry points is read, and only for the
name of the group (``docs/decisions/0008-fuzzy-matching-and-plug-ins.md``).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from theoryofchange.linter.rule import Rule
from theoryofchange.record import record

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "theoryofchange.rules"
_OWN = __package__.partition(".")[0]
_ENDINGS = (".dist-info", ".egg-info")
_CODE = r"[A-Z]{2,8}[0-9]{3}"


@record
class PlugInFailure:
    """What of a plug-in could not be used.

    Parameters
    ----------
    distribution
        Who brings it.
    why
        What is wrong, in one sentence.
    """

    distribution: str
    why: str


@record
class PlugIns:
    """The rules of plug-ins, and what could not be used.

    Parameters
    ----------
    rules
        Rules with codes and names of their own, in the order of distributions and entries.
    failures
        What was left out.
    """

    rules: tuple[Rule, ...]
    failures: tuple[PlugInFailure, ...]


def plug_ins(paths: Sequence[str], packaged: Iterable[Rule]) -> PlugIns:
    """Load the rules of the distributions on a path.

    Parameters
    ----------
    paths
        The directories in which distributions are installed, as ``sys.path`` lists them. Archives
        among them are not looked into.
    packaged
        The rules there are already; none of their codes and names is given again.

    Returns
    -------
    PlugIns
        Never an exception, whatever a plug-in does when it is imported.
    """
    taken = {word: "theoryofchange" for each in packaged for word in (each.code, each.name)}
    rules: list[Rule] = []
    failures: list[PlugInFailure] = []
    for distribution, entry in _entries(paths):
        try:
            brought = _rules_in(entry.load(), f"{entry.name} = {entry.value}")
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - a stranger's code may do anything
            failures.append(PlugInFailure(distribution, _why_not_loaded(entry, error)))
            continue
        for each in brought:
            why = _why_refused(each, taken)
            if why:
                failures.append(PlugInFailure(distribution, why))
            else:
                rules.append(each)
                taken |= dict.fromkeys((each.code, each.name), distribution)
    return PlugIns(tuple(rules), tuple(failures))


def brought_by(rule: Rule) -> str | None:
    """Return the package of somebody else that a rule stands in, ``None`` for one of ours."""
    package = rule.check.__module__.partition(".")[0]
    return None if package == _OWN else package


def _why_not_loaded(entry: EntryPoint, error: BaseException) -> str:
    told = f"{type(error).__name__}: {error}"
    return f"{entry.name} = {entry.value} could not be loaded: {told}."


def _why_refused(each: Rule, taken: Mapping[str, str]) -> str:
    from theoryofchange.measurement.contracts import contract_of

    for word in (each.code, each.name):
        if contract_of(word):
            return f"{each.code} {each.name} was left out: {word} is told by toc measure."
        if word in taken:
            return f"{each.code} {each.name} was left out: {word} is a rule of {taken[word]}."
    if not re.fullmatch(_CODE, each.code):
        return f"{each.code} {each.name} was left out: a code is letters and three digits."
    return ""


def _rules_in(loaded: object, where: str) -> tuple[Rule, ...]:
    """Return the rule that an entry names, or those that its module makes.

    Raises
    ------
    TypeError
        Where there is none.
    """
    held = vars(loaded).values() if isinstance(loaded, ModuleType) else [loaded]
    made = {id(each): each for each in held if isinstance(each, Rule) and _is_made(each, loaded)}
    rules = tuple(made.values())
    if not rules:
        raise TypeError(f"{where} names no rule, and no module that makes one")
    return rules


def _is_made(each: Rule, loaded: object) -> bool:
    """Tell whether a rule is made in a module or below it, and not only imported there."""
    if not isinstance(loaded, ModuleType):
        return True
    return f"{each.check.__module__}.".startswith(f"{loaded.__name__}.")


def _entries(paths: Sequence[str]) -> Iterator[tuple[str, EntryPoint]]:
    """Yield each entry with its distribution, of two of one name the first on the path."""
    found: dict[str, list[EntryPoint]] = {}
    for directory in _with_rules(paths):
        from importlib.metadata import Distribution

        distribution = Distribution.at(directory)
        name = distribution.metadata["Name"] or directory.stem.partition("-")[0]
        entries = [each for each in distribution.entry_points if each.group == GROUP]
        found.setdefault(re.sub(r"[-_.]+", "-", name).lower(), entries)
    for name in sorted(found):
        yield from ((name, each) for each in sorted(found[name], key=lambda each: each.name))


def _with_rules(paths: Iterable[str]) -> Iterator[Path]:
    """Yield the metadata of each distribution whose entry points name the group."""
    group = GROUP.encode()
    for path in dict.fromkeys(paths):
        for name in _metadata_in(path or os.curdir):
            try:
                with open(f"{path or os.curdir}/{name}/entry_points.txt", "rb") as file:  # noqa: PTH123 - paths cost more than the files
                    mentions = group in file.read()
            except OSError:
                continue
            if mentions:
                yield Path(path, name)


def _metadata_in(path: str) -> list[str]:
    try:
        return sorted(name for name in os.listdir(path) if name.endswith(_ENDINGS))  # noqa: PTH208
    except OSError:
        return []
