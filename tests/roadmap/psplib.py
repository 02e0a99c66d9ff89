"""Read the single-mode problems of PSPLIB (.sm), the benchmark of Kolisch and Sprecher (1997)."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "psplib"


@dataclass(frozen=True)
class Instance:
    name: str
    optimum: int
    durations: list[int]
    successors: list[list[int]]
    demands: list[list[int]]
    capacities: list[int]


def read_instances(folder: Path = CORPUS) -> list[Instance]:
    with (folder / "optimum.csv").open(newline="", encoding="utf-8") as file:
        optima = {row["problem"]: int(row["optimum"]) for row in csv.DictReader(file)}
    return [read_instance(folder / name, optimum) for name, optimum in sorted(optima.items())]


def read_instance(path: Path, optimum: int) -> Instance:
    text = path.read_text(encoding="ascii")
    precedence = _numbers(text, "PRECEDENCE RELATIONS:")
    requests = _numbers(text, "REQUESTS/DURATIONS:")
    (capacities,) = _numbers(text, "RESOURCEAVAILABILITIES:")
    assert [row[0] for row in precedence] == [row[0] for row in requests]
    assert all(len(row) == 3 + row[2] for row in precedence)
    return Instance(
        name=path.name,
        optimum=optimum,
        durations=[row[2] for row in requests],
        successors=[[after - 1 for after in row[3:]] for row in precedence],
        demands=[row[3:] for row in requests],
        capacities=capacities,
    )


def _numbers(text: str, heading: str) -> list[list[int]]:
    section = text.split(heading, 1)[1].split("****", 1)[0]
    lines = [line.split() for line in section.splitlines()]
    return [[int(word) for word in line] for line in lines if line and all(map(_is_number, line))]


def _is_number(word: str) -> bool:
    return re.fullmatch(r"\d+", word) is not None
