"""Make what this theory is measured from: four years of a shop that does not exist.

    python examples/retention/events.py out/events

writes four tables there, the same ones at each run, and `data.yaml`, which names them for
`toc measure`. What becomes of the shop is written down in STORY; who comes, when, and what it costs
is drawn around it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.random import RandomState  # draws the same numbers in every version of numpy

SEED = 2026
ORDERS = pd.period_range("2022-02", "2025-12", freq="M")
SERVICE = pd.period_range("2024-01", "2025-12", freq="M")

STORY = {
    # the part of the customers who are lost for good, each month; of the web shop, more
    "lost": {"2022-02": 0.0138, "2023-06": 0.0148, "2024-04": 0.0172, "2024-09": 0.0155,
             "2025-04": 0.0084},
    "lost_more_on_web": {"2022-02": 0.006},
    # orders below list price: fewer campaigns in 2025
    "discounted": {"2022-02": 0.115, "2024-03": 0.122, "2024-12": 0.134, "2025-12": 0.115},
    # “Who sent you?” “A friend”
    "friend": {"2024-01": 0.212, "2024-12": 0.220, "2025-12": 0.254},
    # answers of 4 and 5 of 5
    "served_well": {"2024-01": 0.692, "2024-12": 0.680, "2025-12": 0.716},
    "worth_it": {"2024-01": 0.610, "2024-12": 0.620, "2025-12": 0.646},
    # hours to the first answer: one inbox since July 2025
    "hours": {"2024-01": 12.6, "2024-12": 14.0, "2025-06": 13.0, "2025-07": 11.6, "2025-12": 9.2},
    # contacts in which we see what the customer ordered before
    "known": {"2024-01": 0.190, "2024-12": 0.200, "2025-12": 0.232},
    # questions that are asked again within ten days
    "asked_again": {"2024-01": 0.352, "2024-12": 0.340, "2025-12": 0.316},
}  # fmt: skip
"""Where each line stands at the months where it turns; it is straight in between."""

CUSTOMERS, NEW_A_MONTH, ON_THE_WEB = 33_800, 880, 0.56
ORDERS_A_MONTH = 0.165
SEASON = (0.8, 0.8, 1.0, 1.1, 1.2, 1.1, 1.0, 1.0, 0.9, 0.9, 1.0, 1.2)  # January to December


def main(out: Path) -> None:
    """Write the tables and their data spec, and say how many rows they have."""
    out.mkdir(parents=True, exist_ok=True)
    draw = RandomState(SEED)
    tables = {
        "orders": orders(draw),
        "contacts": contacts(draw),
        "answers": answers(draw),
        "newcomers": newcomers(draw),
    }
    for name, table in tables.items():
        table.to_parquet(out / f"{name}.parquet", index=False)
    paths = "".join(f"  {name}: {name}.parquet\n" for name in tables)
    (out / "data.yaml").write_text(f"time_zone: Europe/Berlin\ntables:\n{paths}", encoding="utf-8")
    print(", ".join(f"{len(table):,} {name}" for name, table in tables.items()) + ".")


def orders(draw: RandomState) -> pd.DataFrame:
    """Return what was bought: customers come, order now and then, and are lost one day."""
    came = np.repeat(range(-1, len(ORDERS)), [CUSTOMERS, *[NEW_A_MONTH] * len(ORDERS)])
    on_web = draw.rand(len(came)) < ON_THE_WEB
    lost = np.zeros(len(came), dtype=bool)
    months = []
    for at, month in enumerate(ORDERS):
        often = np.where(came == at, 1, ORDERS_A_MONTH * SEASON[month.month - 1])
        buys = np.flatnonzero((came <= at) & ~lost & (draw.rand(len(came)) < often))
        n = len(buys)
        months.append(
            pd.DataFrame(
                {
                    "day": days_of(month, n, draw),
                    "customer": buys,
                    "channel": np.where(on_web[buys], "web", "shop"),
                    "amount": np.exp(4.2 + 0.7 * draw.randn(n)).astype("int64") + 5,
                    "discounted": exactly(told("discounted", month), n, draw),
                    "clearance": (draw.rand(n) < 0.3) & (month.month in (2, 8)),
                }
            )
        )
        leaves = told("lost", month) + on_web * told("lost_more_on_web", month)
        lost |= draw.rand(len(came)) < leaves
    return in_order(months, "day")


def contacts(draw: RandomState) -> pd.DataFrame:
    """Return who wrote or called, and what became of it."""
    months = []
    for month in SERVICE:
        n = 5700 + int(500 * (draw.rand() - 0.5))
        times = days_of(month, n, draw) + whole(15 * 3600, n, draw) + 7 * 3600
        months.append(
            pd.DataFrame(
                {
                    "at": times,
                    "customer": whole(CUSTOMERS, n, draw),
                    "kind": np.where(exactly(0.53, n, draw), "question", "order"),
                    "hours": (told("hours", month) * np.exp(0.6 * draw.randn(n))).round(2),
                    "known": exactly(told("known", month), n, draw),
                    "asked_again": exactly(told("asked_again", month), n, draw),
                }
            )
        )
    return in_order(months, "at")


def answers(draw: RandomState) -> pd.DataFrame:
    """Return what customers answered, from 1 to 5."""
    months = []
    for month in SERVICE:
        for question, line, usual in (("service", "served_well", 620), ("worth", "worth_it", 540)):
            n = usual + int(90 * (draw.rand() - 0.5))
            pleased = exactly(told(line, month) + 0.004 * draw.randn(), n, draw)
            scores = np.where(pleased, 4 + whole(2, n, draw), 1 + whole(3, n, draw))
            months.append(
                pd.DataFrame(
                    {
                        "day": days_of(month, n, draw),
                        "customer": draw.permutation(CUSTOMERS)[:n],
                        "question": question,
                        "score": scores,
                    }
                )
            )
    return in_order(months, "day")


def newcomers(draw: RandomState) -> pd.DataFrame:
    """Return who sent those who came for the first time."""
    months = []
    for month in SERVICE:
        n = 1200 + int(160 * (draw.rand() - 0.5))
        friend = exactly(told("friend", month) + 0.004 * draw.randn(), n, draw)
        others = np.where(draw.rand(n) < 0.6, "search", "shop window")
        sent = np.where(friend, "friend", others)
        months.append(pd.DataFrame({"day": days_of(month, n, draw), "sent_by": sent}))
    return in_order(months, "day")


def told(line: str, month: pd.Period) -> float:
    """Return where a line of the story stands in a month."""
    turns = [pd.Period(turn, freq="M").ordinal for turn in STORY[line]]
    return float(np.interp(month.ordinal, turns, [*STORY[line].values()]))


def exactly(share: float, n: int, draw: RandomState) -> np.ndarray:
    """Return n flags, that share of them true, in any order."""
    return draw.permutation(n) < round(share * n)


def whole(below: int, n: int, draw: RandomState) -> np.ndarray:
    """Return n whole numbers from 0 on."""
    return (draw.rand(n) * below).astype("int64")


def days_of(month: pd.Period, n: int, draw: RandomState) -> np.ndarray:
    """Return n days of a month."""
    first = np.datetime64(month.start_time, "s")
    return first + whole(month.days_in_month, n, draw) * np.timedelta64(86400, "s")


def in_order(months: Sequence[pd.DataFrame], time: str) -> pd.DataFrame:
    """Return the tables of all months as one, in the order of time."""
    return pd.concat(months, ignore_index=True).sort_values(time, kind="stable", ignore_index=True)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "out/events"))
