"""The pages that everybody has, and what they offer to the menu."""

from signaal.access.permissions import Permission
from signaal.web.account import (
    activating,
    agenda,
    approving,
    day,
    entering,
    explaining,
    forgetting,
    own_log,
    paper,
    passkeys,
    places,
    recovery_codes,
    rotating,
    schools,
    team,
    turns,
    unlocking,
)
from signaal.web.account.blueprint import blueprint
from signaal.web.nav import NavItem

NAV = (
    NavItem("account.today", "account.nav.today", Permission.TODAY_READ, 10),
    NavItem("account.team", "account.nav.team", Permission.ADMISSION_READ, 70),
    NavItem("account.rotation", "keys.nav", Permission.KEYS_READ, 72),
    NavItem("account.turn_list", "turns.menu", Permission.DUTY_SWAP, 35),
    NavItem("account.approvals", "account.nav.approvals", Permission.TEAM_APPROVE, 75),
    NavItem("account.access", "entering.nav", Permission.ACCOUNT_READ, 85),
    NavItem("account.own_log", "account.nav.log", Permission.OWN_LOG_READ, 90),
)

__all__ = [
    "NAV", "activating", "agenda", "approving", "blueprint", "day", "entering", "explaining", "forgetting", "own_log",
    "paper", "passkeys", "places", "recovery_codes", "rotating", "schools", "team", "turns", "unlocking",
]  # fmt: skip
