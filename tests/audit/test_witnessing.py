"""What a witness follows and what it refuses: growth, forks, rollbacks, restores that say so and those that do not."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.audit import checkpoints, epochs, packets, signed_notes, witnessing
from signaal.audit.packets import Packet
from signaal.audit.witnessing import Memory, Refusal, Why
from signaal.store import audit
from tests.audit.conftest import Bench, a_signer

NAME = "signaal/test"


def memory(bench: Bench) -> Memory:
    return Memory(NAME, bench.signer.verifier.public)


def packet(bench: Bench, old: int = 0) -> Packet:
    """Of the newest checkpoint."""
    with bench.store.reading() as reader:
        last = audit.last_checkpoint(reader)
        assert last is not None
        return packets.make(reader, signed_notes.read(last.note), last.note, old)


def followed(seen: Memory, bench: Bench) -> Memory:
    return witnessing.follow(seen, packet(bench, seen.size))[0]


def refused(seen: Memory, given: Packet) -> Why:
    with pytest.raises(Refusal) as no:
        witnessing.follow(seen, given)
    return no.value.why


def test_a_log_that_grows_is_followed(bench):
    seen = memory(bench)
    for number in (1, 4, 300):
        bench.write(number)
        bench.sign()
        seen = followed(seen, bench)
        assert Packet.read(packet(bench, 1).text()) == packet(bench, 1)
    assert [one.size for one in seen.seen] == [1, 6, 307]
    assert followed(seen, bench) == seen, "nothing new: signed again, remembered once"


def test_a_shorter_log_is_refused(small):
    small.write(3)
    small.sign()
    old = packet(small)
    small.write(3)
    small.sign()
    seen = followed(followed(memory(small), small), small)
    assert refused(seen, old) is Why.ROLLBACK


def forged(bench: Bench, size: int, root: bytes, given: Packet) -> Packet:
    """With the stolen key."""
    return replace(given, checkpoint=checkpoints.signed(bench.signer, size, root))


def test_another_history_is_refused_whatever_proof_comes_with_it(small):
    small.write(6)
    small.sign()
    seen = followed(memory(small), small)
    small.write(3)
    small.sign()
    honest = packet(small, seen.size)
    assert refused(seen, forged(small, 10, bytes(32), honest)) is Why.FORK
    assert refused(seen, forged(small, 6, bytes(32), honest)) is Why.FORK
    assert refused(seen, replace(honest, consistency=honest.consistency[:-1])) is Why.FORK
    assert refused(seen, packet(small, 3)) is Why.ASK_AGAIN


def test_another_key_another_log_and_rubbish_are_refused(small):
    small.write(2)
    small.sign()
    given = packet(small)
    assert refused(replace(memory(small), public=a_signer(8).verifier.public), given) is Why.UNSIGNED
    assert refused(replace(memory(small), name="signaal/other"), given) is Why.OTHER_LOG
    assert refused(memory(small), replace(given, checkpoint="rubbish")) is Why.UNREADABLE


def restored(bench: Bench, lost: Any, epoch: int = 2) -> None:
    """The backup is back: the log goes on under the next number."""
    with bench.store.unit() as unit:
        epochs.begin(unit, bench.now, epoch, lost)
    bench.signer = a_signer()
    bench.signer.origin = f"{NAME}/{epoch}"
    bench.write()
    bench.sign()


def two_lives(bench: Bench, tmp_path: Path) -> tuple[Memory, Any]:
    """A witness that saw more than the backup holds, and the last checkpoint of before; the database is restored."""
    bench.write(5)
    bench.sign()
    seen = followed(memory(bench), bench)
    bench.store.close()
    path = bench.store.url.database
    assert path is not None
    shutil.copy(path, tmp_path / "backup.db")
    bench.write(5)
    lost = bench.sign()
    seen = followed(seen, bench)
    bench.store.close()
    shutil.copy(tmp_path / "backup.db", path)
    for leftover in ("-wal", "-shm"):
        Path(f"{path}{leftover}").unlink(missing_ok=True)
    return seen, lost


def test_a_restore_is_followed_by_its_own_line_only(small, tmp_path):
    seen, lost = two_lives(small, tmp_path)
    assert seen.size == 11
    restored(small, lost)
    given = packet(small, 5)
    assert refused(seen, replace(given, restored=())) is Why.UNLINKED
    bent = replace(given.restored[0], proof=given.restored[0].proof[:-1])
    assert refused(seen, replace(given, restored=(bent,))) is Why.UNPROVEN
    other = replace(given.restored[0], stored=given.restored[0].stored.replace(b'"size":11', b'"size":12'))
    assert refused(seen, replace(given, restored=(other,))) is Why.UNPROVEN
    assert refused(seen, packet(small, 11)) is Why.ASK_AGAIN
    followed_on, _ = witnessing.follow(seen, given)
    assert [(one.epoch, one.size) for one in followed_on.seen] == [(1, 5), (2, 8)]
    assert [(one.epoch, one.size) for one in followed_on.lost] == [(1, 11)]
    small.write()
    small.sign()
    assert followed(followed_on, small).size == 10
    assert small.verify().ok


@pytest.mark.parametrize("silence", ["nothing", "less", "another"])
def test_a_restore_that_hides_what_a_witness_saw_is_refused(small, tmp_path, silence):
    seen, lost = two_lives(small, tmp_path)
    told = {"nothing": None, "less": replace(lost, size=7), "another": replace(lost, root=bytes(32))}[silence]
    restored(small, told)
    assert refused(seen, packet(small, 5)) is Why.HIDES
    assert "restore_hides" in small.codes()


def test_an_epoch_without_its_line_is_found(small):
    small.write(3)
    small.sign()
    seen = followed(memory(small), small)
    small.signer = a_signer()
    small.signer.origin = f"{NAME}/2"
    small.write()
    small.sign()
    assert refused(seen, packet(small, seen.size)) is Why.UNLINKED
    assert small.codes() == {"epoch_unlinked"}


@given(st.text(max_size=300))
def test_rubbish_is_no_packet(text):
    with pytest.raises(ValueError, match=r".*"):
        Packet.read(text)
