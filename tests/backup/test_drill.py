"""The drill of docs/operations.md, as commands: a backup by another process while four people write, and back."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from signaal.actions import cases, upkeep
from signaal.actions.context import Ctx, system
from signaal.actions.endings import Watch
from signaal.clock import MovingClock, SystemClock
from signaal.store import cases as stored
from signaal.store.tables_cases import CaseRow
from tests.backup.conftest import WORDS, Site, fits, opened
from tests.support.serving import serving
from tests.theft.searching import in_folder
from tests.theft.story import Story

WRITERS = ("nurse", "nurse2", "jgz_lead", "jgz_lead2")


def signaal(folder: Path, *arguments: str) -> dict[str, object]:
    """A command as somebody types it; it must end well."""
    command = [sys.executable, "-m", "signaal", "--instance", str(folder), *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


class Writers:
    """Four people who go on making cards until they are told to stop."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._write, args=(story.world.ctx(name), name)) for name in WRITERS
        ]
        self.made: list[str] = []
        self.problems: list[BaseException] = []

    def __enter__(self) -> Writers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _write(self, _ctx: Ctx, name: str) -> None:
        while not self._stop.is_set():
            try:
                receipt = self._story.submit(
                    name, signal=self._story.signal(), contact=self._story.contact(), ending=Watch()
                )
            except Exception as problem:  # noqa: BLE001 - told by the test: a thread's own error is heard by nobody
                self.problems.append(problem)
                return
            self.made.append(receipt.pseudonym or "")


def test_a_backup_while_four_people_write_comes_back_elsewhere(site: Site, tmp_path: Path) -> None:
    # The command reads the machine's clock: the log must not seem to go back in time.
    clock = site.world.clock
    clock.advance(seconds=max(0.0, (SystemClock().now() - clock.now()).total_seconds()))
    story = Story(site.world)
    secret = tmp_path / "passphrase"
    secret.write_text(WORDS, encoding="utf-8")
    with serving(site.world), Writers(story) as writers:
        while len(writers.made) < 8:
            threading.Event().wait(0.01)
        before = set(writers.made)
        told = signaal(site.folder, "backup", str(site.safe), "--passphrase-file", str(secret))
        after = set(writers.made)
    assert writers.problems == []
    assert len(after) > len(before)
    gone = min(before)
    with site.world.tools.store.reading() as reader:
        expires = stored.get(reader, gone).expires_at
    _let_only_expire(site, gone)
    clock.advance(seconds=(expires - clock.now()).total_seconds())
    assert upkeep.tidy(system(site.world.tools)).erased.cases == 1

    there = site.place("there")
    journal = str(site.journal)
    back = signaal(
        there, "restore", str(told["file"]), "--journal", journal, "--passphrase-file", str(secret)
    )
    assert back["replayed"] == {"case_erased": 1}
    checked = signaal(there, "audit", "verify")
    assert checked["ok"] is True
    world = opened(there, site.world, MovingClock(SystemClock().now()))
    site.opened.append(world)
    with world.tools.store.reading() as reader:
        found = {code for code in set(writers.made) if stored.find(reader, code) is not None}
    assert before - {gone} <= found
    assert gone not in found
    ctx = world.ctx("nurse")
    for code in found:
        assert story.canaries.text("child") in repr(cases.read(ctx, code).contact)
    assert fits(world)
    assert in_folder(site.safe, story.canaries.texts) == []
    archives = [path.read_bytes() for path in site.safe.glob("*.backup")]
    assert archives
    assert not any(code.encode() in content for code in found for content in archives)


def _let_only_expire(site: Site, code: str) -> None:
    """Everybody's cards would be over at about the same time: keep the others."""
    with site.world.tools.store.unit() as unit:
        for row in unit.session.scalars(select(CaseRow).where(CaseRow.pseudonym != code)):
            row.expires_at += timedelta(days=100)
        unit.written()
        unit.audited = True


def test_the_key_file_goes_out_and_comes_back(site: Site, tmp_path: Path) -> None:
    secret = tmp_path / "passphrase"
    secret.write_text(WORDS, encoding="utf-8")
    exported = tmp_path / "keys.export"
    signaal(site.folder, "keys", "export", str(exported), "--passphrase-file", str(secret))
    assert "key_export_date = 20" in (site.folder / "config.toml").read_text(encoding="utf-8")
    there = tmp_path / "new"
    signaal(there, "keys", "import", str(exported), "--passphrase-file", str(secret))
    assert (there / "keys.json").read_bytes() == (site.folder / "keys.json").read_bytes()
    assert (there / "keys.json").stat().st_mode & 0o777 == 0o600
    again = [sys.executable, "-m", "signaal", "--instance", str(there), "keys", "import", str(exported)]
    done = subprocess.run(
        [*again, "--passphrase-file", str(secret)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 2
    assert (site.folder / "keys.json").read_text(encoding="utf-8")[
        20:60
    ].encode() not in exported.read_bytes()
