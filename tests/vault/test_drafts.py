"""Drafts: for their writer, in their own form and row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.vault.blobs import DoesNotOpen
from signaal.vault.drafts import open_draft, seal_draft
from signaal.vault.keys import UserKeys
from tests.vault.cast import NURSE, OUTSIDER
from tests.vault.tampering import refuses_every_change
from tests.vault.test_payloads import payloads

CONTENT = {
    "name": "\u202bنور\u202c",
    "remark": "Ouders vertellen: 'het lukt niet'",
    "codes": ["voeding_leeg"],
}
SEALED = seal_draft(NURSE.holder, "d", "signal", CONTENT)


@given(payloads)
def test_nothing_typed_is_lost(payload: dict[str, object]) -> None:
    sealed = seal_draft(NURSE.holder, "d", "signal", payload)
    assert open_draft(NURSE, "d", "signal", sealed) == payload
    assert (len(sealed) - 1137) % 512 == 0


def test_every_change_is_refused() -> None:
    refuses_every_change(lambda sealed: open_draft(NURSE, "d", "signal", sealed), SEALED, every=4)


def test_another_person_draft_or_form_is_refused() -> None:
    same_key = UserKeys(NURSE.secret, OUTSIDER.id)
    for user, draft, form in (
        (OUTSIDER, "d", "signal"),
        (NURSE, "e", "signal"),
        (NURSE, "d", "talk"),
        (same_key, "d", "signal"),
    ):
        with pytest.raises(DoesNotOpen):
            open_draft(user, draft, form, SEALED)


def test_content_of_another_type_is_refused() -> None:
    with pytest.raises(ValueError):
        seal_draft(NURSE.holder, "d", "signal", {"amount": 1.5})


@given(st.none() | st.binary(max_size=1700))
def test_any_bytes_are_refused_cleanly(found: bytes | None) -> None:
    for sealed in (found, b"\x01" + (found or b"")):
        with pytest.raises(DoesNotOpen):
            open_draft(NURSE, "d", "signal", sealed)
