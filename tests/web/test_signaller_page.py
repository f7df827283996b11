"""The one page: what is sent is stored once or not at all, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape

import pytest

from signaal.actions import cases, drafts
from signaal.texts import say
from signaal.workflows.calendar import local_day
from tests.support.forms import fields_of
from tests.support.world import World
from tests.web.signaller_hand import NEW, Pen, errors_in

TYPED = "Sam zei: 'we eten morgen wel'"


@pytest.fixture
def pen(world: World) -> Pen:
    return Pen.of(world)


@pytest.fixture(scope="module")
def refused(built: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pen]:
    """One world for every form that is refused: nothing may be stored in it."""
    world = built.copy(tmp_path_factory.mktemp("refused"))
    yield Pen.of(world)
    world.close()


def stored(world: World) -> int:
    return len(cases.page(world.ctx("nurse")).lines)


def day(name: str, when: date) -> dict[str, str]:
    return {f"{name}-day": str(when.day), f"{name}-month": str(when.month), f"{name}-year": str(when.year)}


def code_in(html: str) -> str:
    found = re.search(r'class="code"[^>]*>([0-9A-Z]{4}-[0-9A-Z]{4})<', html)
    assert found
    return found[1]


def kept(html: str, name: str) -> list[str]:
    return fields_of(html).get(name, [])


def test_first_it_asks_where_and_remembers_nothing(pen: Pen) -> None:
    page = pen.get("/signaal/nieuw").text
    assert "setting=jgz_0_4" in page
    assert "setting=school_primary" not in page
    assert "Set-Cookie" not in pen.get(NEW).headers
    assert "setting=jgz_0_4" in pen.get("/signaal/nieuw").text


def test_a_school_sees_its_own_settings_and_writes_down_money_only_as_told(world: World) -> None:
    teacher = Pen.of(world, "teacher")
    assert "setting=school_primary" in teacher.get("/signaal/nieuw").text
    page = teacher.get("/signaal/nieuw?setting=school_primary").text
    assert 'id="told-PARENT_CANT_PAY"' in page
    assert 'id="seen-PARENT_CANT_PAY"' not in page


def test_a_signal_alone_is_one_tick_and_one_button(pen: Pen) -> None:
    answer = pen.write(seen=["CLOTHES_WORN"])
    assert answer.status_code == 303
    receipt = pen.get(answer.location).text
    assert say("nl", "case.neutral.title") in receipt
    card = pen.get(f"/kaart/{code_in(receipt)}").text
    assert "Kleding of schoenen zijn kapot of versleten" in card


def test_sending_twice_shows_the_same_receipt(pen: Pen) -> None:
    fields = pen.page() | {"seen": ["CLOTHES_WORN"]}
    first, second = pen.send(fields), pen.send(fields)
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert pen.get(first.location).text.count("receipt__title") == 1
    assert stored(pen.world) == 1


def test_an_empty_page_says_what_is_missing_and_leads_there(pen: Pen) -> None:
    answer = pen.write()
    assert answer.status_code == 422
    assert "<title>Fout:" in answer.text
    assert errors_in(answer.text) == ["seen-0"]
    assert stored(pen.world) == 0


TODAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("remark", {"remark": "x" * 281}),
        ("remark", {"remark": "een\x07bel"}),
        ("remark", {"remark": "BSN 111222333"}),
        ("wish", {"wish": "w" * 501, "partners": ["mother"]}),
        ("partners-0", {"wish": "rust"}),
        ("seen_on-day", day("seen_on", TODAY + timedelta(days=1))),
        ("seen_on-day", {"seen_on-day": "30", "seen_on-month": "2", "seen_on-year": "2026"}),
        ("children.0.birth-day", day("children.0.birth", TODAY + timedelta(days=9))),
        ("children.0.birth-day", day("children.0.birth", date(1980, 1, 1))),
        ("phone", {"phone": "bel maar"}),
        ("email", {"email": "geen adres"}),
        ("due_date-day", day("due_date", date(2029, 1, 1))),
        ("recipient", {"answer": "yes", "recipient": "team:" + "f" * 32, "said_yes": ["parent"]}),
        ("recipient", {"answer": "yes", "said_yes": ["parent"], "told_how": "talk"}),
        ("next-0", {"next": "verdwijnen"}),
        ("next-0", {"next": ""}),
        ("on-day", {"next": "talk"}),
        ("on-day", {"next": "follow_up", **day("on", TODAY - timedelta(days=1))}),
        ("provision", {"next": "help"}),
        ("reason", {"next": "close"}),
        ("about-0", {"about": "child.7"}),
        ("setting", {"setting": "ergens"}),
        ("seen-0", {"seen": ["CLOTHES_WORN", "SCORE_7"]}),
        ("told-0", {"told": ["SAFETY_CONCERN"]}),
        ("acute.HOME_EVICTION-0", {"told": ["HOME_EVICTION"]}),
        ("acute.HOME_EVICTION-0", {"told": ["HOME_EVICTION"], "acute.HOME_EVICTION": "letter_seen"}),
    ],
)
def test_every_wrong_answer_is_told_at_its_field_and_nothing_is_lost(
    refused: Pen, field: str, changes: dict[str, list[str] | str]
) -> None:
    fields = refused.page() | {
        "seen": ["CLOTHES_WORN"],
        "parent_name": ["Noor 't Hart"],
        "goes_well": [TYPED],
    }
    if "partners" not in changes and field != "partners-0":
        fields |= {"partners": ["mother"]}
    answer = refused.send({**fields, **changes})
    assert answer.status_code == 422
    assert field in errors_in(answer.text)
    assert "<title>Fout:" in answer.text
    assert kept(answer.text, "parent_name") == ["Noor 't Hart"]
    assert kept(answer.text, "goes_well") == [TYPED]
    for name, value in changes.items():
        wanted = [value] if isinstance(value, str) else value
        if name in ("remark", "wish", "phone", "email") or name.endswith(("-day", "-year")):
            assert [text.strip() for text in kept(answer.text, name)] == wanted
    assert stored(refused.world) == 0


def test_an_unknown_field_is_refused_by_name_of_nothing(pen: Pen) -> None:
    answer = pen.write(seen=["CLOTHES_WORN"], nationality="x")
    assert answer.status_code == 422
    assert say("nl", "errors.unknown_fields.one") in answer.text
    assert kept(answer.text, "seen") == ["CLOTHES_WORN"]
    assert stored(pen.world) == 0


def test_a_form_without_a_good_token_keeps_everything(pen: Pen) -> None:
    answer = pen.write(seen=["CLOTHES_WORN"], goes_well=TYPED, csrf_token="oud")
    assert answer.status_code in (400, 422)
    assert TYPED in unescape(answer.text)
    for press in ("more", "child", "search", "later"):
        assert pen.write(seen=["CLOTHES_WORN"], press=press, csrf_token="oud").status_code >= 400
    assert stored(pen.world) == 0


def test_another_teams_card_in_the_form_is_refused_and_nothing_is_lost(pen: Pen) -> None:
    teacher = Pen.of(pen.world, "teacher")
    made = teacher.write("/signaal/nieuw?setting=school_primary", seen=["CLOTHES_WORN"])
    theirs = code_in(teacher.get(made.location).text)
    answer = pen.write(seen=["CLOTHES_WORN"], goes_well=TYPED, partners=["mother"], card=theirs)
    assert answer.status_code == 422
    assert kept(answer.text, "goes_well") == [TYPED]
    assert pen.get(f"/signaal/nieuw?setting=jgz_4_12&kaart={theirs}").status_code == 404


def test_a_number_that_is_no_bsn_can_be_allowed(pen: Pen) -> None:
    answer = pen.write(seen=["CLOTHES_WORN"], remark="nummer 111222333")
    assert 'name="not_bsn"' in answer.text
    assert pen.send(fields_of(answer.text), not_bsn="y").status_code == 303


def test_searching_keeps_what_was_ticked_and_shows_the_whole_list(pen: Pen) -> None:
    answer = pen.write(seen=["CLOTHES_WORN"], search="honger", press="search")
    assert answer.status_code == 200
    assert "FOOD_CHILD_SAYS_HUNGRY" in answer.text
    assert 'id="seen-FOOD_CHILD_SAYS_HUNGRY"' not in answer.text  # of another setting: only as told
    assert kept(answer.text, "seen") == ["CLOTHES_WORN"]
    assert answer.text.count('id="told-CLOTHES_WORN"') == 1


def test_another_child_gets_a_row(pen: Pen) -> None:
    answer = pen.write(children__0__name="Sam", press="child")
    assert kept(answer.text, "children.0.name") == ["Sam"]
    assert "children.1.name" in fields_of(answer.text)


def test_circumstances_help_to_search_and_are_never_stored(pen: Pen) -> None:
    answer = pen.write(seen=["CLOTHES_WORN"], circumstances=["CTX_BENEFIT"])
    card = pen.get(f"/kaart/{code_in(pen.get(answer.location).text)}").text
    assert "uitkering" not in card
    page = pen.send(pen.page() | {"circumstances": ["CTX_BENEFIT"]}, "/signaal/hulp").text
    assert 'class="ideas"' in page
    assert "catalogue" not in page


def test_later_keeps_everything_typed_even_what_does_not_fit(pen: Pen) -> None:
    answer = pen.write(seen=["CLOTHES_WORN"], remark="r" * 400, goes_well=TYPED, phone="x", press="later")
    assert (answer.status_code, answer.location) == (303, "/concepten")
    [line] = drafts.page(pen.world.ctx("nurse"))
    page = pen.get(f"/signaal/nieuw?concept={line.id}").text
    assert kept(page, "goes_well") == [TYPED]
    assert kept(page, "remark") == ["r" * 400]
    assert kept(page, "seen") == ["CLOTHES_WORN"]
    done = pen.send(fields_of(page), remark="kort", phone="0785550100", partners=["mother"])
    assert done.status_code == 303
    assert drafts.page(pen.world.ctx("nurse")) == ()


def test_nobody_on_duty_is_said_before_saving(pen: Pen) -> None:
    assert say("nl", "signal.duty.nobody") in pen.get(NEW).text


def test_an_acute_code_starts_the_clock_and_can_be_undone(pen: Pen) -> None:
    today = local_day(pen.world.clock.now())
    letter = day("acute.HOME_EVICTION.letter", today - timedelta(days=3))
    fields = pen.page() | {"told": ["HOME_EVICTION"], "acute.HOME_EVICTION": ["letter_seen"]}
    answer = pen.send({**fields, **{name: [value] for name, value in letter.items()}})
    assert answer.status_code == 303
    page = pen.get(answer.location).text
    assert "Uiterlijk woensdag 18 november 2026 om 09.00 uur" in page
    assert say("nl", "case.clock.act.terug") in page
    path = re.search(r'action="(/kaart/[^"]+\?doe=terug)"', page)
    assert path
    form = re.search(r'action="/kaart/[^"]+\?doe=terug".*?</form>', page, re.DOTALL)
    assert form
    hidden = dict(re.findall(r'name="([^"]+)" type="hidden" value="([^"]*)"', form[0]))
    assert pen.client.post(path[1], data=hidden).status_code == 303


def test_something_that_leaves_is_looked_over_first(pen: Pen) -> None:
    team = pen.world.teams["social_team"]
    answer = pen.write(
        seen=["CLOTHES_WORN"],
        partners=["mother"],
        told_how="talk",
        parent_name="Noor 't Hart",
        phone="078-5550100",
        address="Dijk 1",
        answer="yes",
        recipient=f"team:{team}",
        said_yes=["parent"],
    )
    assert answer.status_code == 200
    shown = unescape(answer.text)
    assert "Wijkteam Oost" in shown
    assert "Noor 't Hart" in shown
    assert "078-5550100" in shown
    visible = re.sub(r"<input[^>]*>", "", shown)
    assert "Dijk 1" not in visible  # only a call was agreed
    assert stored(pen.world) == 0
    hidden: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.text):
        hidden.setdefault(name, []).append(unescape(value))
    back = pen.send(hidden, press="change")
    assert kept(back.text, "address") == ["Dijk 1"]
    sent = pen.send(hidden, press="send")
    assert sent.status_code == 303
    assert "Wijkteam Oost krijgt bericht" in pen.get(sent.location).text


def test_a_yes_needs_that_the_family_was_told(pen: Pen) -> None:
    team = pen.world.teams["social_team"]
    answer = pen.write(seen=["CLOTHES_WORN"], answer="yes", recipient=f"team:{team}", said_yes=["parent"])
    assert errors_in(answer.text) == ["told_how-0"]


def test_the_list_of_errors_follows_the_page(pen: Pen) -> None:
    fields = {"told": ["HOME_EVICTION"], "remark": ["x" * 300], "wish": ["rust"], "phone": ["x"]}
    answer = pen.send(pen.page() | fields, answer="yes", next="close")
    assert errors_in(answer.text) == ["remark"]  # what the form itself sees comes first
    answer = pen.send(fields_of(answer.text), remark="kort")
    assert errors_in(answer.text) == [
        "acute.HOME_EVICTION-0", "partners-0", "told_how-0", "phone", "recipient", "said_yes-0", "reason",
    ]  # fmt: skip


def test_a_child_item_needs_an_age_that_says_whom_to_ask(pen: Pen) -> None:
    team = pen.world.teams["social_team"]
    page = "/signaal/nieuw?setting=jgz_12_18"
    answer = pen.write(
        page,
        seen=["CLOTHES_WORN"],
        answer="yes",
        recipient=f"team:{team}",
        items=["child.0"],
        said_yes=["parent"],
    )
    assert errors_in(answer.text) == ["items-0"]


def test_a_no_is_stored_with_equal_dignity(pen: Pen) -> None:
    answer = pen.write(seen=["CLOTHES_WORN"], answer="no")
    page = pen.get(answer.location).text
    assert say("nl", "case.after_no") in page
    assert "Wil dit nu niet" in pen.get(f"/kaart/{code_in(page)}").text
