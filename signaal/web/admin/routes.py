"""The blueprint of the functional manager, and its entry in the menu."""

from signaal.access.permissions import Permission
from signaal.web.admin import catalogue, duties, letters, managing, people, teams, turns
from signaal.web.admin.blueprint import blueprint
from signaal.web.nav import NavItem

NAV = (
    NavItem("admin.manage", "admin.menu", Permission.PEOPLE_READ, 20),
    NavItem("admin.duty_list", "admin.duty.menu", Permission.DUTY_WRITE, 30),
    NavItem("admin.catalogue", "provisions.menu", Permission.CATALOGUE_READ, 40),
)

__all__ = ["NAV", "blueprint", "catalogue", "duties", "letters", "managing", "people", "teams", "turns"]
