"""Entries as hypothesis makes them: every event with any fields it may carry."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from signaal.audit.entries import Entry
from signaal.audit.events import Event
from signaal.audit.fields import Activity, Explanation, Field, LegalBasis, Outcome, Part
from signaal.terms import ALPHABET, Role

ids = st.text("0123456789abcdef", min_size=32, max_size=32)
digests = st.text("0123456789abcdef", min_size=64, max_size=64)
moments = st.integers(0, 2**40).map(lambda ms: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms))
codes = st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True)
blocks = st.text(ALPHABET, min_size=4, max_size=4)
subjects = st.builds(lambda v, a, b: f"{v}{a}-{b}", st.sampled_from(["", "V-"]), blocks, blocks)
OF_FIELD: dict[Field, dict[str, Any]] = {
    Field.SUBJECTS: {"subjects": st.lists(subjects, max_size=4, unique=True).map(tuple)},
    Field.PARTS: {"parts": st.lists(st.sampled_from(Part), max_size=3).map(tuple)},
    Field.REASON: {"reason": codes},
    Field.BASIS: {"basis": st.sampled_from(LegalBasis)},
    Field.EXPLANATION: {"explanation": st.sampled_from(Explanation)},
    Field.CONSENT: {"consent": ids},
    Field.TARGET: {"target": ids},
    Field.FINGERPRINT: {"fingerprint": digests},
    Field.NUMBER: {"number": st.integers(0, 2**40)},
    Field.EPOCH: {"epoch": st.integers(1, 2**40)},
    Field.TREE: {"size": st.integers(0, 2**40), "root": digests},
    Field.PERIOD: {"since": moments, "until": moments},
    Field.WRITES: {},
}
ALWAYS: dict[str, Any] = {
    "user": ids, "team": ids, "organisation": ids, "request": ids, "session": digests,
    "role": st.sampled_from(Role), "lead": st.booleans(), "purpose": st.sampled_from(Activity),
    "outcome": st.sampled_from(Outcome), "policy": st.just("2026-11-21"),
    "address": st.sampled_from(["192.0.2.0", "2001:db8:1::"]),
}  # fmt: skip


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Any entry that the type allows."""
    event = draw(st.sampled_from(Event))
    allowed = {name: value for field in event.fields for name, value in OF_FIELD[field].items()}
    fields = draw(st.fixed_dictionaries({}, optional={**ALWAYS, **allowed}))
    return Entry(event=event, at=draw(moments), **fields)
