"""What the one page offers to choose from: codes, recipients, and who is on duty. Reads no record of any case."""

from __future__ import annotations

from dataclasses import dataclass

from signaal.access.permissions import Permission
from signaal.actions import dutylines, recipients, signals, usage
from signaal.actions.carddrafts import home, homes
from signaal.actions.context import Ctx, action
from signaal.actions.views import Recipient
from signaal.store import teams
from signaal.store.reader import Reader
from signaal.terms import Say, Setting
from signaal.workflows import acute
from signaal.workflows.calendar import add_months, local_day
from signaal.workflows.checklists import Item, Offered
from signaal.workflows.duty import next_duty, on_duty

MONTHS = 3
"""How far back "what this team uses most" looks: this month and the two before it."""

_SCHOOL = (Setting.SCHOOL_PRIMARY, Setting.SCHOOL_SECONDARY, Setting.HOME_VISIT)
_JGZ = (
    Setting.JGZ_0_4,
    Setting.JGZ_4_12,
    Setting.JGZ_12_18,
    Setting.JGZ_PREGNANCY,
    Setting.HOME_VISIT,
)
_SETTINGS = {"jgz": _JGZ, "school_team": _SCHOOL, "care_team": _SCHOOL}


@dataclass(frozen=True)
class CardOptions:
    """`team_id` is the team that signals. `functions`: recipients outside signaal, codes of recipient_functions.

    `acute`: codes that ask about haste when ticked. `duty`: that nobody is on duty now, said before saving
    (design/deadlines.md, point 12); None when somebody answers.
    """

    team_id: str
    offered: Offered
    acute: tuple[Item, ...]
    recipients: tuple[Recipient, ...]
    functions: tuple[str, ...]
    duty: Say | None


@dataclass(frozen=True)
class Home:
    """A team to signal for, and the settings in which it works."""

    team_id: str
    name: str
    settings: tuple[Setting, ...]


@action(Permission.SIGNAL_SUBMIT)
def places(ctx: Ctx) -> tuple[Home, ...]:
    """The teams in which this person signals, each with its settings, the likely ones only."""
    with ctx.tools.store.reading() as reader:
        found = teams.by_ids(reader, homes(ctx))
    return tuple(
        Home(row.id, row.name, _SETTINGS.get(row.function, tuple(Setting)))
        for row in sorted(found.values(), key=lambda row: row.name)
    )


@action(Permission.SIGNAL_SUBMIT)
def asking(ctx: Ctx) -> tuple[Item, ...]:
    """The codes that ask about haste when ticked. Reads no database: every form of the page begins with them."""
    return acute.to_ask(tuple(ctx.tools.checklist.items), ctx.tools.checklist, signals.switches(ctx))


@action(Permission.SIGNAL_SUBMIT)
def options(ctx: Ctx, setting: Setting, team_id: str | None = None) -> CardOptions:
    """What one setting shows to this team.

    Raises:
        Refused: somebody who works in several teams named none, or another team's.
    """
    team = home(ctx, team_id)
    checklist = ctx.tools.checklist
    with ctx.tools.store.reading() as reader:
        most = usage.most(reader, ctx, team, checklist.items, _months(ctx))
        found = recipients.selectable(reader, team)
        duty = duty_now(reader, ctx)
    return CardOptions(
        team_id=team,
        offered=checklist.offered(setting, most),
        acute=asking(ctx),
        recipients=found,
        functions=ctx.tools.lists.of("recipient_functions").codes(),
        duty=duty,
    )


def duty_now(reader: Reader, ctx: Ctx) -> Say | None:
    """That nobody can be called now, and until when; None when somebody is on duty."""
    if ctx.tools.town.no_piket:
        return Say("signal.duty.no_piket")
    lines = dutylines.of_town(reader, ctx.now)
    if on_duty(lines, ctx.now):
        return None
    begins = next_duty(lines, ctx.now)
    return Say("signal.duty.nobody_until", {"when": begins}) if begins else Say("signal.duty.nobody")


def _months(ctx: Ctx) -> list[str]:
    today = local_day(ctx.now)
    return [add_months(today.replace(day=1), -back).strftime("%Y-%m") for back in range(MONTHS)]
