"""What a signal may hold, and every way in which a form can be wrong."""

from datetime import date

import pytest

from signaal.terms import Refused, Setting
from signaal.workflows.acute import AcuteAnswer, Confirmation, Switches
from signaal.workflows.signals import About, AboutKind, SignalDraft, validate

SCHOOL = Setting.SCHOOL_PRIMARY


@pytest.fixture
def check(rulebook, at):
    def run(**fields):
        options = {name: fields.pop(name) for name in ("switches", "children") if name in fields}
        draft = SignalDraft(**{"setting": SCHOOL, **fields})
        return validate(draft, rulebook.checklist, at("2026-11-20 16.10"), **options)

    return run


@pytest.fixture
def refused(check):
    def run(**fields):
        with pytest.raises(Refused) as caught:
            check(**fields)
        return {name: say.key for name, say in caught.value.problems.items()}

    return run


def test_a_signal_keeps_what_was_ticked_and_forgets_circumstances(check):
    signal = check(
        seen=["FOOD_NO_LUNCH", "FOOD_NO_LUNCH"],
        told=["PARENT_CANT_PAY", "CTX_SINGLE_PARENT"],
        remark="  Vraagt om een\r\ntweede jas.  ",
    )
    assert (signal.seen, signal.told) == (("FOOD_NO_LUNCH",), ("PARENT_CANT_PAY",))
    assert signal.circumstances == ("CTX_SINGLE_PARENT",)
    assert signal.remark == "Vraagt om een\ntweede jas."
    assert signal.codes == ("FOOD_NO_LUNCH", "PARENT_CANT_PAY")
    assert signal.checklist_version == 1


def test_what_is_both_seen_and_told_counts_as_told(check):
    signal = check(seen=["FOOD_NO_LUNCH"], told=["FOOD_NO_LUNCH"])
    assert (signal.seen, signal.told) == ((), ("FOOD_NO_LUNCH",))


def test_every_code_can_be_told_in_every_setting(check, rulebook):
    for setting in Setting:
        for item in rulebook.checklist.items.values():
            if item.tickable and item.keep:
                answer = {item.code: AcuteAnswer(Confirmation.VAGUE)}
                assert check(setting=setting, told=[item.code], acute=answer).told == (item.code,)


@pytest.mark.parametrize("code", ["DEBT_BORROWS", "PARENT_STRESS", "HEALTH_PARENT_COMPLAINTS"])
def test_a_school_records_parent_and_debts_only_as_told(check, refused, code):
    assert refused(seen=[code]) == {"seen": "workflows.signal.told_only"}
    assert check(told=[code]).told == (code,)
    assert check(setting=Setting.HOME_VISIT, seen=[code]).seen == (code,)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, {"seen": "workflows.signal.nothing"}),
        ({"told": ["CTX_BENEFIT"]}, {"seen": "workflows.signal.nothing"}),
        ({"seen": ["NO_SUCH_CODE"]}, {"seen": "workflows.signal.unknown_code"}),
        ({"seen": ["SAFE_HARM"]}, {"seen": "workflows.signal.not_tickable"}),
        ({"told": ["NOTE_OTHER_CAUSE"]}, {"told": "workflows.signal.not_tickable"}),
        ({"seen": ["X"] * 61}, {"seen": "workflows.signal.unknown_code"}),
    ],
)
def test_codes_that_are_refused(refused, fields, expected):
    assert refused(**fields) == expected


def test_too_many_codes(refused):
    assert refused(seen=["FOOD_NO_LUNCH"] * 61) == {"seen": "workflows.signal.too_many"}


@pytest.mark.parametrize(
    ("remark", "key"),
    [
        ("x" * 281, "workflows.text.too_long"),
        ("hallo\x00", "workflows.text.control"),
        ("zie 9999.90.019", "workflows.text.bsn"),
    ],
)
def test_remarks_that_are_refused(refused, remark, key):
    assert refused(seen=["FOOD_NO_LUNCH"], remark=remark) == {"remark": key}


def test_this_is_no_bsn_lets_it_through_and_is_remembered(check):
    fields = {"seen": ["FOOD_NO_LUNCH"], "not_bsn": True}
    assert check(remark="zie 999990019", **fields).bsn_overruled
    assert not check(remark="gewoon", **fields).bsn_overruled


@pytest.mark.parametrize(
    "about",
    [
        About(AboutKind.CHILD),
        About(AboutKind.CHILD, 2),
        About(AboutKind.CHILD, -1),
        About(AboutKind.PARENT, 0),
    ],
)
def test_a_child_that_is_not_on_the_case(refused, about):
    found = refused(seen=["FOOD_NO_LUNCH"], about=about, children=2)
    assert found == {"about": "workflows.signal.which_child"}


def test_about_a_child_a_parent_or_nobody_yet(check):
    for about in (About(AboutKind.CHILD, 1), About(AboutKind.PARENT), About()):
        assert check(seen=["FOOD_NO_LUNCH"], about=about, children=2).about == about


def test_seen_on_is_today_or_earlier(check, refused):
    assert check(seen=["FOOD_NO_LUNCH"], seen_on=date(2026, 11, 20)).seen_on == date(2026, 11, 20)
    assert refused(seen=["FOOD_NO_LUNCH"], seen_on=date(2026, 11, 21)) == {"seen_on": "workflows.date.future"}


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        (AcuteAnswer(), "workflows.acute.answer_needed"),
        (AcuteAnswer(Confirmation.LETTER_SEEN), "workflows.acute.letter_date"),
        (AcuteAnswer(Confirmation.LETTER_SEEN, date(2026, 11, 21)), "workflows.date.future"),
        (AcuteAnswer(Confirmation.SAID_BY_ADULT, threat_minute=600), "workflows.acute.threat_time"),
        (
            AcuteAnswer(Confirmation.SAID_BY_ADULT, threat_on=date(2026, 11, 23), threat_minute=1440),
            "workflows.acute.threat_time",
        ),
    ],
)
def test_an_acute_code_asks_for_an_answer(refused, answer, key):
    found = refused(told=["HOME_EVICTION"], acute={"HOME_EVICTION": answer})
    assert found == {"acute.HOME_EVICTION": key}


def test_a_switched_off_code_asks_nothing(check, refused):
    assert check(told=["DEBT_BANKRUPTCY"], switches=Switches(nvvk=False)).acute == {}
    assert refused(told=["DEBT_BANKRUPTCY"]) == {"acute.DEBT_BANKRUPTCY": "workflows.acute.answer_needed"}


def test_answers_for_codes_that_were_not_ticked_are_dropped(check):
    answer = {"HOME_EVICTION": AcuteAnswer(Confirmation.CLEAR_NO)}
    assert check(seen=["FOOD_NO_LUNCH"], acute=answer).acute == {}
