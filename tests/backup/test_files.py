"""What was erased is in no file of the instance any more: not in pages, not in the write-ahead log, not in mails."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from signaal.actions import drafts, upkeep
from signaal.actions.context import system
from signaal.actions.endings import Watch
from signaal.store import cases as stored
from signaal.store import heartbeats, tokens
from signaal.store.tables_cases import GrantRow, RecordRow
from signaal.store.tables_sessions import DraftRow
from signaal.store.tables_sharing import ConsentRow, ReferralRow
from signaal.terms import Bundle
from signaal.workflows.calendar import at_wall, local_day
from tests.backup.conftest import Site
from tests.theft.loot import files_below, files_of_database, holding
from tests.theft.story import Story

PIECE = 24
"""So many bytes from the middle of something sealed: no other file can hold them by chance."""


def sealed_bytes(site: Site, code: str) -> list[bytes]:
    """A piece of everything sealed that belongs to this card, but of the proof of a yes."""
    found: list[bytes | None]
    with site.world.tools.store.reading() as reader:
        case = stored.get(reader, code)
        sent = [row.id for row in reader.session.scalars(select(ReferralRow)) if row.case_id == case.id]
        no = [row.id for row in reader.session.scalars(select(ConsentRow)) if row.state == "declined"]
        ids = {case.id, *sent, *no}
        found = [row.sealed for row in reader.session.scalars(select(RecordRow)) if row.object_id in ids]
        found += [row.sealed_key for row in reader.session.scalars(select(GrantRow)) if row.object_id in ids]
        found += [row.sealed for row in reader.session.scalars(select(DraftRow)) if row.subject_code == code]
        token = tokens.find(reader, case.id)
        assert token is not None
        found.append(token.token)
    return [
        value[len(value) // 2 :][:PIECE] for value in found if value is not None and len(value) > 2 * PIECE
    ]


def files_of(site: Site) -> list[Path]:
    """Every file of the instance; on PostgreSQL with those of its database. Its own write-ahead log, which keeps sealed
    bytes until the server overwrites them, is told in docs/operations.md.
    """
    here = files_below(site.folder)
    url = site.world.tools.store.url
    if url.get_backend_name() == "sqlite":
        return here
    return here + files_of_database(url.set(drivername="postgresql").render_as_string(hide_password=False))


def test_no_file_holds_what_was_erased(site: Site) -> None:
    story = Story(site.world)
    page = {"signal": story.signal(acute=True), "talk": story.talk(), "contact": story.contact()}
    receipt = story.submit("nurse", **page, consent=story.yes(Bundle.EVERYTHING))
    code = receipt.pseudonym or ""
    no = story.yes(Bundle.CALL_AND_WHY)
    story.submit("nurse", pseudonym=code, consent=no, declined=True, ending=Watch())
    drafts.keep(site.world.ctx("nurse"), "signaller.notice", {"card": [code], "remark": ["x" * 200]})
    story.machine()
    kept = (
        story.submit("nurse", signal=story.signal(), contact=story.contact(), ending=Watch()).pseudonym or ""
    )
    pieces, others = sealed_bytes(site, code), sealed_bytes(site, kept)
    assert len(pieces) > 8
    assert holding(files_of(site), pieces)
    assert any(code.encode() in path.read_bytes() for path in (site.folder / "mail").glob("*.eml"))

    with site.world.tools.store.unit() as unit:
        ends = stored.get(unit, code).expires_at
        stored.get(unit, kept).expires_at = ends + timedelta(days=1000)
        unit.written()
        unit.audited = True
        begun = stored.get(unit, code).created_at
    longest = local_day(begun) + timedelta(days=2 * 366)  # its 48 hours never ended: it waits 24 months
    night = at_wall(longest, 3 * 60)
    site.world.clock.advance(seconds=(night - site.world.clock.now()).total_seconds())
    assert upkeep.tidy(system(site.world.tools)).erased.cases == 1

    assert holding(files_of(site), pieces) == []
    assert holding(files_of(site), others)
    assert not any(code.encode() in path.read_bytes() for path in (site.folder / "mail").glob("*.eml"))
    with site.world.tools.store.reading() as reader:
        mark = heartbeats.find(reader, "erasing")
        assert mark is not None
        assert mark.ok


def test_a_reader_in_the_way_is_waited_for_and_the_next_run_cleans(site: Site, monkeypatch) -> None:
    """The rows are gone at once; the files when nobody reads them any more."""
    from signaal.actions import erasing
    from signaal.store.engine import Store
    from signaal.terms import Unavailable

    story = Story(site.world)
    code = (
        story.submit("nurse", signal=story.signal(), contact=story.contact(), ending=Watch()).pseudonym or ""
    )
    pieces = sealed_bytes(site, code)
    site.world.clock.advance(days=50)
    with monkeypatch.context() as busy:
        busy.setattr(Store, "forget_deleted", lambda *_: False)
        try:
            upkeep.tidy(system(site.world.tools))
            raise AssertionError("it must say that the files are not clean")
        except Unavailable:
            pass
    with site.world.tools.store.reading() as reader:
        assert stored.find(reader, code) is None
    night = at_wall(local_day(site.world.clock.now()) + timedelta(days=1), 3 * 60)
    site.world.clock.advance(seconds=(night - site.world.clock.now()).total_seconds())
    assert upkeep.tidy(system(site.world.tools)).erased == erasing.Gone()
    assert holding(files_of(site), pieces) == []
