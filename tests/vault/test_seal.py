"""Sealed records: open with the object's key in the place they were sealed for, and nowhere else."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.vault.blobs import DoesNotOpen
from signaal.vault.object_keys import ObjectKey
from signaal.vault.seal import Binding, open_record, seal_record
from tests.vault.cast import binding, case_key, edited
from tests.vault.tampering import refuses_every_change
from tests.vault.test_payloads import payloads

KEY = case_key()
PLACE = binding(KEY)
PAYLOAD = {
    "name": "Noor van 't Hof",
    "born": "2022-05-04",
    "codes": ["voeding_leeg", "kleding_winter"],
    "n": 3,
}


@given(payloads, st.integers(1, 9))
def test_what_is_sealed_opens(payload: dict[str, object], revision: int) -> None:
    place = replace(PLACE, revision=revision)
    assert open_record(KEY, place, seal_record(KEY, place, payload)) == payload


def test_the_length_says_only_how_many_blocks() -> None:
    assert len(seal_record(KEY, PLACE, {})) == len(seal_record(KEY, PLACE, PAYLOAD)) == 1 + 12 + 512 + 16


@pytest.mark.asvs("11.3.3")
def test_every_change_is_refused() -> None:
    refuses_every_change(lambda sealed: open_record(KEY, PLACE, sealed), seal_record(KEY, PLACE, PAYLOAD))


@pytest.mark.parametrize("name", [field.name for field in fields(Binding)])
def test_another_place_is_refused(name: str) -> None:
    sealed = seal_record(KEY, PLACE, PAYLOAD)
    elsewhere = edited(PLACE, **{name: 2 if name == "revision" else "elsewhere"})
    with pytest.raises(DoesNotOpen):
        open_record(KEY, elsewhere, sealed)


def test_records_swapped_between_rows_are_refused() -> None:
    first, second = binding(KEY), binding(KEY)
    sealed = [seal_record(KEY, place, PAYLOAD) for place in (first, second)]
    for place, other in ((first, sealed[1]), (second, sealed[0])):
        with pytest.raises(DoesNotOpen):
            open_record(KEY, place, other)


def test_another_key_is_refused_even_under_the_same_ids() -> None:
    sealed = seal_record(KEY, PLACE, PAYLOAD)
    scope = KEY.scope
    for other in (
        ObjectKey(case_key().secret, "case", scope.object_id, scope.key_id),
        ObjectKey(KEY.secret, "notes", scope.object_id, scope.key_id),
        ObjectKey(KEY.secret, "case", scope.object_id, "another"),
    ):
        with pytest.raises(DoesNotOpen):
            open_record(other, PLACE, sealed)


def test_sealing_for_another_object_is_a_mistake_that_speaks() -> None:
    with pytest.raises(ValueError, match="another object"):
        seal_record(KEY, replace(PLACE, object_id="other"), {})
    with pytest.raises(ValueError, match="another object"):
        seal_record(KEY, replace(PLACE, key_id="other"), {})


def test_a_payload_with_another_type_is_refused_without_its_value() -> None:
    with pytest.raises(ValueError) as refused:
        seal_record(KEY, PLACE, {"amount": 3.14, "name": "Noor"})
    assert "3.14" not in str(refused.value)
    assert "Noor" not in str(refused.value)


@pytest.mark.parametrize("column", [None, b""])
def test_an_erased_record_is_refused(column: bytes | None) -> None:
    with pytest.raises(DoesNotOpen):
        open_record(KEY, PLACE, column)


@given(st.binary(max_size=700))
def test_any_bytes_are_refused_cleanly(found: bytes) -> None:
    for sealed in (found, b"\x01" + found):
        with pytest.raises(DoesNotOpen):
            open_record(KEY, PLACE, sealed)


@pytest.mark.asvs("11.3.4")
def test_the_same_family_twice_shares_no_bytes() -> None:
    seals = {seal_record(KEY, PLACE, PAYLOAD) for _ in range(500)}
    assert len(seals) == len({sealed[1:13] for sealed in seals}) == 500
