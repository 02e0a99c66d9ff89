"""KPI022."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI022", severity="warning", confidence="medium")
def near_duplicate_kpi(theory: TheoryOfChange, *, alike: float = 0.88) -> Iterator[Fault]:
    """Two KPIs seem to be one.

    ## What it does

    Finds a KPI that seems to be one with another KPI of the theory, and shows both places:

    - by its name, the title or else the id: the same words in any order, where a word may differ
      in its ending or by a slip of the pen, and its accents may be missing. `alike` says how alike
      the two spellings must be, 1 being the same. Where both state their unit, words for the kind
      of figure (rate, number) do not count. A name and its abbreviation (NPS) are one name.
      Chinese and Japanese are compared character by character, in any order of their parts;
      traditional and simplified characters are two.
    - by one definition, word for word, or the same formula of at least two operands for the same
      goal or outcome, in whatever language their names are. Names that share words and have words
      of their own beside (filed by large firms, filed by small firms) are taken for two KPIs,
      unless both have one baseline on one day.
    - under names in different scripts: by the same goal or outcome, unit, direction, baseline and
      target.

    Two KPIs of different units or directions are two, as are those whose names differ in a number
    (P50 and P90), and a KPI and its guardrail. It knows no synonyms and translates nothing: a KPI
    that is told in other words, without a formula, is not found.

    ## Why it matters

    One quantity under two names gets two owners, two targets and, soon, two values. Whichever suits
    is then quoted, and the goal counts it twice.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      customer_satisfaction: {title: Customer satisfaction, measures: growth}
      satisfied: {title: Satisfaction of our customers, measures: growth}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      satisfaction_in_shops: {title: Customer satisfaction in shops, measures: growth}
      satisfaction_online: {title: Customer satisfaction online, measures: growth}
    ```

    ## References

    ISO 22400-1: unambiguous; duplicate detection by blocking (Christen 2012); the Indel distance as
    RapidFuzz computes it.
    """
    if len(theory.kpis) < 2:
        return
    from theoryofchange.linter.likeness import likely_duplicates

    for pair in likely_duplicates(theory.kpis.values(), alike):
        yield Fault(
            ("kpis", pair.kpi),
            f"The KPIs {pair.kpi} and {pair.other} seem to be one: {pair.because}.",
            "Keep one of them, or say in title, definition and unit what sets them apart.",
            related=((("kpis", pair.other), "the other one"),),
        )
