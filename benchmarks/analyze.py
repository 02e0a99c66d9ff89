"""Times ``toc.analyze`` beside a pandas groupby that somebody might write by hand, in one run.

Both are given the same frame of observations, in no order, and give the same columns for each KPI:
the latest value up to a day, the linear progress and the status word. The analysis reads the plans
from the theory; the groupby is given them as a frame, which is not timed. It does not look for
contradictory, impossible or unknown rows, which the analysis does. Every run is compared: where a
figure or a word differs, the benchmark fails.

Quoted is the least processor time of the runs, user and system: it hardly depends on what else the
machine does. Each size runs in a process of its own; its memory is the most that the analysis holds
beside the theory and the frame, as Linux tells it.

    python benchmarks/analyze.py [--kpis 10000 100000] [--observations 60] [--runs 5] [--rows]

``--rows`` also makes every row of the analysis in words, and its score.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import theoryofchange as toc

_KPIS_OF_A_GOAL = 100
_MOST_RATIO = 1.5


def theory_of(kpis: int) -> toc.TheoryOfChange:
    goals = max(1, kpis // _KPIS_OF_A_GOAL)
    return toc.TheoryOfChange(
        toc.Header(id="generated", as_of="2030-06-30"),
        goals=[toc.Goal(id=f"goal_{g}") for g in range(goals)],
        kpis=[
            toc.Kpi(
                id=f"kpi_{k}",
                measures=f"goal_{k % goals}",
                unit="percent" if k % 3 else "EUR",
                direction="increase",
                baseline={"value": 40 + k % 20, "date": "2025-12-31"},
                target={"value": 80, "date": "2030-12-31", "set_by": "board"},
                tolerance=0.5,
            )
            for k in range(kpis)
        ],
    )


def observations_of(kpis: int, each: int) -> pd.DataFrame:
    random = np.random.default_rng(0)
    days = pd.date_range("2026-01-31", periods=each, freq="ME")
    frame = pd.DataFrame(
        {
            "kpi": np.repeat([f"kpi_{k}" for k in range(kpis)], each),
            "date": np.tile(days, kpis),
            "value": random.uniform(35, 85, kpis * each),
        }
    )
    return frame.sample(frac=1, random_state=1).reset_index(drop=True)


def plan_frame(theory: toc.TheoryOfChange) -> pd.DataFrame:
    kpis = list(theory.kpis.values())
    return pd.DataFrame(
        {
            "baseline": [kpi.baseline.value.value for kpi in kpis],
            "target": [kpi.target.value.value for kpi in kpis],
            "tolerance": [kpi.tolerance.value for kpi in kpis],
            "start": pd.to_datetime([kpi.baseline.date for kpi in kpis]),
            "due": pd.to_datetime([kpi.target.date for kpi in kpis]),
        },
        index=list(theory.kpis),
    )


def by_hand(plan: pd.DataFrame, observations: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    known = observations[observations["date"] <= as_of]
    newest = known.groupby("kpi", sort=False)["date"].idxmax()
    told = plan.join(known.loc[newest].set_index("kpi"))
    way = told["target"] - told["baseline"]
    gone = (told["date"] - told["start"]) / (told["due"] - told["start"])
    made = told["value"] - told["baseline"]
    expected = told["baseline"] + way * gone
    told["progress"] = made / way
    told["status"] = np.select(
        [
            told["value"].isna(),
            told["value"] >= told["target"],
            (told["due"] >= as_of) & (told["value"] >= expected - told["tolerance"]),
            told["value"] < told["baseline"] - told["tolerance"],
            told["due"] < as_of,
            made / (expected - told["baseline"]) >= 0.5,
        ],
        ["no data", "achieved", "on track", "deteriorating", "off track", "at risk"],
        "off track",
    )
    return told


def processor_time(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    made = work()
    return time.process_time() - start, made


def compare(figures: pd.DataFrame, told: pd.DataFrame) -> None:
    figures = figures.set_index("id").loc[told.index]
    if not np.array_equal(figures["actual"], told["value"], equal_nan=True):
        sys.exit("the latest values differ")
    if not np.allclose(figures["progress"], told["progress"], rtol=1e-12, equal_nan=True):
        sys.exit("the progress differs")
    if not (figures["status"].astype(str).to_numpy() == told["status"].to_numpy()).all():
        sys.exit("the status words differ")


def memory(which: str) -> float:
    """Return what Linux says the process holds (``VmRSS``) or held at most (``VmHWM``), in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(which))


def measure(kpis: int, each: int, runs: int, rows: bool) -> dict[str, float]:
    theory, observations = theory_of(kpis), observations_of(kpis, each)
    plan, as_of = plan_frame(theory), pd.Timestamp(theory.as_of)
    Path("/proc/self/clear_refs").write_text("5")
    before = memory("VmRSS")
    first = toc.analyze(theory, observations).figures
    found = {"megabytes": memory("VmHWM") - before, "kpis": len(first)}
    ours, hand = [], []
    for _ in range(runs):
        spent, told = processor_time(lambda: by_hand(plan, observations, as_of))
        hand.append(spent)
        spent, figures = processor_time(lambda: toc.analyze(theory, observations).figures)
        ours.append(spent)
        compare(figures, told)
    found |= {"analyze": min(ours), "by hand": min(hand)}
    if rows:
        analysis = toc.analyze(theory, observations)
        found["rows"], _ = processor_time(lambda: sum(1 for _ in analysis.kpis))
        found["score"], _ = processor_time(lambda: analysis.score)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kpis", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--observations", type=int, default=60)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rows", action="store_true")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        print(json.dumps(measure(asked.kpis[0], asked.observations, asked.runs, asked.rows)))
        return
    for kpis in asked.kpis:
        flags = ["--rows"] if asked.rows else []
        figures = ["--observations", str(asked.observations), "--runs", str(asked.runs)]
        command = [sys.executable, __file__, "--kpis", str(kpis), *figures, *flags, "--inside"]
        made = subprocess.run(command, check=True, capture_output=True, text=True)
        found = json.loads(made.stdout)
        ratio = found["analyze"] / found["by hand"]
        print(
            f"{kpis:>9,} KPIs × {asked.observations}: analyze {found['analyze']:.2f} s, "
            f"by hand {found['by hand']:.2f} s, {ratio:.2f} times (at most {_MOST_RATIO}); "
            f"memory + {found['megabytes']:.0f} MB"
        )
        for name in ("rows", "score"):
            if name in found:
                print(f"{'':>9} {name} {found[name]:.2f} s")


if __name__ == "__main__":
    main()
