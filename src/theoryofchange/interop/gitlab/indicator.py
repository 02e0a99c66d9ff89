"""One performance indicator of GitLab's handbook, field by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from theoryofchange.interop.seam.prose import Prose, readable
from theoryofchange.interop.seam.targets import unit_of
from theoryofchange.kpi import DataSource, Limit, LimitKind, Reported, Status, Target
from theoryofchange.quantity import Quantity

LEVELS: Mapping[str, Status] = {
    "3": "on track",
    "2": "at risk",
    "1": "off track",
    "0": "no data",
    "-1": "confidential",
}
"""The levels of health (okay, needs attention, problem, unknown, confidential) as statuses."""

OBSTRUCTED: frozenset[Status] = frozenset({"off track", "no data"})
"""The statuses whose reasons are limits: an indicator of another is measured, or withheld."""

LIMIT_WORDS: Mapping[LimitKind, str] = {
    "people": r"hir(?:e|es|ed|ing)|recruit\w*|vacanc\w+|capacity|headcount|staff\w*|teams?"
    r"|managers?|coach\w*|train(?:ing|ings)|skills?",
    "technology": r"tools?|tooling|systems?|dashboards?|charts?|pipelines?|track(?:ed|ing)|data"
    r"|sisense|periscope|tableau|adaptive|automat\w+|integrations?|instrument\w+|software|apis?"
    r"|databases?|spreadsheets?|visuali[sz]\w+",
}
"""The English words that tell a limit's kind: the first one counts; without any it is *process*."""

_KIND = re.compile(
    rf"\b(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in LIMIT_WORDS.items())})\b",
    re.IGNORECASE,
)
_EMPTY_REASON = 24
"""Characters beyond which a reason that begins like a placeholder still says something."""


@dataclass(slots=True)
class Draft:
    """A KPI on its way.

    Parameters
    ----------
    fields, source
        The fields of the KPI, and of its source.
    extra
        What is kept as it was written.
    links
        The addresses found in its texts, in order.
    kept
        The keys of the indicator of which something is kept as written.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    source: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    links: dict[str, None] = field(default_factory=dict)
    kept: tuple[str, ...] = ()

    def say(self, raw: str) -> Prose:
        """Read a text, and collect the links in it."""
        said = readable(raw)
        self.links |= dict.fromkeys(said.links)
        return said


def drafted(entry: Mapping[str, Any], department: str | None) -> Draft:
    """Put each field of an indicator where it belongs.

    Parameters
    ----------
    entry
        The indicator as it was read; its name is a text.
    department
        The title of the goal that its ``org`` became.

    Returns
    -------
    Draft
        The fields of a KPI but for its id, its goal and what is kept.
    """
    draft = Draft()
    for key, value in entry.items():
        if value is None and key in _HOMES:
            continue
        home = _chart if _is_chart(key, value) else _HOMES.get(key, _keep)
        home(draft, key, value)
    org = entry.get("org")
    if isinstance(org, str) and org.strip() != department:
        draft.extra["org"] = org
    draft.kept = tuple(_kept_keys(draft, entry))
    if draft.links:
        draft.extra.setdefault("links", list(draft.links))
    if draft.source:
        draft.fields["source"] = DataSource(**draft.source)
    return draft


def _kept_keys(draft: Draft, entry: Mapping[str, Any]) -> Iterator[str]:
    for key in entry:
        if key == "health" and "health" in draft.extra and isinstance(entry[key], dict):
            yield from (f"health.{inner}" for inner in draft.extra[key])
        elif key in draft.extra or key in draft.source.get("extra", {}):
            yield key


def texts(value: Any) -> list[str]:
    """Return one text as a list, and the texts of a list."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str) and item.strip()]


def _keep(draft: Draft, key: str, value: Any) -> None:
    draft.extra[key] = value


def _prose(draft: Draft, key: str, value: Any) -> str | None:
    """Return a text for reading; what is not the same as written is kept too."""
    said = draft.say(value).text if isinstance(value, str) else ""
    if not isinstance(value, str) or said != value.strip():
        draft.extra[key] = value
    return said or None


def _name(draft: Draft, key: str, value: Any) -> None:
    draft.fields["title"] = _prose(draft, key, value) or value.strip()


def _definition(draft: Draft, key: str, value: Any) -> None:
    draft.fields["definition"] = _prose(draft, key, value)


def _target(draft: Draft, key: str, value: Any) -> None:
    text = _prose(draft, key, value)
    if text is None:
        return
    quantity = Quantity.read(text)
    draft.fields["target"] = Target(value=quantity, date=None)
    draft.fields["direction"] = quantity.direction
    draft.fields["unit"] = unit_of(quantity)


def _dri(draft: Draft, key: str, value: Any) -> None:
    names = [readable(text).text for text in texts(value)]
    owner = ", ".join(name for name in names if not Quantity.read(name).placeholder)
    draft.fields["owner"] = owner or None
    if owner != value:
        draft.extra[key] = value


def _health(draft: Draft, key: str, value: Any) -> None:
    if not isinstance(value, dict):
        draft.extra[key] = value
        return
    left = {inner: held for inner, held in value.items() if inner not in ("level", "reasons")}
    level = value.get("level")
    status = LEVELS.get(level.strip()) if isinstance(level, str) else None
    if status is None and level is not None:
        left["level"] = level
    raw = value.get("reasons")
    because = tuple(said for said in (draft.say(_reason(r)).text for r in _items(raw)) if said)
    if raw is not None and list(because) not in (raw, [raw]):
        left["reasons"] = raw
    if status or because:
        draft.fields["reported"] = Reported(status=status, because=because)
    if status == "confidential":
        draft.fields["confidential"] = True
    if status in OBSTRUCTED:
        draft.fields["limits"] = tuple(_limits(because))
    if left:
        draft.extra[key] = left


def _items(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _reason(value: Any) -> str:
    """Return a reason as it was meant: ``Note: slow`` is read as a mapping by YAML."""
    if isinstance(value, dict) and len(value) == 1:
        ((before, after),) = value.items()
        return f"{before}: {after}" if isinstance(after, str) else ""
    return value if isinstance(value, str) else ""


def _limits(reasons: Iterable[str]) -> Iterator[Limit]:
    for reason in dict.fromkeys(reasons):
        if len(reason) > _EMPTY_REASON or not Quantity.read(reason).placeholder:
            yield Limit(kind=_limit_kind(reason), what=reason)


def _limit_kind(reason: str) -> LimitKind:
    """Return what a limit is about by the first word of :data:`LIMIT_WORDS` in it."""
    found = _KIND.search(reason)
    if found is None:
        return "process"
    return "people" if found["people"] else "technology"


def _urls(draft: Draft, key: str, value: Any) -> None:
    links = tuple(text.strip() for text in texts(value))
    if links:
        draft.source["links"] = links
    if list(links) not in (value, [value]):
        draft.extra[key] = value


def _is_chart(key: str, value: Any) -> bool:
    """Tell whether a field says where the figures are shown: ``sisense_data`` and its like."""
    if not key.endswith("_data") or not isinstance(value, dict):
        return False
    return key == "sisense_data" or bool(value.get("chart") or value.get("charts"))


def _chart(draft: Draft, key: str, value: Any) -> None:
    draft.source.setdefault("system", key.removesuffix("_data"))
    draft.source.setdefault("extra", {})[key] = value
    if value.get("chart") or value.get("charts"):
        draft.source["availability"] = "live"


def _department(draft: Draft, key: str, value: Any) -> None:
    if not isinstance(value, str):
        draft.extra[key] = value


_HOMES: Mapping[str, Callable[[Draft, str, Any], None]] = {
    "name": _name,
    "definition": _definition,
    "target": _target,
    "org": _department,
    "dri": _dri,
    "health": _health,
    "urls": _urls,
}
"""Where the value of each key goes; the value of any other is kept as written."""

_MARKS = frozenset(_HOMES) - {"name", "urls"} | {"base_path", "is_key"}


def is_field(key: str) -> bool:
    """Tell whether a key speaks for a performance indicator, as a name alone does not.

    Examples
    --------
    >>> is_field("org"), is_field("sisense_data"), is_field("hosts")
    (True, True, False)
    """
    return key in _MARKS or key == "sisense_data"


def is_home(key: str) -> bool:
    """Tell whether the value of a key has a field of its own in a theory.

    Examples
    --------
    >>> is_home("definition"), is_home("health.reasons"), is_home("is_key")
    (True, True, False)
    """
    return key.partition(".")[0] in _HOMES
