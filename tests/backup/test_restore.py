"""What was erased, withdrawn, removed, disabled or replaced after a backup stays so when the backup comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from signaal.actions import cases, consents, inbox, members, sessions, upkeep
from signaal.actions.context import operator, system
from signaal.actions.endings import Watch
from signaal.audit.events import Event
from signaal.runtime import StartError, open_tools
from signaal.runtime.restoring import restore_instance
from signaal.store import cases as stored
from signaal.store import people
from signaal.store.journal import BadJournal, Journal
from signaal.store.tables_people import MembershipRow, UserRow
from signaal.store.tables_sessions import SessionRow
from signaal.store.tables_work import OutboxRow
from signaal.terms import Bundle, Conflict, Refused
from signaal.vault.archives import BadArchive
from signaal.vault.pseudonyms import new_id
from tests.actions.events import logged
from tests.backup.conftest import WORDS, Site, epoch_of, fits
from tests.theft.story import Story


def test_a_backup_comes_back_whole(site: Site) -> None:
    story = Story(site.world)
    page = {"signal": story.signal(), "talk": story.talk(), "contact": story.contact()}
    code = story.submit("nurse", **page, consent=story.yes(Bundle.EVERYTHING)).pseudonym or ""
    before = cases.read(site.world.ctx("nurse"), code)
    archive = site.backup()
    there, done = site.restored(archive, "there", site.journal, bare=True)
    after = cases.read(there.ctx("nurse"), code)
    assert (after.contact, after.signals, after.talks) == (before.contact, before.signals, before.talks)
    assert done.begun.epoch == 2
    assert done.begun.lost == 0
    assert fits(there)


def test_the_log_goes_on_in_a_new_epoch_that_says_what_is_lost(site: Site) -> None:
    story = Story(site.world)
    archive = site.backup()
    kept = len(logged(site.world.tools)) - 1  # the event of the backup itself is not in it
    story.submit("nurse", signal=story.signal(), ending=Watch())
    site.world.clock.advance(minutes=20)
    upkeep.checkpoint(system(site.world.tools))
    lost = len(logged(site.world.tools)) - 1
    world, done = site.restored(archive, "there", site.journal, checkpoints=True)
    assert (done.begun.kept, done.begun.epoch) == (kept, 2)
    assert done.begun.lost == lost - kept
    (line,) = logged(world.tools, Event.LOG_RESTORED)
    assert (line["number"], line["size"], line["epoch"], line["seq"]) == (kept, lost, 2, kept)
    assert epoch_of(world) == "2"
    assert fits(world)
    world.clock.advance(minutes=1)
    Story(world).submit("nurse", signal=story.signal(), ending=Watch())
    upkeep.checkpoint(system(world.tools))
    assert fits(world)


def test_a_second_restore_makes_a_third_epoch(site: Site) -> None:
    first, _ = site.restored(site.backup(), "first", site.journal)
    site.folder, site.world = first.tools.instance, first
    first.clock.advance(minutes=1)
    second, done = site.restored(site.backup(), "second", site.journal)
    assert done.begun.epoch == 3
    assert fits(second)


def test_no_session_comes_back_and_every_message_waits(site: Site) -> None:
    story = Story(site.world)
    page = {"signal": story.signal(), "talk": story.talk(), "contact": story.contact()}
    story.submit("nurse", **page, consent=story.yes(Bundle.EVERYTHING))
    token = site.world.people["nurse"].token
    archive = site.backup()
    there, done = site.restored(archive, "there", site.journal)
    assert sessions.open(there.tools, token, new_id(), None) is None
    with there.tools.store.reading() as reader:
        assert reader.session.query(SessionRow).count() == 0
        states = {row.state for row in reader.session.query(OutboxRow)}
    assert done.begun.held > 0
    assert states <= {"held", "sent", "dead"}
    assert fits(there)


def test_what_was_erased_stays_erased(site: Site) -> None:
    story = Story(site.world)
    code = story.submit("nurse", signal=story.signal(), ending=Watch()).pseudonym or ""
    archive = site.backup()
    site.world.clock.advance(days=50)
    assert upkeep.tidy(system(site.world.tools)).erased.cases == 1
    there, done = site.restored(archive, "there", site.journal)
    assert done.replayed.done == {"case_erased": 1}
    with there.tools.store.reading() as reader:
        assert stored.find(reader, code) is None
    assert [line["reason"] for line in logged(there.tools, Event.CASE_ERASED)] == ["replayed"]
    assert fits(there)


def test_a_yes_that_was_taken_back_stays_so(site: Site) -> None:
    story = Story(site.world)
    page = {"signal": story.signal(acute=True), "talk": story.talk(), "contact": story.contact()}
    receipt = story.submit("nurse", **page, consent=story.yes(Bundle.EVERYTHING))
    code, reference = receipt.pseudonym or "", receipt.reference or ""
    inbox.read(site.world.ctx("responder"), reference)  # opens
    archive = site.backup()
    consents.withdraw(
        site.world.ctx("nurse"), code, cases.read(site.world.ctx("nurse"), code).consents[0].id, new_id()
    )
    there, done = site.restored(archive, "there", site.journal)
    assert done.replayed.done["consent_withdrawn"] == 1
    assert cases.read(there.ctx("nurse"), code).consents[0].state == "withdrawn"
    shown = inbox.read(there.ctx("responder"), reference)
    assert story.canaries.root not in repr(shown).lower()
    assert fits(there)


def test_who_was_removed_stays_out(site: Site) -> None:
    world = site.world
    archive = site.backup()
    members.end_member(world.ctx("jgz_lead"), world.people["nurse2"].membership_id)
    there, done = site.restored(archive, "there", site.journal)
    assert done.replayed.done == {"member_removed": 1}
    with there.tools.store.reading() as reader:
        row = reader.get(MembershipRow, world.people["nurse2"].membership_id)
        assert (row.state, row.sealed_team_secret) == ("ended", None)
    assert there.ctx("nurse2").actor.memberships == ()
    assert fits(there)


def test_an_account_that_was_closed_stays_closed(site: Site) -> None:
    archive = site.backup()
    _change(site, "nurse2", Event.PERSON_DISABLED, state="disabled")
    there, done = site.restored(archive, "there", site.journal)
    assert done.replayed.done == {"account_disabled": 1}
    with pytest.raises(Refused):
        there.log_in("nurse2")
    assert there.log_in("nurse")
    assert fits(there)


def test_an_old_passphrase_stays_old(site: Site) -> None:
    world = site.world
    archive = site.backup()
    nurse = world.people["nurse"]
    with world.tools.store.reading() as reader:
        keys = world.ctx("nurse").keys.user
        row = people.get(reader, nurse.user_id)
        assert row.verifier is not None
    fresh = world.tools.passwords.enrol("een heel andere wachtzin van vijf woorden", keys)
    _change(
        site, "nurse", Event.ACCOUNT_CREDENTIALS, salt=fresh.salt, kdf=dict(fresh.kdf), verifier=fresh.verifier,
        sealed_secret=fresh.sealed_secret,
    )  # fmt: skip
    there, done = site.restored(archive, "there", site.journal)
    assert done.replayed.done == {"passphrase_replaced": 1}
    with pytest.raises(Refused):
        there.log_in("nurse")
    assert fits(there)
    later, done = site.restored(site.backup(), "later", site.journal)
    assert done.replayed.done == {}
    later.people["nurse"].passphrase = "een heel andere wachtzin van vijf woorden"
    assert later.log_in("nurse")


def test_without_a_journal_what_was_erased_comes_back(site: Site) -> None:
    """Why the journal is asked for: this is what happens without it, and the command says so."""
    story = Story(site.world)
    code = story.submit("nurse", signal=story.signal(), ending=Watch()).pseudonym or ""
    archive = site.backup()
    site.world.clock.advance(days=50)
    upkeep.tidy(system(site.world.tools))
    there, done = site.restored(archive, "there", None)
    assert done.last_known is None
    with there.tools.store.reading() as reader:
        assert stored.find(reader, code) is not None


def test_a_journal_of_another_or_of_before_is_refused(site: Site, tmp_path: Path) -> None:
    older = tmp_path / "older.jsonl"
    older.write_bytes(site.journal.read_bytes())
    _change(site, "nurse2", Event.PERSON_DISABLED, state="disabled")
    archive = site.backup()
    other = tmp_path / "other.jsonl"
    Journal(other).append("b" * 32, [])
    broken = tmp_path / "broken.jsonl"
    lines = site.journal.read_bytes().splitlines(keepends=True)
    broken.write_bytes(lines[0] + lines[1].replace(b"account_disabled", b"account_enabled_"))
    for number, (journal, key) in enumerate(
        [
            (older, "journal_older"),
            (other, "journal_other"),
            (broken, "journal_older"),
            (tmp_path / "no", "journal_missing"),
        ]
    ):
        with pytest.raises(BadJournal) as no:
            site.restored(archive, f"there{number}", journal)
        assert no.value.say.key == f"backup.{key}"


@pytest.mark.parametrize("how", ["cut", "flipped", "longer", "empty", "other", "passphrase"])
def test_a_damaged_backup_is_refused_and_stores_nothing(site: Site, how: str) -> None:
    archive = site.backup()
    content = archive.read_bytes()
    bad = {
        "cut": content[:-100],
        "flipped": content[:-5000] + bytes([content[-5000] ^ 1]) + content[-4999:],
        "longer": content + b"x",
        "empty": b"",
        "other": b"SQLite format 3\x00" * 99,
        "passphrase": content,
    }[how]
    archive.write_bytes(bad)
    there = site.place("there")
    words = "een andere wachtzin" if how == "passphrase" else WORDS
    with pytest.raises(BadArchive) as no:
        restore_instance(there, archive, words, site.journal)
    assert no.value.say.key == {
        "empty": "backup.no_archive", "other": "backup.no_archive", "passphrase": "backup.wrong_passphrase",
    }.get(how, "backup.damaged")  # fmt: skip
    with pytest.raises(StartError):
        open_tools(there)


def test_nothing_is_restored_over_something(site: Site) -> None:
    archive = site.backup()
    with pytest.raises(Conflict, match="not_empty"):
        restore_instance(site.folder, archive, WORDS, site.journal)


def test_a_restore_that_died_does_not_start(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from signaal.actions import restores

    archive = site.backup()

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(restores, "finish", die)
    with pytest.raises(KeyboardInterrupt):
        site.restored(archive, "there", site.journal)
    with pytest.raises(StartError, match="did not finish"):
        open_tools(site.folder.parent / "there")


def _change(site: Site, who: str, event: Event, **values: object) -> None:
    """As an action changes an account."""
    from signaal.actions import trail

    ctx = operator(site.world.tools)
    with site.world.tools.store.unit() as unit:
        row = unit.locked(UserRow, site.world.people[who].user_id)
        for name, value in values.items():
            setattr(row, name, value)
        trail.leave(unit, ctx, event, target=row.id)
