"""Days as XML writes them."""

from __future__ import annotations

import datetime as dt
import re

DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")


def day_of(text: str | None) -> dt.date | None:
    """Return the day that a text names, its time zone aside; ``None`` where it is no real one.

    Examples
    --------
    >>> [day_of(text) for text in ("2013-03-31Z", "2013-02-30", "2013", None)]
    [datetime.date(2013, 3, 31), None, None, None]
    """
    found = DAY.fullmatch((text or "").strip())
    try:
        return dt.date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None
