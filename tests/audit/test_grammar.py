"""The expression reads exactly what `encode` writes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.audit import grammar
from signaal.audit.entries import encode
from tests.audit.entry_strategies import digests, entries, ids

writes = st.lists(
    st.tuples(st.sampled_from(["cases", "users", "duty"]), ids, st.none() | digests), max_size=4
)


@given(st.lists(entries(), min_size=1, max_size=6), st.integers(0, 2**40), writes)
def test_a_block_of_events_reads_as_its_json(made, first, written):
    stored = [
        encode(entry, seq, written if entry.event.writes else ()) for seq, entry in enumerate(made, first)
    ]
    read = grammar.read(b"\n".join(stored), len(stored))
    assert read is not None
    for at, said in enumerate(map(json.loads, stored)):
        assert read.at[at] == said["at"]
        assert read.seq[at] == str(said["seq"])
        for name in ("event", "outcome", "organisation", "user"):
            assert getattr(read, name)[at] == said.get(name, "")
        assert read.subjects[at] == ",".join(f'"{code}"' for code in said.get("subjects", []))
        assert json.loads(read.writes[at] or "[]") == said.get("writes", [])


GOOD = (
    b'{"action":"R","app":"0.1.0","at":"2026-11-21T10:00:00.000Z","event":"case:listed","outcome":"ok",'
    b'"purpose":"signalling","salt":"00","seq":0,"user":"a","v":1}'
)


@pytest.mark.parametrize(
    "changed",
    [
        (b'"v":1', b'"v":2'), (b'"v":1', b'"v":1,"v":1'), (b'"user":"a"', b'"user":"a","user":"b"'),
        (b'"user":"a"', b'"user":"\\u0061"'), (b'"user":"a"', b'"name":"a"'), (b'"ok"', b'"o\nk"'),
        (b'"user":"a"', b'"user":"\xc3\xa9"'), (b'"seq":0', b'"seq":"0"'), (b'"app"', b' "app"'),
        (b'{"action"', b'{"a":{"user":"b"},"action"'), (b'"seq":0,"user":"a"', b'"user":"a","seq":0'),
        (b"}", b"},{}"), (b"}", b"}\n"), (b"}", b""),
    ],
)  # fmt: skip
def test_anything_else_goes_the_careful_way(changed):
    assert grammar.read(GOOD, 1) is not None
    bad = GOOD.replace(*changed)
    assert bad != GOOD
    assert grammar.read(bad, 1) is None
    assert grammar.read(b"\n".join([GOOD, bad, GOOD]), 3) is None


def test_two_halves_are_no_event():
    cut = GOOD.index(b'"event"')
    assert grammar.read(GOOD[:cut] + b"\n" + GOOD[cut:], 2) is None
    assert grammar.read(GOOD + b"\n" + GOOD + b"\n", 2) is None
    assert grammar.read(b"", 0) is None
