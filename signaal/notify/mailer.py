"""Two ways out of the house: a mail server, or a folder of .eml files where no server is configured.

A failure is a code, never the server's own words: those may repeat an address.
"""

from __future__ import annotations

import contextlib
import os
import re
import smtplib
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from signaal import terms

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\-]+@[A-Za-z0-9.\-]+")
_FINAL = range(500, 600)


class Problem(StrEnum):
    """Why a mail did not leave. Only `address` and `refused` will not get better by waiting."""

    ADDRESS = "address"
    REFUSED = "refused"
    BUSY = "busy"
    LOGIN = "login"
    SECURITY = "security"
    UNREACHABLE = "unreachable"
    FOLDER = "folder"
    MOVED = "moved"

    @property
    def final(self) -> bool:
        """Whether another try is useless."""
        return self in (Problem.ADDRESS, Problem.REFUSED)


class NotDelivered(Exception):
    """The mail did not leave; `problem` says why. Holds no address and no words of the server."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True)
class Mail:
    """One mail, ready to leave. `sent_at` is an aware moment; `message_id` has its angle brackets."""

    to: str
    subject: str
    body: str
    message_id: str
    sent_at: datetime


class Mailer(Protocol):
    """Something that takes a mail out of the house."""

    def send(self, mail: Mail) -> None:
        """Hand the mail over. NotDelivered when that did not work."""
        ...


@dataclass(frozen=True)
class SmtpMailer:
    """Over SMTP. `security`: starttls, tls, or none (towards this machine itself only).

    The certificate is checked against the machine's own list, or against `context`. Times in seconds.
    """

    host: str
    port: int
    security: str
    sender: str
    username: str = ""
    password: str = ""
    timeout: float = 15
    context: ssl.SSLContext | None = None

    def __repr__(self) -> str:
        return f"SmtpMailer({self.host}:{self.port}, {self.security})"

    def send(self, mail: Mail) -> None:
        """Hand the mail to the server and wait for its yes.

        Raises:
            NotDelivered: refused, not reached, or not safely.
        """
        letter = written(mail, self.sender)
        with _named_problems(), contextlib.closing(self._connected()) as server:
            if self.security == "starttls":
                server.starttls(context=self.context or ssl.create_default_context())
            if self.username:
                server.login(self.username, self.password)
            server.send_message(letter)
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()  # it has the mail: a clumsy goodbye must not send it again

    def _connected(self) -> smtplib.SMTP:
        if self.security == "tls":
            context = self.context or ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout)


@dataclass(frozen=True)
class FolderMailer:
    """Into a folder, one .eml file a mail, whole or not at all. The file's name says nothing."""

    folder: Path
    sender: str

    def send(self, mail: Mail) -> None:
        """Write the file; the same message overwrites itself.

        Raises:
            NotDelivered: the folder cannot be written.
        """
        letter = written(mail, self.sender).as_bytes(policy=SMTP)
        name = _name(mail.message_id)
        unfinished = self.folder / f".{name}.part"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(unfinished, "wb", opener=_private) as file:
                file.write(letter)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(self.folder / f"{name}.eml")
        except OSError:
            raise NotDelivered(Problem.FOLDER) from None


def forget(mailer: Mailer, message_ids: Iterable[str]) -> None:
    """Delete what is still kept of these messages: their card was erased. What left by SMTP has left."""
    if isinstance(mailer, FolderMailer):
        for message_id in message_ids:
            (mailer.folder / f"{_name(message_id)}.eml").unlink(missing_ok=True)


def _name(message_id: str) -> str:
    return sha256(message_id.encode()).hexdigest()[:32]


def written(mail: Mail, sender: str) -> EmailMessage:
    """The mail as it travels. NotDelivered when an address is none, or a header holds a line break."""
    if not _ADDRESS.fullmatch(mail.to) or not _ADDRESS.fullmatch(sender):
        raise NotDelivered(Problem.ADDRESS)
    letter = EmailMessage(policy=SMTP)
    try:
        letter["From"] = Address("signaal", addr_spec=sender)
        letter["To"] = mail.to
        letter["Subject"] = mail.subject
        letter["Date"] = format_datetime(terms.aware(mail.sent_at))
        letter["Message-ID"] = mail.message_id
        letter["Auto-Submitted"] = "auto-generated"
    except ValueError:
        raise NotDelivered(Problem.ADDRESS) from None
    letter.set_content(mail.body, cte="quoted-printable")
    return letter


@contextlib.contextmanager
def _named_problems() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPAuthenticationError:
        raise NotDelivered(Problem.LOGIN) from None
    except smtplib.SMTPNotSupportedError:
        raise NotDelivered(Problem.SECURITY) from None
    except smtplib.SMTPRecipientsRefused as refused:
        final = all(code in _FINAL for code, _ in refused.recipients.values())
        raise NotDelivered(Problem.REFUSED if final else Problem.BUSY) from None
    except smtplib.SMTPDataError as answer:
        raise NotDelivered(Problem.REFUSED if answer.smtp_code in _FINAL else Problem.BUSY) from None
    except smtplib.SMTPResponseException:
        raise NotDelivered(Problem.BUSY) from None  # it refuses us or our settings, not this mail
    except ssl.SSLError:
        raise NotDelivered(Problem.SECURITY) from None
    except (smtplib.SMTPException, OSError):
        raise NotDelivered(Problem.UNREACHABLE) from None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
