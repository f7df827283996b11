"""Two schedulers and three web workers on PostgreSQL, killed at random for a minute: every step once, all mail left."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import secrets
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from signaal.clock import MovingClock
from tests.actions import eviction
from tests.support.instance import new_instance
from tests.support.smtp import Postbox
from tests.support.smtp import new_postbox as new_postbox
from tests.support.smtp import postbox as postbox

SECONDS = 60.0
CLOCKS, STEPS = 24, 5
FIRST = 20
"""Steps of the minute begin here: at night a clock begins with more steps than by day."""
ROOT = Path(__file__).resolve().parents[2]
KINDS = ("scheduler", "scheduler", "web", "web", "web")
SETTLES = 90.0
_WAITS = (
    "SELECT 'mail', state, last_error, attempts, count(*) FROM outbox WHERE channel = 'mail' "
    "GROUP BY 2, 3, 4 UNION ALL SELECT 'clock', state, last_error, failures, count(*) FROM deadlines "
    "WHERE next_step_at IS NOT NULL GROUP BY 2, 3, 4"
)
"""What is still there when not everything came."""


@dataclass
class Brood:
    """The processes that live now, and how many died."""

    folder: Path
    first: tuple[str, ...] = KINDS
    living: list[tuple[str, int]] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)

    def __enter__(self) -> Brood:
        self._parent = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("brood.py")), str(self.folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
            bufsize=0,
        )  # fmt: skip
        for kind in self.first:
            self.start(kind)
        return self

    def start(self, kind: str) -> None:
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(f"{kind}\n".encode())
        there, _, _ = select.select([self._parent.stdout], [], [], 60)
        line = self._parent.stdout.readline().strip() if there else b""
        assert line, "no process began"
        self.living.append((kind, int(line)))

    def kill(self, place: int) -> str:
        """SIGKILL: nothing is finished, nothing is said."""
        kind, pid = self.living.pop(place)
        os.kill(pid, signal.SIGKILL)
        self.kills[kind] += 1
        return kind

    def __exit__(self, *_: object) -> None:
        for _kind, pid in self.living:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._parent.kill()
        self._parent.wait()
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.close()
        self._parent.stdout.close()


@dataclass
class Aftermath:
    """What was planned, what stands, and what the mail server took."""

    planned: dict[tuple[str, int], datetime]
    steps: list[tuple[Any, ...]]
    mails: list[tuple[Any, ...]]
    taken: list[bytes]
    kills: Counter[str]
    stood_in: int


def planned(url: str, clocks: list[str], chance: random.Random) -> dict[tuple[str, int], datetime]:
    """Give every clock a plan whose steps come in the minute that follows, each at a moment of its own."""
    found: dict[tuple[str, int], datetime] = {}
    begun = datetime.now(UTC) + timedelta(seconds=2)
    with psycopg.connect(url, autocommit=True) as connection:
        for clock in clocks:
            moments = sorted(begun + timedelta(seconds=chance.uniform(0, SECONDS - 4)) for _ in range(STEPS))
            numbered = list(enumerate(moments, FIRST))
            found |= {(clock, n): at for n, at in numbered}
            plan = [
                {"n": n, "at": at.isoformat(), "to": "signaller_team", "key": "inside_team", "ack": False}
                for n, at in numbered
            ]
            connection.execute(
                "UPDATE deadlines SET steps = %s, next_step = %s, next_step_at = %s, due_at = %s WHERE id = %s",
                [json.dumps(plan), FIRST, moments[0], moments[-1], clock],
            )
    return found


def live_and_die(folder: Path, url: str, box: Postbox, seed: int) -> Aftermath:
    """A minute of deaths; then calm until everything came."""
    chance = random.Random(seed)
    now = datetime.now(UTC)
    world = new_instance(folder, url, MovingClock(now - timedelta(hours=1)))
    clocks = []
    for _ in range(CLOCKS):
        receipt = eviction.seen(world)
        assert receipt.clock is not None
        clocks.append(receipt.clock.id)
    world.close()
    config = folder / "config.toml"
    text = config.read_text(encoding="utf-8").replace('smtp_host = ""', 'smtp_host = "127.0.0.1"')
    text = re.sub(r"(?m)^smtp_port = \d+$", f"smtp_port = {box.port}", text)
    config.write_text(re.sub(r'(?m)^security = ".*"$', 'security = "none"', text), encoding="utf-8")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("UPDATE deadlines SET next_step_at = NULL WHERE id <> ALL(%s)", [clocks])
    with Brood(folder) as brood:
        wanted = planned(url, clocks, chance)
        until, silence = time.monotonic() + SECONDS, time.monotonic() + SECONDS / 2
        while time.monotonic() < until:
            time.sleep(chance.uniform(0.2, 1.0))  # the moment of a kill is what is random here
            if silence <= time.monotonic() < silence + 8:  # no scheduler at all: the web stands in
                for place in [n for n, (kind, _) in enumerate(brood.living) if kind == "scheduler"][::-1]:
                    brood.kill(place)
                continue
            kind = brood.kill(chance.randrange(len(brood.living)))
            for missing in (Counter(KINDS) - Counter(k for k, _ in brood.living)).elements():
                brood.start(missing)
            assert kind in KINDS
        for missing in (Counter(KINDS) - Counter(k for k, _ in brood.living)).elements():
            brood.start(missing)
        _settle(url, len(wanted))
        return _after(url, wanted, clocks, box, brood.kills)


def _settle(url: str, steps: int) -> None:
    until = time.monotonic() + SETTLES
    asked = (
        "SELECT (SELECT count(*) FROM deadline_steps WHERE number >= 20) >= %s AND NOT EXISTS "
        "(SELECT 1 FROM outbox WHERE channel = 'mail' AND state IN ('queued', 'leased'))"
    )
    with psycopg.connect(url, autocommit=True) as connection:
        while connection.execute(asked, [steps]).fetchone() != (True,):
            assert time.monotonic() < until, connection.execute(_WAITS).fetchall()
            time.sleep(0.5)


def _after(
    url: str, wanted: dict[tuple[str, int], datetime], clocks: list[str], box: Postbox, kills: Counter[str]
) -> Aftermath:
    with psycopg.connect(url, autocommit=True) as connection:
        steps = connection.execute(
            "SELECT deadline_id, number, planned_at, taken_at, leg, id FROM deadline_steps "
            "WHERE number >= 20 AND deadline_id = ANY(%s)",
            [clocks],
        ).fetchall()
        mails = connection.execute(
            "SELECT message_id, state, deadline_step_id FROM outbox WHERE channel = 'mail'"
        ).fetchall()
        row = connection.execute("SELECT count(*) FROM heartbeats WHERE name = 'stand-in'").fetchone()
    return Aftermath(wanted, steps, mails, list(box.taken), kills, row[0] if row else 0)


@pytest.mark.postgres
def test_every_step_is_taken_once_and_every_mail_leaves(
    tmp_path: Path, postgres_url: str, postbox: Postbox
) -> None:
    seed = secrets.randbits(32)
    sys.stdout.write(f"seed {seed}\n")
    found = live_and_die(tmp_path / "instance", postgres_url, postbox, seed)
    assert found.kills["scheduler"] >= 10
    assert found.kills["web"] >= 15
    assert found.stood_in == 1

    once = Counter((clock, number) for clock, number, *_ in found.steps)
    assert once == Counter(found.planned.keys())
    assert set(once.values()) == {1}
    for clock, number, at, taken, leg, _ in found.steps:
        assert at == found.planned[clock, number]
        assert taken >= at
        assert leg == 1

    left = Counter(_message_id(mail) for mail in found.taken)
    of_steps = {message_id for message_id, _, step in found.mails if step}
    assert of_steps <= set(left) <= {message_id for message_id, _, _ in found.mails}
    assert {state for _, state, step in found.mails if step} == {"sent"}
    assert {step for *_, step in found.steps} <= {step for _, _, step in found.mails}


def _message_id(mail: bytes) -> str:
    found = re.search(rb"(?mi)^Message-ID:\s*(<[^>]+>)", mail)
    assert found, mail
    return found[1].decode()
