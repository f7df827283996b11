"""The officer shows that the log is true: a proof, an older checkpoint, witnesses, and a restore to accept."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from signaal.actions import checkpoints, instances
from signaal.actions.context import system
from signaal.audit import cosignatures, epochs, note_files, proof_files, proofs, signed_notes
from signaal.audit.checkpoints import origin, signed
from signaal.audit.cosignatures import Witness
from signaal.audit.events import Event
from signaal.audit.tree import leaf_hash
from signaal.store import audit, meta
from signaal.texts import say
from signaal.vault.pseudonyms import new_id
from signaal.vault.secret import Secret
from signaal.vault.signing import Signer
from tests.actions.events import logged
from tests.support.caller import Caller
from tests.support.region import Region
from tests.support.serving import make_app

SIGNER = Signer(Secret(bytes([9]) * 32))
WITNESS = Witness("getuige.waterland.example/1", SIGNER.public_bytes())


def caller(region: Region, name: str) -> Caller:
    return Caller(make_app(region.world), region.world, name)


def note_of(region: Region) -> str:
    """A checkpoint of now."""
    checkpoints.checkpoint(system(region.world.tools))
    with region.world.tools.store.reading() as reader:
        last = audit.last_checkpoint(reader)
    assert last is not None
    return last.note


def cosigned(note: str, at) -> str:
    return note + cosignatures.line(WITNESS, SIGNER.sign, signed_notes.read(note).text, at)


def paste(officer: Caller, path: str, text: str):
    return officer.post(path, {"form_id": new_id(), "text": text})


def test_one_line_is_proven_and_its_page_asks_which(region: Region) -> None:
    officer = caller(region, "jgz_officer")
    note_of(region)
    assert say("nl", "proving.prove.seq") in officer.get("/logboek/bewijs").text
    seq = int(re.findall(r"regel (\d+)<", officer.get("/logboek?wat=case:created").text)[0])
    answer = officer.get(f"/logboek/bewijs?regel={seq}")
    assert f'filename="regel-{seq}.tlog-proof"' in answer.headers["Content-Disposition"]
    proof = proof_files.read(answer.text)
    note = signed_notes.read(proof.note)
    assert proof.event is not None
    assert proofs.includes(leaf_hash(proof.event), seq, note.size, proof.steps, note.root)
    assert logged(region.world.tools, Event.PROOF_MADE)[-1]["number"] == seq


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("een", "proving.prove.no_number"),
        ("99999999", "proving.prove.not_yours"),
        ("9" * 16, "proving.prove.no_number"),
    ],
)
def test_a_line_that_cannot_be_is_told_at_its_field(region: Region, typed: str, key: str) -> None:
    answer = caller(region, "jgz_supervisor").get(f"/logboek/bewijs?regel={typed}")
    assert answer.status_code == 422
    assert say("nl", key) in answer.text


def test_a_line_of_another_organisation_is_not_there(region: Region) -> None:
    note_of(region)
    seq = int(
        re.findall(r"regel (\d+)<", caller(region, "jgz_officer").get("/logboek?wat=case:created").text)[0]
    )
    answer = caller(region, "town_officer").get(f"/logboek/bewijs?regel={seq}")
    assert say("nl", "proving.prove.not_yours") in answer.text
    assert logged(region.world.tools, Event.ACCESS_DENIED)[-1]["reason"] == "proof_make"


def test_yesterdays_checkpoint_fits_and_a_forged_one_does_not(region: Region) -> None:
    officer = caller(region, "jgz_officer")
    kept = note_of(region)
    officer.get("/logboek")
    note_of(region)
    answer = paste(officer, "/logboek/vergelijken", kept.replace("\n", "\r\n"))
    assert answer.status_code == 200
    assert say("nl", "proving.compare.fits") in answer.text
    signer = instances.log_signer(region.world.tools)
    assert signer is not None
    size = signed_notes.read(kept).size
    for note, verdict in (
        (signed(signer, size, bytes(32)), "differs"),
        (signed(signer, 10**9, bytes(32)), "ahead"),
        (kept.replace(f"\n{size}\n", f"\n{size - 1}\n"), "foreign"),
    ):
        answer = paste(officer, "/logboek/vergelijken", note)
        assert say("nl", f"proving.compare.{verdict}") in answer.text
        told = logged(region.world.tools, Event.CHECKPOINT_COMPARED)[-1]
        assert (told["reason"], told["outcome"]) == (verdict, "error")
    assert say("nl", "people.log.no_checkpoint") in paste(officer, "/logboek/vergelijken", "Hallo").text


def test_a_witness_is_added_signs_and_ends(region: Region) -> None:
    officer, supervisor = caller(region, "jgz_officer"), caller(region, "jgz_supervisor")
    assert say("nl", "proving.witnesses.nobody") in officer.get("/logboek/getuigen").text
    answer = officer.post("/logboek/getuigen/nieuw", {"form_id": new_id(), "key": "no key"})
    assert say("nl", "people.log.no_witness_key") in answer.text
    note = note_of(region)
    at = region.world.clock.now().replace(microsecond=0)
    unknown = paste(officer, "/logboek/getuigen/handtekening", cosigned(note, at))
    assert say("nl", "people.log.no_witness_signed") in unknown.text
    assert (
        officer.post("/logboek/getuigen/nieuw", {"form_id": new_id(), "key": WITNESS.key}).status_code == 303
    )
    assert paste(officer, "/logboek/getuigen/handtekening", cosigned(note, at)).status_code == 303
    size = signed_notes.read(note).size
    for reader in (officer, supervisor):
        page = reader.get("/logboek/getuigen").text
        assert WITNESS.name in page
        assert say("nl", "proving.witnesses.line", n=size) in page
    assert say("nl", "proving.witnesses.end") not in supervisor.get("/logboek/getuigen").text
    (ending,) = re.findall(
        r'action="(/logboek/getuigen/[0-9a-f]{32}/einde)"', officer.get("/logboek/getuigen").text
    )
    assert officer.post(ending).status_code == 303
    later = paste(officer, "/logboek/getuigen/handtekening", cosigned(note, at + timedelta(seconds=5)))
    assert say("nl", "people.log.no_witness_signed") in later.text
    fork = signed(_signer(region), size, bytes(32))
    officer.post("/logboek/getuigen/nieuw", {"form_id": new_id(), "key": WITNESS.key})
    loud = paste(officer, "/logboek/getuigen/handtekening", cosigned(fork, at))
    assert say("nl", "people.log.contradicts") in loud.text


def _signer(region: Region):
    signer = instances.log_signer(region.world.tools)
    assert signer is not None
    return signer


def test_a_witness_without_login_gets_hashes_only(region: Region) -> None:
    anonymous = make_app(region.world).test_client()
    note = note_of(region)
    packet = anonymous.get("/getuige?gezien=1").get_json()
    assert packet["checkpoint"] == note
    assert packet["old"] == 1
    assert anonymous.get("/getuige?gezien=een").status_code == 404
    flat = str(packet)
    assert not [code for code in region.cases.values() if code in flat]


def test_the_desk_is_red_after_a_restore_until_the_officer_accepts(region: Region) -> None:
    tools = region.world.tools
    note_of(region)
    folder = tools.instance / checkpoints.FOLDER
    known = [signed_notes.read(note) for _, note in note_files.notes(folder)]
    with tools.store.unit() as unit:
        name = origin(meta.find(unit, instances.NAME) or "", 1).rpartition("/")[0]
        lost = epochs.newest(known, name)
        meta.put(unit, instances.EPOCH, "2")
        epochs.begin(unit, region.world.clock.now(), 2, lost)
    for name in ("jgz_officer", "jgz_supervisor", "town_officer"):
        assert say("nl", "log.problem.restore_waiting") in caller(region, name).get("/logboek").text
    officer = caller(region, "jgz_officer")
    assert say("nl", "proving.restored.title") in officer.get("/logboek/herstel").text
    assert "/logboek/herstel" in officer.get("/logboek/controle").text
    wrong = officer.post("/logboek/herstel", {"form_id": new_id(), "number": "3"})
    assert say("nl", "people.log.nothing_to_accept") in wrong.text
    assert officer.post("/logboek/herstel", {"form_id": new_id(), "number": "2"}).status_code == 303
    assert say("nl", "log.problem.restore_waiting") not in officer.get("/logboek").text
    assert say("nl", "log.problem.restore_waiting") in caller(region, "town_officer").get("/logboek").text
