from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.reporting.page import render_page
from theoryofchange.view.blocks import Column, Headline, LayerNode, Layers, NextStep, Table, View


def page(text: str = "x", language: str = "en") -> str:
    table = Table((Column(text),), ((text,), (None,)), caption=text)
    layers = Layers((LayerNode(text, text, "goal"),), (), caption=text)
    sections = (View(text, (layers,), "align"), View(text, (table,), text))
    verdict = View(text, (Headline(text, value=text), NextStep(text)))
    return render_page(text, text, verdict, sections, table, language)


class Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


def test_the_verdict_comes_first() -> None:
    html = render_page("T", "", View("First", ()), (View("Second", ()),), View("Third", ()))
    body = html[html.index("<main") :]
    assert body.index("First") < body.index("Second") < body.index("Third")


def test_same_input_same_bytes() -> None:
    assert page() == page()


def test_the_page_loads_nothing_and_forbids_itself_to() -> None:
    reader = Reader(page())
    for _, attributes in reader.tags:
        assert not {"src", "srcset", "data", "style", "action"} & set(attributes)
        assert (attributes.get("href") or "#").startswith("#")
    (policy,) = (
        meta["content"]
        for meta in reader.all("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "url(" not in page()


@pytest.mark.parametrize("tag", ["style", "script"])
def test_the_policy_names_what_the_page_holds(tag: str) -> None:
    html = page()
    (held,) = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
    digest = b64encode(sha256(held.encode()).digest()).decode()
    assert f"{tag}-src 'sha256-{digest}'" in html.replace("&#39;", "'")


def test_every_entry_of_the_contents_has_its_section() -> None:
    views = tuple(View("S", (), key) for key in ("align", "align", "", "verdict", "a b", "对齐"))
    html = render_page("T", "", View("V", ()), views, View("P", ()))
    reader = Reader(html)
    ids = [section["id"] for section in reader.all("section")]
    assert ids[0] == "verdict"
    assert ids[-1] == "provenance"
    assert len(set(ids)) == len(ids) == 8
    assert "a-b" in ids
    assert html.count('href="#%E5%AF%B9%E9%BD%90"') == 1
    assert len([a for a in reader.all("a") if a["href"] != "#content"]) == 8


def test_every_id_is_used_once() -> None:
    ids = [attributes["id"] for _, attributes in Reader(page()).tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_language() -> None:
    assert '<html lang="en">' in page()
    chinese = page("客户", "zh-Hans")
    assert '<html lang="zh-Hans">' in chinese
    assert "跳到正文" in chinese
    assert "无数值" in chinese
    assert "no value" not in chinese


def test_headings_go_down_in_order() -> None:
    tags = [tag for tag, _ in Reader(page()).tags if re.fullmatch("h[1-6]", tag)]
    assert tags[0] == "h1"
    assert set(tags[1:]) == {"h2"}


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"onload="alert(1)', "]]>", "</style></title>", "客户 🚀"]
)
def test_hostile_text_is_text(text: str) -> None:
    assert_only_own(page(text))


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=25))
def test_any_text_is_text(text: str) -> None:
    html = page(text)
    html.encode()
    assert_only_own(html)


def assert_only_own(html: str) -> None:
    reader = Reader(html)
    assert [len(reader.all(tag)) for tag in ("script", "style", "h1", "main")] == [1, 1, 1, 1]
    assert not {name for _, held in reader.tags for name in held if name.startswith("on")}
