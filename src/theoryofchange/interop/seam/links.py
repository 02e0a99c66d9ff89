"""Links on their way: gathered before the nodes that hold them are made."""

from __future__ import annotations

from collections.abc import Mapping

from theoryofchange.link import Link


class Links:
    """Links by their effect and cause, in the order they were added.

    Examples
    --------
    >>> links = Links()
    >>> links.add("growth", "trust", Link())
    >>> dict(links.of("growth")), links.closes_circle("trust", "growth")
    ({'trust': Link()}, True)
    """

    def __init__(self) -> None:
        self._causes: dict[str, dict[str, Link]] = {}

    def add(self, effect: str, cause: str, link: Link) -> None:
        """Let an effect have a cause; a second link between the two takes the first one's place."""
        self._causes.setdefault(effect, {})[cause] = link

    def of(self, effect: str) -> Mapping[str, Link]:
        """Return the causes of an effect: id → link, as ``needs`` and ``advances`` take them."""
        return self._causes.get(effect, {})

    def has(self, effect: str, cause: str) -> bool:
        """Tell whether an effect has a cause already."""
        return cause in self.of(effect)

    def closes_circle(self, effect: str, cause: str) -> bool:
        """Tell whether a link would let something be a cause of itself."""
        seen, ahead = {cause}, [cause]
        while ahead:
            here = ahead.pop()
            if here == effect:
                return True
            ahead += [each for each in self.of(here) if each not in seen]
            seen.update(ahead)
        return False
