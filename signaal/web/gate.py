"""The gate over the real actions: sessions open it, the log hears refusals, drafts keep what came late."""

from __future__ import annotations

from collections.abc import Mapping

from signaal.access.permissions import Permission
from signaal.actions import accounts, sessions
from signaal.actions.accounts import Activated, Invitation
from signaal.actions.context import Ctx, Tools
from signaal.actions.logins import LoggedIn
from signaal.terms import Say


class ActionsGate:
    """As `site.Gate`; each method is one action."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def open(self, token: str, request_id: str, address: str) -> Ctx | None:
        return sessions.open(self._tools, token, request_id, address or None)

    def refused(self, ctx: Ctx, permission: Permission) -> None:
        sessions.refuse(ctx, permission)

    def keep_typed(self, token: str, form: str, typed: Mapping[str, list[str]]) -> bool:
        return sessions.keep_typed(self._tools, token, form, typed) is not None

    def log_in(self, login: str, passphrase: str, code: str, address: str, request_id: str) -> LoggedIn:
        return sessions.log_in(self._tools, login, passphrase, code, address or None, request_id)

    def invitation(self, token: str, setup: str | None) -> Invitation:
        return accounts.invitation(self._tools, token, setup)

    def activate(self, token: str, passphrase: str, code: str, setup: str, address: str) -> Activated:
        return accounts.activate(self._tools, token, passphrase, code, setup, address=address or None)

    def why_closed(self, token: str) -> Say | None:
        return sessions.why_closed(self._tools, token)
