"""The request log: one line per request, with the pattern of its address, never the address itself."""

from __future__ import annotations

import ipaddress
import logging

from flask import current_app, request
from werkzeug.wrappers import Response

from signaal.web.site import Site
from signaal.web.visit import Visit

_log = logging.getLogger("signaal.web")


def note(here: Visit, response: Response) -> None:
    """Number, method, pattern, status, duration, network: enough to find a fault, not a person."""
    rule = request.url_rule.rule if request.url_rule is not None else "-"
    site: Site = current_app.extensions["signaal"]
    took = int((site.clock.now() - here.began).total_seconds() * 1000)
    facts = (here.request_id, request.method, rule, response.status_code, took, truncated(here.address))
    _log.info("%s %s %s %d %d ms %s", *facts)


def truncated(address: str) -> str:
    """The network of an address: /24 for IPv4, /48 for IPv6; '-' for anything else."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "-"
    prefix = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network((parsed, prefix), strict=False).network_address)
