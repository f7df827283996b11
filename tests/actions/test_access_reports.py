"""The overview for a family: the officer's part without content, the team's part without another household."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from signaal.actions import (
    cases,
    confirming,
    naming,
    reportcontent,
    reportfiles,
    reporting,
    requests,
    statements,
)
from signaal.actions.endings import Watch
from signaal.actions.reportcontent import Choices
from signaal.actions.views.reports import Report
from signaal.audit.events import Event
from signaal.terms import Bundle, Conflict, NotAllowed, NotFound, Refused
from signaal.vault.pseudonyms import new_id
from signaal.workflows.calendar import local_day
from signaal.workflows.contacts import Child
from signaal.workflows.conversations import Talk
from signaal.workflows.deciders import Decides, Family, Item, Person
from signaal.workflows.requests import Asked, RequestKind, Whose
from signaal.workflows.signals import About, AboutKind
from tests.actions.events import logged
from tests.support.world import World
from tests.theft.story import Story

CHILD = ("Merel Kluutmans", "Wulp Kluutmans", "Fazant Kluutmans")
"""Of five, of thirteen and of sixteen years."""
HOME = ("Kokmeeuw Kluutmans", "0612345009", "Zwaluwlaan 12", "bel na zes uur", "nooit op het werk")
"""The parent, and how the parent is reached."""
SAID = ("Grutto wens", "Tureluur sterk", "Scholekster helpt")
REMARK = {None: "Huis Roerdomp", 0: "Kind Ooievaar", 1: "Kind Lepelaar", 2: "Kind Kraanvogel"}
"""What was written about the household, and about each child."""
FATHER, MOTHER = "Vader Zeearend", "Moeder Visarend"
"""What each parent said in a talk alone."""


@pytest.fixture
def code(world: World) -> str:
    """A card on which every part has a word of its own."""
    story = Story(world)
    today = local_day(world.clock.now())
    births = [today.replace(year=today.year - age) - timedelta(days=40) for age in (5, 13, 16)]
    children = tuple(Child(name, birth) for name, birth in zip(CHILD, births, strict=True))
    contact = replace(
        story.contact(), children=children, parent_name=HOME[0], phone=HOME[1], address=HOME[2],
        call_when=HOME[3], call_not=HOME[4], email="",
    )  # fmt: skip
    own = replace(story.signal(), remark=REMARK[None], about=About(AboutKind.PARENT))
    talk = Talk(("both_parents",), wish=SAID[0], goes_well=SAID[1], helpers=SAID[2], told_how="talk")
    yes = replace(story.yes(Bundle.EVERYTHING), items=(Item(),))
    made = story.submit("nurse", signal=own, contact=contact, talk=talk, consent=yes).pseudonym or ""
    for n in range(3):
        about = replace(story.signal(), remark=REMARK[n], about=About(AboutKind.CHILD, n))
        story.submit("nurse", pseudonym=made, signal=about, ending=Watch())
    for partner, words in (("father", FATHER), ("mother", MOTHER)):
        story.submit("nurse", pseudonym=made, talk=Talk((partner,), wish=words), ending=Watch())
    statements.record(world.ctx("nurse"), made, "other_parent", "Verklaring Buizerd", new_id())
    statements.record(world.ctx("nurse"), made, "parent", "Verklaring Havik", new_id())
    cases.read(world.ctx("nurse2"), made)
    return made


def asks(world: World, code: str, who: set[Person], whose: set[Whose]) -> str:
    """A request by these, registered; its id."""
    asked = Asked(RequestKind.ACCESS, frozenset(who), frozenset(whose), local_day(world.clock.now()))
    before = {one.id for one in requests.listed(world.ctx("jgz_officer"))}
    requests.register(world.ctx("jgz_officer"), code, asked, "known_in_person", new_id())
    return next(one.id for one in requests.listed(world.ctx("jgz_officer")) if one.id not in before)


def content(world: World, code: str, request_id: str, children: set[int], *seats: str) -> str:
    """The whole content part as text."""
    chosen = Choices(frozenset(children), frozenset(seats))
    return words(reportcontent.content_part(world.ctx("nurse"), code, request_id, chosen))


def words(report: Report) -> str:
    return reportfiles.as_json(report)


def test_the_parent_gets_the_household_and_the_youngest(world: World, code: str) -> None:
    request_id = asks(world, code, {Person.PARENT}, {Whose.OWN, Whose.UNDER_12})
    text = content(world, code, request_id, {0}, "mother")
    for word in (
        CHILD[0],
        *HOME,
        *SAID,
        REMARK[None],
        REMARK[0],
        MOTHER,
        "Verklaring Havik",
        "Wijkteam Oost",
    ):
        assert word in text, word
    for word in (CHILD[1], CHILD[2], REMARK[1], REMARK[2], FATHER, "Verklaring Buizerd"):
        assert word not in text, word


def test_the_other_parent_gets_the_child_and_never_the_household(world: World, code: str) -> None:
    request_id = asks(world, code, {Person.OTHER_PARENT}, {Whose.UNDER_12})
    text = content(world, code, request_id, {0}, "father")
    for word in (CHILD[0], REMARK[0], FATHER, "Verklaring Buizerd"):
        assert word in text, word
    for word in (
        *HOME,
        REMARK[None],
        REMARK[1],
        REMARK[2],
        CHILD[1],
        CHILD[2],
        MOTHER,
        "Havik",
        "Wijkteam Oost",
    ):
        assert word not in text, word


def test_the_young_person_gets_the_own_items_alone(world: World, code: str) -> None:
    request_id = asks(world, code, {Person.YOUNG_PERSON}, {Whose.FROM_16})
    text = content(world, code, request_id, {2}, "young_person")
    assert REMARK[2] in text
    assert CHILD[2] in text
    for word in (*HOME, *SAID, REMARK[None], REMARK[0], REMARK[1], CHILD[0], CHILD[1], FATHER, MOTHER):
        assert word not in text, word


@pytest.mark.parametrize(
    ("who", "whose", "children"),
    [
        ({Person.PARENT}, {Whose.OWN, Whose.UNDER_12}, {1}),
        ({Person.PARENT}, {Whose.OWN, Whose.UNDER_12}, {0, 2}),
        ({Person.PARENT}, {Whose.OWN}, {0}),
        ({Person.PARENT}, {Whose.OWN}, {9}),
        ({Person.OTHER_PARENT}, {Whose.UNDER_12}, {2}),
        ({Person.YOUNG_PERSON}, {Whose.FROM_16}, {1}),
        ({Person.YOUNG_PERSON}, {Whose.FROM_16}, {0}),
        ({Person.PARENT, Person.YOUNG_PERSON}, {Whose.FROM_12, Whose.FROM_16}, {1, 2}),
    ],
)
def test_a_child_of_whom_these_may_not_ask_is_refused(
    world: World, code: str, who: set[Person], whose: set[Whose], children: set[int]
) -> None:
    request_id = asks(world, code, who, whose)
    with pytest.raises(Refused) as no:
        content(world, code, request_id, children)
    assert set(no.value.problems) == {"children"}


def test_a_young_person_who_asks_for_the_household_gets_it_only_without_a_parent_above(
    world: World, code: str
) -> None:
    request_id = asks(world, code, {Person.YOUNG_PERSON}, {Whose.OWN, Whose.FROM_16})
    text = content(world, code, request_id, {2})
    assert not [word for word in (*HOME, REMARK[None]) if word in text]


def test_a_remark_about_somebody_else_can_stay_out(world: World, code: str) -> None:
    request_id = asks(world, code, {Person.PARENT}, {Whose.OWN})
    signal = next(s for s in cases.read(world.ctx("nurse"), code).signals if s.remark == REMARK[None])
    chosen = Choices(without=frozenset({signal.id}))
    text = words(reportcontent.content_part(world.ctx("nurse"), code, request_id, chosen))
    assert REMARK[None] not in text
    assert HOME[2] in text


def test_a_yes_about_a_sibling_of_the_same_age_stays_out(world: World, code: str) -> None:
    story, today = Story(world), local_day(world.clock.now())
    twin = tuple(Child(name, today.replace(year=today.year - 13)) for name in CHILD[:2])
    contact = replace(story.contact(), children=twin)
    yes = replace(
        story.yes(Bundle.CALL_ONLY), family=Family(Decides.PARENTS_TOGETHER), items=(Item(child_age=13),),
        said_yes=(Person.PARENT, Person.YOUNG_PERSON),
    )  # fmt: skip
    own = (
        story.submit(
            "nurse", signal=story.signal(), contact=contact, talk=story.talk(), consent=yes
        ).pseudonym
        or ""
    )
    request_id = asks(world, own, {Person.OTHER_PARENT, Person.YOUNG_PERSON}, {Whose.FROM_12})
    assert "Wijkteam Oost" not in content(world, own, request_id, {0})


@pytest.mark.parametrize("who", ["jgz_officer", "jgz_supervisor", "responder", "jgz_admin"])
def test_nobody_without_the_work_makes_the_content_part(world: World, code: str, who: str) -> None:
    request_id = asks(world, code, {Person.PARENT}, {Whose.OWN})
    with pytest.raises(NotAllowed):
        reportcontent.content_part(world.ctx(who), code, request_id, Choices())


@pytest.mark.parametrize("who", ["school_lead", "teacher"])
def test_another_team_makes_nothing(world: World, code: str, who: str) -> None:
    request_id = asks(world, code, {Person.PARENT}, {Whose.OWN})
    with pytest.raises(NotFound):
        reportcontent.content_part(world.ctx(who), code, request_id, Choices())


def test_a_request_opens_its_own_card_and_no_longer_than_it_waits(world: World, code: str) -> None:
    story = Story(world)
    other = story.submit("nurse", signal=story.signal(), ending=Watch()).pseudonym or ""
    request_id = asks(world, other, {Person.PARENT}, {Whose.OWN})
    with pytest.raises(NotFound):
        content(world, code, request_id, set())
    requests.answer(world.ctx("jgz_officer"), request_id, "granted", "")
    with pytest.raises(NotFound):
        content(world, other, request_id, set())


def test_making_it_is_explained_and_stands_in_the_register(world: World, code: str) -> None:
    request_id = asks(world, code, {Person.PARENT}, {Whose.OWN})
    reportcontent.offer(world.ctx("nurse2"), code, request_id)
    with pytest.raises(Refused):
        content(world, code, request_id, {2})
    assert requests.look(world.ctx("jgz_officer"), request_id).content_at is None
    reportcontent.content_part(world.ctx("nurse2"), code, request_id, Choices())
    line = logged(world.tools, Event.REPORT_CONTENT_READ)[-1]
    assert (line["explanation"], line["target"], line["subjects"]) == ("family_request", request_id, [code])
    assert requests.look(world.ctx("jgz_officer"), request_id).content_at == world.clock.now()


def test_the_officers_part_names_functions_and_holds_no_content(world: World, code: str) -> None:
    request_id = asks(world, code, {Person.PARENT}, {Whose.OWN})
    report = reporting.log_part(world.ctx("jgz_officer"), request_id)
    text = words(report)
    for word in ("medewerker van JGZ-team Noord", "Kaart geopend", "Wet publieke gezondheid"):
        assert word.lower() in text.lower(), word
    names = [person.login for person in world.people.values()]
    for word in (*names, *HOME, *SAID, *CHILD, *filter(None, REMARK.values()), FATHER, "de Vries"):
        assert f" {word} ".lower() not in text.lower().replace('"', " "), word


def test_who_asks_for_a_child_only_learns_of_looks_alone(world: World, code: str) -> None:
    request_id = asks(world, code, {Person.OTHER_PARENT}, {Whose.UNDER_12})
    (looks, _) = reporting.log_part(world.ctx("jgz_officer"), request_id).parts
    what = {row[2] for row in looks.rows}
    assert what
    assert not [said for said in what if "ja" in said.lower().split() or "klok" in said.lower()]
    whole = reporting.log_part(
        world.ctx("jgz_officer"), asks(world, code, {Person.PARENT}, {Whose.OWN})
    ).parts[0]
    assert what < {row[2] for row in whole.rows}


@pytest.mark.parametrize("who", ["school_officer", "town_officer"])
def test_another_officer_makes_nothing(world: World, code: str, who: str) -> None:
    request_id = asks(world, code, {Person.PARENT}, {Whose.OWN})
    with pytest.raises(NotFound):
        reporting.log_part(world.ctx(who), request_id)


def test_naming_takes_two_people_and_a_fresh_factor(world: World, code: str) -> None:
    request_id = asks(world, code, {Person.PARENT}, {Whose.OWN})
    officer = world.ctx("jgz_officer")
    with pytest.raises(Refused):
        naming.ask(officer, request_id, "because")
    naming.ask(officer, request_id, "suspected_misuse")
    with pytest.raises(Conflict):
        naming.ask(officer, request_id, "suspected_misuse")
    assert naming.waiting(officer) == ()
    for deed in (naming.agree, naming.decline):
        with pytest.raises(NotFound):
            deed(officer, request_id)
    for who in ("nurse", "school_officer", "school_lead", "jgz_supervisor"):
        with pytest.raises((NotFound, NotAllowed)):
            naming.agree(world.ctx(who), request_id)
    assert "de Vries" not in words(reporting.log_part(world.ctx("jgz_officer"), request_id))
    (waits,) = naming.waiting(world.ctx("jgz_lead"))
    assert (waits.pseudonym, waits.reason) == (code, "suspected_misuse")
    with pytest.raises(confirming.ConfirmFirst):
        naming.agree(replace(world.ctx("jgz_lead"), step_up_at=None), request_id)
    naming.agree(world.ctx("jgz_lead"), request_id)
    assert "Nurse de Vries" in words(reporting.log_part(world.ctx("jgz_officer"), request_id))
    world.clock.advance(minutes=6)
    with pytest.raises(confirming.ConfirmFirst):
        reporting.log_part(world.ctx("jgz_officer"), request_id)


def test_after_a_refusal_functions_stay_and_it_may_be_asked_again(world: World, code: str) -> None:
    request_id = asks(world, code, {Person.PARENT}, {Whose.OWN})
    naming.ask(world.ctx("jgz_officer"), request_id, "not_without")
    naming.decline(world.ctx("jgz_lead2"), request_id)
    assert "de Vries" not in words(reporting.log_part(world.ctx("jgz_officer"), request_id))
    with pytest.raises(NotFound):
        naming.agree(world.ctx("jgz_lead2"), request_id)
    naming.ask(world.ctx("jgz_officer"), request_id, "employee_agrees")


def test_both_parts_become_paper(world: World, code: str) -> None:
    request_id = asks(world, code, {Person.PARENT}, {Whose.OWN})
    for report in (
        reporting.log_part(world.ctx("jgz_officer"), request_id),
        reportcontent.content_part(
            world.ctx("nurse"), code, request_id, Choices(seats=frozenset({"mother"}))
        ),
    ):
        assert reportfiles.pdf(report).startswith(b"%PDF")
