"""Every parser of the vault reads a valid blob after any change, and any bytes: only its own refusals come out."""

from __future__ import annotations

import contextlib
import json
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signaal.actions import waiting_keys
from signaal.vault.archives import BadArchive
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keyfile import BadKeyFile, KeyFile
from signaal.vault.passwords import Passwords
from signaal.vault.recovery_text import Mistyped
from tests.attacks.blobs import ARGON, TEAM, USER, Blob, blobs
from tests.attacks.mutations import mutated
from tests.attacks.parsers import parsers
from tests.support.clock import START

REFUSALS = (BadArchive, BadKeyFile, DoesNotOpen, Mistyped)
BLOBS = list(blobs())
MAKE_AND_READ_NOTHING = {
    "authenticators.options_to_add": "our own user id, to bytes",
    "drafts.seal_draft": "seals to a key that was trusted before",
    "grants.grant_to_holder": "seals to a key that was trusted before",
    "keyfile.KeyFile.create": "writes a file",
    "keyfile.KeyFile.replace": "writes a file",
    "memberships.seal_team_secret": "seals to a key that was trusted before",
    "passwords.Passwords.enrol": "derives at the cost of the configuration",
    "recovery.seal_to_paper": "seals to a paper that was vouched for before",
    "recovery.vouch": "makes a mark",
}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
"""Also what JSON knows and a column should not hold: NaN, 1e999, lists and objects."""


NAMES = [f"{blob.parser}-{number}" for number, blob in enumerate(BLOBS)]
"""By place and not by length: some blobs have another length each time, and every worker must name the same tests."""


def test_every_parser_of_the_code_is_fuzzed() -> None:
    fuzzed = {blob.parser for blob in BLOBS}
    missing = parsers() - fuzzed - set(MAKE_AND_READ_NOTHING)
    assert not missing, f"give tests/attacks/blobs.py a valid blob for: {sorted(missing)}"
    gone = (fuzzed | set(MAKE_AND_READ_NOTHING)) - parsers()
    assert not gone, f"these read nothing any more, or have another name: {sorted(gone)}"


@pytest.mark.parametrize("blob", BLOBS, ids=NAMES)
def test_the_valid_blob_is_accepted(blob: Blob) -> None:
    """So the refusals below mean something."""
    assert blob.opening(blob.sealed) not in (None, False) or blob.parser.endswith("outdated")


@pytest.mark.parametrize("blob", BLOBS, ids=NAMES)
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_changed_blob_is_refused_by_one_of_our_own_errors(blob: Blob, data: st.DataObject) -> None:
    changed = data.draw(mutated(blob.sealed))
    found = refusal = None
    try:
        found = blob.opening(changed)
    except REFUSALS as no:
        refusal = no
    if refusal is not None:
        assert refusal.__cause__ is None
        assert len(changed) < 8 or changed not in str(refusal).encode()
    elif blob.strict and changed != blob.sealed:
        assert found in (None, False), "something else than the sealed bytes was accepted"


@settings(max_examples=200)
@given(
    st.dictionaries(st.sampled_from(("m", "t", "p", "pepper_id")), json_values)
    | st.fixed_dictionaries({"m": st.just(32), "t": st.just(1), "p": st.just(1), "pepper_id": json_values})
)
def test_a_cost_of_any_shape_is_refused_or_does_not_fit(kdf: dict[str, object]) -> None:
    for blob in BLOBS:
        if blob.parser in ("passwords.Passwords.open", "pin.slow_root") and blob.sealed.startswith(b"{"):
            with contextlib.suppress(DoesNotOpen):
                blob.opening(json.dumps(kdf).encode())


@settings(max_examples=300)
@given(st.data())
def test_waiting_credentials_of_any_shape_are_refused(data: st.DataObject) -> None:
    """A JSON column that an admin may write: one field of a valid one becomes anything."""
    kept = waiting().kept()
    field = data.draw(st.sampled_from(sorted(kept)))
    kept[field] = data.draw(json_values | st.sampled_from(("2026-01-01", "9999-12-31T23:59:59+00:00")))
    row = SimpleNamespace(id=USER.id, pending=kept)
    with contextlib.suppress(DoesNotOpen):
        found = waiting_keys.in_time(row, START)  # type: ignore[arg-type]  # a row as the database gives it
        assert found is None or found.since.tzinfo is not None


def waiting() -> waiting_keys.WaitingKeys:
    credentials = Passwords(ARGON, KeyFile.fresh()).enrol("kaneel vuurtoren schaats lepel wolk", USER)
    seat = waiting_keys.Seat("m1", 1, TEAM.public.fingerprint, b"\x01" * 33)
    return waiting_keys.WaitingKeys(START, USER.holder, credentials, b"x" * 49, ("ab",), (seat,))
