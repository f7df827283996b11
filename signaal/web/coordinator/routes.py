"""The blueprint of the coordinator, and its entry in the menu."""

from signaal.access.permissions import Permission
from signaal.web.coordinator import months, overview
from signaal.web.coordinator.blueprint import blueprint
from signaal.web.nav import NavItem

NAV = (
    NavItem("coordinator.overview", "coordinator.menu", Permission.CLOCKS_OVERVIEW, 20),
    NavItem("coordinator.month_page", "months.menu", Permission.MONTH_READ, 60),
)

__all__ = ["NAV", "blueprint", "months", "overview"]
