"""The talk."""

from datetime import date

import pytest

from signaal.terms import Refused
from signaal.workflows.conversations import Talk, TalkChoices, validate
from signaal.workflows.deciders import Decides

CHOICES = TalkChoices(("mother", "father"), ("talk", "phone"), ("none", "phone"))


@pytest.fixture
def check(at):
    return lambda **fields: validate(Talk(**fields), CHOICES, at("2026-11-20 16.10"))


@pytest.fixture
def refused(check):
    def run(**fields):
        with pytest.raises(Refused) as caught:
            check(**{"partners": ("mother",), **fields})
        return {name: say.key for name, say in caught.value.problems.items()}

    return run


def test_a_talk_without_a_date_was_today(check):
    talk = check(
        partners=["mother", "mother"],
        wish=" Rust, en een fiets. ",
        decides=Decides.PARENTS_TOGETHER,
        told_how="talk",
    )
    assert (talk.partners, talk.held_on, talk.wish) == (
        ("mother",),
        date(2026, 11, 20),
        "Rust, en een fiets.",
    )
    assert talk.told
    assert not check(partners=["father"]).told


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"partners": ()}, {"partners": "workflows.talk.with_whom"}),
        ({"partners": ("dog",)}, {"partners": "workflows.choice.unknown"}),
        ({"held_on": date(2026, 11, 21)}, {"held_on": "workflows.date.future"}),
        ({"wish": "x" * 501}, {"wish": "workflows.text.too_long"}),
        ({"goes_well": "999990019"}, {"goes_well": "workflows.text.bsn"}),
        ({"helpers": "a\x00"}, {"helpers": "workflows.text.control"}),
        ({"language": "a\nb"}, {"language": "workflows.text.control"}),
        ({"told_how": "fax"}, {"told_how": "workflows.choice.unknown"}),
        ({"interpreter": "child"}, {"interpreter": "workflows.contact.no_child_interpreter"}),
        ({"interpreter": "robot"}, {"interpreter": "workflows.choice.unknown"}),
    ],
)
def test_what_is_refused(refused, fields, expected):
    assert refused(**fields) == expected


def test_this_is_no_bsn_is_remembered_only_where_it_mattered(check):
    assert check(partners=["mother"], wish="zie 999990019", not_bsn=True).not_bsn
    assert not check(partners=["mother"], wish="rust", not_bsn=True).not_bsn
