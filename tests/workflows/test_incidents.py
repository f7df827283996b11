"""What may be written down about an incident, and what may be decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.terms import Refused
from signaal.workflows import incidents
from signaal.workflows.incidents import DecisionDraft, IncidentDraft, InformGround, ReportGround
from tests.support.clock import START

DRAFT = IncidentDraft(
    "sent_wrong",
    START - timedelta(hours=3),
    START - timedelta(hours=1),
    "Een brief in de verkeerde bus.",
    "one",
)


def refused(draft: IncidentDraft) -> dict[str, str]:
    with pytest.raises(Refused) as stopped:
        incidents.check(draft, START)
    return {name: say.key for name, say in stopped.value.problems.items()}


def test_a_good_one_is_kept_tidied() -> None:
    assert incidents.check(replace(DRAFT, what="  Een brief. \r\n"), START).what == "Een brief."


@pytest.mark.parametrize(
    ("changes", "field", "key"),
    [
        ({"known_at": START + timedelta(seconds=1)}, "known_at", "incidents.ahead"),
        ({"happened_from": START}, "happened_from", "incidents.before_known"),
        ({"happened_from": START - timedelta(days=5 * 366, hours=1)}, "happened_from", "incidents.too_old"),
        ({"happened_until": START - timedelta(hours=4)}, "happened_until", "incidents.until_before_from"),
        ({"happened_until": START + timedelta(hours=4)}, "happened_until", "incidents.ahead"),
        ({"what": "  "}, "what", "incidents.say_what"),
        ({"what": "x" * 501}, "what", "workflows.text.too_long"),
        ({"what": "wis\u202enaam"}, "what", "workflows.text.control"),
        ({"what": "het gaat om 111.222.333"}, "what", "workflows.text.bsn"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(changes: dict[str, object], field: str, key: str) -> None:
    assert refused(replace(DRAFT, **changes)) == {field: key}  # type: ignore[arg-type]  # fields of the draft


def test_a_number_that_is_no_bsn_may_be_said() -> None:
    text = "zaaknummer 111222333"
    assert incidents.check(replace(DRAFT, what=text, not_bsn=True), START).what == text
    decision = DecisionDraft("risk", "high_risk", text)
    with pytest.raises(Refused):
        incidents.decide(decision)
    assert incidents.decide(replace(decision, not_bsn=True))[2] == text


@pytest.mark.parametrize(("report", "inform"), list(product(ReportGround, InformGround)))
def test_a_high_risk_is_told_to_the_authority_too(report: ReportGround, inform: InformGround) -> None:
    draft = DecisionDraft(report.value, inform.value, "Account gesloten.")
    if inform is InformGround.HIGH_RISK and not report.reports:
        with pytest.raises(Refused) as stopped:
            incidents.decide(draft)
        assert list(stopped.value.problems) == ["report"]
    else:
        assert incidents.decide(draft) == (report, inform, "Account gesloten.")


@given(report=st.text(max_size=20), inform=st.text(max_size=20))
def test_only_words_of_the_lists_decide(report: str, inform: str) -> None:
    known = {ground.value for ground in ReportGround}, {ground.value for ground in InformGround}
    if report in known[0] and inform in known[1]:
        return
    with pytest.raises(Refused) as stopped:
        incidents.decide(DecisionDraft(report, inform, "Gedaan."))
    assert ("report" in stopped.value.problems) >= (report not in known[0])
    assert ("inform" in stopped.value.problems) == (inform not in known[1])
