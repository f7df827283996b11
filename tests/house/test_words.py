"""What a parent reads or hears is short and plain, and never says what we do not say (design/product.md, "Words")."""

import re

import pytest

from signaal import texts

# Files that parents read or hear: the letter, what is said in a talk, pages without login, mails on a screen.
FOR_PARENTS = (
    "letters.",
    "talk.openings",
    "mail.subject",
    "mail.what",
    "mail.line",
    "public.start",
    "public.about",
    "public.talk",
)
NEVER = re.compile(r"potje|weiger|risico|dossier|maatregel", re.IGNORECASE)
# The form in which a rule is quoted: a law's own name may be long.
MOST_WORDS = 15


def for_parents(language: str) -> dict[str, str]:
    return {key: text for key, text in texts.keys(language).items() if key.startswith(FOR_PARENTS)}


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?:])\s+|\n+|;\s", text) if part.strip()]


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_sentence_for_a_parent_has_at_most_15_words(language: str) -> None:
    long = {
        key: sentence
        for key, text in for_parents(language).items()
        for sentence in sentences(text)
        if len(sentence.split()) > MOST_WORDS
    }
    assert not long, f"make two sentences of each: {long}"


def test_no_screen_says_a_word_that_we_keep_from_families() -> None:
    found = {key: text for key, text in for_parents("nl").items() if NEVER.search(text)}
    assert not found, f"say it as product.md, 'Words', says it: {found}"


def test_a_parent_is_addressed_with_u() -> None:
    familiar = re.compile(r"\b(?:je|jij|jou|jouw)\b", re.IGNORECASE)
    own = {key: text for key, text in for_parents("nl").items() if not re.search(r"child|young", key)}
    found = {key: text for key, text in own.items() if familiar.search(text)}
    assert not found, f"say u and uw: {found}"
