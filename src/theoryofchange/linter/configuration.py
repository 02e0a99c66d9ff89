"""How a theory is checked: which rules, how grave, where, and with which options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from theoryofchange.errors import InputError
from theoryofchange.linter.globs import any_file, below, matches, parts_of
from theoryofchange.linter.registry import all_rules
from theoryofchange.linter.rule import ALWAYS, Rule
from theoryofchange.record import field, named_record, replace
from theoryofchange.source.finding import SEVERITIES, Severity
from theoryofchange.source.suggest import did_you_mean

if TYPE_CHECKING:
    from datetime import date

RECOMMENDED = "recommended"
STRICT = "strict"

_HOLDS: Mapping[type, str] = {
    bool: "true or false",
    int: "a whole number from 0 on",
    float: "a number from 0 on",
    str: "a text",
    tuple: "a list",
    frozenset: "a list",
}


@named_record
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
        For a glob of paths below ``root``, the codes that are ignored in files that match: ``*``
        stays within a directory, ``**`` crosses any number of them, a glob without a slash is a
        name at any depth, and one that matches a directory covers what it holds.
    options
        For a code or name, the rule's options in place of its defaults.
    root
        The directory that globs start from; by default they match paths as findings write them.
    today
        The day that a suppression ``until`` a day is compared with. Without one it is the theory's
        ``as_of``, and where there is none either, no suppression is past its day.
    origin
        What stands before a key of which something is not known: the name of the file it was read
        from, or the dashes of a flag.

    Raises
    ------
    InputError
        Where a profile, code, option or value is not known, or a rule is ignored that cannot be.

    Examples
    --------
    >>> lean = Configuration(ignore=("LNK", "KPI010"), severity={"KPI003": "error"})
    >>> [(rule.code, rule.severity) for rule in lean.rules if rule.code in ("KPI003", "LNK001")]
    [('KPI003', 'error')]
    >>> Configuration(per_path={"legacy/**": ("KPI010",)}).ignored_in("legacy/2019/kpis.yaml")
    frozenset({'KPI010'})
    """

    profile: str = RECOMMENDED
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    per_path: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    root: str = ""
    today: date | None = None
    origin: str = ""

    def __post_init__(self) -> None:
        self.rules  # noqa: B018 - what is not known is said when it is made, not when it is used
        self._ignored  # noqa: B018

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that are run, with their options and severities, in the order of codes."""
        chosen = self._codes("select", self.select) if self.select else self._of_profile()
        ignored = self._codes("ignore", self.ignore)
        self._refuse_always("ignore", ignored)
        chosen = (chosen | self._codes("extend-select", self.extend_select)) - ignored | ALWAYS
        severity = {
            code: self._severity(name) for code, name in self._each("severity", self.severity)
        }
        options = {code: self.options[name] for code, name in self._each("rules", self.options)}
        each_set = [
            self._set(each, severity.get(each.code), options.get(each.code)) for each in all_rules()
        ]
        return tuple(each for each in each_set if each.code in chosen)

    def ignored_in(self, file: str) -> frozenset[str]:
        """Return the codes that are ignored in a file, by its path as findings write it."""
        path = below(file, self.root)
        matching = (codes for glob, codes in self._ignored if path and matches(path, glob))
        return frozenset().union(*matching)

    def unmatched(self, files: Iterable[str]) -> tuple[str, ...]:
        """Return the globs of ``per_path`` that match none of some files, nor any below ``root``.

        Of a configuration without a ``root`` it cannot be told: there are none.
        """
        if not self.root or not self.per_path:
            return ()
        paths = [below(file, self.root) for file in files]
        globs = {glob: parts_of(glob) for glob in self.per_path}
        return tuple(
            glob
            for glob, parts in globs.items()
            if not any(matches(path, parts) for path in paths) and not any_file(self.root, parts)
        )

    @cached_property
    def _ignored(self) -> tuple[tuple[tuple[str, ...], set[str]], ...]:
        """The parts of each glob of ``per_path``, and the codes that are ignored there."""
        found = []
        for glob, words in self.per_path.items():
            key = f"per-path.{glob}"
            parts = parts_of(glob)
            if not parts:
                raise InputError(f"{self.origin}{key}: an empty glob matches nothing")
            codes = self._codes(key, words)
            self._refuse_always(key, codes)
            found.append((parts, codes))
        return tuple(found)

    def _of_profile(self) -> set[str]:
        profiles = {RECOMMENDED, STRICT, *(each.profile for each in all_rules())}
        if self.profile not in profiles:
            tip = did_you_mean(self.profile, profiles, f"There are {', '.join(sorted(profiles))}.")
            raise InputError(f"{self.origin}profile: no profile is called {self.profile!r}. {tip}")
        taken = {RECOMMENDED, self.profile}
        return {each.code for each in all_rules() if each.profile in taken}

    def _codes(self, key: str, words: Iterable[str]) -> set[str]:
        return {code for word in words for code in self._meant(key, word)}

    def _meant(self, key: str, word: str) -> set[str]:
        known = all_rules()
        meant = {each.code for each in known if word == each.name or each.code.startswith(word)}
        return meant if word and meant else {self._one(key, word)}

    def _one(self, key: str, word: str) -> str:
        known = [(each.code, each.name) for each in all_rules()]
        for code, name in known:
            if word in (code, name):
                return code
        words = [word for pair in known for word in pair]
        from theoryofchange.measurement.contracts import told_by_measure

        near = did_you_mean(word, words, "toc rule lists them all.")
        tip = told_by_measure(word) or near
        raise InputError(f"{self.origin}{key}: no rule is called {word!r}. {tip}")

    def _each(self, key: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield the code and the name of each rule that a table is about, which is named once."""
        seen: dict[str, str] = {}
        for name in names:
            code = self._one(key, name)
            if code in seen:
                both = f"{code} stands twice, as {seen[code]} and as {name}; keep one of them"
                raise InputError(f"{self.origin}{key}: {both}")
            seen[code] = name
            yield code, name

    def _refuse_always(self, key: str, ignored: set[str]) -> None:
        for code in sorted(ignored & ALWAYS):
            raise InputError(
                f"{self.origin}{key}: {code} cannot be ignored: what it reports was not checked"
            )

    def _severity(self, name: str) -> Severity:
        given, key = self.severity[name], f"{self.origin}severity.{name}"
        if given not in SEVERITIES:
            tip = did_you_mean(given, SEVERITIES, f"It is one of {', '.join(SEVERITIES)}.")
            raise InputError(f"{key}: no severity is called {given!r}. {tip}")
        if given != "error" and self._one("severity", name) in ALWAYS:
            raise InputError(f"{key}: it stays an error: what it reports was not checked")
        return given

    def _set(
        self, each: Rule, severity: Severity | None, options: Mapping[str, Any] | None
    ) -> Rule:
        if severity is None and options is None:
            return each
        given = {name: self._option(each, name, value) for name, value in (options or {}).items()}
        return replace(each, severity=severity or each.severity, options={**each.options, **given})

    def _option(self, each: Rule, name: str, value: Any) -> Any:
        key = f"{self.origin}rules.{each.code}"
        if name not in each.options:
            tip = did_you_mean(name, list(each.options), _options_of(each))
            raise InputError(f"{key}: {each.code} ({each.name}) has no option {name!r}. {tip}")
        default = each.options[name]
        if not _is_like(value, default):
            holds = _HOLDS.get(type(default), f"a {type(default).__name__}")
            shown = list(default) if isinstance(default, tuple | frozenset) else default
            raise InputError(f"{key}.{name}: {value!r} is not {holds}, such as {shown!r}")
        return type(default)(value) if isinstance(default, tuple | frozenset) else value


def _options_of(each: Rule) -> str:
    names = ", ".join(each.options)
    return f"Its options: {names}." if names else "It has none."


def _is_like(value: Any, default: Any) -> bool:
    """Tell whether a value can stand in place of a default."""
    if isinstance(value, bool) or isinstance(default, bool):
        return isinstance(value, bool) and isinstance(default, bool)
    if isinstance(default, tuple | frozenset):
        return isinstance(value, list | tuple | set | frozenset) and all(
            _is_like(item, next(iter(default), item)) for item in value
        )
    if isinstance(default, int | float):
        wanted = int | float if isinstance(default, float) else int
        return isinstance(value, wanted) and value >= 0
    return isinstance(value, type(default))
