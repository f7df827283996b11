"""Every attack at sixty random places of a log of a thousand events: what finds it, and what nobody can find.

The table in docs/audit-log.md says the same, and is held to it here: nothing is claimed that is not tried.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from signaal import terms
from signaal.audit import checkpoints, cosignatures, exporting, log, signed_notes, witnessing
from signaal.audit.cosignatures import Witness
from signaal.audit.entries import Entry
from signaal.audit.events import Event
from signaal.audit.tree import Tree, leaf_hash
from signaal.store.engine import open_store
from signaal.vault.secret import Secret
from signaal.vault.signing import Signer
from tests.audit.burglary import SIZE, START, Scene, build, copy, later
from tests.support.repository import ROOT
from tests.support.verifier import verified

PLACES = 60
LAST_SIGNED = SIZE - 1
"""The last checkpoint covers all but its own event."""
ALONE, WITNESS, NOBODY = "the log alone", "only with a witness", "nobody"


def edit(scene: Scene, place: int) -> None:
    """One byte of one event."""
    event = bytearray(scene.events()[place])
    event[scene.chance.randrange(len(event))] ^= scene.chance.randrange(1, 128)
    with scene.database() as database:
        database.execute("UPDATE audit_events SET bytes = ? WHERE seq = ?", (bytes(event), place))


def delete(scene: Scene, place: int) -> None:
    """One event, sometimes with all that was derived from it."""
    tables = scene.chance.choice(
        [["audit_events"], ["audit_events", "audit_index", "audit_subjects", "audit_leaves"]]
    )
    with scene.database() as database:
        for table in tables:
            database.execute(f"DELETE FROM {table} WHERE seq = ?", (place,))


def swap(scene: Scene, place: int) -> None:
    """Two events change places, with their leaves."""
    other = (place + scene.chance.randrange(1, SIZE)) % SIZE
    events = scene.events()
    with scene.database() as database:
        for at, event in ((place, events[other]), (other, events[place])):
            database.execute("UPDATE audit_events SET bytes = ? WHERE seq = ?", (event, at))
            database.execute("UPDATE audit_leaves SET leaf = ? WHERE seq = ?", (leaf_hash(event), at))


def insert(scene: Scene, place: int) -> None:
    """A copy of another event put in, everything behind it moved up and recomputed."""
    events = scene.events()
    scene.rewrite([*events[:place], events[scene.chance.randrange(SIZE)], *events[place:]])


def rechain(scene: Scene, place: int) -> None:
    """Another user in one event, and everything recomputed: the signatures are all that is left."""
    scene.rewrite(_other_user(scene.events(), place))


def _other_user(events: list[bytes], place: int) -> list[bytes]:
    said = json.loads(events[place])
    said["user"] = "d" * 32
    events[place] = terms.canonical(said)
    return events


def torn(scene: Scene, place: int) -> None:
    """A write that stopped halfway, and the disk said it was done."""
    event = scene.events()[place]
    with scene.database() as database:
        database.execute(
            "UPDATE audit_events SET bytes = ? WHERE seq = ?",
            (event[: scene.chance.randrange(len(event))], place),
        )


def cut(scene: Scene, place: int) -> None:
    """The tail is gone and everything says so; the files outside the database were forgotten."""
    _cut(scene, min(place, LAST_SIGNED - 1))


def _cut(scene: Scene, size: int) -> None:
    """What came behind, and every row that it stored."""
    events = scene.events()[:size]
    scene.rewrite(events)
    rows = {row for event in events for _, row, _ in json.loads(event).get("writes", ())}
    with scene.database() as database:
        there = {row for (row,) in database.execute("SELECT id FROM organisations")}
        database.executemany("DELETE FROM organisations WHERE id = ?", [(row,) for row in there - rows])


def stolen_key(scene: Scene, place: int) -> None:
    """Rewritten from the middle, every checkpoint signed again with the key, in the database and in the files."""
    scene.rewrite(_other_user(scene.events(), place))
    scene.sign_again()


def stolen_key_cut(scene: Scene, place: int) -> None:
    """The same with a tail that is gone."""
    _cut(scene, max(min(place, LAST_SIGNED - 1), 100))
    scene.sign_again()


def rolled_back(scene: Scene, place: int) -> None:
    """The database of an older backup; the files outside it are those of today."""
    cut(scene, place)
    with scene.database() as database:
        database.execute("DELETE FROM audit_checkpoints WHERE size > ?", (min(place, LAST_SIGNED - 1),))


def rolled_back_whole(scene: Scene, place: int) -> None:
    """An older backup of the whole machine, its files too: honest in itself."""
    stolen_key_cut(scene, place)


def clock_back(scene: Scene, place: int) -> None:
    """From here on the clock of the machine ran an hour or more behind."""
    by = -timedelta(minutes=scene.chance.randrange(60, 6000))
    _shift(scene, place, by)


def _shift(scene: Scene, place: int, by: timedelta) -> None:
    events = scene.events()
    for seq in range(place, len(events)):
        at = events[seq].partition(b'"at":"')[2][:24]
        events[seq] = events[seq].replace(at, later(at.decode(), by).encode())
    scene.rewrite(events)
    scene.sign_again()


def _seen_at(scene: Scene) -> None:
    """A witness signed the log as it is, by its own clock, which is right; the officer kept that."""
    signer = Signer(Secret(bytes([5]) * 32))
    witness = Witness("getuige.example/1", signer.public_bytes())
    with scene.database() as database:
        note, at = database.execute(
            "SELECT note, created_at FROM audit_checkpoints ORDER BY size DESC"
        ).fetchone()
        true = signed_notes.read(note)
        moment = datetime.fromisoformat(at).replace(microsecond=0)
        line = cosignatures.line(witness, signer.sign, true.text, moment)
        database.execute(
            "INSERT INTO audit_witnesses VALUES (?, ?, ?, ?, ?, NULL)",
            ("a" * 32, witness.name, witness.public, "u", at),
        )
        kept = ("b" * 32, "a" * 32, true.size, note + line, moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), at)
        database.execute("INSERT INTO audit_cosignatures VALUES (?, ?, ?, ?, ?, ?)", kept)


def logging_off(scene: Scene, place: int) -> None:
    """Somebody stored rows while nothing was written down: one new, one changed, one gone."""
    with scene.database() as database:
        rows = [row for (row,) in database.execute("SELECT id FROM organisations")]
        row = scene.chance.choice(rows)
        how = place % 3
        if how == 0:
            new = ("f" * 32, "Huis", "school", "Aa", "[]", "2026-11-02T10:00:00.000000Z")
            database.execute(
                "INSERT INTO organisations (id, name, kind, municipality, affiliated, created_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                new,
            )
        elif how == 1:
            database.execute("UPDATE organisations SET name = 'Ander huis' WHERE id = ?", (row,))
        else:
            database.execute("DELETE FROM organisations WHERE id = ?", (row,))


def logging_off_reading(scene: Scene, place: int) -> None:
    """Somebody read while nothing was written down: nothing changes anywhere."""


@dataclass(frozen=True)
class Attack:
    """`finder` is who finds it; `tree` says whether an export shows it, so that the other verifier must agree."""

    what: str
    deed: Callable[[Scene, int], None]
    finder: str
    tree: bool = True


ATTACKS = [
    Attack("an event edited", edit, ALONE),
    Attack("an event deleted", delete, ALONE),
    Attack("two events swapped", swap, ALONE),
    Attack("an event inserted", insert, ALONE),
    Attack("an event changed and everything re-chained", rechain, ALONE),
    Attack("a torn write", torn, ALONE),
    Attack("the tail cut off before the last checkpoint", cut, ALONE),
    Attack("the database rolled back to an older backup", rolled_back, ALONE),
    Attack("the clock set back for a while", clock_back, ALONE),
    Attack("rows stored while logging was off", logging_off, ALONE, tree=False),
    Attack("rewritten and signed again with the stolen key", stolen_key, WITNESS),
    Attack("the tail cut off and signed again with the stolen key", stolen_key_cut, WITNESS),
    Attack("the whole machine rolled back to an older backup", rolled_back_whole, WITNESS),
    Attack("read while logging was off", logging_off_reading, NOBODY),
]


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Scene:
    return build(tmp_path_factory.mktemp("attacks") / "log", empty_sqlite)


def other_verifier(scene: Scene, file: Path) -> bool:
    """What the program in tools/ says of an export of this log."""
    with scene.reading() as reader, file.open("w", encoding="utf-8") as out:
        out.writelines(exporting.lines(reader, scene.notes, scene.signer.verifier))
    return verified("export", str(file), "--key", scene.signer.verifier.key)["code"] == 0


def test_nobody_did_anything(untouched: Scene, tmp_path: Path) -> None:
    assert untouched.report().as_json() | {"root": ""} == {
        "ok": True, "size": SIZE, "root": "", "first_bad_seq": None, "problems": [],
    }  # fmt: skip
    assert not untouched.witness_refuses()
    assert other_verifier(untouched, tmp_path / "export")


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.what)
def test_an_attack_is_found_by_whom_the_table_says(untouched: Scene, tmp_path: Path, attack: Attack) -> None:
    for number in range(PLACES):
        scene = copy(untouched, tmp_path / "copy", number)
        place = scene.chance.randrange(1, SIZE)
        attack.deed(scene, place)
        sound = scene.report().ok
        assert sound is (attack.finder != ALONE), f"place {place}"
        if attack.finder != ALONE:
            assert scene.witness_refuses() is (attack.finder == WITNESS), f"place {place}"
        if number % 6 == 0:
            agrees = other_verifier(scene, tmp_path / "export")
            assert agrees is (sound or not attack.tree), f"place {place}: the verifiers differ"


def test_a_clock_that_was_always_wrong_is_found_by_a_witness_only(untouched: Scene, tmp_path: Path) -> None:
    for number in range(PLACES):
        scene = copy(untouched, tmp_path / "copy", number)
        _shift(scene, 0, timedelta(hours=scene.chance.randrange(2, 500)))
        assert scene.report().ok
        _seen_at(scene)
        codes = {problem.code.value for problem in scene.report().problems}
        assert "time_differs" in codes


def test_two_forks_shown_to_two_witnesses_are_found_when_their_signatures_meet(
    untouched: Scene, tmp_path: Path
) -> None:
    for number in range(PLACES):
        one, two = copy(untouched, tmp_path / "one", number), copy(untouched, tmp_path / "two", number)
        place = one.chance.randrange(1, LAST_SIGNED)
        two.rewrite(_other_user(two.events(), place))
        two.sign_again()
        newcomer = witnessing.Memory("signaal/test", two.signer.verifier.public)
        witnessing.follow(newcomer, two.packet(0))  # a witness that saw nothing before believes it
        assert one.report().ok
        assert two.report().ok
        _seen_at(one)
        with closing(sqlite3.connect(one.file)) as database:
            (statement,) = database.execute("SELECT statement FROM audit_cosignatures").fetchone()
        with two.database() as database:
            _carry_over(database, statement)
        assert "cosignature_differs" in {problem.code.value for problem in two.report().problems}


def _carry_over(database: sqlite3.Connection, statement: str) -> None:
    """What the first witness signed, kept beside the second history."""
    signer = Signer(Secret(bytes([5]) * 32))
    note = signed_notes.read(statement)
    (found,) = cosignatures.found(note, [Witness("getuige.example/1", signer.public_bytes())])
    at = found.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    witness = ("a" * 32, found.witness.name, found.witness.public, "u", at)
    database.execute("INSERT INTO audit_witnesses VALUES (?, ?, ?, ?, ?, NULL)", witness)
    kept = ("b" * 32, "a" * 32, note.size, statement, at, at)
    database.execute("INSERT INTO audit_cosignatures VALUES (?, ?, ?, ?, ?, ?)", kept)


def test_what_came_behind_the_last_checkpoint_can_be_cut_and_nobody_knows(
    untouched: Scene, tmp_path: Path
) -> None:
    """The limit that the documentation admits: sixty events came, and were cut before anybody signed or saw them."""
    scene = copy(untouched, tmp_path / "copy", 1)
    events = scene.events()
    scene.rewrite(events[:LAST_SIGNED])
    assert scene.report().ok
    assert not scene.witness_refuses()


def test_the_documentation_claims_what_is_tried_and_nothing_else() -> None:
    page = (ROOT / "docs" / "audit-log.md").read_text(encoding="utf-8")
    table = page.split("## What is found, and by whom", 1)[1].split("\n## ", 1)[0]
    claimed = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|", table, flags=re.MULTILINE))
    tried = {attack.what: attack.finder for attack in ATTACKS} | {
        "a clock that was wrong all along": WITNESS,
        "two forks shown to two witnesses": WITNESS,
        "the tail behind the last checkpoint cut off": NOBODY,
    }
    assert {what: who for what, who in claimed.items() if what in tried} == tried
    assert set(claimed) - set(tried) == {"attack"}


def test_signing_refuses_a_log_that_contradicts_what_was_signed(untouched: Scene, tmp_path: Path) -> None:
    """Without the key nobody gets the attack signed: the log itself refuses to go on."""
    for number in range(5):
        scene = copy(untouched, tmp_path / "copy", number)
        place = scene.chance.randrange(1, LAST_SIGNED)
        scene.rewrite(_other_user(scene.events(), place))
        store = open_store(f"sqlite:///{scene.file}")
        try:
            with store.unit() as unit:
                log.append(unit, Entry(event=Event.CASE_LISTED, at=START + timedelta(days=30)))
            with pytest.raises(checkpoints.Inconsistent):
                checkpoints.make(store, scene.signer, START + timedelta(days=30), scene.notes)
        finally:
            store.close()


def test_the_tree_of_the_bench_is_the_tree_of_the_events(untouched: Scene) -> None:
    tree = Tree()
    for event in untouched.events():
        tree.append(leaf_hash(event))
    assert untouched.report().root == tree.root().hex()
