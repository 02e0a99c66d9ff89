"""Theories to start from, in English and in Chinese.

A packaged theory holds both languages side by side, so that they cannot drift apart. Its marks are
``⟦English|中文⟧``, of which one side is written; ``⟦metric nps⟧``, for which a measure of the
catalogue says what it is, and ``⟦metric nps {table: answers, …}⟧``, which says from what it is
measured, too; ``⟦ask kpi⟧``, where only who uses the template can answer; and the phrases that all
of them share, such as ``⟦hunch⟧``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Literal, get_args

from theoryofchange.record import record
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.span import Source
from theoryofchange.templates import template_names, template_text

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_TEXTS = re.compile(r"⟦([^⟦|⟧]*)\|([^⟦|⟧]*)⟧")
_METRIC = re.compile(r"^( *)⟦metric (\w+)(?: \{(.+)\})?⟧\n", re.MULTILINE)
_ASK = re.compile(r"⟦ask (\w+)⟧")
_PHRASE = re.compile(r"⟦(\w+)⟧")
_PHRASES: Mapping[str, Mapping[Language, str]] = {
    "hunch": {
        "en": "{design: hunch, source: The framework alone}",
        "zh": "{design: hunch, source: 仅为框架推演}",
    },
    "questions": {"en": "Questions to answer before using it:", "zh": "使用前请先回答："},
    "measured": {
        "en": "`toc measure` computes each KPI that says how in `measure`. Its tables and columns "
        "are examples:\n# write your own there, and where the tables are into data.yaml:",
        "zh": "凡写明 `measure` 的 KPI，均由 `toc measure` 计算。其中的表名与列名仅为示例：\n"
        "# 请改成贵方的名称，并在 data.yaml 中写明各表的位置：",
    },
    "notes": {
        "en": "No figure is made up. Each “toc: ignore” is a question that only you can answer: "
        "answer it,\n# and remove the comment. Every link is a hunch until you have tested it; "
        "no effect is stated before.",
        "zh": "本模板不编造任何数字。每个“toc: ignore”都是只有贵方才能回答的问题："
        "回答之后请删除该注释。\n# 每条因果联系在验证之前都只是推测，因此不写效应数值。",
    },
}
"""What the templates have in common, by its mark."""
_QUESTIONS: Mapping[str, tuple[str, Mapping[Language, str]]] = {
    "theory": (
        "TOC012",
        {"en": "as_of, on which day do you look at it?", "zh": "as_of：以哪一天为观察日？"},
    ),
    "goal": (
        "GRF010, GRF011",
        {
            "en": "due and owner, by when, and who answers for it?",
            "zh": "due 与 owner：何时达成，由谁负责？",
        },
    ),
    "kpi": (
        "KPI001, KPI002, KPI003",
        {
            "en": "baseline, target, owner: what is it today, what is it to be, who answers?",
            "zh": "baseline、target 与 owner：现状如何，要达到多少，由谁负责？",
        },
    ),
    "activity": (
        "ACT002",
        {
            "en": "effort, how many person-days, at least and at most?",
            "zh": "effort：最少与最多各需多少人天？",
        },
    ),
}
"""What a template asks: the rules that find the answer missing, and the question."""

_UNITS: Mapping[str, str] = {
    "share": "percent",
    "share, above 1 where growth outweighs losses": "percent",
    "share, from −1 to 1; times 100 in points": "points",
}
"""How people tell a measure that the catalogue computes as a share of 1."""


@record
class Template:
    """A theory to start from.

    Parameters
    ----------
    name
        Its name for ``toc init``.
    title
        What people call it.
    purpose
        What it is for.
    """

    name: str
    title: str
    purpose: str


def theory_text(name: str, language: Language = "en") -> str:
    """Return a theory to start from, as the YAML that is written for the user.

    Parameters
    ----------
    name
        One of ``template_names("theories")``.
    language
        The language of its texts and of its reports.

    Examples
    --------
    >>> "language: zh" in theory_text("loyalty-loop", "zh")
    True
    """
    text = template_text("theories", name)
    text = _METRIC.sub(lambda mark: _described(mark[2], mark[3], mark[1], language), text)
    text = _ASK.sub(lambda mark: _question(mark[1], language), text)
    text = _PHRASE.sub(lambda mark: _PHRASES[mark[1]][language], text)
    return _TEXTS.sub(lambda mark: mark[1 + LANGUAGES.index(language)], text)


def templates(language: Language = "en") -> tuple[Template, ...]:
    """Return the theories to start from, by name.

    Examples
    --------
    >>> [each.title for each in templates("zh") if each.name == "retention"]
    ['客户留存']
    """
    return tuple(_told(name, language) for name in template_names("theories"))


def _told(name: str, language: Language) -> Template:
    header = _read(f"{name}.yaml", theory_text(name, language))["theory"]
    return Template(name=name, title=header["title"], purpose=header["description"].strip())


def _described(metric: str, columns: str | None, indent: str, language: Language) -> str:
    """Return what the catalogue says of a measure, as lines of a KPI.

    From where it is measured stands in its ``measure``; else its name alone is kept, in ``extra``.
    """
    said = _read(f"{metric}.yaml", template_text("kpis", metric))
    fields = {
        "title": said["title"][language],
        "definition": said["definition"][language],
        "formula": said["formula"][language],
        "unit": _UNITS.get(said["unit"]["en"], said["unit"][language]),
        "direction": said["direction"],
        "version": str(said["version"]),
    }
    told = (
        f"measure: {{metric: {metric}, {columns}}}" if columns else f"extra: {{metric: {metric}}}"
    )
    lines = [*(f"{key}: {_scalar(value)}" for key, value in fields.items()), told]
    return "".join(f"{indent}{line}\n" for line in lines)


def _scalar(value: Any) -> str:
    plain = re.fullmatch(r"[^\W\d_][^:#\"'{}\[\],&*!|>%@`]*", value)
    return value if plain else json.dumps(value, ensure_ascii=False)


def _question(subject: str, language: Language) -> str:
    codes, asked = _QUESTIONS[subject]
    return f"# toc: ignore[{codes}]: {asked[language]}"


def _read(name: str, text: str) -> Any:
    return read_yaml(Source(name, text)).documents[0].data
