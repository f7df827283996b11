"""The blueprint of the pages without login."""

from signaal.web.public import calendar, machine, pages
from signaal.web.public.blueprint import blueprint

__all__ = ["blueprint", "calendar", "machine", "pages"]
