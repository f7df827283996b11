"""What an action hands to the log, and the bytes that are kept of it.

The types cannot express a name or a sentence: enums, ids, codes, moments, whole numbers.
Bytes: RFC 8785 canonical JSON with the schema version inside; kept as stored, never rebuilt from columns.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from signaal import __version__, terms
from signaal.audit.events import Event
from signaal.audit.fields import Activity, Explanation, Field, LegalBasis, Outcome, Part

SCHEMA = 1
MOST_SUBJECTS = 100
Write = tuple[str, str, str | None]
"""Table, row id, SHA-256 in hex of what was stored (None: the row was deleted)."""

_ID = re.compile(r"[0-9a-f]{32}")
_REQUEST = re.compile(r"[0-9a-f]{16}|[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_POLICY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[0-9]{1,3})?")
_VERSION = re.compile(r"[0-9]+(\.[0-9]+){1,3}((a|b|rc|\.dev)[0-9]+)?")
_PATTERNS = {
    "user": _ID, "team": _ID, "organisation": _ID, "consent": _ID, "target": _ID, "request": _REQUEST,
    "session": _DIGEST, "fingerprint": _DIGEST, "root": _DIGEST,
    "reason": _CODE, "policy": _POLICY, "app": _VERSION,
}  # fmt: skip
_ROW = re.compile(r"[0-9A-Za-z][0-9A-Za-z_:./\-]{0,159}")
_OPTIONAL = {
    Field.SUBJECTS: ("subjects",), Field.PARTS: ("parts",), Field.REASON: ("reason",),
    Field.BASIS: ("basis",), Field.EXPLANATION: ("explanation",), Field.CONSENT: ("consent",),
    Field.TARGET: ("target",), Field.FINGERPRINT: ("fingerprint",), Field.NUMBER: ("number",),
    Field.TREE: ("size", "root"), Field.EPOCH: ("epoch",), Field.PERIOD: ("since", "until"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One event before it has its place in the log. `at` is an aware moment; ids are 32 hex characters.

    `session` is a SHA-256 in hex (see `session_mark`), `address` is cut short (see `truncated`), `role` is
    the role at that moment, `organisation` the one where it happened: its officer sees the event. `reason`
    is a code of a closed list. `purpose` is the event's own activity unless said otherwise.

    Raises:
        ValueError: a value is not of its kind, or the event may not carry that field. Never shows the value.
    """

    event: Event
    at: datetime
    outcome: Outcome = Outcome.OK
    user: str | None = None
    role: terms.Role | None = None
    lead: bool = False
    team: str | None = None
    organisation: str | None = None
    session: str | None = None
    address: str | None = None
    request: str | None = None
    policy: str | None = None
    app: str = __version__
    purpose: Activity | None = None
    subjects: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    reason: str | None = None
    basis: LegalBasis | None = None
    explanation: Explanation | None = None
    consent: str | None = None
    target: str | None = None
    fingerprint: str | None = None
    number: int | None = None
    epoch: int | None = None
    size: int | None = None
    root: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        for name, pattern in _PATTERNS.items():
            value = getattr(self, name)
            if value is not None and not pattern.fullmatch(value):
                raise ValueError(f"{self.event}: {name} is not of its kind")
        for kind, value in self._enums():
            if value is not None and type(value) is not kind:
                raise ValueError(f"{self.event}: {kind.__name__} must come from its list")
        for whole in (self.number, self.size, self.epoch):
            if whole is not None and (type(whole) is not int or whole < 0):
                raise ValueError(f"{self.event}: a count is a whole number, not below zero")
        self._check_subjects()
        self._check_fields()
        if self.address is not None and truncated(self.address) != self.address:
            raise ValueError(f"{self.event}: an address is kept cut short")
        for moment in (self.at, self.since, self.until):
            if moment is not None:
                terms.aware(moment)

    def _enums(self) -> Iterator[tuple[type, object]]:
        yield Event, self.event
        yield Outcome, self.outcome
        yield terms.Role, self.role
        yield Activity, self.purpose
        yield LegalBasis, self.basis
        yield Explanation, self.explanation
        for part in self.parts:
            yield Part, part

    def _check_subjects(self) -> None:
        if len(self.subjects) > MOST_SUBJECTS or len(set(self.subjects)) != len(self.subjects):
            raise ValueError(f"{self.event}: at most {MOST_SUBJECTS} subjects, each once")
        if not all(terms.is_pseudonym(code) or terms.is_reference(code) for code in self.subjects):
            raise ValueError(f"{self.event}: a subject is a case code or a referral code")

    def _check_fields(self) -> None:
        for field, names in _OPTIONAL.items():
            given = any(getattr(self, name) not in (None, ()) for name in names)
            if given and field not in self.event.fields:
                raise ValueError(f"{self.event} may not carry {field}; see signaal/audit/events.py")


def encode(entry: Entry, seq: int, writes: Sequence[Write] = (), salt: bytes | None = None) -> bytes:
    """The canonical bytes of an event at its place in the log; fields without a value are left out.

    `salt` (16 random bytes) keeps a leaf from being guessed from what somebody knows about the event.

    Raises:
        ValueError: rows were written under an event that stores nothing, or a write is not of its kind.
    """
    if writes and not entry.event.writes:
        raise ValueError(f"{entry.event} may not store rows; see signaal/audit/events.py")
    for table, row, digest in writes:
        hashed = digest is None or _DIGEST.fullmatch(digest)
        if not (hashed and _CODE.fullmatch(table) and _ROW.fullmatch(row)):
            raise ValueError(f"{entry.event}: a write is a table, a row id and a SHA-256 or nothing")
    event = entry.event
    kept: dict[str, object] = {
        "v": SCHEMA, "seq": seq, "at": stamp(entry.at), "event": event.value, "action": event.action.value,
        "outcome": entry.outcome.value, "user": entry.user, "role": entry.role and entry.role.value,
        "lead": entry.lead or None, "team": entry.team, "organisation": entry.organisation,
        "session": entry.session, "subjects": list(entry.subjects),
        "parts": [part.value for part in entry.parts],
        "purpose": (entry.purpose or event.activity).value, "basis": entry.basis and entry.basis.value,
        "reason": entry.reason, "explanation": entry.explanation and entry.explanation.value,
        "consent": entry.consent, "target": entry.target, "fingerprint": entry.fingerprint,
        "number": entry.number, "epoch": entry.epoch, "size": entry.size, "root": entry.root,
        "since": entry.since and stamp(entry.since), "until": entry.until and stamp(entry.until),
        "policy": entry.policy, "address": entry.address, "request": entry.request, "app": entry.app,
        "writes": [list(write) for write in writes],
        "salt": (salt if salt is not None else secrets.token_bytes(16)).hex(),
    }  # fmt: skip
    return terms.canonical({name: value for name, value in kept.items() if value is not None and value != []})


def stamp(moment: datetime) -> str:
    """A moment as the log writes it: UTC, milliseconds, `2026-11-21T10:00:00.000Z`. ValueError when naive."""
    return terms.aware(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def session_mark(session_id: str) -> str:
    """What the log keeps of a session: SHA-256 in hex, so that a line never opens one."""
    return sha256(session_id.encode()).hexdigest()


def truncated(address: str) -> str | None:
    """An address with its last part zeroed (IPv4 /24, IPv6 /48); None when it is no address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    mapped = getattr(parsed, "ipv4_mapped", None)
    parsed = mapped or parsed
    bits = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network(f"{parsed}/{bits}", strict=False).network_address)
