"""Which teams are on a link, and so have to agree to it."""

from __future__ import annotations

from collections.abc import Mapping

from theoryofchange.graph.parts import Parts


def teams_on_links(theory: Parts) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return for each link, by cause and effect, the teams on it.

    Of a link that starts at an activity that is its own team; of any other the teams whose
    activities straight advance its cause or its effect.

    Examples
    --------
    >>> from theoryofchange.activity import Activity
    >>> from theoryofchange.goal import Goal
    >>> sales = Activity(id="call", advances=["growth"], team="sales")
    >>> teams_on_links(Parts(goals=[Goal(id="growth")], activities=[sales]))
    {('call', 'growth'): ('sales',)}
    """
    working = {id: _teams_at(theory, id) for id in theory.nodes}
    return {
        (cause, effect): working[cause]
        if cause in theory.activities
        else tuple(dict.fromkeys((*working[cause], *working[effect])))
        for effect in theory.nodes
        for cause in theory.causes(effect)
    }


def _teams_at(theory: Parts, id: str) -> tuple[str, ...]:
    own = theory.activities.get(id)
    working = (own,) if own else theory.activities_of(id)
    return tuple(dict.fromkeys(theory.resolve(each.team) for each in working if each.team))
