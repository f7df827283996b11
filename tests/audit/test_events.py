"""Every event has a sentence in both languages, a code that stays, and a line in the docs."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from signaal import texts
from signaal.audit.events import Event
from signaal.audit.fields import Action, Activity, Explanation, Field, LegalBasis, Outcome, Part
from signaal.audit.listing import events_page

LISTS: dict[str, Iterable[str]] = {
    "part": Part, "action": Action, "outcome": Outcome, "explanation": [*Explanation, "none"],
    "purpose": Activity, "basis": LegalBasis,
}  # fmt: skip


@pytest.mark.parametrize("event", list(Event))
def test_an_event_is_a_subject_and_a_verb_and_is_called_so(event):
    assert re.fullmatch(r"[a-z_]+:[a-z_]+", event.value)
    assert event.name == event.value.replace(":", "_").upper()
    for language in texts.LANGUAGES:
        assert texts.say(language, event.text)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_no_sentence_without_its_event_or_code(language):
    said = {key for key in texts.keys(language) if key.startswith("log.event.")}
    assert said == {event.text for event in Event}
    for name, codes in LISTS.items():
        written = {key for key in texts.keys(language) if key.startswith(f"log.{name}.")}
        assert written == {f"log.{name}.{code}" for code in codes}


def test_two_events_never_read_alike():
    for language in texts.LANGUAGES:
        sentences = [texts.say(language, event.text) for event in Event]
        assert len(set(sentences)) == len(sentences)


def test_what_creates_changes_or_deletes_may_store_rows():
    silent = [event for event in Event if event.action in "CUD" and not event.writes]
    assert not silent, f"these events change something but may not carry writes: {silent}"


def test_only_events_about_a_family_carry_a_basis_or_an_explanation():
    for event in Event:
        if {Field.BASIS, Field.EXPLANATION} & event.fields:
            assert Field.SUBJECTS in event.fields


def test_the_page_of_events_is_the_code():
    written = Path("docs/audit-events.md").read_text(encoding="utf-8")
    assert written == events_page(), "write docs/audit-events.md again; its second line says how"
