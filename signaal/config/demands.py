"""What settings demand of one another, and what production demands of all of them."""

from __future__ import annotations

import ipaddress
import os
import stat
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from signaal.config.settings import Settings


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def together(settings: Settings) -> Iterator[str]:
    """What two settings say to each other, in every profile."""
    server, mail = settings.server, settings.mail
    if not _loopback(server.host) and not server.behind_tls:
        yield "server.host has to be 127.0.0.1 or localhost unless server.behind_tls is true"
    if server.behind_tls and not server.public_url.startswith("https://"):
        yield "server.public_url has to start with https:// when server.behind_tls is true"
    if server.trusted_proxies and not server.behind_tls:
        yield "server.trusted_proxies counts only when server.behind_tls is true"
    if not settings.keys.file:
        yield "keys.file may not be empty"
    if mail.smtp_host and mail.security == "none" and not _loopback(mail.smtp_host):
        yield 'mail.security may be "none" only when mail.smtp_host is this machine'
    if bool(mail.username) != bool(mail.password_file):
        yield "mail.username and mail.password_file belong together: give both or neither"
    yield from _pager(settings)
    if settings.mail_password_file and not settings.mail_password_file.is_file():
        yield "mail.password_file names a file that is not there"


def _pager(settings: Settings) -> Iterator[str]:
    """A pager needs both its address and the file with its secret, in every profile."""
    pager = settings.pager
    if bool(pager.url) != bool(pager.secret_file):
        yield "pager.url and pager.secret_file belong together: give both or neither"
    elif pager.secret_file and not (settings.folder / pager.secret_file).is_file():
        yield "pager.secret_file names a file that is not there"


def production(settings: Settings) -> Iterator[str]:
    """What production refuses to start without (design page security-baseline)."""
    documents = settings.profile.documents
    for spec in fields(documents):
        if not str(getattr(documents, spec.name) or "").strip():
            yield f"profile.documents.{spec.name} is missing: production needs it"
    if not settings.server.behind_tls:
        yield "server.behind_tls has to be true in production"
    if not settings.mail.smtp_host:
        yield "mail.smtp_host is missing: production sends real mail"
    if not settings.municipality.duty:
        yield 'municipality.duty is missing: say "roster" or "geen piket"'
    if not settings.security.contact or not settings.security.expires:
        yield "security.contact and security.expires are missing: production publishes security.txt"
    yield from _key_file(settings.key_file)


def _key_file(path: Path) -> Iterator[str]:
    try:
        found = path.stat()
    except OSError:
        yield "keys.file names a file that is not there: run signaal init first"
        return
    if stat.S_IMODE(found.st_mode) & 0o077:
        yield "keys.file may be read by others: give it mode 0600"
    if found.st_uid != os.geteuid():
        yield "keys.file belongs to another user than the one who starts signaal"
