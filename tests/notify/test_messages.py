"""A message says that something waits; never about whom."""

import re
import tomllib
from pathlib import Path

import pytest

from signaal import texts
from signaal.notify.messages import Message, Tone, compose, for_step, message_id
from signaal.terms import ClockKind

CLOCKS = Path("signaal/workflows/lists/clocks.toml")
LINK = "https://signaal.example/kaart/K7QM-4TX9"
FORBIDDEN = re.compile(
    r"armoe|schuld|arm\b|povert|debt|\bgeld|money|\d\d-\d\d|20\d\d|voedsel|food|huur|rent\b", re.IGNORECASE
)


def steps() -> list[tuple[str, str]]:
    found = []
    for kind, rule in tomllib.loads(CLOCKS.read_text(encoding="utf-8")).items():
        if not isinstance(rule, dict):
            continue
        listed = [*rule.get("inside", []), *rule.get("outside", [])]
        listed += [rule[name] for name in ("at_due", "returned") if name in rule]
        found += [(kind, step["key"]) for step in listed]
    return found


@pytest.mark.parametrize(("kind", "key"), steps())
def test_every_step_of_every_clock_has_a_message(kind, key):
    assert for_step(ClockKind(kind), key).value == f"{kind}_{key}"


def test_a_step_without_a_message_is_an_error():
    with pytest.raises(ValueError):
        for_step(ClockKind.EXPIRY, "the_moon")


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("message", list(Message))
def test_every_message_speaks_both_languages_and_says_nothing_about_anybody(message, language):
    text = compose(message, language, LINK, "K7QM-4TX9")
    assert LINK in text.body
    assert "K7QM-4TX9" in text.body.replace(LINK, "")
    assert "K7QM" not in text.subject
    assert not FORBIDDEN.search(text.subject + text.body)
    assert text.subject.startswith("signaal: ")
    assert "\n" not in text.subject


def test_no_sentence_stands_in_the_texts_without_a_message():
    known = {message.text for message in Message}
    assert {key for key in texts.keys("nl") if key.startswith("mail.what.")} == known


def test_subjects_are_few_so_that_they_say_little():
    assert len({compose(m, "nl", LINK).subject for m in Message}) == len(Tone)


def test_without_a_code_there_is_no_line_for_it():
    assert "Code:" not in compose(Message.MEMBER_WAITING, "nl", LINK).body


@pytest.mark.parametrize("code", ["Noor", "k7qm-4tx9", "K7QM-4TX9 Noor", "V-K7QM", ""])
def test_only_a_code_can_stand_where_a_code_stands(code):
    with pytest.raises(ValueError, match="code"):
        compose(Message.NUDGE, "nl", LINK, code)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "mailto:x", "https://x/ Noor", "/kaart"])
def test_a_link_is_an_address(link):
    with pytest.raises(ValueError, match="address"):
        compose(Message.NUDGE, "nl", link)


def test_the_message_id_is_the_same_at_every_try_and_does_not_show_the_row():
    row = "0" * 31 + "1"
    assert message_id(row, "a@huis.example") == message_id(row, "a@huis.example")
    assert re.fullmatch(r"<[0-9a-f]{40}@huis\.example>", message_id(row, "a@huis.example"))
    assert row not in message_id(row, "a@huis.example")
    assert message_id("0" * 32, "a@huis.example") != message_id(row, "a@huis.example")
