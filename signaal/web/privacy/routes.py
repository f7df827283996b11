"""The blueprint of the privacy officer and the supervisor, and its entry in the menu."""

from signaal.access.permissions import Permission
from signaal.web.nav import NavItem
from signaal.web.privacy import certificates, checking, erasures, proving, reviewing, searching
from signaal.web.privacy.blueprint import blueprint

NAV = (NavItem("privacy.logbook", "privacy.menu", Permission.LOG_SEARCH, 20),)

__all__ = ["NAV", "blueprint", "certificates", "checking", "erasures", "proving", "reviewing", "searching"]
