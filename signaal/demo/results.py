"""What playing leaves behind: who can log in, and which card tells which story."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, repr=False)
class DemoAccount:
    """Somebody to log in as. `totp_secret` is base 32, as an authenticator takes it; `team` may be empty."""

    login: str
    name: str
    role: str
    team: str
    passphrase: str
    totp_secret: str

    def __repr__(self) -> str:
        return f"DemoAccount({self.login})"

    def plain(self) -> dict[str, str]:
        """As the command line keeps and shows it."""
        return {
            "login": self.login,
            "name": self.name,
            "role": self.role,
            "team": self.team,
            "passphrase": self.passphrase,
            "totp_secret": self.totp_secret,
        }


@dataclass(frozen=True)
class Played:
    """One story: its name, the card it made, who keeps that card, and the referrals that left from it."""

    story: str
    pseudonym: str
    owner: str
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class DemoResult:
    """Everybody who can log in, and every card in the order in which it was made."""

    accounts: tuple[DemoAccount, ...]
    cases: tuple[Played, ...]

    def of(self, story: str) -> tuple[Played, ...]:
        """The cards of one story."""
        return tuple(case for case in self.cases if case.story == story)
