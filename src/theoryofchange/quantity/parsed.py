"""What a text can be found to say."""

from __future__ import annotations

from typing import Literal

from theoryofchange.named_tuple import NamedTuple

Kind = Literal[
    "number", "percent", "money", "duration", "rank", "ratio", "score", "range", "date",
    "placeholder", "text",
]  # fmt: skip
Bound = Literal["=", "<", "<=", ">", ">=", "+-"]


class Parsed(NamedTuple):
    """What a text says; the fields are those of a quantity."""

    kind: Kind
    value: float | None = None
    unit: str | None = None
    bound: Bound = "="
    upper: float | None = None
    of: float | None = None
