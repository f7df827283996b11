"""The blueprint of the privacy officer and the supervisor, and its entry in the menu."""

from signaal.access.permissions import Permission
from signaal.web.nav import NavItem
from signaal.web.privacy import (
    certificates,
    checking,
    erasures,
    incidents,
    naming,
    processing,
    proving,
    reports,
    requests,
    retention,
    reviewing,
    reviews,
    searching,
    tracing,
)
from signaal.web.privacy.blueprint import blueprint

NAV = (
    NavItem("privacy.logbook", "privacy.menu", Permission.LOG_SEARCH, 20),
    NavItem("privacy.desk", "review.menu", Permission.REVIEW_READ, 19),
    NavItem("privacy.requests_page", "requests.menu", Permission.REQUEST_READ, 22),
    NavItem("privacy.incidents_page", "incidents.menu", Permission.INCIDENT_READ, 24),
    NavItem("privacy.retention", "retention.menu", Permission.RETENTION_READ, 26),
)

__all__ = [
    "NAV",
    "blueprint",
    "certificates",
    "checking",
    "erasures",
    "incidents",
    "naming",
    "processing",
    "proving",
    "reports",
    "requests",
    "retention",
    "reviewing",
    "reviews",
    "searching",
    "tracing",
]
