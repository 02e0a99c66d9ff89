"""Write the page of the catalogue from the definitions of its measures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from api_pages import replace_pages
from sphinx.application import Sphinx

from theoryofchange.measurement.catalogue import Metric, catalogue

_TAKES = {
    "counts": "counts over the data",
    "moments": "for each {entity}, of which `Moments` are the sums",
    "columns": "columns",
}


def _row(metric: Metric) -> str:
    link = f"[`{metric.id}`](#{metric.id.replace('_', '-')})"
    cells = (
        link,
        metric.title.en,
        metric.title.zh,
        metric.unit.en,
        metric.direction,
        metric.engines,
    )
    return f"| {' | '.join(cells)} |"


def _section(metric: Metric) -> list[str]:
    made = _TAKES[metric.takes].format(entity=metric.entity)
    facts = [
        ("id", f"`{metric.id}`, version {metric.version}"),
        ("formula", metric.formula.en),
        ("unit", f"{metric.unit.en}; better: {metric.direction}"),
        ("one observation", f"one {metric.entity}"),
        ("data", "; ".join(f"`{k}` ({v.type}): {v.what}" for k, v in metric.data.items())),
        ("figures", f"{made}: " + "; ".join(f"`{k}`: {v}" for k, v in metric.figures.items())),
        ("function", f"`{metric.function}`"),
        ("interval", metric.interval),
        ("engines", metric.engines),
        ("source", metric.source),
    ]
    rows = [f"| {name} | {text.replace('|', chr(92) + '|')} |" for name, text in facts]
    return [
        f"({metric.id.replace('_', '-')})=",
        f"### {metric.title.en}",
        "",
        f"{metric.definition.en}.",
        "",
        "| | |",
        "|---|---|",
        *rows,
        "",
        *(f"- {pitfall.en}" for pitfall in metric.pitfalls),
        "",
        f"**{metric.title.zh}**：{metric.definition.zh}。公式：{metric.formula.zh}。"
        f"单位：{metric.unit.zh}。",
        "",
        *(f"- {pitfall.zh}" for pitfall in metric.pitfalls),
        "",
    ]


def pages() -> Mapping[str, str]:
    """Return the text of each generated part by its file name."""
    metrics = catalogue().values()
    head = ["| id | title | 中文 | unit | better | engines |", "|---|---|---|---|---|---|"]
    table = [*head, *map(_row, metrics), ""]
    sections = [line for metric in metrics for line in _section(metric)]
    return {"table.txt": "\n".join(table), "metrics.txt": "\n".join(sections)}


def write_pages(app: Sphinx) -> None:
    """Write the parts of the page below ``catalogue/generated``."""
    folder = Path(app.srcdir) / "catalogue" / "generated"
    folder.mkdir(parents=True, exist_ok=True)
    replace_pages(folder, dict(pages()))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the pages with Sphinx."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
