"""A municipality may be stricter, never looser; every looser figure is named."""

from datetime import timedelta

import pytest

from signaal.terms import ClockKind
from signaal.workflows import calm, deadlines
from signaal.workflows.clock_overlay import stricter
from signaal.workflows.duty import StaffedHours
from signaal.workflows.problems import ListError
from signaal.workflows.threats import Threat, ThreatKind

STRICT = """
[calm_48h]
due = 36
tonight = "20.00"
tonight_at_least_hours = 1
undo_minutes = 10
[calm_48h.steps]
inside_team = 12
outside_last_hours = -6
[referral_response]
due = 3
steps = { reminder = 2 }
[follow_up.steps]
week_later = 3
"""


def test_stricter_figures_are_what_the_clocks_go_by(rules, at):
    own = stricter(rules, STRICT)
    begun = at("2026-11-16 9.00")
    clock = calm.start([Threat("X", ThreatKind.EVICTION)], begun, own, StaffedHours())
    assert clock.due_at == begun + timedelta(hours=36)
    assert clock.undo_until == begun + timedelta(minutes=10)
    steps = {step.key: step.at for step in clock.steps}
    assert steps["inside_team"] <= begun + timedelta(hours=12)
    tonight = calm.start([Threat("X", ThreatKind.FOOD)], begun, own, StaffedHours())
    assert tonight.due_at == at("2026-11-16 20.00")
    answer = deadlines.start(ClockKind.REFERRAL_RESPONSE, begun, own)
    assert answer.due_at == at("2026-11-19 17.00")
    assert next(s.at for s in answer.steps if s.key == "reminder") == at("2026-11-18 8.30")
    assert rules.of(ClockKind.CALM_48H).due.n == 48


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[calm_48h]\ndue = 49", "[calm_48h] due: at most 48; stricter is allowed, looser is not"),
        ("[calm_48h]\ndue = 0", "[calm_48h] due: at least 1"),
        ("[calm_48h]\ntonight = '21.30'", "[calm_48h] tonight: at most 21.00"),
        ("[calm_48h]\ntonight = 'late'", "a time of day"),
        ("[wgs_3_working_days]\ntonight = '20.00'", "has no meaning here"),
        ("[calm_48h]\nundo_minutes = 60", "undo_minutes: at most 15"),
        ("[calm_48h.steps]\noutside_last_hours = -2", "outside_last_hours: at most -4"),
        ("[calm_48h.steps]\ninside_team = 21", "inside_team: at most 20"),
        ("[calm_48h.steps]\ninside_team = -1", "inside_team: at least 0"),
        ("[calm_48h.steps]\nat_due = 0", "there is no step 'at_due'"),
        ("[inform_family]\ndue = 29", "[inform_family] due: at most 28"),
        ("[follow_up]\ndue = 3", "the due moment is chosen"),
        ("[calm_48h]\ndue = true", "must be a whole number"),
        ("[calm_48h]\nsteps = 3", "a number for each step"),
        ("[calm_48h]\ndeu = 3", "unknown setting 'deu'"),
        ("[calm_49h]\ndue = 3", "[calm_49h] is not a kind of clock"),
        ("due = ", "clocks.toml:"),
    ],
)
def test_a_looser_figure_is_refused_with_its_place(rules, text, problem):
    with pytest.raises(ListError) as no:
        stricter(rules, text)
    assert problem in "\n".join(no.value.problems)


def test_every_problem_is_named_at_once(rules):
    with pytest.raises(ListError) as no:
        stricter(rules, "[calm_48h]\ndue = 90\nundo_minutes = 20\n[incident_72h]\ndue = 80")
    assert len(no.value.problems) == 3
