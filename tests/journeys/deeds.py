"""What a professional does on the one page, as small deeds that the stories share."""

from __future__ import annotations

import re

from tests.support.hand import Hand

SAVE = "main button[name=press][value=save]"
SEND = "main button[name=press][value=send]"
PSEUDONYM = re.compile(r"\b(?<!V-)[0-9A-Z]{4}-[0-9A-Z]{4}\b")
REFERENCE = re.compile(r"\bV-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def start(hand: Hand, setting: str) -> None:
    """From Vandaag to the one page."""
    hand.press("main a[href^='/signaal/nieuw']")
    hand.press(f"main a[href*='setting={setting}']")


def notice(hand: Hand, code: str, how: str = "seen") -> None:
    """Tick one code."""
    box = f"input[name={how}][value={code}]"
    if not hand.page.locator(box).first.is_visible():
        unfold_around(hand, box)
    hand.tick(box)


def unfold_around(hand: Hand, selector: str) -> None:
    """Open "meer" when what is wanted lies behind it."""
    summary = hand.page.locator(f"details:not([open]):has({selector}) > summary")
    if summary.count():
        hand.open(summary.first)


def eviction_letter(hand: Hand, day: str) -> None:
    """The letter was seen; its date."""
    notice(hand, "HOME_EVICTION", "told")
    hand.pick("acute.HOME_EVICTION", "letter_seen")
    hand.fill_date("acute.HOME_EVICTION.letter", day)


def reach(hand: Hand, **fields: str) -> None:
    """How the family can be reached."""
    unfold_around(hand, "[name=phone]")
    for name, text in fields.items():
        hand.fill(name, text)


def talk(hand: Hand, partner: str, told: str = "talk", **words: str) -> None:
    """With whom, told how, and the family's own words."""
    unfold_around(hand, "[name=partners]")
    hand.tick(f"input[name=partners][value={partner}]")
    hand.pick("told_how", told)
    for name, text in words.items():
        hand.fill(name, text)


def yes(hand: Hand, team_id: str, feedback: bool = True) -> None:
    """The family says yes to this team, for a call."""
    hand.pick("answer", "yes")
    hand.pick("recipient", f"team:{team_id}")
    hand.tick("input[name=said_yes][value=parent]")
    if feedback:
        hand.tick("input[name=feedback]")


def pseudonym(hand: Hand) -> str:
    """The card's code on this page."""
    found = PSEUDONYM.search(hand.page.inner_text("main"))
    assert found, hand.page.inner_text("main")
    return found[0]


def reference(hand: Hand) -> str:
    """The referral's code on this page."""
    found = REFERENCE.search(hand.page.inner_text("main"))
    assert found, hand.page.inner_text("main")
    return found[0]
