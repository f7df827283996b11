"""An entry cannot say more than its event may, and its bytes are canonical."""

import json
import re
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal import terms
from signaal.audit.entries import SCHEMA, Entry, encode, session_mark, truncated
from signaal.audit.events import Event
from signaal.audit.fields import Explanation, Part
from tests.audit.entry_strategies import OF_FIELD, entries

NOW = datetime(2026, 11, 21, 10, 0, 0, 123456, tzinfo=UTC)
USER = "a" * 32
OPENED = Entry(event=Event.CASE_OPENED, at=NOW, user=USER, subjects=("K7QM-4TX9",), parts=(Part.TALK,))


@given(entries(), st.integers(0, 2**50))
def test_bytes_are_canonical_and_hold_what_was_said(entry, seq):
    stored = encode(entry, seq)
    said = json.loads(stored)
    assert terms.canonical(said) == stored
    assert (said["v"], said["seq"], said["event"]) == (SCHEMA, seq, entry.event.value)
    assert said.get("subjects", []) == list(entry.subjects)
    assert said["action"] == entry.event.action.value
    assert said["purpose"] == (entry.purpose or entry.event.activity).value
    assert re.fullmatch(r"[0-9a-f]{32}", said["salt"])
    assert len(stored) < 20_000


@given(entries())
def test_no_value_can_be_a_sentence(entry):
    for name, value in json.loads(encode(entry, 0)).items():
        for text in value if isinstance(value, list) else [value]:
            assert not isinstance(text, str) or re.fullmatch(r"[0-9A-Za-z_:.\-]+", text), name


def test_known_bytes():
    stored = encode(OPENED, 7, [("users", USER, None)], salt=bytes(16))
    assert json.loads(stored) == {
        "action": "R", "app": "0.1.0", "at": "2026-11-21T10:00:00.123Z", "event": "case:opened",
        "outcome": "ok", "parts": ["talk"], "purpose": "signalling", "salt": "0" * 32, "seq": 7,
        "subjects": ["K7QM-4TX9"], "user": USER, "v": 1, "writes": [["users", USER, None]],
    }  # fmt: skip


def test_the_salt_is_fresh_every_time():
    assert len({encode(OPENED, 1) for _ in range(50)}) == 50


NAMES = ["Noor", "Noor el-Khatib", "", "K7QM4TX9", "noor@huis.example", "'; drop table", "a" * 33, "A" * 32]


@pytest.mark.parametrize("text", NAMES)
@pytest.mark.parametrize(
    "name", ["user", "team", "organisation", "session", "address", "request", "policy", "app"]
)
def test_no_field_takes_a_name(name, text):
    with pytest.raises(ValueError) as refusal:
        replace(OPENED, **{name: text})
    assert not text or text not in str(refusal.value)


@pytest.mark.parametrize("reason", ["Noor", "wil niet meer", "wil-niet", "", "é", "a" * 41])
def test_a_reason_is_a_code(reason):
    with pytest.raises(ValueError):
        replace(OPENED, reason=reason)


@pytest.mark.parametrize(
    "subjects", [("Noor",), ("K7QM-4TX9", "K7QM-4TX9"), ("k7qm-4tx9",), ("K7QM-4TX9\n",), tuple("x" * 101)]
)
def test_a_subject_is_a_code(subjects):
    with pytest.raises(ValueError):
        replace(OPENED, subjects=subjects)


@pytest.mark.parametrize(
    "wrong",
    [
        {"event": "case:opened"}, {"outcome": "ok"}, {"role": "lead"}, {"parts": ("talk",)}, {"number": -1},
        {"number": True}, {"number": 1.5}, {"explanation": "own_case"}, {"at": NOW.replace(tzinfo=None)},
    ],
)  # fmt: skip
def test_a_value_comes_from_its_list(wrong):
    with pytest.raises(ValueError):
        replace(OPENED, **wrong)


@pytest.mark.parametrize("event", list(Event))
def test_an_event_carries_its_own_fields_and_no_others(event):
    values: dict[str, Any] = {
        "subjects": ("K7QM-4TX9",), "parts": (Part.TALK,), "reason": "expired", "basis": None,
        "explanation": Explanation.OWN_CASE, "consent": USER, "target": USER, "fingerprint": "0" * 64,
        "number": 1, "epoch": 2, "size": 1, "root": "0" * 64, "since": NOW, "until": NOW,
    }  # fmt: skip
    for field, named in OF_FIELD.items():
        for name in named:
            if values[name] is None:
                continue
            if field in event.fields:
                Entry(event=event, at=NOW, **{name: values[name]})
            else:
                with pytest.raises(ValueError, match="may not carry"):
                    Entry(event=event, at=NOW, **{name: values[name]})


def test_an_event_that_stores_nothing_takes_no_writes():
    with pytest.raises(ValueError, match="may not store"):
        encode(Entry(event=Event.CASE_LISTED, at=NOW), 0, [("cases", USER, "0" * 64)])


@pytest.mark.parametrize("write", [("Cases", USER, None), ("cases", "Noor K", None), ("cases", USER, "Noor")])
def test_a_write_is_a_table_a_row_and_a_digest(write):
    with pytest.raises(ValueError, match="a write is"):
        encode(Entry(event=Event.CASE_CREATED, at=NOW), 0, [write])


def test_moments_are_written_in_utc():
    amsterdam = NOW.astimezone(timezone(timedelta(hours=1)))
    assert json.loads(encode(replace(OPENED, at=amsterdam), 1))["at"] == "2026-11-21T10:00:00.123Z"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("192.0.2.77", "192.0.2.0"),
        ("2001:db8:1:2:3::4", "2001:db8:1::"),
        ("::ffff:192.0.2.77", "192.0.2.0"),
        ("127.0.0.1", "127.0.0.0"),
        ("Noor", None),
        ("", None),
    ],
)
def test_an_address_is_cut_short(address, kept):
    assert truncated(address) == kept


def test_a_whole_address_is_refused():
    with pytest.raises(ValueError, match="cut short"):
        replace(OPENED, address="192.0.2.77")


def test_a_session_leaves_only_a_mark():
    assert replace(OPENED, session=session_mark("0" * 32)).session != "0" * 32


def test_every_field_of_an_entry_is_written_somewhere():
    full = {name: value for named in OF_FIELD.values() for name, value in named.items()}
    known = set(full) | {"event", "at", "outcome", "user", "role", "lead", "team", "organisation", "session"}
    known |= {"address", "request", "policy", "app", "purpose"}
    assert {field.name for field in fields(Entry)} == known
