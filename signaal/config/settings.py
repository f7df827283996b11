"""The shapes of the settings, their defaults, and what a single value has to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any


def _one_of(default: str, *choices: str) -> Any:
    return field(default=default, metadata={"choices": choices})


def _between(default: int, low: int, high: int) -> Any:
    return field(default=default, metadata={"low": low, "high": high})


def _matching(default: str, pattern: str, words: str) -> Any:
    return field(default=default, metadata={"pattern": pattern, "words": words})


@dataclass(frozen=True)
class Server:
    """How pages are served. Without TLS in front only this machine can reach them."""

    host: str = "127.0.0.1"
    port: int = _between(8642, 1, 65535)
    behind_tls: bool = False
    trusted_proxies: int = _between(0, 0, 5)
    public_url: str = _matching("", r"https?://[^\s/?#@]+", "http:// or https:// and a name, without a path")
    threads: int = _between(4, 1, 64)


@dataclass(frozen=True)
class Database:
    url: str = _matching("", r"postgresql://.+", "a postgresql:// address, or empty for SQLite")


@dataclass(frozen=True)
class Keys:
    file: str = _matching("keys.json", r".+", "a file name")


@dataclass(frozen=True)
class Passphrases:
    """What deriving one costs (Argon2id, one lane). Never less than design/vault.md says."""

    memory_mib: int = _between(64, 64, 1024)
    passes: int = _between(3, 3, 10)


@dataclass(frozen=True)
class Mail:
    """Where messages leave. Without smtp_host they become .eml files in the instance folder."""

    smtp_host: str = ""
    smtp_port: int = _between(587, 1, 65535)
    security: str = _one_of("starttls", "starttls", "tls", "none")
    username: str = ""
    password_file: str = ""
    sender: str = _matching("signaal@localhost", r"[^\s@<>]+@[^\s@<>]+", "an e-mail address")


@dataclass(frozen=True)
class Pager:
    """A municipality's own pager: a signed POST after Standard Webhooks. Without url there is none."""

    url: str = ""
    secret_file: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Documents:
    """What has to be agreed before real children are in here (design page security-baseline)."""

    dpia_reference: str = ""
    dpia_date: date | None = None
    processor_agreements_reference: str = ""
    processor_agreements_date: date | None = None
    partners_arrangement_reference: str = ""
    partners_arrangement_date: date | None = None
    council_consent_reference: str = ""
    council_consent_date: date | None = None
    key_export_date: date | None = None


@dataclass(frozen=True)
class Profile:
    kind: str = _one_of("demo", "demo", "production")
    documents: Documents = field(default_factory=Documents)


@dataclass(frozen=True)
class Municipality:
    """The switches a municipality has. `duty` empty: not decided yet, which production refuses."""

    name: str = "Voorbeeldgemeente"
    acute_nvvk: bool = True
    acute_voorstel: bool = True
    duty: str = _one_of("", "", "roster", "geen piket")
    attention_officer: str = ""


@dataclass(frozen=True)
class Log:
    level: str = _one_of("info", "debug", "info", "warning", "error")


@dataclass(frozen=True)
class Security:
    """For /.well-known/security.txt, RFC 9116."""

    contact: str = _matching("", r"(mailto:|https://|tel:)\S+", "a mailto:, https:// or tel: address")
    expires: date | None = None


@dataclass(frozen=True)
class Backup:
    """Backups, and the journal of what may never come back from one."""

    journal: str = _matching("revocations.jsonl", r".+", "a file name")
    keep_days: int = _between(35, 1, 366)
    passphrase_file: str = ""


@dataclass(frozen=True)
class Review:
    """More than this stands out when the log is reviewed. Hours are whole hours on the wall in Amsterdam."""

    cases_an_hour: int = _between(12, 3, 40)
    day_begins: int = _between(7, 5, 9)
    day_ends: int = _between(20, 17, 23)
    days_after_closing: int = _between(14, 0, 60)
    searches_a_day: int = _between(3, 1, 20)
    users_of_a_case: int = _between(4, 2, 20)
    exports_a_day: int = _between(10, 2, 50)


@dataclass(frozen=True)
class Keep:
    """How long one kind of organisation keeps a card: never longer than the product's own terms (R20)."""

    weeks_without_talk: int = _between(6, 1, 6)
    months_after_talk: int = _between(12, 1, 12)
    months_at_most: int = _between(24, 1, 24)


@dataclass(frozen=True)
class Retention:
    jgz: Keep = field(default_factory=Keep)
    school: Keep = field(default_factory=Keep)


@dataclass(frozen=True)
class Settings:
    """One instance's settings. `folder` is where the configuration stands; relative files are found there."""

    folder: Path
    server: Server = field(default_factory=Server)
    database: Database = field(default_factory=Database)
    keys: Keys = field(default_factory=Keys)
    passphrases: Passphrases = field(default_factory=Passphrases)
    mail: Mail = field(default_factory=Mail)
    pager: Pager = field(default_factory=Pager)
    profile: Profile = field(default_factory=Profile)
    municipality: Municipality = field(default_factory=Municipality)
    log: Log = field(default_factory=Log)
    security: Security = field(default_factory=Security)
    backup: Backup = field(default_factory=Backup)
    retention: Retention = field(default_factory=Retention)
    review: Review = field(default_factory=Review)

    @property
    def production(self) -> bool:
        return self.profile.kind == "production"

    @property
    def secure_cookie(self) -> bool:
        """Whether the session cookie carries Secure: whenever TLS stands in front."""
        return self.server.behind_tls

    @property
    def cookie_name(self) -> str:
        return "__Host-signaal" if self.secure_cookie else "signaal"

    @property
    def database_url(self) -> str:
        """The database's address; SQLite in the instance folder unless another is named."""
        return self.database.url or f"sqlite:///{self.folder / 'signaal.db'}"

    @property
    def key_file(self) -> Path:
        return self.folder / self.keys.file

    @property
    def journal_file(self) -> Path:
        """The revocation journal; copied beside every backup."""
        return self.folder / self.backup.journal

    @property
    def backup_passphrase_file(self) -> Path | None:
        return self.folder / self.backup.passphrase_file if self.backup.passphrase_file else None

    @property
    def mail_folder(self) -> Path:
        return self.folder / "mail"

    @property
    def mail_password_file(self) -> Path | None:
        return self.folder / self.mail.password_file if self.mail.password_file else None

    @property
    def public_url(self) -> str:
        """The address that mails and pages name, without a slash at the end."""
        return self.server.public_url or f"http://localhost:{self.server.port}"
