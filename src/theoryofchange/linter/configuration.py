"""How a theory is checked: which rules, how grave, where, and with which options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from theoryofchange.errors import InputError
from theoryofchange.linter.registry import all_rules
from theoryofchange.linter.rule import Rule
from theoryofchange.source.finding import SEVERITIES, Severity
from theoryofchange.source.suggest import did_you_mean

ALWAYS = frozenset({"TOC001", "TOC010", "TOC999"})
"""Rules that cannot be turned off: what could not be read is unknown, and a crash is ours."""

RECOMMENDED = "recommended"
STRICT = "strict"


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """How a theory is checked.

    Parameters
    ----------
    profile
        The rules it begins with: ``recommended``, ``strict``, or a standard's name, which adds that
        standard's rule to the recommended ones.
    select
        Codes, names, or beginnings of codes such as ``KPI``. Where given, they replace the rules of
        the profile.
    extend_select
        The same, added to the rules of the profile.
    ignore
        The same, taken away.
    severity
        For a code or name, the severity in place of the rule's own.
    per_path
        For a glob of paths below ``root``, the codes that are ignored in files that match.
    options
        For a code or name, the rule's options in place of its defaults.
    root
        The directory that globs start from, as the paths of findings are written.
    origin
        The file it was read from, named where something in it is not known.

    Raises
    ------
    InputError
        Where a profile, code, option or value is not known, or a rule is ignored that cannot be.

    Examples
    --------
    >>> lean = Configuration(ignore=("LNK", "KPI010"), severity={"KPI003": "error"})
    >>> [(rule.code, rule.severity) for rule in lean.rules if rule.code in ("KPI003", "LNK001")]
    [('KPI003', 'error')]
    """

    profile: str = RECOMMENDED
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    per_path: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    root: str = ""
    origin: str = "the configuration"

    def __post_init__(self) -> None:
        self.rules  # noqa: B018 - what is not known is said when it is made, not when it is used
        for codes in self.per_path.values():
            self._refuse_always(self._codes(codes))

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that are run, with their options and severities, in the order of codes."""
        chosen = self._codes(self.select) if self.select else self._of_profile()
        ignored = self._codes(self.ignore)
        self._refuse_always(ignored)
        chosen = (chosen | self._codes(self.extend_select)) - ignored | ALWAYS
        severity = {self._one(name): self._severity(name) for name in self.severity}
        options = {self._one(name): given for name, given in self.options.items()}
        return tuple(
            self._set(each, severity.get(each.code), options.get(each.code))
            for each in all_rules()
            if each.code in chosen
        )

    def ignored_in(self, file: str) -> frozenset[str]:
        """Return the codes that are ignored in a file, by its path as findings write it."""
        from fnmatch import fnmatchcase
        from posixpath import relpath

        path = relpath(file, self.root) if self.root else file
        found: set[str] = set()
        for pattern, codes in self.per_path.items():
            if fnmatchcase(path, pattern):
                found |= self._codes(codes)
        return frozenset(found)

    def _of_profile(self) -> set[str]:
        profiles = {RECOMMENDED, STRICT, *(each.profile for each in all_rules())}
        if self.profile not in profiles:
            tip = did_you_mean(self.profile, profiles, f"There are {', '.join(sorted(profiles))}.")
            raise InputError(f"{self.origin}: no profile is called {self.profile}. {tip}")
        taken = {RECOMMENDED, self.profile}
        return {each.code for each in all_rules() if each.profile in taken}

    def _codes(self, words: Iterable[str]) -> set[str]:
        return {code for word in words for code in self._meant(word)}

    def _meant(self, word: str) -> set[str]:
        known = all_rules()
        meant = {each.code for each in known if word == each.name or each.code.startswith(word)}
        if not word or not meant:
            tip = did_you_mean(word, _words(known), "toc rule lists them all.")
            raise InputError(f"{self.origin}: no rule is called {word!r}. {tip}")
        return meant

    def _one(self, word: str) -> str:
        for each in all_rules():
            if word in (each.code, each.name):
                return each.code
        tip = did_you_mean(word, _words(all_rules()), "toc rule lists them all.")
        raise InputError(f"{self.origin}: no rule is called {word!r}. {tip}")

    def _refuse_always(self, ignored: set[str]) -> None:
        for code in sorted(ignored & ALWAYS):
            raise InputError(
                f"{self.origin}: {code} cannot be ignored: what it reports was not checked at all"
            )

    def _severity(self, name: str) -> Severity:
        given = self.severity[name]
        if given not in SEVERITIES:
            raise InputError(
                f"{self.origin}: the severity of {name} is {given!r}; it is one of "
                f"{', '.join(SEVERITIES)}"
            )
        return given

    def _set(
        self, each: Rule, severity: Severity | None, options: Mapping[str, Any] | None
    ) -> Rule:
        if severity is None and options is None:
            return each
        given = options or {}
        for name, value in given.items():
            self._expect_option(each, name, value)
        return replace(each, severity=severity or each.severity, options={**each.options, **given})

    def _expect_option(self, each: Rule, name: str, value: Any) -> None:
        if name not in each.options:
            tip = did_you_mean(name, list(each.options), _options_of(each))
            raise InputError(f"{self.origin}: {each.code} has no option {name!r}. {tip}")
        default = each.options[name]
        wanted = (int, float) if isinstance(default, float) else type(default)
        if not isinstance(value, wanted) or isinstance(value, bool) is not isinstance(
            default, bool
        ):
            raise InputError(
                f"{self.origin}: the option {name} of {each.code} is {value!r}; it holds "
                f"a {type(default).__name__} such as {default!r}"
            )


def _words(rules: Iterable[Rule]) -> list[str]:
    return [word for each in rules for word in (each.code, each.name)]


def _options_of(each: Rule) -> str:
    names = ", ".join(each.options)
    return f"Its options: {names}." if names else "It has none."
