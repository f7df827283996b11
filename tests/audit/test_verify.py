"""Attacks by somebody who owns the database: each is found, with the first place that does not fit."""

import json
import threading

import pytest

from signaal import texts
from signaal.audit import checkpoints, log, verify
from signaal.audit.entries import Entry, encode
from signaal.audit.events import Event
from signaal.audit.findings import Finding, Findings
from signaal.audit.tree import Tree, leaf_hash
from signaal.store import audit, organisations
from tests.audit.conftest import START, a_signer


def play(bench):
    """Thirty events, ten rows, two checkpoints."""
    bench.organise(10)
    bench.sign()  # event 10
    bench.write(19, user="a" * 32, organisation="b" * 32, subjects=("K7QM-4TX9", "V-K7QM-4TX9"))
    bench.sign()  # event 30
    return bench


@pytest.fixture
def played(small):
    """On SQLite: the check reads through the same functions everywhere."""
    return play(small)


@pytest.fixture
def played_on_both(bench):
    """On each database, for the kinds of attack that the databases might tell apart."""
    return play(bench)


def found(bench):
    report = bench.verify()
    assert not report.ok
    return {problem.code.value for problem in report.problems}, report.first_bad_seq


def test_a_log_that_nobody_touched_is_sound(played_on_both):
    report = played_on_both.verify()
    assert (report.ok, report.size, report.first_bad_seq, report.problems) == (True, 31, None, ())
    with played_on_both.store.reading() as reader:
        tree = Tree()
        for _, leaf in audit.leaves(reader):
            tree.append(leaf)
    assert report.root == tree.root().hex()


def test_an_empty_log_is_sound(bench):
    assert bench.verify().ok


def test_an_edited_event(played_on_both):
    played_on_both.attack(_edit(17, b'"ok"', b'"no"', played_on_both))
    assert found(played_on_both) == (
        {"leaf_differs", "index_differs", "checkpoint_differs", "head_differs"}, 17,
    )  # fmt: skip


def _edit(seq, old, new, bench):
    with bench.store.reading() as reader:
        stored = audit.find_event(reader, seq)
    assert stored is not None
    assert old in stored
    return f"UPDATE audit_events SET bytes = {_literal(stored.replace(old, new), bench)} WHERE seq = {seq}"


def _literal(value, bench):
    return f"X'{value.hex()}'" if "sqlite" in bench.url else f"'\\x{value.hex()}'::bytea"


def test_an_edited_event_with_its_leaf_recomputed(played):
    forged = encode(Entry(event=Event.CASE_LISTED, at=START, user="c" * 32), 17)
    played.attack(
        f"UPDATE audit_events SET bytes = {_literal(forged, played)} WHERE seq = 17",
        f"UPDATE audit_leaves SET leaf = {_literal(leaf_hash(forged), played)} WHERE seq = 17",
    )
    codes, first = found(played)
    assert {"checkpoint_differs", "head_differs", "index_differs", "subjects_differ"} <= codes
    assert first == 17


def test_a_deleted_event_in_the_middle(played):
    played.attack("DELETE FROM audit_events WHERE seq = 12")
    codes, first = found(played)
    assert codes == {"event_missing", "index_extra", "subjects_extra"}
    assert first == 12


def test_a_deleted_event_with_its_leaf(played_on_both):
    played_on_both.attack(
        "DELETE FROM audit_events WHERE seq = 12", "DELETE FROM audit_leaves WHERE seq = 12"
    )
    codes, first = found(played_on_both)
    assert {"event_missing", "leaf_missing", "checkpoint_differs", "head_differs"} <= codes
    assert first == 12


def test_a_tail_that_was_cut_with_its_head_moved_back(played):
    tree = Tree()
    with played.store.reading() as reader:
        for _, leaf in list(audit.leaves(reader))[:20]:
            tree.append(leaf)
    played.attack(
        *(
            f"DELETE FROM {table} WHERE seq >= 20"
            for table in ("audit_events", "audit_leaves", "audit_index")
        ),
        "DELETE FROM audit_subjects WHERE seq >= 20",
        f"UPDATE audit_head SET size = 20, peaks = {_literal(tree.pack(), played)}",
    )
    assert found(played) == ({"checkpoint_ahead"}, 20)


def test_a_tail_that_was_cut_without_more(played):
    played.attack("DELETE FROM audit_events WHERE seq >= 20", "DELETE FROM audit_leaves WHERE seq >= 20")
    codes, first = found(played)
    assert {"event_missing", "index_extra", "checkpoint_ahead", "head_differs"} <= codes
    assert first == 20


def test_an_event_put_behind_the_head(played):
    forged = encode(Entry(event=Event.CASE_LISTED, at=START), 31)
    played.attack(
        f"INSERT INTO audit_events (seq, bytes) VALUES (31, {_literal(forged, played)})",
        f"INSERT INTO audit_leaves (seq, leaf) VALUES (31, {_literal(leaf_hash(forged), played)})",
    )
    assert found(played) == ({"event_extra", "leaf_extra"}, 31)


def test_swapped_leaves(played):
    with played.store.reading() as reader:
        leaves = dict(audit.leaves(reader))
    played.attack(
        f"UPDATE audit_leaves SET leaf = {_literal(leaves[15], played)} WHERE seq = 14",
        f"UPDATE audit_leaves SET leaf = {_literal(leaves[14], played)} WHERE seq = 15",
    )
    assert found(played) == ({"leaf_differs"}, 14)


def test_swapped_events_with_their_leaves(played):
    with played.store.reading() as reader:
        leaves, events = dict(audit.leaves(reader)), dict(audit.events(reader))
    played.attack(
        *(
            statement
            for seq, other in ((14, 15), (15, 14))
            for statement in (
                f"UPDATE audit_leaves SET leaf = {_literal(leaves[other], played)} WHERE seq = {seq}",
                f"UPDATE audit_events SET bytes = {_literal(events[other], played)} WHERE seq = {seq}",
            )
        )
    )
    codes, first = found(played)
    assert {"seq_differs", "checkpoint_differs", "head_differs"} <= codes
    assert first == 14


@pytest.mark.parametrize(
    "change",
    ["user_id = NULL", "organisation_id = 'c'", "event = 'case:opened'", "outcome = 'denied'",
     "at = (SELECT MIN(at) FROM audit_index)"],
)  # fmt: skip
def test_an_edited_index(played_on_both, change):
    played_on_both.attack(f"UPDATE audit_index SET {change} WHERE seq = 16")
    assert found(played_on_both) == ({"index_differs"}, 16)


def test_an_index_line_removed_or_put_in(played):
    played.attack(
        "DELETE FROM audit_index WHERE seq = 16", "DELETE FROM audit_subjects WHERE seq = 18",
        "INSERT INTO audit_subjects (seq, subject) VALUES (3, 'K7QM-4TX9')",
        "INSERT INTO audit_subjects (seq, subject) VALUES (77, 'K7QM-4TX9')",
    )  # fmt: skip
    assert found(played) == ({"index_differs", "subjects_differ", "subjects_extra"}, 3)


def test_an_edited_row(played_on_both):
    played_on_both.attack("UPDATE organisations SET name = 'Ander' WHERE id = '" + "0" * 31 + "4'")
    report = played_on_both.verify()
    (problem,) = report.problems
    assert (problem.code, problem.seq, problem.place) == (
        Finding.ROW_EDITED, 4, "organisations/" + "0" * 31 + "4",
    )  # fmt: skip
    assert report.first_bad_seq == 4


def test_a_deleted_and_an_inserted_row(played):
    played.attack(
        "UPDATE organisations SET id = '" + "f" * 32 + "' WHERE id = '" + "0" * 31 + "4'",
    )
    report = played.verify()
    assert {(p.code, p.seq, p.place[-4:]) for p in report.problems} == {
        (Finding.ROW_DELETED, 4, "0004"), (Finding.ROW_INSERTED, None, "ffff"),
    }  # fmt: skip


def test_a_head_that_was_moved_or_lost(played_on_both):
    played_on_both.attack("UPDATE audit_head SET size = 20")
    codes, first = found(played_on_both)
    assert {"event_extra", "head_differs"} <= codes
    assert first == 20
    played_on_both.attack("UPDATE audit_head SET size = 99999999999")
    codes, first = found(played_on_both)
    assert codes == {"event_missing"}
    assert first == 31
    played_on_both.attack("DELETE FROM audit_head")
    assert found(played_on_both) == ({"head_differs"}, None)


def test_a_checkpoint_signed_by_another_key(played):
    forged = checkpoints.signed(a_signer(8), 10, bytes(32))
    (file,) = played.folder.iterdir()
    file.write_text(file.read_text(encoding="utf-8") + forged, encoding="utf-8")
    assert found(played) == ({"checkpoint_unsigned"}, None)


def test_a_checkpoint_edited_in_its_file(played):
    (file,) = played.folder.iterdir()
    file.write_text(file.read_text(encoding="utf-8").replace("\n10\n", "\n11\n"), encoding="utf-8")
    assert found(played) == ({"checkpoint_unsigned", "checkpoint_not_in_file"}, None)


def test_a_file_that_holds_something_else(played):
    (file,) = played.folder.iterdir()
    file.write_bytes(file.read_bytes() + b"\xff rubbish\n")
    assert found(played) == ({"checkpoint_unreadable"}, None)


def test_files_that_were_thrown_away(played):
    (file,) = played.folder.iterdir()
    file.unlink()
    assert found(played) == ({"checkpoint_not_in_file"}, None)


def test_a_checkpoint_row_that_differs_from_its_own_text(played):
    played.attack("UPDATE audit_checkpoints SET size = 9 WHERE size = 10")
    assert found(played) == ({"checkpoint_row_differs"}, None)


def test_a_log_rewritten_from_the_middle_by_somebody_without_the_key(played):
    """Everything recomputed and consistent: only the signed checkpoints tell, from the last that fits on."""
    tree, statements = Tree(), []
    with played.store.reading() as reader:
        events = dict(audit.events(reader))
    for seq, stored in events.items():
        said = json.loads(stored)
        said["salt"] = "0" * 32 if seq > 20 else said["salt"]
        forged = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
        tree.append(leaf_hash(forged))
        statements += [
            f"UPDATE audit_events SET bytes = {_literal(forged, played)} WHERE seq = {seq}",
            f"UPDATE audit_leaves SET leaf = {_literal(leaf_hash(forged), played)} WHERE seq = {seq}",
        ]
    played.attack(*statements, f"UPDATE audit_head SET peaks = {_literal(tree.pack(), played)}")
    assert found(played) == ({"checkpoint_differs"}, 10)


@pytest.mark.parametrize(
    "rubbish", [b"", b"null", b"[]", b'{"v":1,"seq":12,"writes":[1]}', b'{"v":2}', b"[" * 200_000,
     b'{"v":1,"seq":12,"event":"key:published"}', b"\xff"],
)  # fmt: skip
def test_rubbish_in_place_of_an_event_is_a_finding_not_a_crash(small, rubbish):
    small.write(20)
    small.attack(f"UPDATE audit_events SET bytes = {_literal(rubbish, small)} WHERE seq = 12")
    codes, first = found(small)
    assert {"bytes_unreadable", "leaf_differs"} <= codes
    assert first == 12


def test_subjects_of_another_kind_are_a_finding_not_a_crash(small):
    small.write(2)
    for rubbish in (b'{"v":1,"seq":1,"subjects":[[],1]}', b'{"v":1,"seq":1,"subjects":7}'):
        small.attack(f"UPDATE audit_events SET bytes = {_literal(rubbish, small)} WHERE seq = 1")
        codes, first = found(small)
        assert {"subjects_differ", "leaf_differs"} <= codes
        assert first == 1


def test_what_was_erased_through_the_log_is_no_finding_and_stays_erased(small):
    row_id = small.organise()
    with small.store.unit() as unit:
        unit.delete(organisations.get(unit, row_id))
        log.append(unit, Entry(event=Event.CASE_ERASED, at=small.now))
    assert small.verify().ok


def test_more_problems_than_anybody_reads_are_counted_not_listed():
    findings = Findings()
    for seq in range(5000, 0, -1):
        findings.add(Finding.LEAF_DIFFERS, seq)
    report = findings.report(5000, bytes(32))
    assert (len(report.problems), report.first_bad_seq, findings.number) == (1000, 1, 5000)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_finding_is_said_in_words(language):
    written = {key for key in texts.keys(language) if key.startswith("log.problem.")}
    assert written == {f"log.problem.{code}" for code in Finding}


def test_the_report_for_programs_has_its_five_fields(small):
    small.write()
    report = small.verify().as_json()
    assert json.loads(json.dumps(report)) == {
        "ok": True, "size": 1, "root": report["root"], "first_bad_seq": None, "problems": [],
    }  # fmt: skip


def test_a_check_sees_one_moment_while_others_write(bench):
    bench.organise(3)
    with bench.store.reading() as reader:
        assert audit.head(reader).size == 3
        writer = threading.Thread(target=bench.organise, args=(2,))
        writer.start()
        writer.join()
        report = verify.run(reader, bench.folder, bench.signer.verifier)
    assert (report.ok, report.size) == (True, 3)
    assert bench.verify().size == 5
