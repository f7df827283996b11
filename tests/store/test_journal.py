"""The journal: every line is on disk before it counts, fits the one before it, and half a line is no line."""

import threading
from pathlib import Path

import pytest

from signaal.store.journal import BadJournal, Entry, Journal, parse
from tests.store.rows import new_id

INSTANCE = "a" * 32


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "revocations.jsonl")


def test_what_is_appended_is_read(journal: Journal) -> None:
    entry = Entry("case_erased", new_id(), "2026-11-16T08:00:00.000000Z", {"keys": [new_id()]})
    journal.append(INSTANCE, [])
    journal.append(INSTANCE, [entry])
    position = journal.append(INSTANCE, [entry, entry])
    found = journal.read()
    assert (found.instance, found.entries, found.torn) == (INSTANCE, (entry,) * 3, False)
    assert found.position == position == journal.position()
    assert journal.path.stat().st_mode & 0o777 == 0o600


def test_half_a_line_is_cut_away_by_the_next(journal: Journal) -> None:
    journal.append(INSTANCE, [Entry("grant_ended", "1")])
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole + b'{"id":"2","kind":"gr')
    assert journal.read().torn
    assert len(journal.read().entries) == 1
    journal.append(INSTANCE, [Entry("grant_ended", "3")])
    assert [entry.target for entry in journal.read().entries] == ["1", "3"]


def test_nothing_can_be_taken_out_or_changed_unseen(journal: Journal) -> None:
    journal.append(INSTANCE, [Entry("member_removed", str(n)) for n in range(4)])
    lines = journal.path.read_bytes().splitlines(keepends=True)
    for number in range(1, len(lines) - 1):
        with pytest.raises(BadJournal):
            parse(b"".join(lines[:number] + lines[number + 1 :]))
    for at in range(0, len(b"".join(lines)), 7):
        changed = bytearray(b"".join(lines))
        changed[at] ^= 1
        try:
            read = parse(bytes(changed))
        except BadJournal:
            continue
        assert read.torn or read.marks != journal.read().marks


def test_a_shorter_journal_does_not_continue_a_longer_one(journal: Journal) -> None:
    before = journal.append(INSTANCE, [Entry("member_removed", "1")])
    first = journal.read()
    journal.append(INSTANCE, [Entry("member_removed", "2")])
    assert journal.read().continues(before)
    assert not first.continues(journal.read().position)


@pytest.mark.parametrize("content", [b"", b"\n", b"x", b"{}\n", b'{"n":0,"prev":"","format":"other"}\n'])
def test_something_else_is_no_journal(content: bytes) -> None:
    with pytest.raises(BadJournal):
        parse(content)


def test_no_journal_says_so(journal: Journal) -> None:
    assert journal.position() is None
    with pytest.raises(BadJournal, match="journal_missing"):
        journal.read()


def test_many_write_at_once(journal: Journal) -> None:
    threads = [
        threading.Thread(target=journal.append, args=(INSTANCE, [Entry("grant_ended", str(n))]))
        for n in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(entry.target) for entry in journal.read().entries) == list(range(16))
