"""Follow-ups: chosen days, school holidays, a new day with a reason; telling the family later."""

from datetime import date

import pytest

from signaal.terms import AgeBand, ClockKind, ClockState, Refused
from signaal.workflows import deadlines, followups
from signaal.workflows.followups import SchoolDays

CHRISTMAS = SchoolDays(frozenset(date(2026, 12, day) for day in range(19, 32)) | {date(2027, 1, 1)})
GROUNDS = ("young_person_asks", "not_reached")


@pytest.fixture
def now(at):
    return at("2026-11-20 16.10")


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (None, "workflows.case.choose_day"),
        (date(2026, 11, 19), "workflows.date.past"),
        (date(2027, 11, 21), "workflows.date.too_far"),
    ],
)
def test_a_day_that_cannot_be(now, day, key):
    with pytest.raises(Refused) as caught:
        followups.choose(day, now)
    assert caught.value.problems["day"].key == key


def test_a_day_in_the_school_holiday_says_so(now):
    chosen = followups.choose(date(2026, 12, 22), now, CHRISTMAS)
    assert chosen.notice is not None
    assert chosen.notice.key == "workflows.followup.in_school_holiday"
    assert chosen.notice.params["better"] == date(2027, 1, 4)
    assert followups.choose(date(2026, 12, 22), now).notice is None


def test_a_weekend_says_so_too(now):
    notice = followups.choose(date(2026, 11, 21), now).notice
    assert notice is not None
    assert (notice.key, notice.params["better"]) == ("workflows.followup.no_working_day", date(2026, 11, 23))


def test_a_new_day_ends_the_clock_and_starts_another(rules, now, at):
    clock = followups.start(date(2026, 12, 9), now, rules)
    ended, started = followups.move(clock, date(2026, 12, 16), "ouder is ziek", at("2026-12-09 9.00"), rules)
    assert (ended.state, ended.due_at) == (ClockState.SUPERSEDED, at("2026-12-09 17.00"))
    assert (started.state, started.due_at) == (ClockState.RUNNING, at("2026-12-16 17.00"))
    with pytest.raises(Refused):
        followups.move(clock, date(2026, 12, 16), " ", at("2026-12-09 9.00"), rules)


def postpone(rules, now, ground="young_person_asks", until=date(2026, 12, 4), band=AgeBand.UNDER_18):
    clock = deadlines.start(ClockKind.INFORM_FAMILY, now, rules)
    return followups.postpone_informing(clock, ground, until, now, rules, grounds=GROUNDS, band=band)


def test_telling_can_wait_with_a_ground_and_a_date(rules, now, at):
    ended, started = postpone(rules, now)
    assert (ended.state, ended.end_reason) == (ClockState.SUPERSEDED, "young_person_asks")
    assert started.due_at == at("2026-12-04 17.00")
    assert [step.at for step in started.steps] == [at("2026-11-27 8.30"), at("2026-12-04 8.30")]


@pytest.mark.parametrize(
    ("changes", "field", "key"),
    [
        ({"ground": "forgot"}, "ground", "workflows.choice.unknown"),
        ({"band": AgeBand.UNDER_12}, "ground", "workflows.told.only_from_12"),
        ({"until": None}, "until", "workflows.told.postpone_until"),
        ({"until": date(2026, 11, 20)}, "until", "workflows.told.postpone_until"),
        ({"until": date(2026, 12, 19)}, "until", "workflows.told.postpone_until"),
    ],
)
def test_what_cannot_wait(rules, now, changes, field, key):
    with pytest.raises(Refused) as caught:
        postpone(rules, now, **changes)
    assert {name: say.key for name, say in caught.value.problems.items()} == {field: key}
