"""The diff of fixes: exact where it is read by a machine, harmless where a terminal shows it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.linter.findings import Findings
from theoryofchange.linter.fixing import Fixed
from theoryofchange.reporting.diff import fixes_as_diff
from theoryofchange.reporting.findings import COLOURED
from theoryofchange.source.span import Source

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


def changed(before: str, after: str, file: str = "a.yaml") -> Fixed:
    return Fixed(
        before={file: Source(file, before)} if before != after else {},
        after={file: after} if before != after else {},
        applied=(),
        skipped=(),
        findings=Findings(()),
    )


def patched(before: str, diff: str) -> str:
    """Apply a unified diff as patch does, with a look at each context line and each count."""
    old = re.findall(r"[^\n]*\n|[^\n]+", before)
    said = diff.split("\n")[2:-1] if diff else []
    new: list[str] = []
    at = left_old = left_new = 0
    for index, line in enumerate(said):
        hunk = _HUNK.fullmatch(line)
        if hunk and not left_old and not left_new:
            left_old, left_new = int(hunk[2] or 1), int(hunk[4] or 1)
            start = int(hunk[1]) - (left_old > 0)
            new += old[at:start]
            at = start
        elif line.startswith("\\"):
            continue
        else:
            is_last = said[index + 1 : index + 2] == ["\\ No newline at end of file"]
            text = line[1:] if is_last else f"{line[1:]}\n"
            if line[0] in " -":
                assert old[at] == text
                at, left_old = at + 1, left_old - 1
            if line[0] in " +":
                new.append(text)
                left_new -= 1
    assert (left_old, left_new) == (0, 0)
    return "".join((*new, *old[at:]))


def test_a_changed_line_is_shown_between_others() -> None:
    before = "".join(f"line {n}\n" for n in range(10))
    assert fixes_as_diff(changed(before, before.replace("line 5", "line five"))) == (
        "--- a.yaml\n+++ a.yaml\n@@ -3,7 +3,7 @@\n"
        " line 2\n line 3\n line 4\n-line 5\n+line five\n line 6\n line 7\n line 8\n"
    )


def test_nothing_changed_is_no_diff() -> None:
    assert fixes_as_diff(changed("a\n", "a\n")) == ""


def test_a_missing_line_end_is_told() -> None:
    assert fixes_as_diff(changed("a\nb", "a\nc")).endswith(
        "-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"
    )


@given(
    st.lists(st.sampled_from(["a\n", "b\n", "c\r\n", "\n", "@@\n", "\x85\n"]), max_size=30),
    st.lists(st.sampled_from(["a\n", "b\n", "c\r\n", "\n", "d\n"]), max_size=30),
    st.sampled_from(["", "z"]),
    st.sampled_from(["", "z", "y"]),
)
def test_a_diff_makes_one_text_the_other(
    old: list[str], new: list[str], old_end: str, new_end: str
) -> None:
    before, after = "".join(old) + old_end, "".join(new) + new_end
    assert patched(before, fixes_as_diff(changed(before, after))) == after


@given(st.sets(st.integers(0, 199), max_size=30))
def test_only_the_lines_that_changed_are_marked(numbers: set[int]) -> None:
    lines = [f"line {number % 7} of {number}\n" for number in range(200)]
    after = [f"other {at}\n" if at in numbers else line for at, line in enumerate(lines)]
    diff = fixes_as_diff(changed("".join(lines), "".join(after)))
    marked = [line for line in diff.splitlines()[2:] if line[0] in "-+"]
    assert len(marked) == 2 * len(numbers)


def test_a_line_between_two_that_change_stays() -> None:
    diff = fixes_as_diff(changed("a\nb\nc\n", "x\nb\nz\n"))
    assert diff.splitlines()[3:] == ["-a", "+x", " b", "-c", "+z"]


def test_a_tab_ends_a_name_with_spaces() -> None:
    assert fixes_as_diff(changed("a\n", "b\n", "our kpis.yaml")).startswith(
        "--- our kpis.yaml\t\n+++ our kpis.yaml\t\n"
    )


def test_a_terminal_gets_colours_and_no_commands() -> None:
    shown = fixes_as_diff(changed("a: \x1b[2J\r\n", "b: \x1b[2J\r\n", "x\x1b.csv"), COLOURED)
    assert shown.startswith("\x1b[1m--- x\ufffd.csv\x1b[0m\n")
    assert "\x1b[2J" not in shown
    assert "\r" not in shown
    assert "-a: \ufffd[2J" in shown


def test_a_long_file_is_compared_line_by_line() -> None:
    lines = [f"    cadence: monthly\n    owner: {at}\n" for at in range(20_000)]
    after = [
        line.replace("cadence", "rhythm") if at % 9 == 0 else line for at, line in enumerate(lines)
    ]
    before_text, after_text = "".join(lines), "".join(after)
    assert patched(before_text, fixes_as_diff(changed(before_text, after_text))) == after_text
