"""A maturity level as text."""

from __future__ import annotations


def level_text(value: float | None) -> str:
    """Return a level as people read it; an en dash where it is not known."""
    return "–" if value is None else f"{value:.1f}"
