"""The word list, the proposed phrase, and the estimate."""

import math
import re

import pytest

from signaal.texts import say
from signaal.vault import passphrases
from signaal.vault.passphrases import LEAST_GUESSES, entropy_bits, guesses, new_passphrase, problem, words


def test_the_list_is_long_plain_and_without_doubles() -> None:
    assert len(words()) >= 1296
    assert all(re.fullmatch(r"[a-z]{4,9}", word) for word in words())
    assert list(words()) == sorted(set(words()))


@pytest.mark.asvs("11.5.1")
def test_the_entropy_is_that_of_five_different_words() -> None:
    assert entropy_bits() == pytest.approx(math.log2(math.perm(len(words()), 5)))
    assert 2 ** entropy_bits() > 100 * LEAST_GUESSES


def test_proposals_are_five_listed_words_and_accepted_when_typed() -> None:
    proposals = [new_passphrase() for _ in range(60)]
    assert len(set(proposals)) == 60
    for phrase in proposals:
        assert len(set(phrase.split(" "))) == 5
        assert set(phrase.split(" ")) <= set(words())
        assert problem(phrase) is None


def test_every_word_can_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """In 10,000 phrases a given word is missing less than once in 10^15 times."""
    monkeypatch.setattr(passphrases, "guesses", lambda _phrase: LEAST_GUESSES)
    assert {word for _ in range(10_000) for word in new_passphrase().split()} == set(words())


def test_a_proposal_that_the_estimate_refuses_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([0, LEAST_GUESSES - 1, LEAST_GUESSES])
    monkeypatch.setattr(passphrases, "guesses", lambda _phrase: next(answers))
    assert new_passphrase()
    assert next(answers, None) is None


@pytest.mark.parametrize(
    "weak",
    ["", " ", "a", "welkom", "Welkom2026!", "wachtwoord wachtwoord", "zomer", "Zwijndrecht1", "qwertyuiop",
     "1234567890123", "voorjaar2026gemeente", "wolk fiets appel", "welkom zomer kinderen", "a" * 30,
     "P@ssw0rd123"],
)  # fmt: skip
@pytest.mark.asvs("6.2.4")
def test_what_people_here_try_first_is_refused(weak: str) -> None:
    found = problem(weak)
    assert found is not None
    assert found.key == "vault.passphrase_weak"
    assert say("nl", found.key, **found.params) != say("en", found.key, **found.params)


@pytest.mark.parametrize(
    "strong",
    [
        "mijn hond heet tobias en hij blaft",
        "Zr8#kq!vT2@mXw",
        "\u0623\u0631\u064a\u062f \u0634\u0627\u064a \u0628\u0627\u0644\u0646\u0639\u0646\u0627\u0639",
        "x9" * 3 + " kraaien op het dak",
    ],
)
def test_an_own_sentence_is_accepted(strong: str) -> None:
    assert problem(strong) is None


def test_what_others_know_of_the_person_counts_for_little() -> None:
    phrase = "Wiebke Oosterveldhuis Basisschool"
    about = ["wiebke.oosterveldhuis", "Basisschool De Vlieger"]
    assert problem(phrase) is None
    assert guesses(phrase, about) < guesses(phrase) / 1000
    assert problem(phrase, about) is not None


def test_one_persons_words_stay_out_of_the_next_estimate() -> None:
    before = guesses("Oosterveldhuis")
    guesses("iets anders", ["Oosterveldhuis"])
    assert guesses("Oosterveldhuis") == before


def test_a_very_long_one_is_refused_with_the_limit() -> None:
    found = problem("x" * (passphrases.LONGEST + 1))
    assert found is not None
    assert found.key == "vault.passphrase_long"
    assert str(passphrases.LONGEST) in say("nl", found.key, **found.params)
    assert problem(" ".join(words()[:20])) is None, "long, and within the limit"
