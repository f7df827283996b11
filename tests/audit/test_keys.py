"""A public key without a `key:published` is a finding: that is how a replaced key shows."""

import pytest

from signaal.audit import log
from signaal.audit.entries import Entry
from signaal.audit.events import Event
from signaal.audit.findings import Finding
from signaal.store import people, teams
from signaal.store.tables_people import TeamKeyRow, TeamRow, UserRow
from tests.audit.conftest import START

USER, TEAM, KEY = "a" * 32, "b" * 32, "c" * 32
FINGERPRINT = bytes(range(32))


def publish(bench, *, user=True, team=True, fingerprint=FINGERPRINT):
    organisation = bench.organise()
    with bench.store.unit() as unit:
        people.add(
            unit,
            UserRow(
                id=USER,
                login="n",
                name="N",
                email="n@huis.example",
                fingerprint=FINGERPRINT,
                created_at=START,
            ),
        )
        row = teams.add(
            unit,
            TeamRow(id=TEAM, organisation_id=organisation, name="T", function="jgz", created_at=START),
        )
        teams.publish_key(
            unit, row,
            TeamKeyRow(
                id=KEY, team_id=TEAM, version=1, kem_public=b"k", sign_public=b"s", fingerprint=FINGERPRINT,
                created_at=START,
            ),
        )  # fmt: skip
        log.append(unit, Entry(event=Event.PERSON_CREATED, at=START, target=USER))
        for wanted, target in ((user, USER), (team, TEAM)):
            if wanted:
                event = Entry(
                    event=Event.KEY_PUBLISHED, at=START, target=target, fingerprint=fingerprint.hex()
                )
                log.append(unit, event)


def places(bench):
    return {(p.code, p.place) for p in bench.verify().problems}


def test_published_keys_are_sound(bench):
    publish(bench)
    assert bench.verify().ok


@pytest.mark.parametrize(
    ("published", "missing"),
    [
        ({"user": False}, {f"users/{USER}"}),
        ({"team": False}, {f"team_keys/{KEY}"}),
        ({"fingerprint": bytes(32)}, {f"users/{USER}", f"team_keys/{KEY}"}),
    ],
)
def test_a_key_that_was_never_published_is_found(small, published, missing):
    publish(small, **published)
    assert places(small) == {(Finding.KEY_UNPUBLISHED, place) for place in missing}


def test_a_key_that_was_replaced_in_the_table_is_found_twice(small):
    publish(small)
    small.attack(f"UPDATE team_keys SET fingerprint = X'{'00' * 32}' WHERE id = '{KEY}'")
    assert places(small) == {
        (Finding.KEY_UNPUBLISHED, f"team_keys/{KEY}"), (Finding.ROW_EDITED, f"team_keys/{KEY}"),
    }  # fmt: skip
