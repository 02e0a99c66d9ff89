"""Times ``toc.forecast`` on random walks, and tells how much of what came its intervals held.

    python benchmarks/forecast.py [--kpis 1000] [--values 36] [--steps 6] [--method simple]

Quoted is processor time, user and system. Of every walk the last values are kept back; the shares
of them that the 80 % and the 95 % intervals hold are printed beside it.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd

import theoryofchange as toc


def frame_of(kpis: int, values: int) -> pd.DataFrame:
    drawn = np.random.default_rng(0).normal(0.2, 1, (kpis, values))
    days = pd.date_range("2020-01-31", periods=values, freq="ME")
    ids = [f"k{place}" for place in range(kpis)]
    return pd.DataFrame(
        {
            "kpi": np.repeat(ids, values),
            "date": np.tile(days, kpis),
            "value": 60 + np.cumsum(drawn, axis=1).ravel(),
        }
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kpis", type=int, default=1000)
    parser.add_argument("--values", type=int, default=36)
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--method", default="simple")
    given = parser.parse_args()
    frame = frame_of(given.kpis, given.values + given.steps)
    last = frame["date"].max()
    known = frame["date"] <= sorted(frame["date"].unique())[given.values - 1]
    target = {"value": 80, "date": str(last.date())}
    theory = toc.TheoryOfChange(
        kpis=[toc.Kpi(id=id, direction="increase", target=target) for id in frame["kpi"].unique()]
    )
    start = time.process_time()
    found = toc.forecast(theory, frame[known], method=given.method)
    took = time.process_time() - start
    came = frame[~known].assign(date=frame["date"].dt.date)
    both = found.periods_frame().merge(came, left_on=["id", "date"], right_on=["kpi", "date"])
    held = [
        both["value_y"].between(both[f"low_{level}"], both[f"high_{level}"]).mean()
        for level in (80, 95)
    ]
    print(f"{len(found.told):,} of {given.kpis:,} KPIs by {found.method} in {took:.1f} s")
    print(f"80 % intervals held {held[0]:.1%} of {len(both):,} values, 95 % held {held[1]:.1%}")


if __name__ == "__main__":
    main()
