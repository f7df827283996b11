"""The invented municipality: true stories in every state, a log that holds, and nothing that can be read."""

from __future__ import annotations

import stat
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from signaal.actions import admission, cases, directory, drafts, keyholding, verify
from signaal.actions.context import operator
from signaal.actions.health import health
from signaal.demo import play, words
from signaal.demo.cast import PEOPLE, TEAMS
from signaal.store.tables_audit import AuditIndexRow
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_clocks import DeadlineRow, DeadlineStepRow
from signaal.store.tables_sessions import DraftRow
from signaal.store.tables_sharing import ReferralRow
from signaal.store.tables_work import OutboxRow
from signaal.terms import AgeBand, CaseState, ClockKind, ClockState, ReferralState, Role
from signaal.web.signaller.card_form import form_kind
from signaal.web.signaller.card_page import FORM
from tests.demo.conftest import NOW, Municipality, opener
from tests.demo.people import ctx_of, rows

RUNNING = ClockState.RUNNING.value


def test_there_are_sixty_cards_in_every_state(municipality: Municipality) -> None:
    states = Counter(row.state for row in rows(municipality, CaseRow))
    assert sum(states.values()) == len(municipality.result.cases) == 60
    assert set(states) == {state.value for state in CaseState}
    assert {row.age_band for row in rows(municipality, CaseRow)} >= {
        band.value for band in (AgeBand.PREGNANCY, AgeBand.UNDER_4, AgeBand.UNDER_12, AgeBand.UNDER_18)
    }


def test_cards_were_closed_for_each_reason(municipality: Municipality) -> None:
    closed = {row.close_reason for row in rows(municipality, CaseRow) if row.state == "closed"}
    assert closed == set(municipality.tools.lists.of("close_reasons").codes())


def test_referrals_stand_in_every_state(municipality: Municipality) -> None:
    inside = {row.state for row in rows(municipality, ReferralRow) if row.inside}
    outside = {row.state for row in rows(municipality, ReferralRow) if not row.inside}
    away = {ReferralState.PREPARED, ReferralState.HANDED_OVER, ReferralState.UNKNOWN}
    both = {ReferralState.DELIVERED, ReferralState.NOT_DELIVERED}
    assert inside == set(ReferralState) - away
    assert outside == away | both


def test_clocks_ran_to_every_end_and_run_still(municipality: Municipality) -> None:
    clocks = rows(municipality, DeadlineRow)
    assert {row.state for row in clocks} == {state.value for state in ClockState}
    calm = [row for row in clocks if row.kind == ClockKind.CALM_48H]
    assert {row.state for row in calm} == {state.value for state in ClockState} - {"withdrawn"}
    running = [row for row in calm if row.state == RUNNING]
    assert {row.leg for row in running} == {1, 2}
    assert any(row.leg == 2 and row.acknowledged_at is None for row in running), "nobody has taken this one"
    assert any(row.undo_until is not None and row.undo_until > NOW for row in running), "one can be undone"


def test_only_a_few_are_overdue_and_one_of_them_is_a_crisis(municipality: Municipality) -> None:
    late = Counter(
        row.kind for row in rows(municipality, DeadlineRow) if row.state == RUNNING and row.due_at < NOW
    )
    assert late[ClockKind.CALM_48H] == 1
    assert late[ClockKind.REFERRAL_RESPONSE] >= 1
    assert late[ClockKind.FOLLOW_UP] >= 1
    assert late[ClockKind.INFORM_FAMILY] >= 1
    assert late.total() <= 8


def test_somebody_follows_every_open_card(municipality: Municipality) -> None:
    followed = {row.case_id for row in rows(municipality, DeadlineRow) if row.state == RUNNING}
    loose = [r.pseudonym for r in rows(municipality, CaseRow) if r.state != "closed" and r.id not in followed]
    assert not loose, "every signal ends in something that somebody follows (R12)"


def test_every_step_was_taken_at_its_own_moment(municipality: Municipality) -> None:
    steps = rows(municipality, DeadlineStepRow)
    assert len(steps) > 60
    assert not any(row.late for row in steps)
    assert all(row.taken_at - row.planned_at < timedelta(minutes=1) for row in steps)
    missed = [r.id for r in rows(municipality, DeadlineRow) if r.next_step_at and r.next_step_at <= NOW]
    assert not missed


def test_messages_left_and_lie_in_the_folder(municipality: Municipality) -> None:
    mails = [row for row in rows(municipality, OutboxRow) if row.channel == "mail"]
    gone = [row for row in mails if row.state == "sent"]
    assert len(gone) == len(list((municipality.folder / "mail").glob("*.eml"))) > 50
    assert all(row.not_before > NOW for row in mails if row.state == "queued")


def test_the_log_tells_of_ten_weeks_and_holds(municipality: Municipality) -> None:
    with municipality.tools.store.reading() as reader:
        first, last = reader.session.execute(
            select(func.min(AuditIndexRow.at), func.max(AuditIndexRow.at))
        ).one()
        moments = list(reader.session.scalars(select(AuditIndexRow.at).order_by(AuditIndexRow.seq)))
    assert timedelta(weeks=9) < NOW - first < timedelta(weeks=11)
    assert NOW - last < timedelta(hours=1)
    assert moments == sorted(moments), "time never went back"
    report = verify.verify(operator(municipality.tools))
    assert report.ok, report.problems
    assert len(list((municipality.folder / "checkpoints").iterdir())) > 30


def test_the_instance_is_well_and_says_where_it_is(municipality: Municipality) -> None:
    assert health(municipality.tools).ok
    assert municipality.tools.town.name == "Waterbrug"
    assert "078-5550" in (municipality.folder / "nu.html").read_text(encoding="utf-8")


def test_everybody_can_log_in_and_every_role_is_there(municipality: Municipality) -> None:
    accounts = municipality.result.accounts
    assert {account.role for account in accounts} == {role.value for role in Role}
    assert len({account.login for account in accounts}) == len(accounts) >= 25
    assert len({account.passphrase for account in accounts}) == len(accounts)
    for account in accounts:
        assert ctx_of(municipality, account.login).user_id
        assert account.passphrase not in repr(account)


def test_every_team_has_two_leads_and_somebody_waits_to_be_let_in(municipality: Municipality) -> None:
    teams = [t for o in directory.organisations_seen(operator(municipality.tools)) for t in o.teams]
    assert len(teams) == 6
    assert all(team.founded and team.leads == 2 and team.holders >= 2 for team in teams)
    waiting = admission.waiting(ctx_of(municipality, "jgz.noor"))
    assert [member.login for member in waiting] == ["jgz.isa"]


def test_no_team_is_red_for_it_has_a_paper_and_holders(municipality: Municipality) -> None:
    """A team of a demo that is red after a week would teach people to look past red."""
    officers = [part.login for part in PEOPLE if part.role == "privacy_officer"]
    shown = [team for login in officers for team in keyholding.page(ctx_of(municipality, login))]
    assert len({team.team_id for team in shown}) == len(TEAMS)
    assert not [(team.name, team.reds) for team in shown if team.reds]


def test_cards_open_for_their_people_with_names_as_they_were_typed(municipality: Municipality) -> None:
    """Long, right to left, with apostrophes and diacritics, twins, and a baby without a name."""
    told = words.load().family
    stories = {
        "accepted": "right_to_left",
        "prepared": "diacritics",
        "talked": "apostrophes",
        "not told": "long",
    }
    for story, family in stories.items():
        played = municipality.result.of(story)[0]
        view = cases.read(ctx_of(municipality, played.owner), played.pseudonym)
        assert view.contact.parent_name == told[family]["parent"]
        assert [child.name for child in view.contact.children] == told[family]["children"]
    baby = municipality.result.of("calm")[0]
    shown = cases.read(ctx_of(municipality, baby.owner), baby.pseudonym).contact
    assert [child.name for child in shown.children] == [""]


def test_the_same_family_stands_with_two_teams_that_do_not_know_of_each_other(
    municipality: Municipality,
) -> None:
    jgz = municipality.result.of("same family at JGZ")[0]
    school = municipality.result.of("same family at school")[0]
    contacts = [cases.read(ctx_of(municipality, c.owner), c.pseudonym).contact for c in (jgz, school)]
    assert contacts[0] == contacts[1]
    assert jgz.pseudonym != school.pseudonym


def test_drafts_wait_for_who_typed_them(municipality: Municipality) -> None:
    assert len(rows(municipality, DraftRow)) == 2
    ctx = ctx_of(municipality, "jgz.noor")
    line = drafts.page(ctx)[0]
    kept = drafts.open(ctx, line.id)
    assert line.form == FORM
    assert all(hasattr(form_kind((), 1), name) for name in kept), "the page has a field for each"


def test_no_file_holds_a_word_of_a_family(municipality: Municipality) -> None:
    said = words.load()
    canaries = [*said.remarks, *said.wishes, *said.notes, *said.renewals, *said.mistakes, *said.goes_well]
    canaries += [str(family["parent"]) for family in said.family.values()]
    canaries += [name for family in said.family.values() for name in family["children"] if len(name) > 4]
    found = [
        (path.name, canary)
        for path in sorted(municipality.folder.rglob("*"))
        if path.is_file()
        for canary in canaries
        if canary.encode() in path.read_bytes() or canary.encode("utf-16-le") in path.read_bytes()
    ]
    assert not found


def test_the_files_are_for_their_owner_alone(municipality: Municipality) -> None:
    assert stat.S_IMODE((municipality.folder / "config.toml").stat().st_mode) == 0o600
    assert stat.S_IMODE((municipality.folder / "keys.json").stat().st_mode) == 0o600


def test_the_same_seed_tells_the_same_stories_with_other_keys(
    municipality: Municipality, tmp_path: Path
) -> None:
    """A few cards are enough: names, moments and ends follow from the seed; nothing that opens anything does."""
    one, two = (play(tmp_path / name, 7, 6, NOW, opener=opener) for name in ("one", "two"))
    assert [(c.story, c.owner) for c in one.cases] == [(c.story, c.owner) for c in two.cases]
    assert [a.name for a in one.accounts] == [a.name for a in two.accounts]
    assert [a.name for a in one.accounts] != [a.name for a in municipality.result.accounts]
    for secret in ("passphrase", "totp_secret"):
        assert not {getattr(a, secret) for a in one.accounts} & {getattr(a, secret) for a in two.accounts}
    assert not {c.pseudonym for c in one.cases} & {c.pseudonym for c in two.cases}
    keys = [(tmp_path / name / "keys.json").read_bytes() for name in ("one", "two")]
    assert keys[0] != keys[1]


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 12, 27, 3, 15, tzinfo=UTC),  # a night between two holidays
        datetime(2026, 3, 30, 5, 30, tzinfo=UTC),  # before work, a day after the clock went forward
    ],
)
def test_it_can_be_played_at_any_hour(tmp_path: Path, now: datetime) -> None:
    """The stories of haste are the first of those told by hand: with 17 cards all of them are told."""
    seen: list[float] = []
    result = play(tmp_path / "instance", 3, 17, now, opener=opener, progress=seen.append)
    assert len(result.cases) == 17
    assert result.of("calm is overdue")
    assert seen == sorted(seen)
    assert 0 < seen[0] <= seen[-1] <= 1
