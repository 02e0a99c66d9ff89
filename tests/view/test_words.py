from __future__ import annotations

from string import Formatter

from theoryofchange.view.words import words


def names(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text)} - {None}


def test_both_languages_say_everything() -> None:
    english, chinese = words("en"), words("zh-CN")
    assert english.keys() == chinese.keys()
    assert english != chinese
    for key in english:
        assert names(english[key]) == names(chinese[key])
    assert [len(words(tag)["month"].split()) for tag in ("en", "zh")] == [12, 12]


def test_the_page_and_the_writers_share_one_table() -> None:
    assert {"skip", "contents", "provenance", "verdict", "goal"} <= words("en").keys()


def test_an_unknown_language_is_english() -> None:
    assert words("tlh") == words("en")
