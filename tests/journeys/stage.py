"""Who plays in a story, and what everybody does the same way: get in, find the card, read the mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from signaal.actions import directory
from signaal.actions.context import operator
from tests.support.browser import NewPage
from tests.support.hand import Hand
from tests.support.serving import Served

MODES = ("mouse", "keyboard", "no script")


@dataclass
class Stage:
    """`mode`: by mouse, by keyboard alone, or by mouse with script switched off."""

    served: Served
    new_page: NewPage
    mode: str
    hands: dict[str, Hand] = field(default_factory=dict)

    def hand(self, name: str) -> Hand:
        """This person at the page of today, logged in (again) through the page."""
        if name not in self.hands:
            page = self.new_page(java_script_enabled=self.mode != "no script")
            self.hands[name] = Hand(page, self.served.url, keyboard=self.mode == "keyboard")
        hand = self.hands[name]
        hand.go("/vandaag")
        if "/inloggen" in hand.page.url:
            self.log_in(hand, name)
        return hand

    def log_in(self, hand: Hand, name: str) -> None:
        """Through the page, with a code of the authenticator that was not used yet."""
        person = self.served.world.people[name]
        hand.fill("login", person.login)
        hand.fill("passphrase", person.passphrase)
        hand.fill("code", self.served.world.totp_code(name))
        hand.press("main form button")
        assert hand.page.url.endswith("/vandaag"), hand.page.url

    def somebody(self) -> Hand:
        """Nobody in particular: a page without login."""
        page = self.new_page(java_script_enabled=self.mode != "no script")
        return Hand(page, self.served.url, keyboard=self.mode == "keyboard")

    def duty(self) -> None:
        """The municipality has somebody on duty on working days, and Nu says so."""
        town = self.served.world.organisations["town"]
        shell = operator(self.served.world.tools)
        directory.add_duty(shell, town, "Wijkteam Oost", "078-5550123", days=(0, 1, 2, 3, 4))
        self.served.write_nu()

    def mails_to(self, *names: str) -> list[str]:
        """Everything that was mailed to these people, as text."""
        return [str(mail) for name in names for mail in self.served.mails(name)]


StageOn = Callable[..., Stage]
