"""A checkpoint is on disk before it is anywhere else, and never contradicts an earlier one."""

import os
import stat
from dataclasses import replace

import pytest

from signaal import terms
from signaal.audit import checkpoints, note_files, signed_notes
from signaal.audit.checkpoints import Inconsistent
from signaal.audit.tree import Tree
from signaal.store import audit
from tests.audit.conftest import a_signer


def kept(bench):
    return [note for _, note in note_files.notes(bench.folder)]


def test_a_checkpoint_says_size_and_root_and_is_signed(bench):
    bench.write(3)
    made = bench.sign()
    with bench.store.reading() as reader:
        tree = Tree()
        for _, leaf in list(audit.leaves(reader))[:3]:
            tree.append(leaf)
        row = audit.last_checkpoint(reader)
        assert row is not None
        assert (row.size, row.root) == (3, tree.root())
    assert (made.origin, made.size, made.root) == ("signaal/test/1", 3, tree.root())
    assert kept(bench) == [row.note]
    assert checkpoints.check(row.note, bench.signer.verifier) == made


def test_nothing_happened_nothing_signed(bench):
    assert bench.sign() is None
    bench.write()
    assert bench.sign().size == 1
    assert bench.sign() is None  # its own event is nothing new
    assert bench.sign() is None
    bench.write()
    assert bench.sign().size == 3
    assert len(kept(bench)) == 2


def test_the_log_tells_of_the_checkpoint_right_behind_it(small):
    small.write(2)
    made = small.sign()
    with small.store.reading() as reader:
        *_, (seq, _, event, *_) = audit.index(reader)
    assert (seq, event) == (made.size, "checkpoint:signed")


def test_another_process_goes_on_where_this_one_stopped(small):
    small.write(5)
    small.sign()
    small.write(5)
    small.signer = a_signer()
    assert small.sign().size == 11
    assert small.verify().ok


def test_files_are_private_and_named_by_day(small):
    small.write()
    small.sign()
    (file,) = small.folder.iterdir()
    assert file.name == "2026-11-21.txt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_leaves SET leaf = (SELECT leaf FROM audit_leaves WHERE seq = 1) WHERE seq = 0",
        "DELETE FROM audit_leaves WHERE seq = 2",
    ],
)
def test_a_log_that_changed_behind_the_last_checkpoint_is_not_signed_again(bench, statement):
    bench.write(4)
    bench.sign()
    before = kept(bench)
    bench.attack(statement)
    bench.write()
    bench.signer = a_signer()  # a new process, which compares from the first leaf
    with pytest.raises(Inconsistent) as refusal:
        bench.sign()
    assert refusal.value.size == 4
    assert kept(bench) == before


def test_a_log_that_was_cut_is_not_signed_again(small):
    small.write(6)
    small.sign()
    tree = Tree()
    with small.store.reading() as reader:
        for _, leaf in list(audit.leaves(reader))[:3]:
            tree.append(leaf)
    small.attack(
        "DELETE FROM audit_leaves WHERE seq >= 3", "DELETE FROM audit_events WHERE seq >= 3",
        "DELETE FROM audit_index WHERE seq >= 3", "DELETE FROM audit_checkpoints",
        "UPDATE audit_head SET size = 3, peaks = :peaks", peaks=tree.pack(),
    )  # fmt: skip
    small.write()
    for signer in (small.signer, a_signer()):
        small.signer = signer
        with pytest.raises(Inconsistent):
            small.sign()


def test_a_head_that_does_not_fit_its_leaves_is_not_signed(small):
    small.write(4)
    small.attack("UPDATE audit_head SET peaks = :peaks", peaks=bytes(32))
    with pytest.raises(Inconsistent):
        small.sign()
    assert kept(small) == []


def test_a_folder_that_cannot_be_written_means_no_checkpoint_at_all(small):
    small.write()
    small.folder.write_text("in the way")
    with pytest.raises(terms.Unavailable):
        small.sign()
    with small.store.reading() as reader:
        assert audit.last_checkpoint(reader) is None
        assert audit.head(reader).size == 1


def test_a_torn_write_is_cut_away_by_the_next_one(small):
    small.write()
    small.sign()
    (file,) = small.folder.iterdir()
    with file.open("ab") as torn:
        torn.write(kept(small)[0].encode()[:60] + b"\xe2")
    small.write()
    small.sign()
    assert [signed_notes.read(note).size for note in kept(small)] == [1, 3]
    assert small.verify().ok


def test_a_note_reached_the_disk_but_the_database_did_not_commit(small):
    small.write(2)
    made = small.sign()
    small.attack(
        "DELETE FROM audit_checkpoints", "DELETE FROM audit_events WHERE seq = 2",
        "DELETE FROM audit_leaves WHERE seq = 2", "DELETE FROM audit_index WHERE seq = 2",
        "UPDATE audit_head SET size = 2, peaks = :peaks", peaks=_peaks(small, 2),
    )  # fmt: skip
    small.signer = a_signer()
    assert small.sign() == made
    assert small.verify().ok


def _peaks(bench, size):
    tree = Tree()
    with bench.store.reading() as reader:
        for _, leaf in list(audit.leaves(reader))[:size]:
            tree.append(leaf)
    return tree.pack()


def test_a_signature_counts_only_under_its_own_name_and_key(small):
    small.write()
    note = checkpoints.signed(small.signer, 1, bytes(32))
    ours = small.signer.verifier
    assert checkpoints.check(note, ours)
    assert checkpoints.check(note, replace(ours, public=a_signer(8).verifier.public)) is None
    assert checkpoints.check(note, replace(ours, origin="signaal/test/2")) is None
    assert checkpoints.check(note.replace("\n1\n", "\n2\n"), ours) is None
    other = signed_notes.signature_line("witness/1", bytes(32), os.urandom(64))
    assert checkpoints.check(note + other, ours), "signatures of others are passed over"


def test_no_byte_of_the_key_in_what_is_printed(small):
    assert bytes([7] * 4).hex() not in repr(small.signer)
    assert "hidden" in repr(small.signer.key)
