"""A valid blob for every parser of the vault, and how that parser is asked to read it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from signaal.terms import canonical
from signaal.vault import (
    admission,
    archives,
    authenticators,
    certificates,
    comparing,
    drafts,
    grants,
    links,
    memberships,
    passkeys,
    pin,
    pins,
    recovery,
    recovery_codes,
    recovery_text,
    roster,
    rotation,
    rotation_asking,
    sessions,
    signing,
    succession,
    totp,
    webhooks,
)
from signaal.vault.argon import Argon, Cost
from signaal.vault.blobs import DoesNotOpen, open_bytes, seal_bytes, unversioned
from signaal.vault.hpke import seal_to
from signaal.vault.keyfile import KeyFile
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.object_keys import ObjectKey, new_key
from signaal.vault.passwords import Credentials, Passwords
from signaal.vault.payloads import pack, unpack
from signaal.vault.recovery import Paper, RecoveryKeys
from signaal.vault.seal import Binding, open_record, seal_record
from signaal.vault.secret import Secret
from tests.support.authenticator import Authenticator
from tests.support.clock import START

Opening = Callable[[bytes], object]


@dataclass(frozen=True)
class Blob:
    """`opening` reads `sealed`. `strict`: nothing but these very bytes may be accepted."""

    parser: str
    sealed: bytes
    opening: Opening
    strict: bool = True


class Quick(Argon):
    """Another function in the place of Argon2id: a fuzzer may ask for any cost."""

    def _compute(
        self,
        material: bytes,
        salt: bytes,
        cost: Cost,
        secret: Secret | None,
        about: bytes | None,
        length: int,
    ) -> Secret:
        said = [material.hex(), salt.hex(), cost.memory_kib, cost.passes, cost.lanes, (about or b"").hex()]
        key = secret.reveal() if secret is not None else b""
        return Secret(hashlib.blake2b(canonical(said), key=key, digest_size=length).digest())


ARGON = Quick(Cost(memory_kib=32, passes=1, lanes=1))
TEAM, NEXT, OTHER = TeamKeys.new("team"), TeamKeys.new("team", 2), TeamKeys.new("other")
USER, COLLEAGUE = UserKeys.new("ab" * 16), UserKeys.new("cd" * 16)
KEY, SECRET = new_key("case", "c1"), Secret.random()
CHARTER = roster.Charter("o1", "jgz", "shared", False)
LINE = roster.RosterLine("m1", USER.id, "signaller", True, USER.public.fingerprint, True, CHARTER)
WORDS, TOKEN = "kaneel vuurtoren schaats lepel wolk", "t" * 43
PLACE = authenticators.place_of("http://localhost:5000")


def blobs() -> Iterator[Blob]:
    """All of them; several for a parser that reads several things."""
    yield from _seals()
    yield from _grants()
    yield from _teams()
    yield from _marks()
    yield from _recovery()
    yield from _ways_in()
    yield from _passphrases()
    yield from _browser()
    yield from _typed()
    yield from _files()


def _seals() -> Iterator[Blob]:
    place = Binding("contact", "r1", 1, "c1", TEAM.id, KEY.scope.key_id)
    content = {"name": "Noor"}
    yield Blob("seal.open_record", seal_record(KEY, place, content), lambda b: open_record(KEY, place, b))
    yield Blob("blobs.open_bytes", seal_bytes(SECRET, b"x", b"ad"), lambda b: open_bytes(SECRET, b, b"ad"))
    yield Blob("blobs.unversioned", b"\x01xy", lambda b: unversioned(b, at_least=1), strict=False)
    yield Blob("payloads.unpack", pack("contact", content), lambda b: unpack("contact", b), strict=False)
    draft = drafts.seal_draft(USER.holder, "d1", "signal", content)
    yield Blob("drafts.open_draft", draft, lambda b: drafts.open_draft(USER, "d1", "signal", b))
    yield Blob(
        "object_keys.ObjectKey.fitting", KEY.secret.reveal(), lambda b: ObjectKey.fitting(b, KEY.scope)
    )
    sealed = seal_to(USER.public.kem, b"x", b"info")
    yield Blob("hpke.SealingPair.open", sealed, lambda b: USER.sealing.open(b, b"info"))
    yield Blob("hpke.seal_to", USER.public.kem, lambda b: seal_to(b, b"x", b""), strict=False)
    link = links.seal_link(SECRET, "o1", USER.id, TOKEN)
    yield Blob("links.open_link", link, lambda b: links.open_link(SECRET, "o1", USER.id, b))


def _grants() -> Iterator[Blob]:
    scope, own = KEY.scope, grants.grant_to_team(KEY, TEAM)
    given = grants.grant_to_holder(KEY, OTHER.holder, TEAM)
    assert own.sealed_key is not None
    assert given.sealed_key is not None
    assert given.signature is not None
    again = grants.sign_again(scope, given, OTHER.holder, TEAM.holder, NEXT)
    assert again.signature is not None
    name = "grants.open_grant"
    yield Blob(name, own.sealed_key, lambda b: grants.open_grant(TEAM, scope, replace(own, sealed_key=b)))
    opened: Opening = lambda b: grants.open_grant(OTHER, scope, replace(given, sealed_key=b), TEAM.holder)  # noqa: E731 - one line each reads as the table it is
    yield Blob(name, given.sealed_key, opened)
    signed: Opening = lambda b: grants.open_grant(OTHER, scope, replace(given, signature=b), TEAM.holder)  # noqa: E731 - one line each reads as the table it is
    yield Blob(name, given.signature, signed)
    anew: Opening = lambda b: grants.open_grant(OTHER, scope, replace(again, signature=b), NEXT.holder)  # noqa: E731 - one line each reads as the table it is
    yield Blob(name, again.signature, anew)
    yield Blob(
        "grants.vouched_holder",
        given.signature,
        lambda b: grants.vouched_holder(scope, replace(given, signature=b), OTHER.holder, TEAM.holder),
    )
    yield Blob(
        "grants.sign_again",
        given.signature,
        lambda b: grants.sign_again(scope, replace(given, signature=b), OTHER.holder, TEAM.holder, NEXT),
    )
    turned: Opening = lambda b: rotation.turn(TEAM, NEXT, scope, replace(own, sealed_key=b))  # noqa: E731 - one line each reads as the table it is
    yield Blob("rotation.turn", own.sealed_key, turned)


def _teams() -> Iterator[Blob]:
    member = memberships.seal_team_secret(TEAM, USER.holder, "m1")
    yield Blob(
        "memberships.open_team_secret",
        member,
        lambda b: memberships.open_team_secret(USER, "m1", TEAM.holder, b),
    )
    before = rotation.seal_previous(NEXT, TEAM)
    yield Blob("rotation.open_previous", before, lambda b: rotation.open_previous(NEXT, 1, b))
    signed = succession.sign_successor(TEAM, NEXT)
    yield Blob(
        "succession.trusted_successor",
        signed,
        lambda b: succession.trusted_successor(TEAM.holder, NEXT.holder, b),
    )
    yield Blob("succession.follow", signed, lambda b: succession.follow(TEAM.holder, [(NEXT.holder, b)]))
    vouched = certificates.certify(TEAM, LINE)
    yield Blob(
        "certificates.trusted_colleague",
        vouched,
        lambda b: certificates.trusted_colleague(TEAM.holder, "m1", b, USER.holder),
    )
    message = USER.signer.sign(b"m")
    yield Blob("signing.verify", message, lambda b: signing.verify(USER.public.sign, b"m", b))
    yield Blob("signing.verify", USER.public.sign, lambda b: signing.verify(b, b"m", message))


def _marks() -> Iterator[Blob]:
    line = roster.make_line(TEAM, LINE)
    yield Blob("roster.check_line", line, lambda b: passed(roster.check_line, TEAM, LINE, b))
    yield Blob("roster.trusted_signer", line, lambda b: roster.trusted_signer(TEAM, LINE, b, USER.holder))
    yield Blob("roster.trusted_member", line, lambda b: roster.trusted_member(TEAM, LINE, b, USER.holder))
    seen, mark, _ = pins.first_seen(TEAM, OTHER.holder)
    yield Blob("pins.check_pin", mark, lambda b: passed(pins.check_pin, TEAM, seen, b))
    yield Blob("pins.trusted_team", mark, lambda b: pins.trusted_team(TEAM, seen, b, OTHER.holder))
    asked = rotation_asking.Asked("x1", TEAM.id, 1, USER.id)
    question = rotation_asking.ask(TEAM, asked)
    yield Blob(
        "rotation_asking.check_asked",
        question,
        lambda b: passed(rotation_asking.check_asked, TEAM, asked, b),
    )
    for approval in (
        rotation_asking.approve_as_lead(TEAM, asked, COLLEAGUE.id),
        rotation_asking.approve_as_officer(COLLEAGUE, asked),
    ):
        yield Blob(
            "rotation_asking.check_approval",
            approval,
            lambda b: passed(rotation_asking.check_approval, TEAM, asked, COLLEAGUE.holder, b),
        )
    owner = sessions.mark_own_key(TOKEN, SECRET, "s1", USER)
    yield Blob(
        "sessions.trusted_owner",
        owner,
        lambda b: sessions.trusted_owner(TOKEN, SECRET, "s1", USER.holder, b),
    )


def _recovery() -> Iterator[Blob]:
    code = recovery_text.new_code()
    keys = RecoveryKeys(code, TEAM.id, "p1")
    paper = Paper("p1", TEAM.id, keys.public)
    mark = recovery.vouch(TEAM, paper)
    sealed = recovery.seal_to_paper(TEAM, recovery.vouched(TEAM, paper, mark))
    yield Blob("recovery.open_with_paper", sealed, lambda b: recovery.open_with_paper(keys, TEAM.holder, b))
    yield Blob("recovery.vouched", mark, lambda b: recovery.vouched(TEAM, paper, b))
    yield Blob("recovery.RecoveryKeys.made", keys.public, keys.made)
    pinned = keys.pin(TEAM.holder)
    yield Blob("recovery.RecoveryKeys.trusted_team", pinned, lambda b: keys.trusted_team(TEAM.holder, b))
    draft = recovery.seal_code(USER, "p1", code)
    yield Blob("recovery.open_code", draft, lambda b: recovery.open_code(USER, "p1", b))
    typed = "-".join(recovery_text.groups_of(code)).encode()
    yield Blob("recovery_text.read_code", typed, lambda b: recovery_text.read_code(_text(b)), strict=False)
    codes = recovery_codes.new_codes()
    marks = [recovery_codes.mark_code(SECRET, USER.id, one) for one in codes]
    yield Blob(
        "recovery_codes.spend_code",
        codes[0].encode(),
        lambda b: recovery_codes.spend_code(SECRET, USER.id, _text(b), marks),
        strict=False,
    )
    yield Blob(
        "recovery_codes.mark_code",
        codes[0].encode(),
        lambda b: recovery_codes.mark_code(SECRET, USER.id, _text(b)),
        strict=False,
    )


def _ways_in() -> Iterator[Blob]:
    session = sessions.seal_user_secret(TOKEN, SECRET, "s1", USER)
    yield Blob(
        "sessions.open_user_secret",
        session,
        lambda b: sessions.open_user_secret(TOKEN, SECRET, "s1", USER.id, b),
    )
    kept = totp.seal_totp(SECRET, USER.id, totp.new_secret())
    yield Blob("totp.open_totp", kept, lambda b: totp.open_totp(SECRET, USER.id, b))
    factor = totp.new_secret()
    code = totp.code_at(factor, totp.step_at(START)).encode()
    yield Blob("totp.step_of", code, lambda b: totp.step_of(factor, _text(b), START, 0), strict=False)
    passkey = passkeys.seal_for_passkey(SECRET, b"id", USER)
    yield Blob(
        "passkeys.open_with_passkey",
        passkey,
        lambda b: passkeys.open_with_passkey(SECRET, b"id", USER.id, b),
    )
    device = pin.Device(TOKEN, SECRET, "s1")
    root, row = pin.slow_root(ARGON, device, "274915")
    sealed = pin.seal_with_pin(root, device, USER)
    yield Blob("pin.open_with_pin", sealed, lambda b: pin.open_with_pin(root, device, USER.id, b))
    yield Blob(
        "pin.slow_root",
        json.dumps(dict(row.kdf)).encode(),
        lambda b: pin.slow_root(ARGON, device, "274915", replace(row, kdf=_mapping(b))),
        strict=False,
    )


def _passphrases() -> Iterator[Blob]:
    file = KeyFile.fresh()
    passwords = Passwords(ARGON, file)
    kept = passwords.enrol(WORDS, USER)

    def opened(credentials: Credentials) -> object:
        return passwords.open(WORDS, USER.id, credentials)

    name = "passwords.Passwords.open"
    yield Blob(name, kept.sealed_secret, lambda b: opened(replace(kept, sealed_secret=b)))
    yield Blob(name, kept.verifier, lambda b: opened(replace(kept, verifier=b)))
    yield Blob(name, kept.salt, lambda b: opened(replace(kept, salt=b)))
    kdf = json.dumps(dict(kept.kdf)).encode()
    yield Blob(name, kdf, lambda b: opened(replace(kept, kdf=_mapping(b))), strict=False)
    yield Blob(
        "passwords.Passwords.outdated",
        kdf,
        lambda b: passwords.outdated(replace(kept, kdf=_mapping(b))),
        strict=False,
    )


def _browser() -> Iterator[Blob]:
    device, question = Authenticator(origin="http://localhost:5000"), b"q" * 32
    made = device.make(authenticators.options_to_add(PLACE, question, USER.id, "x", ()))
    found = authenticators.check_new(PLACE, question, made.given)
    answer = device.answer(authenticators.options_to_enter(PLACE, question))
    yield Blob(
        "authenticators.check_new",
        made.given.encode(),
        lambda b: authenticators.check_new(PLACE, question, _text(b)),
        strict=False,
    )
    yield Blob(
        "authenticators.check_answer",
        answer.given.encode(),
        lambda b: authenticators.check_answer(PLACE, question, _text(b), found.public_key, USER.id),
        strict=False,
    )
    yield Blob(
        "authenticators.check_answer",
        found.public_key,
        lambda b: authenticators.check_answer(PLACE, question, answer.given, b, USER.id),
        strict=False,
    )
    yield Blob(
        "authenticators.claim_in",
        answer.given.encode(),
        lambda b: authenticators.claim_in(_text(b)),
        strict=False,
    )
    yield Blob(
        "authenticators.prf_in",
        answer.output.encode(),
        lambda b: authenticators.prf_in(_text(b)),
        strict=False,
    )


def _pager(secret: bytes) -> bytes:
    """A file that an operator wrote: refused by a ValueError that shows nothing of it."""
    try:
        return webhooks.read_secret(_text(secret))
    except ValueError as no:
        shown = str(no)
    assert len(secret) < 8 or _text(secret) not in shown
    raise DoesNotOpen


def _typed() -> Iterator[Blob]:
    yield Blob("webhooks.read_secret", b"whsec_" + base64.b64encode(bytes(range(32))), _pager, strict=False)
    code = admission.admission_code(ARGON, USER.holder, TEAM.holder)
    yield Blob(
        "admission.same_code", code.encode(), lambda b: admission.same_code(_text(b), code), strict=False
    )
    yield Blob(
        "admission.admit",
        code.encode(),
        lambda b: admission.admit(ARGON, _text(b), USER.holder, TEAM.holder),
        strict=False,
    )
    office = admission.office_code(ARGON, USER.holder, "o1")
    yield Blob(
        "admission.recognise",
        office.encode(),
        lambda b: admission.recognise(ARGON, _text(b), USER.holder, "o1"),
        strict=False,
    )
    asked = rotation_asking.Asked("x1", TEAM.id, 1, USER.id)
    yield Blob(
        "rotation_asking.recognise",
        rotation_asking.officer_code(ARGON, COLLEAGUE.holder, TEAM.holder, asked).encode(),
        lambda b: rotation_asking.recognise(ARGON, _text(b), COLLEAGUE.holder, TEAM.holder, asked),
        strict=False,
    )
    read = comparing.comparison_code(ARGON, OTHER.holder, TEAM.holder)
    yield Blob(
        "comparing.compared",
        read.encode(),
        lambda b: comparing.compared(ARGON, _text(b), TEAM.holder, OTHER.holder),
        strict=False,
    )


def _files() -> Iterator[Blob]:
    archive = b"".join(archives.seal_stream(ARGON, WORDS, archives.BACKUP, [b"x" * 3000]))
    yield Blob(
        "archives.open_stream",
        archive,
        lambda b: b"".join(archives.open_stream(ARGON, WORDS, archives.BACKUP, [b])),
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "keys"
        KeyFile.create(path)
        content = path.read_bytes()
    yield Blob("keyfile.KeyFile.load", content, _loaded, strict=False)


def passed(check: Callable[..., None], *given: object) -> bool:
    """True when a check, which only ever refuses, did not."""
    check(*given)
    return True


def _loaded(content: bytes) -> KeyFile:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "keys"
        path.touch(mode=0o600)
        path.write_bytes(content)
        return KeyFile.load(path)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _mapping(raw: bytes) -> dict[str, object]:
    """What a JSON column gives back: an object, whatever stands in it."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return {"m": _text(raw)}
    return found if isinstance(found, dict) else {"m": found}
