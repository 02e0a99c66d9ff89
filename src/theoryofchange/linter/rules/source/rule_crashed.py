"""TOC999."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.linter.plugins import PlugInFailure
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("TOC999", severity="error")
def rule_crashed(failure: PlugInFailure) -> Iterator[Fault]:
    """A rule crashed or could not be loaded, and the check went on without it.

    ## What it does

    Says which rule failed at which item, and with what: the runner reports it in place of what the
    rule would have found. Says too which rules a plug-in brings that could not be loaded, or whose
    code or name another rule has, and which distribution that is. There is no example, since no
    theory should bring a rule down.

    ## Why it matters

    A check that stops at its own mistake hides every fault after it; one that swallows the mistake
    says that all is well. The fault is ours or the plug-in's, not yours: please report it.

    ## References

    dbt-score: a rule that crashes is a third outcome beside pass and fail.
    """
    yield Fault(
        (),
        f"The plug-in {failure.distribution} brings a rule that was not run: {failure.why}",
        f"Repair or uninstall {failure.distribution}; the other rules have run.",
    )
