"""Passkeys: in with a device, and every attack on it: replayed, elsewhere, swapped, damaged, copied."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from signaal.actions import confirming, directory, passkey_logins, passkeys, passphrases, sessions, today
from signaal.actions.challenges import Answer
from signaal.actions.confirming import ConfirmFirst
from signaal.actions.context import Ctx, operator
from signaal.actions.logins import LoggedIn
from signaal.audit.events import Event
from signaal.store.tables_people import UserRow
from signaal.store.tables_sessions import SessionRow
from signaal.store.tables_unlocking import PasskeyChallengeRow, PasskeyRow
from signaal.terms import NotFound, Refused
from signaal.vault.keyfile import KeyFile
from signaal.vault.keys import UserKeys
from signaal.vault.passwords import Passwords
from signaal.vault.pseudonyms import new_id
from signaal.vault.secret import Secret
from tests.actions.events import logged
from tests.support.authenticator import Authenticator, b64, unb64
from tests.support.world import ADDRESS, World

BROWSER = "b" * 43


def fresh(world: World, name: str) -> Ctx:
    """Somebody who has just logged in: the second factor was given."""
    token = world.log_in(name)
    found = sessions.open(world.tools, token, new_id(), ADDRESS)
    assert found is not None
    return found


def now(world: World, ctx: Ctx) -> Ctx:
    """The same visit at this moment."""
    return replace(ctx, now=world.clock.now())


def register(
    world: World, name: str = "nurse", device: Authenticator | None = None, **how: Any
) -> Authenticator:
    device = device or Authenticator()
    ctx = fresh(world, name)
    passkeys.add(ctx, how.pop("called", "Telefoon"), device.make(passkeys.ask_to_add(ctx), **how))
    return device


def ask(world: World, browser: str = BROWSER) -> dict[str, Any]:
    return passkey_logins.ask_to_enter(world.tools, browser)


def enter(world: World, answer: Answer, browser: str = BROWSER) -> LoggedIn:
    return passkey_logins.enter(world.tools, browser, answer, ADDRESS, new_id())


def refused(world: World, answer: Answer, browser: str = BROWSER) -> None:
    """One sentence, whatever was wrong; nobody came in."""
    before = len(logged(world.tools, Event.SESSION_LOGIN))
    with pytest.raises(Refused) as stopped:
        enter(world, answer, browser)
    assert {name: say.key for name, say in stopped.value.problems.items()} == {
        "passkey": "entering.passkey.refused"
    }
    assert len(logged(world.tools, Event.SESSION_LOGIN)) == before


def rows(world: World) -> list[PasskeyRow]:
    from sqlalchemy import select

    with world.tools.store.reading() as reader:
        return list(reader.session.scalars(select(PasskeyRow).order_by(PasskeyRow.created_at)))


def change(world: World, row_id: str, **values: object) -> None:
    """A direct write, as by somebody who has the database."""
    with world.tools.store.unit() as unit:
        row = unit.get(PasskeyRow, row_id)
        for name, value in values.items():
            setattr(row, name, value)
        unit.audited = True
        unit.written()


@pytest.mark.asvs("6.3.3")
@pytest.mark.parametrize("proof", [False, True], ids=["computes at once", "computes when asked again"])
def test_a_passkey_is_both_factors_and_opens_the_same_keys(world: World, proof: bool) -> None:
    device = register(world, proof=proof)
    came = enter(world, device.answer(ask(world)))
    ctx = sessions.open(world.tools, came.token, new_id(), ADDRESS)
    assert ctx is not None
    assert ctx.user_id == world.people["nurse"].user_id
    assert ctx.keys.user.secret == fresh(world, "nurse").keys.user.secret
    assert ctx.keys.team(world.teams["jgz_team"]).id == world.teams["jgz_team"]
    assert confirming.is_fresh(ctx), "a full login counts as the second factor for five minutes"
    assert logged(world.tools, Event.SESSION_LOGIN)[-2]["reason"] == "passkey"


def test_it_takes_no_derivation(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    device = register(world)
    monkeypatch.setattr(world.tools.passwords.argon, "derive", lambda *_, **__: pytest.fail("derived"))
    enter(world, device.answer(ask(world)))


@pytest.mark.asvs("7.5.1")
def test_adding_and_removing_need_the_second_factor_again(world: World) -> None:
    ctx = fresh(world, "nurse")
    later = replace(ctx, now=ctx.now + timedelta(minutes=5, seconds=1))
    with pytest.raises(ConfirmFirst):
        passkeys.ask_to_add(later)
    answer = Authenticator().make(passkeys.ask_to_add(ctx))
    with pytest.raises(ConfirmFirst):
        passkeys.add(later, "Telefoon", answer)
    passkeys.add(ctx, "Telefoon", answer)
    with pytest.raises(ConfirmFirst):
        passkeys.drop(later, rows(world)[0].id)
    world.clock.advance(minutes=6)
    with pytest.raises(Refused):
        confirming.confirm(now(world, ctx), "000000")
    code = world.totp_code("nurse")
    confirming.confirm(now(world, ctx), code)
    again = sessions.open(world.tools, world.people["nurse"].token, new_id(), ADDRESS)
    assert again is not None
    passkeys.drop(again, rows(world)[0].id)
    assert rows(world) == []


@pytest.mark.asvs("6.5.1")
def test_a_code_confirms_once(world: World) -> None:
    ctx, code = fresh(world, "nurse"), world.totp_code("nurse")
    confirming.confirm(now(world, ctx), code)
    with pytest.raises(Refused):
        confirming.confirm(now(world, ctx), code)


def test_a_recovery_code_confirms_once(world: World) -> None:
    code = passphrases.renew_codes(fresh(world, "nurse"))[0]
    world.clock.advance(minutes=6)
    ctx = sessions.open(world.tools, world.people["nurse"].token, new_id(), ADDRESS)
    assert ctx is not None
    confirming.confirm(ctx, code)
    with pytest.raises(Refused):
        confirming.confirm(ctx, code)
    assert logged(world.tools, Event.ACCOUNT_RECOVERY_CODE)[-1]["reason"] == "used"


@pytest.mark.asvs("6.3.1")
def test_guessing_the_second_factor_at_an_open_screen_is_slowed(world: World) -> None:
    ctx = fresh(world, "nurse")
    for _ in range(5):
        with pytest.raises(Refused):
            confirming.confirm(ctx, "000000")
    code = world.totp_code("nurse")
    with pytest.raises(Refused):
        confirming.confirm(ctx, code)
    assert logged(world.tools, Event.SESSION_THROTTLED)[-1]["number"] == 5
    world.clock.advance(minutes=1)
    code = world.totp_code("nurse")
    confirming.confirm(now(world, ctx), code)


def test_several_have_a_name_and_say_when_they_were_used(world: World) -> None:
    phone = register(world, called=" Telefoon ")
    world.clock.advance(minutes=1)
    register(world, called="Laptop")
    world.clock.advance(hours=1)
    enter(world, phone.answer(ask(world)))
    listed = passkeys.page(fresh(world, "nurse"))
    assert [line.name for line in listed] == ["Telefoon", "Laptop"]
    assert [line.last_used_at is None for line in listed] == [False, True]
    assert all(line.useful for line in listed)
    assert passkeys.page(fresh(world, "nurse2")) == ()


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "Tele\x00foon", "123456782"])
def test_a_name_that_cannot_be_is_refused_before_anything_is_stored(world: World, name: str) -> None:
    ctx = fresh(world, "nurse")
    with pytest.raises(Refused) as stopped:
        passkeys.add(ctx, name, Authenticator().make(passkeys.ask_to_add(ctx)))
    assert "name" in stopped.value.problems
    assert rows(world) == []


def test_without_prf_it_says_so_and_stores_nothing(world: World) -> None:
    ctx = fresh(world, "nurse")
    for output in ("", b64(b"short"), "not base64!", b64(bytes(33))):
        answer = replace(Authenticator(prf=False).make(passkeys.ask_to_add(ctx)), output=output)
        with pytest.raises(Refused) as stopped:
            passkeys.add(ctx, "Sleutel", answer)
        assert stopped.value.problems["passkey"].key == "entering.passkey.no_prf"
    assert rows(world) == []


def test_a_login_without_prf_opens_nothing(world: World) -> None:
    device = register(world)
    device.prf = False
    refused(world, device.answer(ask(world)))


def test_removed_it_opens_nothing_from_then_on(world: World) -> None:
    device = register(world)
    passkeys.drop(fresh(world, "nurse"), rows(world)[0].id)
    passkeys.drop(fresh(world, "nurse"), new_id())
    refused(world, device.answer(ask(world)))
    reasons = [line["reason"] for line in logged(world.tools, Event.ACCOUNT_CREDENTIALS)]
    assert reasons == ["passkey_added", "passkey_removed"]


@pytest.mark.asvs("6.3.7")
def test_its_owner_hears_of_every_new_way_in_and_every_one_less(world: World) -> None:
    register(world)
    passkeys.drop(fresh(world, "nurse"), rows(world)[0].id)
    told = [message.what.key for message in today.today(fresh(world, "nurse")).messages]
    assert told == ["mail.what.credentials_changed"] * 2


def test_nobody_touches_the_passkey_of_somebody_else(world: World) -> None:
    device = register(world)
    other = fresh(world, "nurse2")
    with pytest.raises(NotFound):
        passkeys.find(other, rows(world)[0].id)
    passkeys.drop(other, rows(world)[0].id)
    enter(world, device.answer(ask(world)))  # opens


def test_the_same_passkey_is_kept_once(world: World) -> None:
    ctx, device = fresh(world, "nurse"), Authenticator()
    answer = device.make(passkeys.ask_to_add(ctx))
    passkeys.add(ctx, "Telefoon", answer)
    options = passkeys.ask_to_add(ctx)
    assert [unb64(one["id"]) for one in options["excludeCredentials"]] == [device.keys[0].id]


def test_there_is_an_end_to_how_many(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passkeys, "MOST", 1)
    register(world)
    with pytest.raises(Refused):
        passkeys.ask_to_add(fresh(world, "nurse"))


# --- the passphrase, the pepper, the account ---------------------------------------------------------------------


def test_a_new_pepper_or_passphrase_leaves_it_working(world: World) -> None:
    device = register(world)
    keys = fresh(world, "nurse").keys.user
    pepper = {**world.keyfile.peppers, "new": Secret.random()}
    old = world.keyfile
    renewed = KeyFile(
        pepper_id="new", peppers=pepper, totp_key=old.totp_key, session_salt=old.session_salt,
        log_signing_key=old.log_signing_key,
    )  # fmt: skip
    world.tools = replace(
        world.tools, keyfile=renewed, passwords=Passwords(world.tools.passwords.argon, renewed)
    )
    made = world.tools.passwords.enrol("vijf nieuwe woorden op rij", keys)
    with world.tools.store.unit() as unit:
        row = unit.get(UserRow, keys.id)
        row.salt, row.kdf, row.verifier, row.sealed_secret = (
            made.salt, dict(made.kdf), made.verifier, made.sealed_secret,
        )  # fmt: skip
        unit.audited = True
        unit.written()
    assert enter(world, device.answer(ask(world))).token


def test_changing_the_passphrase_elsewhere_leaves_it_working(world: World) -> None:
    device = register(world)
    passphrases.change(fresh(world, "nurse"), world.people["nurse"].passphrase, passphrases.proposal())
    assert enter(world, device.answer(ask(world))).token


def test_a_closed_account_ends_it(world: World) -> None:
    device = register(world)
    directory.disable(operator(world.tools), world.people["nurse"].user_id)
    refused(world, device.answer(ask(world)))


def test_new_keys_of_its_owner_make_it_useless(world: World) -> None:
    device = register(world)
    nurse = world.people["nurse"].user_id
    other = UserKeys.new(nurse)
    with world.tools.store.unit() as unit:
        row = unit.get(UserRow, nurse)
        row.kem_public, row.sign_public = other.public.kem, other.public.sign
        unit.audited = True
        unit.written()
    refused(world, device.answer(ask(world)))


# --- attacks -----------------------------------------------------------------------------------------------------


@pytest.mark.asvs("6.5.1")
def test_an_answer_counts_once(world: World) -> None:
    """Of a device that does not count: nothing but the question stops the second time."""
    device = register(world, device=Authenticator(counts=False))
    answer = device.answer(ask(world))
    enter(world, answer)  # opens
    refused(world, answer)


def test_a_question_that_failed_is_used_up(world: World) -> None:
    device = register(world)
    question = ask(world)
    device.verifies = False
    refused(world, device.answer(question))
    device.verifies = True
    refused(world, device.answer(question))
    enter(world, device.answer(ask(world)))  # opens


def test_an_answer_comes_within_five_minutes(world: World) -> None:
    device = register(world)
    answer = device.answer(ask(world))
    world.clock.advance(minutes=5)
    refused(world, answer)


def test_a_question_is_for_the_browser_that_was_asked(world: World) -> None:
    device = register(world)
    answer = device.answer(ask(world))
    refused(world, answer, "x" * 43)
    enter(world, device.answer(ask(world, "x" * 43)), "x" * 43)  # opens


def test_a_question_for_coming_in_adds_nothing_and_the_other_way_round(world: World) -> None:
    device = register(world)
    ctx = fresh(world, "nurse")
    options = passkeys.ask_to_add(ctx)
    wrong = {
        **options,
        "challenge": passkey_logins.ask_to_enter(world.tools, ctx.session_id or "")["challenge"],
    }
    with pytest.raises(Refused):
        passkeys.add(ctx, "Laptop", Authenticator().make(wrong))
    wrong = {**ask(world), "challenge": passkeys.ask_to_add(ctx)["challenge"]}
    refused(world, device.answer(wrong), ctx.session_id or "")


def test_a_question_to_another_session_adds_nothing(world: World) -> None:
    mine, theirs = fresh(world, "nurse"), fresh(world, "nurse2")
    with pytest.raises(Refused):
        passkeys.add(theirs, "Telefoon", Authenticator().make(passkeys.ask_to_add(mine)))
    assert rows(world) == []


@pytest.mark.parametrize(
    "other",
    [
        {"origin": "https://localhost"},
        {"origin": "http://localhost.evil.example"},
        {"origin": "http://127.0.0.1"},
        {"origin": "http://evil.example"},
        {"rp_id": "evil.example"},
        {"verifies": False},
        {"cross_origin": True},
    ],
    ids=str,
)
def test_another_place_or_nobody_verified_neither_enters_nor_is_kept(
    world: World, other: dict[str, Any]
) -> None:
    device = register(world)
    for name, value in other.items():
        setattr(device, name, value)
    refused(world, device.answer(ask(world)))
    ctx = fresh(world, "nurse2")
    with pytest.raises(Refused) as stopped:
        passkeys.add(ctx, "Telefoon", Authenticator(**other).make(passkeys.ask_to_add(ctx)))
    assert stopped.value.problems["passkey"].key == "entering.passkey.not_added"
    assert len(rows(world)) == 1


def test_the_place_is_the_configured_one_whatever_a_request_says(world: World) -> None:
    town = replace(world.tools.town, public_url="https://signaal.waterland.example")
    world.tools = replace(world.tools, town=town)
    ctx = fresh(world, "nurse")
    options = passkeys.ask_to_add(ctx)
    assert options["rp"]["id"] == "signaal.waterland.example"
    with pytest.raises(Refused):
        passkeys.add(ctx, "Telefoon", Authenticator(origin="http://localhost").make(options))
    device = Authenticator(origin="https://signaal.waterland.example")
    passkeys.add(ctx, "Telefoon", device.make(passkeys.ask_to_add(ctx)))
    enter(world, device.answer(ask(world)))  # opens
    device.origin = "https://signaal.waterland.example:8443"
    refused(world, device.answer(ask(world)))


def test_a_row_handed_to_another_person_opens_for_neither(world: World) -> None:
    device = register(world)
    change(world, rows(world)[0].id, user_id=world.people["nurse2"].user_id)
    refused(world, device.answer(ask(world)))
    device.keys[0].user_handle = bytes.fromhex(world.people["nurse2"].user_id)
    refused(world, device.answer(ask(world)))


def test_sealed_secrets_swapped_between_rows_open_nothing(world: World) -> None:
    mine = register(world)
    theirs = register(world, "nurse2")
    one, two = rows(world)
    change(world, one.id, sealed_secret=two.sealed_secret)
    change(world, two.id, sealed_secret=one.sealed_secret)
    refused(world, mine.answer(ask(world)))
    refused(world, theirs.answer(ask(world)))


def test_a_public_key_put_in_by_somebody_else_opens_nothing(world: World) -> None:
    """Who can write the database signs with an own key: the user secret still needs the other's output."""
    register(world)
    attacker = register(world, "nurse2")
    mine, theirs = rows(world)
    change(world, mine.id, public_key=theirs.public_key)
    attacker.keys[0].id = mine.credential_id
    attacker.keys[0].user_handle = bytes.fromhex(mine.user_id)
    refused(world, attacker.answer(ask(world)))


@pytest.mark.parametrize("at", range(0, 61, 6))
def test_a_flipped_byte_opens_nothing(world: World, at: int) -> None:
    device = register(world)
    row = rows(world)[0]
    sealed = bytearray(row.sealed_secret)
    sealed[at] ^= 1
    change(world, row.id, sealed_secret=bytes(sealed))
    refused(world, device.answer(ask(world)))


@pytest.mark.parametrize("length", [0, 1, 13, 29, 60])
def test_a_shortened_or_longer_seal_opens_nothing(world: World, length: int) -> None:
    device = register(world)
    row = rows(world)[0]
    for changed in (row.sealed_secret[:length], row.sealed_secret + b"\x00"):
        change(world, row.id, sealed_secret=changed)
        refused(world, device.answer(ask(world)))


@pytest.mark.parametrize("back", [0, 1, 5])
def test_a_copied_authenticator_falls_through_its_counter(world: World, back: int) -> None:
    device = register(world)
    for _ in range(6):
        enter(world, device.answer(ask(world)))
    device.keys[0].count -= back + 1
    refused(world, device.answer(ask(world)))
    found = logged(world.tools, Event.VAULT_REFUSED)[-1]
    assert found["reason"] == "passkey_counter"
    assert found["organisation"] == world.organisations["jgz"]


def test_a_device_that_does_not_count_is_let_in_each_time(world: World) -> None:
    device = register(world, device=Authenticator(counts=False))
    for _ in range(3):
        enter(world, device.answer(ask(world)))  # opens


def test_another_persons_handle_is_refused(world: World) -> None:
    device = register(world)
    device.keys[0].user_handle = bytes.fromhex(world.people["nurse2"].user_id)
    refused(world, device.answer(ask(world)))


def test_the_output_of_another_passkey_is_refused(world: World) -> None:
    device = register(world)
    other = register(world, "nurse2")
    question = ask(world)
    refused(world, replace(device.answer(question), output=other.answer(question).output))


@pytest.mark.asvs("6.3.1")
def test_a_spray_is_slowed_at_its_address(world: World) -> None:
    device = register(world)
    for _ in range(30):
        stranger = Authenticator(keys=[replace(device.keys[0], id=new_id().encode())])
        refused(world, stranger.answer(ask(world)))
    refused(world, device.answer(ask(world)))
    world.clock.advance(minutes=5)
    enter(world, device.answer(ask(world)))  # opens
    assert logged(world.tools, Event.SESSION_THROTTLED)


def test_only_the_last_question_of_a_browser_is_kept(world: World) -> None:
    from sqlalchemy import select

    for _ in range(5):
        ask(world)
        ask(world, "c" * 43)
    with world.tools.store.reading() as reader:
        assert len(list(reader.session.scalars(select(PasskeyChallengeRow)))) == 2
    world.clock.advance(minutes=6)
    ask(world)
    with world.tools.store.reading() as reader:
        assert len(list(reader.session.scalars(select(PasskeyChallengeRow)))) == 1


def test_what_a_browser_may_send_instead_is_one_refusal(world: World) -> None:
    device = register(world)
    good = device.answer(ask(world))
    whole = json.loads(good.given)
    response = whole["response"]
    strange = [
        "", "{}", "[]", "null", "1", "\x00", "{" * 2000, "x" * 20_000,
        json.dumps({**whole, "response": None}),
        json.dumps({**whole, "rawId": "é"}),
        json.dumps({**whole, "response": {**response, "clientDataJSON": b64(b"[]")}}),
        json.dumps({**whole, "response": {**response, "clientDataJSON": b64(b"\xff")}}),
        json.dumps({**whole, "response": {**response, "signature": ""}}),
        json.dumps({**whole, "response": {**response, "authenticatorData": b64(bytes(36))}}),
        json.dumps({**whole, "response": {k: v for k, v in response.items() if k != "userHandle"}}),
    ]  # fmt: skip
    for given in strange:
        refused(world, replace(good, given=given), new_id())
        world.clock.advance(minutes=20)


def test_a_login_here_ends_the_one_before_in_the_same_browser(world: World) -> None:
    device = register(world)
    earlier = world.log_in("nurse")
    answer = device.answer(ask(world))
    passkey_logins.enter(world.tools, BROWSER, answer, ADDRESS, new_id(), earlier)
    assert sessions.open(world.tools, earlier, new_id(), ADDRESS) is None
    with world.tools.store.reading() as reader:
        from signaal.store import sessions as session_rows
        from signaal.vault.pseudonyms import token_hash

        row = session_rows.find_by_token(reader, token_hash(earlier))
    assert isinstance(row, SessionRow)
    assert row.ended_reason == "replaced"


def test_nothing_that_opens_is_written_in_the_row(world: World) -> None:
    device = register(world)
    output = base64.urlsafe_b64decode(device.answer(ask(world)).output + "=")
    secret = fresh(world, "nurse").keys.user.secret.reveal()
    for value in vars(rows(world)[0]).values():
        raw = value if isinstance(value, bytes) else str(value).encode()
        assert output not in raw
        assert secret not in raw
        assert device.keys[0].secret not in raw
