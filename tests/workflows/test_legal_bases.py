"""The grounds: dated, per kind of organisation; a municipality never stands on consent, and a bill is no law."""

from datetime import date, timedelta

import pytest

from signaal.audit.fields import LegalBasis
from signaal.terms import OrganisationKind
from signaal.workflows.legal_bases import Purpose, load_legal_bases
from signaal.workflows.problems import ListError

TODAY = date(2026, 11, 22)


def ground(**changes: str) -> str:
    given = {
        "basis": '"wgs_3_4"', "organisation": '"municipality"', "purpose": '"own_task"', "since": "2026-11-21",
        "checked": "2026-11-21", "source": '"https://wetten.overheid.nl/"', "nl": '"Wet"', "en": '"Act"', **changes,
    }  # fmt: skip
    return "[[ground]]\n" + "\n".join(f"{name} = {value}" for name, value in given.items())


def test_every_ground_has_a_name_in_the_log(rulebook):
    named = {found.basis for found in rulebook.lists.bases.grounds}
    assert named <= {basis.value for basis in LegalBasis}


@pytest.mark.parametrize("kind", list(OrganisationKind))
def test_every_kind_of_organisation_has_a_ground_of_its_own(rulebook, kind):
    assert rulebook.lists.bases.of(kind, Purpose.OWN_TASK, TODAY)


def test_school_and_youth_health_pass_on_with_a_yes_and_nobody_else(rulebook):
    bases = rulebook.lists.bases
    for kind in OrganisationKind:
        found = [one.basis for one in bases.of(kind, Purpose.PASSING_ON, TODAY)]
        assert found == (["lifted_secrecy"] if kind in ("jgz", "school") else []), kind


def test_youth_health_reads_along_within_the_treatment_relation(rulebook):
    own = {one.basis for one in rulebook.lists.bases.of(OrganisationKind.JGZ, Purpose.OWN_TASK, TODAY)}
    assert own == {"wpg_5", "wgbo"}


@pytest.mark.parametrize(
    "changes",
    [
        {"basis": '"lifted_secrecy"'},
        {"nl": '"Met toestemming van het gezin"'},
        {"en": '"With the consent of the family"'},
    ],
)
def test_consent_is_never_a_municipalitys_ground(changes):
    with pytest.raises(ListError, match="never consent"):
        load_legal_bases(ground(**changes))


@pytest.mark.parametrize("name", ["Wams", "wetsvoorstel 36 799", "36799"])
def test_a_bill_is_refused(name):
    with pytest.raises(ListError, match="is not law"):
        load_legal_bases(ground(nl=f'"{name}"'))


def test_a_ground_holds_from_its_day_until_before_its_end():
    bases = load_legal_bases(ground(until="2027-01-01"))
    town = (OrganisationKind.MUNICIPALITY, Purpose.OWN_TASK)
    end = date(2027, 1, 1)
    assert bases.of(*town, end - timedelta(days=1))
    assert not bases.of(*town, end)
    assert not bases.of(*town, date(2026, 11, 20))


@pytest.mark.parametrize(
    "text", ["", "not toml", ground(organisation='"church"'), ground(since='"soon"'), ground(colour='"red"')]
)
def test_what_does_not_fit_is_refused(text):
    with pytest.raises(ListError):
        load_legal_bases(text)
