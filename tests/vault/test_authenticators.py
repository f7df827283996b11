"""What a browser is asked, and what it may answer: anything else is one refusal, whatever it looks like."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.vault import authenticators
from signaal.vault.authenticators import LONGEST, PRF_INPUT, place_of
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.pseudonyms import new_id
from tests.support.authenticator import Authenticator, b64, unb64

PLACE = place_of("https://signaal.waterland.example")
CHALLENGE = authenticators.new_challenge()
USER = new_id()


def device(**how: Any) -> Authenticator:
    return Authenticator(origin="https://signaal.waterland.example", **how)


def asked_to_add() -> dict[str, Any]:
    return authenticators.options_to_add(PLACE, CHALLENGE, USER, "noor", (b"known",))


def asked_to_enter() -> dict[str, Any]:
    return authenticators.options_to_enter(PLACE, CHALLENGE)


def test_the_question_asks_for_verification_prf_and_this_place() -> None:
    adding, entering = asked_to_add(), asked_to_enter()
    assert adding["rp"]["id"] == entering["rpId"] == "signaal.waterland.example"
    assert adding["authenticatorSelection"]["userVerification"] == entering["userVerification"] == "required"
    assert adding["authenticatorSelection"]["residentKey"] == "required"
    assert adding["attestation"] == "none"
    assert unb64(adding["user"]["id"]) == bytes.fromhex(USER)
    assert entering["allowCredentials"] == [], "a question names nobody: whoever asks learns no name"
    for options in (adding, entering):
        assert unb64(options["extensions"]["prf"]["eval"]["first"]) == PRF_INPUT
        assert unb64(options["challenge"]) == CHALLENGE
        json.dumps(options)


def test_one_passkey_can_be_named() -> None:
    options = authenticators.options_to_enter(PLACE, CHALLENGE, b"only")
    assert [unb64(one["id"]) for one in options["allowCredentials"]] == [b"only"]


def test_a_good_answer_is_good() -> None:
    phone = device()
    made = authenticators.check_new(PLACE, CHALLENGE, phone.make(asked_to_add()).given)
    assert made.credential_id == phone.keys[0].id
    answer = phone.answer(asked_to_enter())
    assert authenticators.check_answer(PLACE, CHALLENGE, answer.given, made.public_key, USER) == 1
    claim = authenticators.claim_in(answer.given)
    assert (claim.challenge, claim.credential_id) == (CHALLENGE, phone.keys[0].id)
    assert len(authenticators.prf_in(answer.output)) == 32


def test_an_answer_to_another_question_of_another_key_or_person_is_refused() -> None:
    phone, other = device(), device()
    made = authenticators.check_new(PLACE, CHALLENGE, phone.make(asked_to_add()).given)
    theirs = authenticators.check_new(PLACE, CHALLENGE, other.make(asked_to_add()).given)
    answer = phone.answer(asked_to_enter()).given
    for challenge, key, user in (
        (authenticators.new_challenge(), made.public_key, USER),
        (CHALLENGE, theirs.public_key, USER),
        (CHALLENGE, b"", USER),
        (CHALLENGE, made.public_key[:-1], USER),
        (CHALLENGE, made.public_key, new_id()),
    ):
        with pytest.raises(DoesNotOpen):
            authenticators.check_answer(PLACE, challenge, answer, key, user)
    with pytest.raises(DoesNotOpen):
        authenticators.check_new(PLACE, CHALLENGE, answer)
    with pytest.raises(DoesNotOpen):
        authenticators.check_answer(PLACE, CHALLENGE, phone.make(asked_to_add()).given, made.public_key, USER)


@pytest.mark.parametrize(
    ("configured", "origin", "good"),
    [
        ("https://signaal.example", "https://signaal.example", True),
        ("https://signaal.example", "http://signaal.example", False),
        ("https://signaal.example", "https://signaal.example:444", False),
        ("https://signaal.example", "https://signaal.example.evil.example", False),
        ("https://signaal.example", "https://www.signaal.example", False),
        ("https://signaal.example", None, False),
        ("https://signaal.example", ["https://signaal.example"], False),
        ("http://localhost:8080", "http://localhost:9999", True),
        ("http://localhost", "http://localhost:8000", True),
        ("http://localhost", "https://localhost", False),
        ("http://localhost", "http://localhost.evil.example", False),
        ("http://localhost", "http://localhost:8000.evil.example", False),
        ("http://127.0.0.1:8000", "http://localhost:8000", False),
        ("https://localhost", "https://localhost:8000", False),
    ],
)
def test_only_the_configured_place(configured: str, origin: object, good: bool) -> None:
    assert place_of(configured).allows(origin) is good


def test_the_place_has_the_host_of_the_address() -> None:
    assert place_of("https://signaal.example:8443").rp_id == "signaal.example"
    assert place_of("https://signaal.example:8443").origin == "https://signaal.example:8443"


@pytest.mark.parametrize(
    "text", ["", "=", "é", "a" * 42, "!" * 43, b64(bytes(31)), b64(bytes(33)), "a" * 20000]
)
def test_an_output_is_32_bytes(text: str) -> None:
    with pytest.raises(DoesNotOpen):
        authenticators.prf_in(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
RESPONSE = st.dictionaries(
    st.sampled_from(["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]),
    st.binary(max_size=120).map(b64) | JSON,
    max_size=5,
)
ANSWERS = st.text(max_size=200) | JSON.map(json.dumps) | st.fixed_dictionaries(
    {"id": JSON, "rawId": st.binary(max_size=40).map(b64) | JSON, "type": JSON, "response": RESPONSE | JSON}
).map(json.dumps)  # fmt: skip


@given(ANSWERS)
def test_whatever_a_browser_sends_is_refused_in_one_way(answer: str) -> None:
    for read in (
        lambda: authenticators.check_new(PLACE, CHALLENGE, answer),
        lambda: authenticators.check_answer(PLACE, CHALLENGE, answer, b"\xa5", USER),
    ):
        with pytest.raises(DoesNotOpen) as refused:
            read()
        assert refused.value.__suppress_context__ or refused.value.__context__ is None
    with suppress(DoesNotOpen):
        authenticators.claim_in(answer)


@given(st.data())
def test_every_changed_answer_is_refused(data: st.DataObject) -> None:
    phone = device()
    made = authenticators.check_new(PLACE, CHALLENGE, phone.make(asked_to_add()).given)
    whole = json.loads(phone.answer(asked_to_enter()).given)
    part = data.draw(st.sampled_from(["clientDataJSON", "authenticatorData", "signature", "userHandle"]))
    raw = bytearray(unb64(whole["response"][part]))
    raw[data.draw(st.integers(0, 2**20)) % len(raw)] ^= data.draw(st.integers(1, 255))
    whole["response"][part] = b64(bytes(raw))
    with pytest.raises(DoesNotOpen):
        authenticators.check_answer(PLACE, CHALLENGE, json.dumps(whole), made.public_key, USER)


def test_an_endless_answer_is_not_read() -> None:
    with pytest.raises(DoesNotOpen):
        authenticators.claim_in("[" * (LONGEST + 1))
