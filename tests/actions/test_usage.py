"""What a team ticks most is offered first to that team; the counts themselves name no code."""

from __future__ import annotations

from sqlalchemy import select

from signaal.actions import cards, offers
from signaal.actions.carddrafts import CardDraft
from signaal.actions.endings import Watch
from signaal.store.tables_work import CounterRow
from signaal.terms import Setting
from signaal.vault.pseudonyms import new_id
from signaal.workflows.signals import SignalDraft
from tests.support.world import World


def first(world: World, who: str, setting: Setting) -> list[str]:
    """The codes that stand on top for somebody."""
    return [item.code for item in offers.options(world.ctx(who), setting).offered.first]


def seldom(world: World, who: str, setting: Setting) -> str:
    """A code that can be seen here and does not stand on top."""
    rest = offers.options(world.ctx(who), setting).offered.rest
    items = [item for items in rest.values() for item in items]
    return next(i.code for i in items if not i.told_only_at_school and not i.acute)


def tick(world: World, who: str, setting: Setting, code: str) -> None:
    signal = SignalDraft(setting, seen=(code,))
    cards.submit(world.ctx(who), CardDraft(new_id(), signal=signal, ending=Watch()))


def counted(world: World) -> dict[str, set[str]]:
    """What was counted, with the keys as they lie in the database."""
    with world.tools.store.reading() as reader:
        found: dict[str, set[str]] = {}
        for row in reader.session.scalars(select(CounterRow)):
            found.setdefault(row.what, set()).add(row.key)
        return found


def test_what_one_colleague_ticks_stands_on_top_for_the_team(world: World) -> None:
    code = seldom(world, "nurse2", Setting.JGZ_4_12)
    tick(world, "nurse", Setting.JGZ_4_12, code)
    assert first(world, "nurse2", Setting.JGZ_4_12)[0] == code


def test_a_teachers_ticks_are_counted_for_the_teacher_alone(world: World) -> None:
    code = seldom(world, "teacher", Setting.SCHOOL_PRIMARY)
    tick(world, "teacher", Setting.SCHOOL_PRIMARY, code)
    assert first(world, "teacher", Setting.SCHOOL_PRIMARY)[0] == code
    for other in ("teacher2", "school_lead"):
        assert code not in first(world, other, Setting.SCHOOL_PRIMARY)


def test_the_counts_name_subjects_and_no_codes(world: World) -> None:
    code = seldom(world, "nurse", Setting.JGZ_4_12)
    tick(world, "nurse", Setting.JGZ_4_12, code)
    tick(world, "teacher", Setting.SCHOOL_PRIMARY, seldom(world, "teacher", Setting.SCHOOL_PRIMARY))
    found = counted(world)
    known = world.tools.checklist.items
    assert found["subject"] <= {item.domain.value for item in known.values()}
    keys = set().union(*found.values())
    assert not keys & set(known)
    assert len(found["signal"]) == 2
