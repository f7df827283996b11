"""From a folder to the tools of every action, or one list of everything that is wrong.

Reads the files that pure rooms may not read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import TypeVar

from signaal import config, texts
from signaal.actions import instances
from signaal.actions.context import Tools, Town
from signaal.audit.limits import Limits
from signaal.clock import Clock, SystemClock
from signaal.config.settings import Settings
from signaal.notify.mailer import FolderMailer, Mailer, SmtpMailer
from signaal.referrals.catalogue import Catalogue
from signaal.referrals.halfyears import Norms
from signaal.referrals.problems import CatalogueError
from signaal.runtime import knowledge, paging
from signaal.runtime.problems import StartError as StartError
from signaal.store import schema
from signaal.store.engine import Store, open_store
from signaal.store.journal import Journal
from signaal.terms import OrganisationKind, SignaalError, Unavailable
from signaal.vault.argon import PRODUCTION, Argon, Cost
from signaal.vault.keyfile import KeyFile
from signaal.vault.passwords import Passwords
from signaal.workflows.clock_overlay import stricter
from signaal.workflows.problems import ListError
from signaal.workflows.retention import Terms
from signaal.workflows.rulebook import Rulebook, load_rulebook

HERE = Path(__file__).parents[1]
LISTS = HERE / "workflows" / "lists"
CONFIG = "config.toml"
OWN_CLOCKS = "clocks.toml"

Part = TypeVar("Part")


def read_settings(folder: Path) -> Settings:
    """The settings of an instance.

    Raises:
        StartError: every problem of the configuration.
    """
    if not (folder / CONFIG).exists():
        raise StartError([f"there is no instance in {folder}: run signaal init, or signaal demo"])
    try:
        return config.load(folder / CONFIG)
    except config.ConfigError as error:
        named = [p if p.startswith(CONFIG) else f"{CONFIG}: {p}" for p in error.problems]
        raise StartError(named) from None


def open_tools(
    folder: Path,
    clock: Clock | None = None,
    *,
    cost: Cost | None = None,
    port: int | None = None,
    fresh: bool = False,
) -> Tools:
    """Open an instance: configuration, key file, lists, catalogue, mail and database.

    `clock` and `cost` (of a passphrase, instead of the configured one) are for tests and for playing the demo;
    `port` is where it is served when that is not where the configuration says; `fresh` skips the question
    whether the instance was finished, for whoever finishes it now.

    Raises:
        StartError: every problem of every part, in one list.
    """
    problems: list[str] = []
    settings = _part(lambda: read_settings(folder), problems)
    rulebook = _part(lambda: _rulebook(folder), problems)
    provisions = _part(lambda: knowledge.catalogue(folder), problems)
    norms = _part(lambda: knowledge.norms(folder), problems)
    keys = mailer = store = pager = None
    if settings is not None:
        known = settings
        keys = _part(lambda: KeyFile.load(known.key_file), problems)
        mailer = _part(lambda: _mailer(known), problems)
        pager = _part(lambda: paging.pager(known), problems)
        store = _part(lambda: _store(known), problems)
    if settings and rulebook and provisions and norms and keys and mailer and store and not problems:
        if port is not None:
            settings = replace(settings, server=replace(settings.server, port=port))
        tools = _tools(settings, clock, cost, rulebook, provisions, norms, keys, mailer, store)
        tools = replace(tools, pager=pager)
        return tools if fresh else _finished(tools)
    if store is not None:
        store.close()
    raise StartError(problems)


def _rulebook(folder: Path) -> Rulebook:
    """The rules of the house, with the municipality's own stricter figures (`clocks.toml` beside the configuration)."""
    known = load_rulebook(_texts_in(LISTS))
    own = folder / OWN_CLOCKS
    if not own.is_file():
        return known
    return replace(known, clocks=stricter(known.clocks, own.read_text(encoding="utf-8"), OWN_CLOCKS))


def _tools(
    settings: Settings,
    clock: Clock | None,
    cost: Cost | None,
    rulebook: Rulebook,
    provisions: Catalogue,
    norms: Norms,
    keys: KeyFile,
    mailer: Mailer,
    store: Store,
) -> Tools:
    return Tools(
        store=store,
        clock=clock or SystemClock(),
        keyfile=keys,
        passwords=Passwords(Argon(cost or _cost(settings)), keys),
        checklist=rulebook.checklist,
        lists=rulebook.lists,
        rules=rulebook.clocks,
        schools=rulebook.schools,
        catalogue=provisions,
        norms=norms,
        mailer=mailer,
        town=_town(settings),
        instance=settings.folder,
    )


def _cost(settings: Settings) -> Cost:
    asked = settings.passphrases
    return Cost(asked.memory_mib * 1024, asked.passes, PRODUCTION.lanes)


def _finished(tools: Tools) -> Tools:
    """With the name of its log. StartError when `signaal init` never came to its end."""
    signer = instances.log_signer(tools)
    if signer is None:
        tools.store.close()
        raise StartError([f"the instance in {tools.instance} is not finished: run signaal init"])
    if instances.is_half_restored(tools):
        tools.store.close()
        raise StartError(["a restore of this database did not finish: empty the database and restore again"])
    _tell_journal(tools)
    return replace(tools, signer=signer)


def _tell_journal(tools: Tools) -> None:
    """What a process that died left behind; a journal that cannot be written keeps nobody out, health tells."""
    with suppress(SignaalError):
        tools.store.tell_journal()


def _town(settings: Settings) -> Town:
    town = settings.municipality
    return Town(
        name=town.name,
        nvvk=town.acute_nvvk,
        voorstel=town.acute_voorstel,
        no_piket=town.duty == "geen piket",
        attention_officer=town.attention_officer,
        public_url=settings.public_url,
        sender=settings.mail.sender,
        backup_days=settings.backup.keep_days,
        limits=Limits(**asdict(settings.review)),
        terms={
            OrganisationKind(spec.name): Terms(**asdict(getattr(settings.retention, spec.name)))
            for spec in fields(settings.retention)
        },
    )


def _mailer(settings: Settings) -> Mailer:
    mail = settings.mail
    if not mail.smtp_host:
        return FolderMailer(settings.mail_folder, mail.sender)
    password = ""
    if settings.mail_password_file is not None:
        try:
            password = settings.mail_password_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise StartError(["mail.password_file cannot be read"]) from None
    return SmtpMailer(mail.smtp_host, mail.smtp_port, mail.security, mail.sender, mail.username, password)


def _store(settings: Settings) -> Store:
    """The database, when it answers and has the tables that this version expects."""
    try:
        found, wanted = schema.current(settings.database_url), schema.head()
    except ValueError:
        raise StartError(["database.url names no database that signaal knows"]) from None
    except Unavailable:
        raise StartError(["the database cannot be reached: it is not there, locked or full"]) from None
    if found != wanted:
        raise StartError(
            [f"the database has version {found}, this signaal needs {wanted}: run signaal migrate"]
        )
    return open_store(settings.database_url, Journal(settings.journal_file))


def _texts_in(folder: Path) -> Mapping[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))}


def _part(load: Callable[[], Part], problems: list[str]) -> Part | None:
    """What `load` makes; None after putting its problems in the list."""
    try:
        return load()
    except (StartError, ListError, CatalogueError) as error:
        problems += error.problems
    except SignaalError as error:
        problems.append(texts.say("en", error.say.key, **error.say.params))
    return None
