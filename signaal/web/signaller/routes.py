"""The blueprint of who notices, and its entries in the menu."""

from signaal.access.permissions import Permission
from signaal.web.nav import NavItem
from signaal.web.signaller import (
    agreeing,
    calculator,
    cards,
    clocks,
    closing,
    correcting,
    drafts,
    erasing,
    following,
    handover,
    help,
    letters,
    lists,
    noticing,
    receipts,
    requests,
    searching,
    talking,
)
from signaal.web.signaller.blueprint import blueprint

NAV = (
    NavItem("signaller.notice", "signal.menu", Permission.SIGNAL_SUBMIT, 20),
    NavItem("signaller.cards_page", "case.menu", Permission.CASE_LIST, 30),
    NavItem("signaller.find_help", "help.menu", Permission.HELP_FIND, 40),
)

__all__ = [
    "NAV", "agreeing", "blueprint", "calculator", "cards", "clocks", "closing", "correcting", "drafts", "erasing",
    "following", "handover", "help", "letters", "lists", "noticing", "receipts", "requests", "searching", "talking",
]  # fmt: skip
