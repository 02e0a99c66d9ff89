from __future__ import annotations

from datetime import date

import pytest

from theoryofchange.measurement import Deadline, date_progress, judge_deadline

TARGET, FIRST = date(2027, 6, 30), date(2027, 12, 31)
LOOK = date(2026, 6, 30)
PLAN = Deadline(target=TARGET, baseline=FIRST, since=date(2026, 1, 1), tolerance=7)


@pytest.mark.parametrize(
    ("looks", "as_of", "status", "because"),
    [
        ([], LOOK, "no data", "nobody has looked up to 2026-06-30"),
        ([(date(2025, 6, 30), TARGET)], LOOK, "no data", "nobody has looked up to 2026-06-30"),
        ([(LOOK, TARGET)], LOOK, "on track", "expected on 2027-06-30 (as of 2026-06-30), in time"),
        ([(LOOK, date(2027, 7, 7))], LOOK, "on track", "7 days after 2027-06-30, within the toler"),
        ([(LOOK, date(2027, 8, 1))], LOOK, "at risk", "82.61 % made up"),
        ([(LOOK, date(2027, 11, 1))], LOOK, "off track", "32.61 % made up"),
        ([(LOOK, date(2028, 1, 7))], LOOK, "off track", "-3.8 % made up"),
        ([(LOOK, date(2028, 1, 8))], LOOK, "deteriorating", "farther off than 2027-12-31"),
        ([(LOOK, LOOK)], LOOK, "achieved", "done on 2026-06-30, in time for 2027-06-30"),
        ([(TARGET, TARGET)], date(2028, 1, 1), "achieved", "done on 2027-06-30, in time"),
        ([(date(2027, 7, 1),) * 2], date(2028, 1, 1), "off track", "1 day after 2027-06-30"),
        ([(LOOK, TARGET)], date(2027, 7, 1), "off track", "while 2027-06-30 is past"),
        ([(LOOK, FIRST), (date(2026, 9, 1), TARGET)], LOOK, "off track", "0 % made up"),
    ],
)
def test_a_deadline_by_its_rules(looks, as_of, status, because):
    verdict = judge_deadline(PLAN, looks, as_of)
    assert verdict.status == status, verdict.because
    assert because in verdict.because


def test_without_a_target_or_a_baseline():
    looks = [(LOOK, date(2027, 8, 1))]
    assert judge_deadline(Deadline(target=None), looks, LOOK).status == "no target"
    verdict = judge_deadline(Deadline(target=TARGET), looks, LOOK)
    assert (verdict.status, verdict.because.endswith("there is no baseline")) == ("at risk", True)


def test_a_day_to_be_kept_makes_no_progress():
    assert date_progress(TARGET, LOOK, TARGET).reason == (
        "the target is the baseline (2027-06-30): that day is to be kept"
    )
