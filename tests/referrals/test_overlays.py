"""What a municipality may say about national provisions, and that it never widens who may apply."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signaal.referrals.catalogue import Catalogue, load
from signaal.referrals.problems import CatalogueError
from signaal.referrals.provisions import Provision
from signaal.referrals.questions import Question
from signaal.referrals.suggestions import Button, button
from signaal.terms import Profession
from tests.referrals.catalogue_files import CATALOGUE, FILES

HEAD = '[meta]\nmunicipality = "Voorbeeldstad"\n'
SEEN = 'checked_on = 2026-11-01\nas_of = "2026"\nsources = ["https://example.org/page"]\n'
TODAY = date(2026, 11, 22)


def town(text: str) -> Catalogue:
    return load(FILES, {"town.toml": HEAD + text})


def replaced(provision: str, text: str) -> str:
    return f'[[replace]]\nid = "{provision}"\n{SEEN}{text}\n'


def here(text: str, provision: str, on: date = TODAY) -> Provision | None:
    return town(text).at("voorbeeldstad ", on).find(provision)


def problems_of(text: str) -> tuple[str, ...]:
    with pytest.raises(CatalogueError) as caught:
        load(FILES, {"town.toml": HEAD + text})
    return caught.value.problems


def test_another_percentage_and_contact_hold_in_this_town_only() -> None:
    text = replaced("kindpakket_voorbeeld", 'here = true\nincome_pct = 150\nphone = "010-0000000"')
    changed = here(text, "kindpakket_voorbeeld")
    assert changed is not None
    assert (changed.income_pct, changed.phone) == (150, "010-0000000")
    assert not changed.is_elsewhere("Voorbeeldstad")
    away = town(text).at("Elders", TODAY).find("kindpakket_voorbeeld")
    assert away == CATALOGUE.find("kindpakket_voorbeeld")


def test_what_is_hidden_is_gone_between_its_dates_only() -> None:
    text = (
        '[[hide]]\nid = "noodfonds_energie"\nwhy = { nl = "Dicht.", en = "Closed." }\n'
        "checked_on = 2026-11-01\nvalid_from = 2026-01-01\nvalid_until = 2026-12-31\n"
    )
    assert here(text, "noodfonds_energie") is None
    assert here(text, "noodfonds_energie", date(2027, 1, 1)) is not None


def test_two_changes_follow_each_other() -> None:
    text = replaced("gemeentepolis", "income_pct = 120\nvalid_until = 2026-12-31") + replaced(
        "gemeentepolis", "income_pct = 130\nvalid_from = 2027-01-01"
    )
    for on, pct in ((TODAY, 120), (date(2027, 1, 1), 130)):
        found = here(text, "gemeentepolis", on)
        assert found is not None
        assert found.income_pct == pct


ADDED = """
[[add]]
id = "zwemfonds"
name = { nl = "Zwemfonds", en = "Swimming fund" }
gives = { nl = "Zwemles.", en = "Swimming lessons." }
category = "meedoen"
kind = "child"
applicant = "professional"
intermediaries = ["leerkracht"]
income_test = "none"
evidence = "primary"
as_of = "2026"
checked_on = 2026-10-01
valid_until = 2026-12-31
sources = ["https://example.org/swim"]
"""


def test_a_provision_of_the_town_itself_is_added_until_it_ends() -> None:
    added = here(ADDED, "zwemfonds")
    assert added is not None
    assert added.professions == {Profession.TEACHER}
    assert here(ADDED, "zwemfonds", date(2027, 1, 1)) is None
    assert town(ADDED).at("Elders", TODAY).find("zwemfonds") is None
    assert town(ADDED).at("Voorbeeldstad", None).find("zwemfonds") is not None


def test_what_nobody_looked_at_for_a_year_is_listed() -> None:
    assert CATALOGUE.stale(TODAY) == ()
    later = [p.id for p in town(ADDED).stale(date(2027, 10, 15))]
    assert later == ["zwemfonds"]
    assert len(CATALOGUE.stale(date(2028, 2, 29))) == 40


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (replaced("jeugdfonds_sport_cultuur", 'intermediaries = ["leerkracht"]'), "never widens"),
        (replaced("jeugdfonds_sport_cultuur", 'applicant = "both"'), "never widens"),
        (replaced("babyspullen", "affiliated = false"), "never widens"),
        (replaced("schuldhulp_wgs", "via_team = false"), "never widens"),
        (
            replaced("jeugdfonds_sport_cultuur", 'only_professions = ["jgz_nurse"]'),
            "may not apply nationally",
        ),
        (replaced("jeugdfonds_sport_cultuur", 'only_professions = ["wizard"]'), "no profession"),
        (replaced("veilig_thuis", "suggest = true"), "never suggested"),
        (replaced("nothing_here", "income_pct = 120"), "no national provision"),
        (replaced("sam_portaal", "income_pct = 120"), "go together"),
        (replaced("gemeentepolis", "income_pct = 9"), "whole number"),
        (replaced("gemeentepolis", "colour = 3"), "not a field"),
        ('[[replace]]\nid = "gemeentepolis"\nincome_pct = 120\n', "checked_on is missing"),
        ('[[hide]]\nid = "gemeentepolis"\nchecked_on = 2026-11-01\n', "why is missing"),
        ('[[hide]]\nid = "gemeentepolis"\nwhy = "no"\nchecked_on = 2026-11-01\n', "why needs nl and en"),
        (replaced("gemeentepolis", "") + replaced("gemeentepolis", ""), "changed twice on one day"),
        (ADDED.replace("zwemfonds", "gemeentepolis"), "is national: use [[replace]]"),
        (ADDED + ADDED, "stands twice"),
        ('[professions]\n"leerkracht" = ["jgz_nurse"]', "cannot be in an overlay"),
        ('[subjects]\nveiligheid = ["zorg"]', "cannot be in an overlay"),
        ("[[provision]]", "cannot be in an overlay"),
    ],
)
def test_every_mistake_of_a_town_is_named(text: str, says: str) -> None:
    assert any(says in problem for problem in problems_of(text)), problems_of(text)


def test_a_mistake_has_its_line_and_a_town_its_name() -> None:
    assert problems_of("\n" + replaced("gemeentepolis", "income_pct = 9"))[0].startswith("town.toml line 9:")
    with pytest.raises(CatalogueError, match="must name its municipality"):
        load(FILES, {"town.toml": ""})


FIELDS = {
    "income_pct": st.integers(10, 500).map(str),
    "affiliated": st.sampled_from(["true", "false"]),
    "via_team": st.sampled_from(["true", "false"]),
    "crisis_only": st.sampled_from(["true", "false"]),
    "here": st.sampled_from(["true", "false"]),
    "local": st.sampled_from(["true", "false"]),
    "suggest": st.sampled_from(["true", "false"]),
    "applicant": st.sampled_from(['"both"', '"family"', '"professional"']),
    "kind": st.sampled_from(['"child"', '"school"']),
    "elsewhere": st.just("false"),
    "municipalities": st.just('["Voorbeeldstad"]'),
    "intermediaries": st.just('["leerkracht", "GGD/JGZ"]'),
    "not_allowed": st.just('["zzp\'er"]'),
    "only_professions": st.lists(st.sampled_from([p.value for p in Profession]), min_size=1, max_size=3).map(
        str
    ),
}
OVERLAYS = st.dictionaries(
    st.sampled_from([p.id for p in CATALOGUE.provisions]),
    st.fixed_dictionaries({}, optional=FIELDS),
    min_size=1,
    max_size=4,
)


@given(OVERLAYS, st.sampled_from(Profession), st.booleans())
@settings(max_examples=60, deadline=None)
def test_an_overlay_never_widens_who_may_apply(
    changes: dict[str, dict[str, str]], profession: Profession, joined: bool
) -> None:
    text = "".join(
        replaced(name, "\n".join(f"{key} = {value}" for key, value in found.items()))
        for name, found in changes.items()
    )
    try:
        catalogue = town(text).at("Voorbeeldstad", TODAY)
    except CatalogueError:
        return  # refused as a whole: nothing is widened
    affiliated = frozenset(p.id for p in CATALOGUE.provisions) if joined else frozenset[str]()
    question = Question(municipality="Voorbeeldstad", profession=profession, affiliated=affiliated)
    for national in CATALOGUE.provisions:
        local = catalogue.find(national.id)
        assert local is not None
        assert local.professions <= national.professions
        assert (local.applicant, local.kind) == (national.applicant, national.kind)
        assert local.affiliated >= national.affiliated
        assert set(local.not_allowed) >= set(national.not_allowed)
        if button(local, question) is Button.APPLY:
            assert profession in national.professions
            assert not national.affiliated or joined
