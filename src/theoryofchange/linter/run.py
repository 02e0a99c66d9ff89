"""Check a theory by every rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from theoryofchange.declare import Declaration, declare, declare_text, dump
from theoryofchange.errors import kind_of
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.figures import figures
from theoryofchange.linter.findings import Findings, by_place
from theoryofchange.linter.gaps import unexplained, with_causes
from theoryofchange.linter.links import written_links
from theoryofchange.linter.plugins import PlugInFailure, brought_by
from theoryofchange.linter.ratings import Ratings, ratings_of
from theoryofchange.linter.registry import all_rules, plug_in_failures
from theoryofchange.linter.rule import Rule
from theoryofchange.linter.suppression import (
    Place,
    Suppression,
    judged,
    parted,
    written_suppressions,
)
from theoryofchange.record import record, replace
from theoryofchange.source.files import TABLE_ENDINGS
from theoryofchange.source.finding import Fault, Finding, Related
from theoryofchange.source.span import Route, Span
from theoryofchange.source.writer import as_data, to_yaml

if TYPE_CHECKING:
    from datetime import date

Given = str | Path | TheoryOfChange | Mapping[str, Any]

_WHOLE_ALONE = ("Kpi", "Activity")
"""What stands in one file whole: these are looked at where another file could not be read."""

_OF_VALUES = "DAT"
_CRASH = "TOC999"
_LONGEST = 1000
"""Characters of a message; a title may be any length."""


def check(*given: Given, configuration: Configuration | None = None) -> Findings:
    """Check a theory by its rules. Never raises on a mistake in the theory.

    Parameters
    ----------
    given
        A directory, which is one theory; files, which together are one; a
        :class:`~theoryofchange.TheoryOfChange`; or a mapping in the form of a theory file.
    configuration
        Which rules, how grave, where, and with which options; by default the recommended rules as
        they are. No file of settings is looked for: :func:`settings_for` reads one.

    Returns
    -------
    Findings
        Every finding with its place. A theory that was not read from a file is placed in the YAML
        that it would be written as.

    Raises
    ------
    InputError
        Where a path does not exist or holds no file of a theory.

    Examples
    --------
    >>> findings = check({"goals": {"growth": {"due": "2027-02-30"}}})
    >>> [(finding.code, finding.line) for finding in findings if finding.severity == "error"]
    [('TOC009', 3)]
    """
    return checked(declared(*given), configuration or Configuration())


def checked(declaration: Declaration, configuration: Configuration) -> Findings:
    """Return the findings of a declaration as a configuration sets them."""
    return checked_by(configuration.rules, declaration, configuration)


def checked_by(
    rules: Sequence[Rule], declaration: Declaration, configuration: Configuration
) -> Findings:
    """Return the findings of a declaration by some of the rules of a configuration."""
    ran = _run_all(declaration, rules)
    suppressions = written_suppressions(declaration.sources, all_rules())
    found = _findings(ran.findings, declaration)
    if suppressions:
        of_suppressions = [each for each in rules if each.visits == Suppression.__name__]
        today = configuration.today or declaration.theory.as_of
        found = _suppressed(ran, suppressions, declaration, of_suppressions, today)
    return _outside_ignored(found, configuration)


def _suppressed(
    ran: _Ran,
    written: Iterable[Suppression],
    declaration: Declaration,
    rules: Iterable[Rule],
    today: date | None,
) -> Findings:
    """Return what was found with what suppressions hide set apart, and what is wrong with them."""
    suppressions = judged(written, ran.places, ran.codes, declaration.unread, today)
    standing, suppressed = parted((*ran.findings, *ran.caused), suppressions)
    standing, _ = with_causes(standing, ran.yields)
    visits: list[tuple[Route, Any]] = [((), each) for each in suppressions]
    for each in rules:
        standing += (finding for finding, _ in _run(each, visits, declaration))
    found = _findings(standing, declaration)
    hidden = sorted(suppressed, key=lambda each: by_place(each.finding))
    return replace(found, suppressed=tuple(hidden))


def _outside_ignored(found: Findings, configuration: Configuration) -> Findings:
    """Return findings without those of rules that are ignored in their file."""
    if not configuration.per_path:
        return found
    files = {each.file for each in found} | {each.finding.file for each in found.suppressed}
    ignored = {file: configuration.ignored_in(file) for file in files}

    def counts(finding: Finding) -> bool:
        return finding.code not in ignored[finding.file]

    return replace(
        found,
        findings=tuple(each for each in found if counts(each)),
        suppressed=tuple(each for each in found.suppressed if counts(each.finding)),
    )


def findings_of(declaration: Declaration, selected: Iterable[Rule] | None = None) -> Findings:
    """Return the findings of a declaration by the rules selected, or by the recommended ones."""
    rules = Configuration().rules if selected is None else selected
    return _findings(_run_all(declaration, rules).findings, declaration)


@record
class _Ran:
    """What rules found, and what is known of the rest.

    Parameters
    ----------
    findings
        The findings.
    held
        What was held back because another finding says it.
    caused
        What was held back because a rule that it yields to names the cause.
    codes
        The rules that ran to their end.
    yields
        The codes of the rules that each of some rules yields to.
    """

    findings: list[Finding]
    held: list[Finding]
    caused: list[Finding]
    codes: frozenset[str]
    yields: Mapping[str, tuple[str, ...]]

    @property
    def places(self) -> Iterator[Place]:
        """The places of all that was found, said or held back."""
        everything = (*self.findings, *self.held, *self.caused)
        return ((each.file, each.line, each.code) for each in everything)


def _run_all(declaration: Declaration, rules: Iterable[Rule]) -> _Ran:
    found: list[Finding] = []
    held: list[Finding] = []
    codes: set[str] = set()
    yields: dict[str, tuple[str, ...]] = {}
    visits_of = cache(lambda kind: [*_VISITS[kind](declaration)])
    for each in rules:
        if each.visits in _VISITS and _can_run(each, declaration):
            of_rule = list(_run(each, visits_of(each.visits), declaration))
            kept = [finding for finding, said_before in of_rule if not said_before]
            if all(finding.code == each.code for finding in kept):
                codes.add(each.code)
            if each.lacks and kept:
                kept = unexplained(kept, each.lacks, declaration)
            if len(kept) < len(of_rule):
                held += [finding for finding, _ in of_rule]
            found += kept
            if each.yields_to and kept:
                yields[each.code] = each.yields_to
    found, caused = with_causes(found, yields)
    return _Ran(_once(found), held, _once(caused), frozenset(codes), yields)


def _can_run(each: Rule, declaration: Declaration) -> bool:
    """Tell whether what a rule looks at was read to its end."""
    if declaration.complete or each.visits in ("Declaration", PlugInFailure.__name__):
        return True
    if all(file.lower().endswith(TABLE_ENDINGS) for file in declaration.unread):
        return each.visits != Ratings.__name__ and not each.code.startswith(_OF_VALUES)
    return each.visits in _WHOLE_ALONE and not each.takes_theory and not each.lacks


def _findings(found: list[Finding], declaration: Declaration) -> Findings:
    unread = () if declaration.complete else declaration.unread
    return Findings(tuple(sorted(found, key=by_place)), declaration.sources, unread)


def _once(found: list[Finding]) -> list[Finding]:
    """Keep one of the findings that a value shared by aliases gives at each of its uses."""
    seen: dict[tuple[Span, str, str], Finding] = {}
    for finding in found:
        seen.setdefault((finding.span, finding.code, finding.message), finding)
    return list(seen.values())


def declared(*given: Given) -> Declaration:
    """Return the declaration of what :func:`check` may be given."""
    if len(given) == 1 and isinstance(given[0], Declaration):
        return given[0]
    paths = [each for each in given if isinstance(each, str | Path)]
    if given and len(paths) == len(given):
        return declare(*paths)
    theory = given[0] if len(given) == 1 else given
    if not isinstance(theory, TheoryOfChange | Mapping):
        message = "given takes one path or several, as in check(*paths), a theory or a mapping"
        raise TypeError(f"{message}, not {kind_of(theory) if given else 'nothing'}")
    text = dump(theory) if isinstance(theory, TheoryOfChange) else to_yaml(as_data(theory))
    return declare_text(text, "<theory>")


def _run(
    each: Rule, visits: Iterable[tuple[Route, Any]], declaration: Declaration
) -> Iterator[tuple[Finding, bool]]:
    """Yield each finding of a rule, and whether another finding says it already."""
    crashed: list[tuple[Route, BaseException]] = []
    theory, faulted = declaration.theory, declaration.faulted
    check_one = partial(each.check, **each.options) if each.options else each.check
    for route, visited in visits:
        try:
            faults = check_one(visited, theory) if each.takes_theory else check_one(visited)
            for fault in faults:
                said_before = bool(faulted) and _said_before(fault, faulted, each)
                yield _placed(fault, each, declaration), said_before
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a crash is a finding of its own
            crashed.append((route, error))
    if crashed:
        yield _crash(each, crashed, declaration), False


def _said_before(fault: Fault, faulted: frozenset[Route], each: Rule) -> bool:
    """Tell whether a fault misses what was refused or put right in its place."""
    if each.visits == "Declaration" or isinstance(fault.where, Span):
        return False
    return any(fault.where[:length] in faulted for length in range(1, len(fault.where) + 1))


def _placed(fault: Fault, each: Rule, declaration: Declaration) -> Finding:
    about = fault.id or _id_of(fault.where)
    related = tuple([Related(declaration.span(at), message) for at, message in fault.related])
    span = declaration.span(fault.where)
    source = declaration.sources.get(span.file)
    told = source.told(span) if source else ""
    message = _cut(f"{fault.message} In {told}." if told else fault.message)
    return Finding(
        each.code,
        each.name,
        each.severity,
        message,
        _cut(fault.tip),
        span,
        about,
        related,
        each.confidence,
        fault.fix,
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _id_of(where: Route | Span) -> str:
    if isinstance(where, Span) or len(where) < 2:
        return ""
    return where[1] if isinstance(where[1], str) else ""


def _crash(
    each: Rule, crashed: list[tuple[Route, BaseException]], declaration: Declaration
) -> Finding:
    from theoryofchange.linter.registry import rule_of

    route, error = crashed[0]
    others = f" and in {len(crashed) - 1} more places" if len(crashed) > 1 else ""
    told = ": ".join(filter(None, (type(error).__name__, str(error))))
    message = f"The rule {each.code} crashed here{others}: {told}"
    whose = "" if (module := brought_by(each)) is None else f" to whoever made {module}"
    tip = f"Report it{whose} with this file; the other rules have run."
    return _placed(Fault(route, message, tip), rule_of(_CRASH), declaration)


def _declaration(declaration: Declaration) -> Iterator[tuple[Route, Any]]:
    yield (), declaration


def _theory(declaration: Declaration) -> Iterator[tuple[Route, Any]]:
    yield (), declaration.theory


def _items(section: str) -> Callable[[Declaration], Iterator[tuple[Route, Any]]]:
    def visited(declaration: Declaration) -> Iterator[tuple[Route, Any]]:
        for id, item in getattr(declaration.theory, section).items():
            yield (section, id), item

    return visited


def _links(declaration: Declaration) -> Iterator[tuple[Route, Any]]:
    for written in written_links(declaration.theory):
        yield written.route, written


def _figures(declaration: Declaration) -> Iterator[tuple[Route, Any]]:
    for figure in figures(declaration):
        yield figure.route, figure


def _ratings(declaration: Declaration) -> Iterator[tuple[Route, Any]]:
    ratings = ratings_of(declaration)
    if ratings is not None:
        yield ("ratings",), ratings


def _plug_ins(_: Declaration) -> Iterator[tuple[Route, Any]]:
    for failure in plug_in_failures():
        yield (), failure


_VISITS: Mapping[str, Callable[[Declaration], Iterator[tuple[Route, Any]]]] = {
    "Declaration": _declaration,
    "TheoryOfChange": _theory,
    "Goal": _items("goals"),
    "Outcome": _items("outcomes"),
    "Kpi": _items("kpis"),
    "Activity": _items("activities"),
    "WrittenLink": _links,
    "Figure": _figures,
    "Ratings": _ratings,
    "PlugInFailure": _plug_ins,
}
