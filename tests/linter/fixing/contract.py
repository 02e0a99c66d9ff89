"""What holds for every fix, whatever is mended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from theoryofchange.declare import Declaration, declare_text
from theoryofchange.linter.fixing import Fixed, fixed
from theoryofchange.linter.run import findings_of
from theoryofchange.source.finding import Applicability, Finding

FILE = "theory.yaml"


def fixed_text(text: str, applicability: Applicability = "safe", file: str = FILE) -> str:
    """Return a text with the fixes made, after a look at what holds for all of them."""
    declaration = declare_text(text, file)
    result = fixed(declaration, applicability=applicability)
    after = result.after.get(file, text)
    expect_contract(declaration, result, applicability)
    return after


def expect_contract(before: Declaration, result: Fixed, applicability: Applicability) -> None:
    after = before.with_texts(result.after)
    held_back = findings_of(before.taken_as_sound())
    exchanged = Counter(
        (code, each.id) for each in result.applied for code in (each.fix.leaves if each.fix else ())
    )
    known = Counter(map(said, findings_of(before))) | Counter(map(said, held_back))
    for finding in findings_of(after):
        if not known[said(finding)]:
            exchanged[finding.code, finding.id] -= 1
            assert exchanged[finding.code, finding.id] >= 0, f"new: {finding}"
        known[said(finding)] -= 1
    again = fixed(after, applicability=applicability)
    assert again.after == {}, "a second time changes more"
    assert again.applied == ()


def said(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.id, finding.message


def codes(findings: Iterable[Finding]) -> set[str]:
    return {finding.code for finding in findings}
