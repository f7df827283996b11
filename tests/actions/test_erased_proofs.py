"""An erased card leaves every proof valid, old and new, and its code leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from signaal.actions import (
    cases,
    checkpoints,
    erasures,
    exporting,
    inbox,
    proofs,
    reportcontent,
    requests,
    statements,
    verify,
)
from signaal.actions.context import operator, system
from signaal.actions.proofs import Verdict
from signaal.audit.events import Event
from signaal.store import cases as stored
from signaal.store.tables import row_classes
from signaal.terms import Bundle, NotFound, Refused
from signaal.vault.pseudonyms import new_id
from signaal.workflows.calendar import local_day
from signaal.workflows.deciders import Person
from signaal.workflows.requests import Asked, RequestKind, Whose
from tests.actions.events import logged
from tests.support.caller import Caller
from tests.support.serving import make_app
from tests.support.verifier import verified
from tests.support.world import World
from tests.theft.story import Story

LOG = {"audit_events", "audit_subjects"}
"""Where the code stays: in the events, and in their index."""


@pytest.fixture
def code(world: World) -> str:
    """A card with everything on it, on which a family asked to be erased."""
    story = Story(world)
    page = {"signal": story.signal(), "talk": story.talk(), "contact": story.contact()}
    made = story.submit("nurse", **page, consent=story.yes(Bundle.EVERYTHING)).pseudonym or ""
    reference = cases.read(world.ctx("nurse"), made).referrals[0].reference
    inbox.accept(world.ctx("responder"), reference, new_id())
    statements.record(world.ctx("nurse"), made, "parent", story.canaries.text("statement"), new_id())
    today = local_day(world.clock.now())
    asked = Asked(RequestKind.ERASING, frozenset({Person.PARENT}), frozenset({Whose.OWN}), today)
    requests.register(world.ctx("jgz_officer"), made, asked, "called_back", new_id())
    return made


def sign(world: World) -> str:
    """A checkpoint over all that was written."""
    checkpoints.checkpoint(system(world.tools))
    return proofs.newest(operator(world.tools))


def of_card(world: World, code: str) -> list[int]:
    """The places of the events of this card in the log of its own organisation."""
    home = world.organisations["jgz"]
    return [
        line["seq"] for line in logged(world.tools)
        if code in line.get("subjects", ()) and line.get("organisation") == home
    ]  # fmt: skip


def proven(world: World, places: list[int]) -> list[str]:
    return [proofs.prove(world.ctx("jgz_officer"), seq).text for seq in places]


def erase(world: World, code: str) -> None:
    erasures.ask(world.ctx("jgz_lead"), code, "family_asks", new_id())
    erasures.approve(world.ctx("jgz_officer"), code)


def holding(world: World, code: str) -> Iterator[str]:
    """The tables in which this code stands anywhere."""
    with world.tools.store.reading() as reader:
        for row_class in row_classes():
            table = row_class.__table__
            values = (value for row in reader.session.execute(select(*table.columns)) for value in row)
            if any(
                code.encode() in value if isinstance(value, bytes) else code in str(value) for value in values
            ):
                yield str(row_class.__tablename__)


def test_every_proof_holds_before_and_after(world: World, code: str, tmp_path: Path) -> None:
    first = sign(world)
    places = of_card(world, code)
    old = proven(world, places)
    assert len(old) > 6
    erase(world, code)
    sign(world)
    after = of_card(world, code)
    new = proven(world, after)
    assert set(places) < set(after)
    assert {line["event"] for line in logged(world.tools) if line["seq"] in after} >= {
        "case:erased",
        "request:answered",
    }
    key = ("--key", proofs.verifier_key(world.ctx("jgz_officer")))
    for number, text in enumerate([*old, *new]):
        file = tmp_path / f"{number}.tlog-proof"
        file.write_text(text, encoding="utf-8")
        assert verified("proof", str(file), *key)["ok"], number
    assert proofs.compare(world.ctx("jgz_officer"), first).verdict is Verdict.FITS
    size = int(first.splitlines()[1])
    earlier, packet = tmp_path / "old.txt", tmp_path / "packet.json"
    earlier.write_text(first, encoding="utf-8")
    packet.write_text(proofs.packet(operator(world.tools), size), encoding="utf-8")
    assert verified("growth", str(packet), "--old", str(earlier), *key)["ok"]
    report = verify.verify(operator(world.tools))
    assert not report.problems
    exported = exporting.export(operator(world.tools), tmp_path / "log.jsonl")
    assert verified("export", str(exported.path), "--key", exported.key)["ok"]


def test_its_code_leads_nowhere(world: World, code: str) -> None:
    reference = cases.read(world.ctx("nurse"), code).referrals[0].reference
    (found,) = requests.listed(world.ctx("jgz_officer"))
    assert set(holding(world, code)) > LOG
    erase(world, code)
    for word in (code, reference):
        assert set(holding(world, word)) == LOG
    with world.tools.store.reading() as reader:
        assert stored.find(reader, code) is None
    assert requests.listed(world.ctx("jgz_officer")) == ()
    for attempt in (
        lambda: cases.read(world.ctx("nurse"), code),
        lambda: reportcontent.of_card(world.ctx("nurse"), code),
        lambda: requests.look(world.ctx("jgz_officer"), found.id),
        lambda: inbox.read(world.ctx("responder"), reference),
    ):
        with pytest.raises(NotFound):
            attempt()
    today = local_day(world.clock.now())
    again = Asked(RequestKind.ACCESS, frozenset({Person.PARENT}), frozenset({Whose.OWN}), today)
    with pytest.raises(Refused):
        requests.register(world.ctx("jgz_officer"), code, again, "called_back", new_id())


def test_every_page_with_the_code_says_what_it_says_of_no_code(world: World, code: str) -> None:
    (found,) = requests.listed(world.ctx("jgz_officer"))
    erase(world, code)
    app = make_app(world)
    nurse, officer = Caller(app, world, "nurse"), Caller(app, world, "jgz_officer")
    for page in (
        "",
        "/gesprek",
        "/verwijzen",
        "/verzoeken",
        f"/verzoeken/{found.id}/overzicht",
        "/verklaring",
    ):
        assert nurse.get(f"/kaart/{code}{page}").status_code == 404, page
    for page in ("", "/antwoord", "/overzicht"):
        assert officer.get(f"/verzoeken/{found.id}{page}").status_code == 404, page


def test_the_erasing_is_the_answer(world: World, code: str) -> None:
    erase(world, code)
    (line,) = logged(world.tools, Event.REQUEST_ANSWERED)
    assert (line["subjects"], line["reason"]) == ([code], "granted")
    assert set(holding(world, code)) == LOG
