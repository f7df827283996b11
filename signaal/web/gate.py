"""The gate over the real actions: sessions open it, the log hears refusals, drafts keep what came late."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from signaal.access.permissions import Permission
from signaal.actions import (
    accounts,
    closed,
    drafts,
    passkey_logins,
    recovery_use,
    resets,
    sessions,
    unlocking,
)
from signaal.actions.accounts import Activated, Invitation, TeamCode
from signaal.actions.challenges import Answer
from signaal.actions.context import Ctx, Tools
from signaal.actions.enrolment import NewLogin
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

    def keep_typed(self, token: str, form: str, typed: Mapping[str, list[str]], at: str) -> str | None:
        return sessions.keep_typed(self._tools, token, form, typed, at)

    def finished(self, ctx: Ctx, form_id: str) -> None:
        drafts.finished(ctx, form_id)

    def log_in(
        self, login: str, passphrase: str, code: str, address: str, request_id: str, before: str | None
    ) -> LoggedIn:
        where = address or None
        return sessions.log_in(self._tools, login, passphrase, code, where, request_id, before)

    def ask_passkey(self, browser: str) -> dict[str, object]:
        return passkey_logins.ask_to_enter(self._tools, browser)

    def enter_with_passkey(
        self, browser: str, answer: Answer, address: str, request_id: str, before: str | None
    ) -> LoggedIn:
        return passkey_logins.enter(self._tools, browser, answer, address or None, request_id, before)

    def can_unlock(self, token: str) -> bool:
        return unlocking.can_unlock(self._tools, token)

    def unlock(self, token: str, pin: str, address: str, request_id: str) -> LoggedIn:
        return unlocking.unlock(self._tools, token, pin, address or None, request_id)

    def hide_closed(self, token: str, is_from_there: Callable[[bytes], bool]) -> None:
        closed.hide(self._tools, token, is_from_there)

    def invitation(self, token: str, setup: str | None) -> Invitation:
        return accounts.invitation(self._tools, token, setup)

    def activate(self, given: NewLogin, address: str) -> Activated:
        return accounts.activate(self._tools, given, address=address or None)

    def ask_reset(self, login: str, code: str, address: str, request_id: str) -> str:
        return resets.ask(self._tools, login, code, address or None, request_id)

    def reset_page(self, token: str, setup: str | None) -> Invitation:
        return resets.page(self._tools, token, setup)

    def reset(self, given: NewLogin, address: str) -> Activated:
        return resets.reset(self._tools, given, address=address or None)

    def waiting_codes(
        self, login: str, passphrase: str, code: str, address: str, request_id: str
    ) -> tuple[TeamCode, ...]:
        return resets.codes(self._tools, login, passphrase, code, address or None, request_id)

    def come_back(
        self, login: str, passphrase: str, code: str, paper: str, address: str, request_id: str
    ) -> LoggedIn:
        return recovery_use.come_back(
            self._tools, login, passphrase, code, paper, address or None, request_id
        )

    def why_closed(self, token: str) -> Say | None:
        return sessions.why_closed(self._tools, token)
