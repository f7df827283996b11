"""Who is on duty: office hours by default, duty lines where they are stated, holidays as Sundays."""

from signaal.workflows.duty import DutyLine, StaffedHours, next_change, next_duty, on_duty

NIGHT = DutyLine("crisis_service", "0800 0000", (), 17 * 60, 8 * 60 + 30)
ALWAYS = DutyLine("crisis_service", "0800 0000", (), 0, 0)
WEEKEND = DutyLine("weekend", "0800 1111", (5, 6), 9 * 60, 18 * 60)


def test_office_hours_when_nothing_is_stated(at):
    staffed = StaffedHours.of(())
    assert staffed.covers(at("2026-11-20 8.30"))
    assert not staffed.covers(at("2026-11-20 17.00"))
    assert not staffed.covers(at("2026-11-21 12.00"))
    assert not staffed.covers(at("2026-12-25 12.00"))


def test_a_line_through_the_night_covers_both_sides_of_midnight(at):
    assert NIGHT.covers(at("2026-11-20 23.00"))
    assert NIGHT.covers(at("2026-11-21 3.00"))
    assert not NIGHT.covers(at("2026-11-21 12.00"))


def test_a_holiday_counts_as_a_sunday(at):
    assert WEEKEND.covers(at("2026-04-06 12.00"))
    assert not WEEKEND.covers(at("2026-04-07 12.00"))


def test_messages_wait_for_staffed_hours_outside_the_night(at):
    staffed = StaffedHours((ALWAYS,))
    assert staffed.covers(at("2026-11-21 3.00"))
    assert not staffed.suits(at("2026-11-21 3.00"))
    assert staffed.suits(at("2026-11-21 7.00"))
    assert staffed.suits(at("2026-11-21 22.00"))


def test_the_last_staffed_moment_before_a_weekend(at):
    """Friday 16.10 + 36 h would be Sunday 04.10."""
    assert StaffedHours().last_before(at("2026-11-22 4.10")) == at("2026-11-20 17.00")
    assert StaffedHours((ALWAYS,)).last_before(at("2026-11-22 4.10")) == at("2026-11-21 22.00")
    assert StaffedHours.of([WEEKEND]).last_before(at("2026-11-22 4.10")) == at("2026-11-21 18.00")


def test_a_suitable_moment_stays(at):
    assert StaffedHours().last_before(at("2026-11-20 16.10")) == at("2026-11-20 16.10")
    assert StaffedHours().next_from(at("2026-11-20 16.10")) == at("2026-11-20 16.10")


def test_the_gap_between_two_lines_is_unstaffed(at):
    staffed = StaffedHours(
        (DutyLine("a", "1", (), 9 * 60, 12 * 60), DutyLine("b", "2", (), 14 * 60, 17 * 60))
    )
    assert staffed.last_before(at("2026-11-20 13.00")) == at("2026-11-20 12.00")
    assert staffed.next_from(at("2026-11-20 13.00")) == at("2026-11-20 14.00")


def test_the_next_staffed_moment_after_christmas(at):
    assert StaffedHours().next_from(at("2026-12-24 18.00")) == at("2026-12-28 8.30")


def test_a_line_that_never_holds_gives_no_moment(at):
    never = StaffedHours((DutyLine("x", "1", (9,), 9 * 60, 10 * 60),))
    assert never.last_before(at("2026-11-20 13.00")) is None
    assert never.next_from(at("2026-11-20 13.00")) is None


def test_first_on_duty_stands_before_the_second(at):
    second = DutyLine("second", "2", second=True)
    first = DutyLine("first", "1")
    assert on_duty([second, first], at("2026-11-20 9.00")) == (first, second)
    assert on_duty([second, first], at("2026-11-20 19.00")) == ()


def test_nobody_on_duty_until_monday_morning(at):
    office = DutyLine("social_team", "1", (0, 1, 2, 3, 4))
    assert next_duty([office], at("2026-11-20 17.05")) == at("2026-11-23 8.30")
    assert next_duty([office], at("2026-11-20 9.05")) == at("2026-11-20 9.05")
    assert next_duty([], at("2026-11-20 9.05")) is None


def test_the_next_change_is_the_closing_of_an_open_line(at):
    office = DutyLine("social_team", "1", (0, 1, 2, 3, 4))
    assert next_change([office], at("2026-11-20 9.05")) == at("2026-11-20 17.00")
    assert next_change([NIGHT], at("2026-11-20 3.00")) == at("2026-11-20 8.30")
