"""LNK004."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.graph.agreement import teams_on_links
from theoryofchange.linter.links import written_links
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("LNK004", severity="info", confidence="medium")
def link_not_agreed(theory: TheoryOfChange) -> Iterator[Fault]:
    """A team on a link has not agreed to it.

    ## What it does

    Finds links whose `agreed_by` leaves out a team on them: the team of the activity that a link
    starts at, or else the teams whose activities straight advance its cause or its effect. A link
    that no team is on is not asked. `toc run` lists under *align* who has yet to agree to what.

    ## Why it matters

    A chain holds where those who carry it believe in it. A team that was never asked plans for
    something else, and learns of its part when the result is missing.

    ## Example

    ```yaml
    teams: {service: {}}
    goals: {growth: {needs: [trust]}}
    outcomes: {trust: {}}
    activities: {answer_faster: {team: service, advances: {trust: {agreed_by: [service]}}}}
    ```

    ## Use instead

    ```yaml
    teams: {service: {}}
    goals: {growth: {needs: {trust: {agreed_by: [service]}}}}
    outcomes: {trust: {}}
    activities: {answer_faster: {team: service, advances: {trust: {agreed_by: [service]}}}}
    ```

    ## References

    Merkle, Customer Experience Imperatives: align; Davies (2012): owned.
    """
    on_links = teams_on_links(theory)
    for written in written_links(theory):
        agreed = {theory.resolve(team) for team in written.link.agreed_by}
        on = on_links.get((written.cause, written.effect), ())
        waiting = [team for team in on if team in theory.teams and team not in agreed]
        if waiting and agreed <= theory.teams.keys():
            names = " and ".join(theory.name(team) for team in waiting)
            yield Fault(
                (*written.route, "agreed_by"),
                f"{names} {'has' if len(waiting) == 1 else 'have'} yet to agree that"
                f" {theory.name(written.cause)} leads to {theory.name(written.effect)}.",
                "Put the link before the team, and add it to agreed_by: once it has agreed.",
            )
