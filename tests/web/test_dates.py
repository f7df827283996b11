"""A date in three boxes, a time in one."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from signaal.web.dates import DateTriple, TimeOfDay
from signaal.web.forms import BaseForm
from tests.web.fake_gate import Door, door


class Dates(BaseForm):
    born = DateTriple("layout.name")
    seen = DateTriple("layout.name", optional=True)
    at = TimeOfDay("layout.name", optional=True)

    class Meta(BaseForm.Meta):
        csrf = False


def boxes(day: str, month: str, year: str) -> dict[str, str]:
    return {"born-day": day, "born-month": month, "born-year": year}


def filled(fake: Door, values: dict[str, str]) -> Dates:
    with fake.app.test_request_context("/over"):
        fake.app.preprocess_request()
        form = Dates(formdata=MultiDict(values))
        form.validate()
        return form


@pytest.mark.parametrize("typed", [("5", "11", "2019"), ("05", "11", "2019"), (" 5 ", "11", "2019")])
def test_a_date_is_a_date(fake, typed):
    form = filled(fake, boxes(*typed))
    assert form.born.data == date(2019, 11, 5)
    assert not form.failed


@pytest.mark.parametrize(
    ("typed", "sentence", "anchor"),
    [
        (("", "", ""), "Vul een dag", "born-day"),
        (("5", "", "2019"), "als cijfers", "born-month"),
        (("5", "nov", "2019"), "als cijfers", "born-month"),
        (("5", "11", "19"), "vier cijfers", "born-year"),
        (("31", "2", "2019"), "bestaat niet", "born-day"),
        (("29", "2", "2023"), "bestaat niet", "born-day"),
        (("٥", "١١", "٢٠١٩"), "als cijfers", "born-day"),
    ],
)
def test_what_is_no_date_is_kept_and_explained(fake, typed, sentence, anchor):
    form = filled(fake, boxes(*typed))
    assert sentence in str(form.born.errors)
    assert form.born.anchor == anchor
    assert tuple(form.born.typed.values()) == typed


def test_an_optional_date_may_stay_empty(fake):
    form = filled(fake, boxes("1", "1", "2020"))
    assert form.seen.data is None
    assert not form.failed


def test_a_known_date_stands_in_the_boxes(fake):
    with fake.app.test_request_context("/over"):
        fake.app.preprocess_request()
        form = Dates(data={"born": date(2019, 11, 5)})
        assert form.born.typed == {"day": "5", "month": "11", "year": "2019"}


@given(st.dates(min_value=date(1900, 1, 1)))
def test_every_date_survives_the_boxes(tmp_path_factory, day):
    with door(tmp_path_factory.getbasetemp()).app.app_context():
        form = Dates(formdata=MultiDict(boxes(str(day.day), str(day.month), str(day.year))))
    assert form.born.data == day


@pytest.mark.parametrize(("typed", "at"), [("14.05", time(14, 5)), ("9:30", time(9, 30)), ("14", time(14))])
def test_a_time_is_a_time(fake, typed, at):
    assert filled(fake, {**boxes("1", "1", "2020"), "at": typed}).at.at == at


@pytest.mark.parametrize("typed", ["25.00", "14.60", "straks"])
def test_what_is_no_time_is_explained(fake, typed):
    form = filled(fake, {**boxes("1", "1", "2020"), "at": typed})
    assert "14.05" in str(form.at.errors) or "hooguit" in str(form.at.errors)
