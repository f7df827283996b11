"""Checks the whole log: tree, checkpoints, what was derived, and every stored row against its last event.

What it cannot find, and nobody can without a witness: a tail cut off after the last checkpoint that
somebody else has seen, by a person who owns the server and its key. See docs/audit-log.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from signaal.audit import chain, epochs, promises
from signaal.audit.chain import Lap
from signaal.audit.checkpoints import Verifier
from signaal.audit.findings import Finding, Findings, Report
from signaal.audit.promises import Promises
from signaal.audit.told import Told
from signaal.store import memberships, papers, people, teams, witness
from signaal.store.reader import Reader

TERM = timedelta(days=5 * 365)
"""Events stay at least so long (the log's design page, "Keeping"); calendar years are a day or two longer."""


def run(reader: Reader, folder: Path, verifier: Verifier, lap: Lap = lambda _part: None) -> Report:
    """Check everything there is. Streams: memory holds one digest for every row that was ever written.

    `folder` is where checkpoints stand outside the database; `verifier` names the epoch that the log is in.

    Raises:
        Unavailable: the database cannot be read.
    """
    findings = Findings()
    promised = Promises(reader, folder, verifier, findings)
    lap("checkpoints")
    walked = chain.walk(reader, findings, promised.sizes, lap)
    current = epochs.number(verifier.origin, verifier.origin.rpartition("/")[0]) or 0
    promises.judge(promised, walked, current, findings)
    promises.witnessed_times(reader, promised, walked, findings)
    promises.pruned(reader, promised, walked, TERM, findings)
    lap("checkpoints")
    _rows(reader, walked.told, findings)
    _keys(reader, walked.told, findings)
    _ended(reader, walked.told, findings)
    lap("rows")
    return findings.report(walked.tree.size, walked.tree.root())


def _rows(reader: Reader, told: Told, findings: Findings) -> None:
    """Every witnessed row against the digest in its last event: direct writes to any table are found."""
    last = told.writes
    for table, row, digest in witness.scan(reader):
        said, seq = last.pop((table, row), (None, None))
        if said is None:
            findings.add(Finding.ROW_INSERTED, seq, f"{table}/{row}")
        elif said != digest:
            findings.add(Finding.ROW_EDITED, seq, f"{table}/{row}")
    for (table, row), (said, seq) in last.items():
        if said is not None:
            findings.add(Finding.ROW_DELETED, seq, f"{table}/{row}")


def _keys(reader: Reader, told: Told, findings: Findings) -> None:
    """Every public key against its `key:published`: target is the user's or team's id."""
    for place, owner, fingerprint in public_keys(reader):
        if (owner, fingerprint.hex()) not in told.keys:
            findings.add(Finding.KEY_UNPUBLISHED, place=place)


def _ended(reader: Reader, told: Told, findings: Findings) -> None:
    """A place that ended and is there again was written back, also when signaal itself wrote the row since."""
    for row in memberships.there_of(reader, told.ended):
        findings.add(Finding.MEMBER_RETURNED, told.ended[row.id], f"memberships/{row.id}")


def public_keys(reader: Reader) -> Iterator[tuple[str, str, bytes]]:
    """(place, user or team id, fingerprint) of every public key that is in use, or waits to be after a reset."""
    for user in people.everything(reader):
        if user.fingerprint is not None:
            yield f"users/{user.id}", user.id, user.fingerprint
        if user.pending is not None:
            yield f"users/{user.id}", user.id, _waiting(user.pending)
    for team in teams.everything(reader):
        for key in teams.keys(reader, team.id):
            yield f"team_keys/{key.id}", team.id, key.fingerprint
    for paper in papers.everything(reader):
        yield f"recovery_papers/{paper.id}", paper.id, paper.fingerprint


def _waiting(pending: Mapping[str, object]) -> bytes:
    """The fingerprint of the keys that wait in an account's row; no bytes when somebody wrote something else there."""
    try:
        kem, sign = (bytes.fromhex(str(pending[name])) for name in ("kem_public", "sign_public"))
    except (KeyError, ValueError, TypeError):
        return b""
    return sha256(kem + sign).digest()
