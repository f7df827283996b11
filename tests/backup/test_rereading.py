"""What a second look at backups and restores found: each of these brought back something that was gone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from signaal.actions import passphrases, upkeep
from signaal.actions.context import system
from signaal.actions.endings import Watch
from signaal.runtime import restoring
from signaal.store import cases as stored
from signaal.store.journal import BadJournal, Journal
from signaal.terms import Refused
from signaal.vault.argon import Argon
from signaal.vault.passwords import Passwords
from tests.backup.conftest import WORDS, Site, fits
from tests.support.world import CHEAP
from tests.theft.story import Story


def test_an_old_passphrase_stays_old_though_it_was_derived_again_in_between(site: Site) -> None:
    """The backup holds the first derivation, the journal names the second: they are of one passphrase."""
    world = site.world
    archive = site.backup()
    dearer = Passwords(Argon(replace(CHEAP, passes=CHEAP.passes + 1)), world.keyfile)
    world.tools = replace(world.tools, passwords=dearer)
    world.clock.advance(minutes=1)
    world.log_in("nurse")
    old = world.people["nurse"].passphrase
    passphrases.change(world.ctx("nurse"), old, passphrases.proposal())
    there, done = site.restored(archive, "there", site.journal)
    assert done.replayed.done == {"passphrase_replaced": 1}
    with pytest.raises(Refused):
        there.log_in("nurse")
    assert fits(there)


def test_a_passphrase_that_was_only_derived_again_still_works(site: Site) -> None:
    world = site.world
    archive = site.backup()
    dearer = Passwords(Argon(replace(CHEAP, passes=CHEAP.passes + 1)), world.keyfile)
    world.tools = replace(world.tools, passwords=dearer)
    world.clock.advance(minutes=1)
    world.log_in("nurse")
    there, done = site.restored(archive, "there", site.journal)
    assert done.replayed.done == {}
    assert done.replayed.unknown == 0
    assert there.log_in("nurse")


def erased(site: Site) -> tuple[str, Path, bytes]:
    """A card that is in the backup and was erased since; the journal of the moment of the backup."""
    story = Story(site.world)
    code = story.submit("nurse", signal=story.signal(), ending=Watch()).pseudonym or ""
    archive = site.backup()
    early = (site.safe / "revocations.jsonl").read_bytes()
    site.world.clock.advance(days=50)
    upkeep.tidy(system(site.world.tools))
    return code, archive, early


def lives(world, code: str) -> bool:
    with world.tools.store.reading() as reader:
        return stored.find(reader, code) is not None


def test_a_journal_that_lies_in_the_folder_already_counts_when_it_knows_more(
    site: Site, tmp_path: Path
) -> None:
    """Whoever gives the copy from beside the backup, while the machine still has its own, loses nothing."""
    code, archive, early = erased(site)
    given = tmp_path / "early.jsonl"
    given.write_bytes(early)
    folder = site.place("there")
    (folder / "revocations.jsonl").write_bytes(site.journal.read_bytes())
    restoring.restore_instance(folder, archive, WORDS, given, site.world.clock)
    there = site.open(folder)
    assert not lives(there, code)
    assert Journal(folder / "revocations.jsonl").read().entries[-1].kind == "case_erased"


def test_a_journal_in_the_folder_that_knows_less_is_made_longer(site: Site) -> None:
    code, archive, early = erased(site)
    folder = site.place("there")
    (folder / "revocations.jsonl").write_bytes(early)
    restoring.restore_instance(folder, archive, WORDS, site.journal, site.world.clock)
    assert not lives(site.open(folder), code)
    whole, here = site.journal.read_bytes(), (folder / "revocations.jsonl").read_bytes()
    assert here.startswith(whole), "line for line the same, so that every older backup still fits"


def test_a_journal_in_the_folder_that_is_another_is_refused(site: Site) -> None:
    archive = site.backup()
    folder = site.place("there")
    Journal(folder / "revocations.jsonl").append("b" * 32, [])
    with pytest.raises(BadJournal):
        restoring.restore_instance(folder, archive, WORDS, site.journal, site.world.clock)


def test_a_backup_never_writes_a_journal_that_lost_lines_over_a_good_copy(site: Site) -> None:
    """The live file was deleted and begun again: the copy beside the backups is what still remembers."""
    code, archive, _ = erased(site)
    archive = archive.rename(site.folder.parent / "old.backup")
    site.backup()
    site.journal.unlink()
    site.backup()
    kept = sorted(site.safe.glob("revocations*.jsonl"))
    assert len(kept) == 2, "the good copy was put aside, not overwritten"
    aside = next(path for path in kept if path.name != "revocations.jsonl")
    there, _ = site.restored(archive, "there", aside)
    assert not lives(there, code)


@pytest.mark.parametrize(
    "name", ["../outside/config.toml", "/tmp/outside/config.toml", "catalogue/../../x/a.toml"]
)
def test_a_backup_writes_no_file_outside_the_folder(
    site: Site, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = site.backup()
    told = {"file": name, "content": "# planted"}
    monkeypatch.setattr(restoring._Dump, "_files", lambda _: iter([told]))
    folder = site.folder.parent / "there"
    folder.mkdir()
    before = set(site.folder.parent.rglob("*"))
    restoring._Dump(archive, WORDS).write_files(folder)
    assert set(site.folder.parent.rglob("*")) == before
