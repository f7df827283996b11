"""The blueprint of the receiving team, and its entry in the menu."""

from signaal.access.permissions import Permission
from signaal.web.nav import NavItem
from signaal.web.responder import calming, ending, inbox, package, returning, statutory, taking
from signaal.web.responder.blueprint import blueprint

NAV = (NavItem("responder.inbox_page", "responder.menu", Permission.INBOX_LIST, 20),)

__all__ = ["NAV", "blueprint", "calming", "ending", "inbox", "package", "returning", "statutory", "taking"]
