"""The admin's page: what may be added, what is refused, and how far an admin reaches."""

from __future__ import annotations

from typing import Any

import pytest

from signaal.actions import deadletters, directory
from signaal.actions.context import operator
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import duty, outbox
from signaal.store.tables_work import OutboxRow
from signaal.terms import NotAllowed, NotFound, Refused
from signaal.texts import say
from signaal.vault.pseudonyms import new_id
from tests.actions.events import logged
from tests.support.world import World

PERSON: dict[str, Any] = {
    "login": "annie", "name": "Annie Jansen", "email": "annie@waterland.example", "role": "signaller",
}  # fmt: skip


def test_an_admin_sees_the_own_organisation_and_the_shell_sees_all(world: World) -> None:
    (jgz,) = directory.organisations_seen(world.ctx("jgz_admin"))
    assert (jgz.name, jgz.kind) == ("JGZ Waterland", "jgz")
    assert [(t.name, t.founded, t.holders, t.leads, t.members) for t in jgz.teams] == [
        ("JGZ-team Noord", True, 4, 2, 4)
    ]
    assert {p.login for p in jgz.people} >= {"nurse", "jgz_lead", "jgz_officer", "jgz_admin"}
    everything = directory.organisations_seen(operator(world.tools))
    assert [o.name for o in everything] == ["De Regenboog", "Gemeente Waterland", "JGZ Waterland"]
    school = everything[0].teams[0]
    assert (school.mode, school.holders, school.members) == ("personal", 2, 4)
    assert logged(world.tools, Event.PEOPLE_LISTED)


@pytest.mark.parametrize(
    "name", ["nurse", "jgz_lead", "responder", "coordinator", "jgz_officer", "jgz_supervisor"]
)
def test_nobody_else_sees_or_adds_people(world: World, name: str) -> None:
    ctx = world.ctx(name)
    with pytest.raises(NotAllowed):
        directory.organisations_seen(ctx)
    with pytest.raises(NotAllowed):
        directory.add_person(ctx, world.organisations["jgz"], **PERSON)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"login": "X"}, "login"),
        ({"login": "nurse"}, "login"),
        ({"login": "a b"}, "login"),
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@b\r\nBcc: c@d"}, "email"),
        ({"role": "boss"}, "role"),
        ({"profession": "spy"}, "profession"),
        ({"language": "fr"}, "language"),
        ({"team_id": None}, "team"),
        ({"role": "coordinator"}, "team"),
        ({"role": "admin", "team_id": None, "lead": True}, "lead"),
        ({"team_id": "social"}, "team"),
    ],
)
def test_bad_input_is_said_at_its_field_and_stores_nothing(
    world: World, change: dict[str, Any], field: str
) -> None:
    values = {**PERSON, "team_id": world.teams["jgz_team"], **change}
    if values["team_id"] == "social":
        values["team_id"] = world.teams["social_team"]
    before = len(logged(world.tools))
    with pytest.raises(Refused) as stopped:
        directory.add_person(operator(world.tools), world.organisations["jgz"], **values)
    assert list(stopped.value.problems) == [field]
    said = stopped.value.problems[field]
    assert all(say(language, said.key, **said.params) for language in ("nl", "en"))
    assert len(logged(world.tools)) == before


def test_an_admin_adds_within_the_own_organisation_only(world: World) -> None:
    ctx = world.ctx("jgz_admin")
    directory.add_person(ctx, world.organisations["jgz"], **PERSON, team_id=world.teams["jgz_team"])
    with pytest.raises(NotFound):
        directory.add_person(ctx, world.organisations["school"], **PERSON)
    with pytest.raises(NotFound):
        directory.add_organisation(ctx, "Fonds", "fund", "Waterland")
    with pytest.raises(NotFound):
        directory.add_team(ctx, world.organisations["town"], "Wijkteam Vals", "wijkteam", receives=True)
    assert len(logged(world.tools, Event.ACCESS_DENIED)) == 3


def test_an_organisation_names_what_it_may_apply_for(world: World) -> None:
    shell = operator(world.tools)
    assert directory.add_organisation(shell, "Fonds", "fund", "Waterland", ["kledingbank"])
    with pytest.raises(Refused) as stopped:
        directory.add_organisation(shell, "", "shop", "Waterland", ["gouden_munten"])
    assert set(stopped.value.problems) == {"name", "kind", "affiliated"}


def test_duty_lines_come_and_go(world: World) -> None:
    ctx, home = world.ctx("town_admin"), world.organisations["town"]
    first = directory.add_duty(ctx, home, "wijkteam", "075 123 45 67", [0, 1, 2, 3, 4])
    directory.add_duty(ctx, home, "crisisdienst", "+31 75 765 43 21", (), 0, 0, second=True)
    (town,) = directory.organisations_seen(ctx)
    assert [(line.function, line.days, line.second) for line in town.duty] == [
        ("social_team", (0, 1, 2, 3, 4), False),
        ("crisisdienst", (), True),
    ]
    directory.remove_duty(ctx, first)
    with world.tools.store.reading() as reader:
        assert [row.function for row in duty.everything(reader)] == ["crisisdienst"]
    with pytest.raises(NotFound):
        directory.remove_duty(ctx, first)
    with pytest.raises(NotFound):
        directory.remove_duty(world.ctx("jgz_admin"), first)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"phone": ""}, "phone"),
        ({"phone": "bel Annie"}, "phone"),
        ({"function": ""}, "function"),
        ({"days": [7]}, "days"),
        ({"from_minute": 1441}, "from_minute"),
        ({"to_minute": -1}, "to_minute"),
    ],
)
def test_a_duty_line_that_makes_no_sense_is_refused(world: World, change: dict[str, Any], field: str) -> None:
    values: dict[str, Any] = {"function": "wijkteam", "phone": "075 123 45 67", **change}
    with pytest.raises(Refused) as stopped:
        directory.add_duty(operator(world.tools), world.organisations["town"], **values)
    assert list(stopped.value.problems) == [field]


def dead_letter(world: World) -> None:
    with world.tools.store.unit() as unit:
        row = OutboxRow(
            id=new_id(),
            user_id=world.people["nurse"].user_id,
            channel="mail",
            message=Message.NUDGE.value,
            link="/vandaag",
            not_before=world.clock.now(),
            state="dead",
            last_error="unreachable",
            message_id="<a@b>",
            created_at=world.clock.now(),
        )
        outbox.add(unit, row)
        unit.written()
        unit.audited = True


def test_dead_letters_of_the_own_organisation_can_be_tried_again(world: World) -> None:
    dead_letter(world)
    (letter,) = deadletters.dead_letters(world.ctx("jgz_admin"))
    assert letter.to == "Nurse de Vries"
    assert letter.why is not None
    assert say("nl", letter.why.key)
    assert say("en", letter.what.key)
    assert deadletters.dead_letters(world.ctx("town_admin")) == ()
    with pytest.raises(NotFound):
        deadletters.retry(world.ctx("town_admin"), letter.id)
    assert letter.domain == "waterland.example"
    deadletters.retry(world.ctx("jgz_admin"), letter.id)
    assert deadletters.dead_letters(world.ctx("jgz_admin")) == ()


def test_a_dead_letter_can_be_given_up_and_stays_counted(world: World) -> None:
    dead_letter(world)
    (letter,) = deadletters.dead_letters(world.ctx("jgz_admin"))
    with pytest.raises(NotFound):
        deadletters.give_up(world.ctx("town_admin"), letter.id)
    deadletters.give_up(world.ctx("jgz_admin"), letter.id)
    assert deadletters.number(world.ctx("jgz_admin")) == 0
    with pytest.raises(NotFound):
        deadletters.retry(world.ctx("jgz_admin"), letter.id)
    with world.tools.store.reading() as reader:
        assert outbox.counts(reader)["given_up"] == 1
