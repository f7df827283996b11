"""Who acts, with what: the tools of the house, and the context of one request or one job.

A verb of `actions` takes a `Ctx` first and is marked with `@action(permission, events)`. The mark checks the role and
leaves a trace of a refusal; the relation to the case is checked in the verb, by `ctx.must`.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from signaal.access import policy
from signaal.access.actors import ANONYMOUS, OPERATOR, SYSTEM, Actor, Kind, Membership
from signaal.access.permissions import Permission
from signaal.access.policy import Decision, Place
from signaal.access.relations import Relation
from signaal.actions import trail
from signaal.actions.keyring import Keyring
from signaal.actions.steadiness import Steadiness
from signaal.actions.town import Town as Town
from signaal.audit.checkpoints import LogSigner
from signaal.audit.events import Event
from signaal.audit.fields import Explanation
from signaal.clock import Clock
from signaal.notify.mailer import Mailer
from signaal.notify.pager import Pager
from signaal.referrals.catalogue import Catalogue
from signaal.referrals.halfyears import Norms
from signaal.store.engine import Store
from signaal.terms import Conflict, NotAllowed, NotFound, Refused, Say
from signaal.vault import pseudonyms
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keyfile import KeyFile
from signaal.vault.passwords import Passwords
from signaal.workflows.checklists import Checklist
from signaal.workflows.clock_rules import ClockRules
from signaal.workflows.lists import Lists
from signaal.workflows.schooldays import Holidays

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Tools:
    """Everything an action works with; made once by `runtime`. Holds no key that opens a record."""

    store: Store
    clock: Clock
    keyfile: KeyFile
    passwords: Passwords
    checklist: Checklist
    lists: Lists
    rules: ClockRules
    catalogue: Catalogue
    norms: Norms
    mailer: Mailer
    town: Town
    instance: Path
    signer: LogSigner | None = None
    """The log's own name and key, once `init` has named the log."""
    ids: Callable[[], str] = field(default=pseudonyms.new_id)
    steadiness: Steadiness = field(default_factory=Steadiness, repr=False)
    pager: Pager | None = None
    schools: Holidays = field(default_factory=dict)


@dataclass(frozen=True)
class Me:
    """The account of whoever is logged in."""

    id: str
    login: str
    name: str
    email: str
    language: str


@dataclass(frozen=True)
class Ctx:
    """One request or job: who, with which keys, at which moment. `now` stands still while it runs."""

    tools: Tools
    actor: Actor
    now: datetime
    request_id: str
    me: Me | None = None
    session_id: str | None = None
    csrf_key: bytes = field(default=b"", repr=False)
    keyring: Keyring | None = None
    address: str | None = None
    names_until: datetime | None = None
    login_at: datetime | None = None
    step_up_at: datetime | None = None
    closes_at: datetime | None = None
    """When this screen locks by itself unless somebody goes on working."""
    language: str = "nl"

    @property
    def keys(self) -> Keyring:
        """The keys of this session. Raises NotAllowed for a job or the shell: they hold none."""
        if self.keyring is None:
            raise NotAllowed()
        return self.keyring

    @property
    def user_id(self) -> str:
        """The account that acts. Raises NotAllowed when nobody is logged in."""
        if self.me is None:
            raise NotAllowed()
        return self.me.id

    def member(self, team_id: str | None = None) -> Membership | None:
        """The membership in this team; without a team the first one."""
        found = self.actor.roles_in(team_id) if team_id else self.actor.memberships
        if not found and team_id:
            found = self.actor.memberships
        return found[0] if found else None

    def holds(self, permission: Permission) -> bool:
        """Could this actor ever do it, in any role?"""
        return policy.holds(self.actor, permission)

    def may(
        self,
        permission: Permission,
        relation: Relation,
        team_id: str | None = None,
        organisation_id: str | None = None,
    ) -> bool:
        """May it be done here? For showing buttons; `must` is what a verb asks."""
        return self._decided(permission, relation, team_id, organisation_id).allowed

    def must(
        self,
        permission: Permission,
        relation: Relation,
        team_id: str | None = None,
        subjects: Iterable[str] = (),
        organisation_id: str | None = None,
    ) -> Explanation | None:
        """Authorise or stop; returns what explains the access, for the log. Call it outside a unit.

        Raises:
            NotFound: not this one. It looks the same as something that does not exist, and is written down.
        """
        decision = self._decided(permission, relation, team_id, organisation_id)
        if not decision.allowed:
            trail.refused(self, permission, subjects)
            raise NotFound()
        return trail.explained(decision.explanation)

    def _decided(
        self, permission: Permission, relation: Relation, team_id: str | None, organisation_id: str | None
    ) -> Decision:
        place = Place(team_id, organisation_id) if team_id or organisation_id else None
        if relation is Relation.NONE:
            return Decision(False, None, Say("access.not.yours"))
        return policy.decide(self.actor, permission, relation, place)


def operator(tools: Tools) -> Ctx:
    """Whoever may start programs on the machine: sets up, never opens."""
    return Ctx(tools, OPERATOR, tools.clock.now(), pseudonyms.new_id())


def system(tools: Tools) -> Ctx:
    """The scheduler."""
    return Ctx(tools, SYSTEM, tools.clock.now(), pseudonyms.new_id())


def anonymous(tools: Tools, request_id: str | None = None, address: str | None = None) -> Ctx:
    """Somebody who has not logged in."""
    return Ctx(tools, ANONYMOUS, tools.clock.now(), request_id or pseudonyms.new_id(), address=address)


@dataclass(frozen=True)
class Verb:
    """One marked action: for the house test that every verb says what it needs and what it leaves."""

    name: str
    permission: Permission
    events: tuple[Event, ...]


VERBS: dict[str, Verb] = {}
_RECEIPTS: list[Callable[[Ctx, str], object]] = []


def finds_receipts(receipt_of: Callable[[Ctx, str], object]) -> None:
    """Say how the receipt of somebody's own form is found (None: it did nothing yet); `receipts` does, once."""
    _RECEIPTS.append(receipt_of)


def action(
    permission: Permission, *events: Event
) -> Callable[[Callable[Concatenate[Ctx, P], R]], Callable[Concatenate[Ctx, P], R]]:
    """Mark a verb with the permission it needs and the events it may leave.

    The marked verb raises NotAllowed, after writing it down, when the actor's roles never permit it. A seal, mark or
    key that does not fit is written down too, on its way out as DoesNotOpen. A verb with a `form_id` that can no
    longer be done answers with the receipt of that form, when it was this person's and did its work before.
    """

    def mark(verb: Callable[Concatenate[Ctx, P], R]) -> Callable[Concatenate[Ctx, P], R]:
        name = f"{verb.__module__.rpartition('.')[2]}.{verb.__name__}"
        VERBS[name] = Verb(name, permission, events)
        shape = inspect.signature(verb)

        @functools.wraps(verb)
        def call(ctx: Ctx, *args: P.args, **kwargs: P.kwargs) -> R:
            if not ctx.holds(permission):
                if ctx.actor.kind is Kind.PERSON:
                    trail.refused(ctx, permission)
                raise NotAllowed(policy.why_not(ctx.actor, permission, Relation.NONE))
            try:
                return verb(ctx, *args, **kwargs)
            except DoesNotOpen:
                trail.vault_refused(ctx)
                raise
            except (Conflict, Refused, NotFound):
                form_id = shape.bind(ctx, *args, **kwargs).arguments.get("form_id", "")
                for receipt_of in _RECEIPTS if form_id else ():
                    if (before := receipt_of(ctx, form_id)) is not None:
                        return cast("R", before)
                raise

        return cast("Callable[Concatenate[Ctx, P], R]", call)

    return mark


def taken(key: str, **params: Any) -> Conflict:
    """Somebody was first, or the state no longer permits it."""
    return Conflict(Say(key, params))
