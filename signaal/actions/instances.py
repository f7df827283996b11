"""The instance itself: the name of its log, given once by `signaal init`."""

from __future__ import annotations

from hashlib import sha256

from signaal.access.permissions import Permission
from signaal.actions import trail
from signaal.actions.context import Ctx, Tools, action
from signaal.audit import checkpoints
from signaal.audit.checkpoints import LogSigner
from signaal.audit.events import Event
from signaal.store import meta, organisations
from signaal.store.loading import UNFINISHED
from signaal.vault.signing import Signer

NAME = "log.instance"
EPOCH = "log.epoch"
FIRST_EPOCH = 1


@action(Permission.INIT, Event.INSTANCE_CREATED)
def create(ctx: Ctx) -> LogSigner:
    """Name the log and write its first event, with the fingerprint of the key that signs checkpoints.

    May run twice: a log that has a name keeps it.
    """
    known = log_signer(ctx.tools)
    if known is not None:
        return known
    signer = Signer(ctx.tools.keyfile.log_signing_key)
    instance = ctx.tools.ids()
    with ctx.tools.store.unit() as unit:
        meta.put(unit, NAME, instance)
        meta.put(unit, EPOCH, str(FIRST_EPOCH))
        fingerprint = sha256(signer.public_bytes()).hexdigest()
        trail.leave(unit, ctx, Event.INSTANCE_CREATED, fingerprint=fingerprint)
    return LogSigner(checkpoints.origin(instance, FIRST_EPOCH), signer)


def log_signer(tools: Tools) -> LogSigner | None:
    """The log's name with its key; None before `create`. Keep it: it remembers how far it has compared."""
    with tools.store.reading() as reader:
        instance, epoch = meta.find(reader, NAME), meta.find(reader, EPOCH)
    if instance is None:
        return None
    name = checkpoints.origin(instance, int(epoch or FIRST_EPOCH))
    return LogSigner(name, Signer(tools.keyfile.log_signing_key))


def is_half_restored(tools: Tools) -> bool:
    """Did a restore put rows here and die before it revoked again what was revoked?"""
    with tools.store.reading() as reader:
        return meta.find(reader, UNFINISHED) is not None


@action(Permission.DEMO_PLAY)
def is_empty(ctx: Ctx) -> bool:
    """Is nobody in here yet? Then a demo may be played into it."""
    with ctx.tools.store.reading() as reader:
        return not organisations.everything(reader)
