"""How well the rules of review find snooping, and how often they are wrong: on generated normal work.

    .venv/bin/python -m bench.review          # seeds 1 to 5, the table of docs/review.md
    .venv/bin/python -m bench.review 7        # five others, from 7 on

Thirty-six people in four teams work four weeks: lists, own cards, consulting hours, a colleague's card on a telephone
call, team meetings, letters, an evening now and then, duty in the weekend. Snooping of nine kinds is planted on top,
from below the figures of the rules to far above them.
One kind is planted that no rule can find, so that nobody reads the table as a promise.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from signaal.audit.events import Event
from signaal.audit.fields import Explanation
from signaal.audit.limits import Limits
from signaal.audit.looks import looks
from signaal.audit.review import Line
from signaal.audit.rules import RULES, Duty, Facts, Hit, Rule, hits
from signaal.workflows.calendar import at_wall, is_working_day

FIRST = date(2026, 9, 7)
DAYS = 28
TEAMS, PEOPLE, CARDS = 4, 9, 40
PLANTS = 10
FINDS: dict[str, Rule] = {
    "a colleague's card, once": Rule.UNEXPLAINED,
    "the same card, evening after evening": Rule.UNEXPLAINED,
    "own cards in the evening": Rule.OUT_OF_HOURS,
    "through the whole list": Rule.MANY_CASES,
    "a card closed long ago": Rule.AFTER_CLOSING,
    "searching without opening": Rule.SEARCHES,
    "everybody looks at one family": Rule.MANY_USERS,
    "printing before leaving": Rule.EXPORTS,
    "a look behind a written line": Rule.UNEXPLAINED,
}
"""What is planted, and the rule that ought to find it. The last one hides as work: only a sample meets it."""
HIDDEN = list(FINDS)[-1]


@dataclass
class Work:
    """Four weeks of an organisation: its lines, and which of them are planted (kind by the number of the line)."""

    chance: Random
    lines: list[Line] = field(default_factory=list)
    planted: dict[int, tuple[str, int]] = field(default_factory=dict)
    closed: dict[str, datetime] = field(default_factory=dict)
    duty: list[Duty] = field(default_factory=list)
    raw: list[
        tuple[datetime, Event, str, tuple[str, ...], Explanation | None, str | None, tuple[str, int] | None]
    ] = field(default_factory=list)

    def leave(
        self, at: datetime, event: Event, user: str, *subjects: str, why: Explanation | None = None,
        reason: str | None = None, plant: tuple[str, int] | None = None,
    ) -> None:  # fmt: skip
        """One event. `plant`: the kind and the number of what was planted."""
        self.raw.append((at, event, user, subjects, why, reason, plant))

    def settle(self) -> Work:
        """The lines in the order of their moments, as the log numbers them."""
        for seq, (at, event, user, subjects, why, reason, plant) in enumerate(
            sorted(self.raw, key=lambda row: row[0])
        ):
            self.lines.append(_line(seq, at, event, user, subjects, why, reason))
            if plant is not None:
                self.planted[seq] = plant
        return self


def _line(
    seq: int, at: datetime, event: Event, user: str, subjects: tuple[str, ...], why: Explanation | None,
    reason: str | None,
) -> Line:  # fmt: skip
    return Line(
        seq=seq, at=at, event=event.value, action=event.action.value, outcome="ok", purpose=event.activity.value,
        user=user, role="signaller", lead=False, team=None, organisation=None, subjects=subjects, parts=(),
        reason=reason, basis=None, explanation=why and why.value, consent=None, target=None, number=None, said={},
    )  # fmt: skip


def user(team: int, person: int) -> str:
    return f"user {team}.{person}"


def own(team: int, person: int) -> list[str]:
    return [f"card {team}.{person}.{card}" for card in range(CARDS)]


def _at(chance: Random, day: date, first: float, last: float) -> datetime:
    return at_wall(day, 0) + timedelta(hours=chance.uniform(first, last))


def normal(chance: Random) -> Work:
    """Work as it goes, exceptions included."""
    work = Work(chance)
    days = [FIRST + timedelta(days=n) for n in range(DAYS)]
    for team in range(TEAMS):
        for person in range(PEOPLE):
            for card in own(team, person)[:6]:
                work.closed[card] = at_wall(FIRST, 0) - timedelta(days=chance.randrange(0, 120))
        for day in days:
            if is_working_day(day):
                for person in range(PEOPLE):
                    _day(work, team, person, day)
            else:
                _duty(work, team, day)
        for week in range(0, DAYS, 14):
            _meeting(work, team, FIRST + timedelta(days=week + 3))
    return work


def _day(work: Work, team: int, person: int, day: date) -> None:
    """One person's working day."""
    chance, who, cards = work.chance, user(team, person), own(team, person)
    if chance.random() < 0.25:
        return  # part-time, ill, a course
    for _ in range(chance.randint(2, 4)):
        work.leave(_at(chance, day, 8, 17), Event.CASE_LISTED, who, *chance.sample(cards, 25))
    clinic = day.weekday() == person % 5
    start = _at(chance, day, 9, 14)
    for card in chance.sample(cards[6:], chance.randint(8, 14) if clinic else chance.randint(3, 8)):
        at = start + timedelta(minutes=chance.uniform(0, 150)) if clinic else _at(chance, day, 8, 17)
        _open(work, who, card, at, Explanation.OWN_CASE, writes=0.35)
    if chance.random() < 0.15:
        _open(
            work, who, _of_colleague(work, team, person), _at(chance, day, 8, 17), Explanation.ASSIGNED_TASK
        )
    if chance.random() < 0.10:  # somebody rings for a colleague: mostly something is written down
        _open(work, who, _of_colleague(work, team, person), _at(chance, day, 8, 17), None, writes=0.85)
    for _ in range(chance.choice((0, 0, 1, 1, 2, 3))):
        _search(work, who, chance.choice(cards[6:]), _at(chance, day, 8, 17))
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2))):
        work.leave(_at(chance, day, 8, 17), Event.LETTER_PRINTED, who, chance.choice(cards))
    if chance.random() < 0.006:  # the end of term: letters in a pile
        for card in chance.sample(cards, chance.randint(8, 14)):
            work.leave(_at(chance, day, 15, 17), Event.LETTER_PRINTED, who, card)
    if chance.random() < 0.015:  # a file finished in the evening
        _open(work, who, chance.choice(cards), _at(chance, day, 20, 22), Explanation.OWN_CASE, writes=0.7)
    if chance.random() < 0.01:  # a late question about a card that was closed
        _open(work, who, chance.choice(cards[:6]), _at(chance, day, 9, 16), Explanation.OWN_CASE)


def _open(
    work: Work, who: str, card: str, at: datetime, why: Explanation | None, *, writes: float = 0.0,
    plant: tuple[str, int] | None = None,
) -> None:  # fmt: skip
    work.leave(at, Event.CASE_OPENED, who, card, why=why, plant=plant)
    if work.chance.random() < writes:
        work.leave(at + timedelta(minutes=9), Event.CONTACT_RECORDED, who, card, why=why)


def _search(work: Work, who: str, card: str, at: datetime) -> None:
    """Somebody rings: found and opened, or not there and made, or the line is cut."""
    then = work.chance.random()
    work.leave(at, Event.CASE_SEARCHED, who, *((card,) if then < 0.7 else ()), reason="by_name")
    if then < 0.7:
        _open(work, who, card, at + timedelta(minutes=2), Explanation.OWN_CASE)
    elif then < 0.88:
        work.leave(at + timedelta(minutes=12), Event.CASE_CREATED, who, f"new {at.isoformat()}")


def _of_colleague(work: Work, team: int, person: int) -> str:
    other = work.chance.choice([n for n in range(PEOPLE) if n != person])
    return work.chance.choice(own(team, other)[6:])


def _duty(work: Work, team: int, day: date) -> None:
    """The weekend: one has duty, and opens what comes in."""
    who = user(team, (day.toordinal() // 7 + team) % PEOPLE)
    work.duty.append(Duty(who, at_wall(day, 0), at_wall(day + timedelta(days=1), 0)))
    for _ in range(work.chance.randint(0, 3)):
        card = _of_colleague(work, team, -1)
        _open(work, who, card, _at(work.chance, day, 8, 22), Explanation.ASSIGNED_TASK, writes=0.5)


def _meeting(work: Work, team: int, day: date) -> None:
    """Two families are talked through: the file is opened by whoever sits there with a screen."""
    for _ in range(2):
        card = _of_colleague(work, team, -1)
        for person in work.chance.sample(range(PEOPLE), work.chance.randint(2, 4)):
            _open(work, user(team, person), card, _at(work.chance, day, 13, 14), Explanation.ASSIGNED_TASK)


def snoop(work: Work) -> None:
    """Plant what ought to be found: every kind so many times, by anybody, on any working day."""
    chance = work.chance
    days = [FIRST + timedelta(days=n) for n in range(DAYS - 4) if is_working_day(FIRST + timedelta(days=n))]
    for kind in FINDS:
        for number in range(PLANTS):
            team, person, day = chance.randrange(TEAMS), chance.randrange(PEOPLE), chance.choice(days)
            _plant(work, kind, number, team, person, day)


def _plant(work: Work, kind: str, number: int, team: int, person: int, day: date) -> None:
    chance, who, mark = work.chance, user(team, person), (kind, number)
    card = _of_colleague(work, team, person)
    match list(FINDS).index(kind):
        case 0:
            _open(work, who, card, _at(chance, day, 8, 17), None, plant=mark)
        case 1:
            for n in range(chance.randint(2, 4)):
                _open(work, who, card, _at(chance, day + timedelta(days=n), 18, 20), None, plant=mark)
        case 5:
            for _ in range(chance.randint(2, 8)):
                at = _at(chance, day, 12, 12.9)
                work.leave(at, Event.CASE_SEARCHED, who, card, reason="by_name", plant=mark)
        case 6:
            for colleague in chance.sample(range(PEOPLE), chance.randint(4, 8)):
                at = _at(chance, day, 8, 17)
                _open(work, user(team, colleague), card, at, Explanation.ASSIGNED_TASK, plant=mark)
        case 8:
            _open(work, who, card, _at(chance, day, 8, 17), None, writes=1.0, plant=mark)
        case _:
            _plant_on_own(work, mark, team, person, day)


def _plant_on_own(work: Work, mark: tuple[str, int], team: int, person: int, day: date) -> None:
    """Own cards, so that a relation explains every look: only a rule can find these."""
    chance, who, cards = work.chance, user(team, person), own(team, person)
    match list(FINDS).index(mark[0]):
        case 2:
            for one in chance.sample(cards, chance.randint(1, 3)):
                _open(work, who, one, _at(chance, day, 19, 23.5), Explanation.OWN_CASE, plant=mark)
        case 3:
            start = _at(chance, day, 9, 16)
            for one in chance.sample(cards, chance.randint(8, 30)):
                at = start + timedelta(minutes=chance.uniform(0, 40))
                _open(work, who, one, at, Explanation.OWN_CASE, plant=mark)
        case 4:
            old = f"old {team}.{person}.{mark[1]}"
            work.closed[old] = at_wall(day, 0) - timedelta(days=chance.randint(3, 300))
            _open(work, who, old, _at(chance, day, 8, 17), Explanation.OWN_CASE, plant=mark)
        case _:
            for one in chance.sample(cards, chance.randint(6, 30)):
                work.leave(_at(chance, day, 12, 17), Event.LETTER_PRINTED, who, one, plant=mark)


@dataclass
class Measured:
    """Of one rule: plants that it ought to find, those it found, and hits that touch nothing planted."""

    ought: int = 0
    found: int = 0
    wrong: int = 0


@dataclass
class Run:
    """What came of one seed, or of several: per rule, and for the officer."""

    rules: dict[Rule, Measured] = field(default_factory=lambda: {rule: Measured() for rule in RULES})
    lines: int = 0
    looks: int = 0
    listed: int = 0
    hidden: int = 0
    weeks: int = 0


def days_of(work: Work) -> Iterator[tuple[Hit, ...]]:
    """The hits of each day, as the job finds them: with the six days before it."""
    for n in range(DAYS):
        began = at_wall(FIRST + timedelta(days=n), 0)
        ended = at_wall(FIRST + timedelta(days=n + 1), 0)
        window = [line for line in work.lines if began - timedelta(days=6) <= line.at < ended]
        yield hits(window, Limits(), Facts(began, work.closed, tuple(work.duty)))


def measure(seed: int, run: Run) -> None:
    """Four weeks out of one seed, added to what came before."""
    work = normal(Random(seed))
    snoop(work)
    work.settle()
    met: dict[Rule, set[tuple[str, int]]] = {rule: set() for rule in RULES}
    for hit in (hit for day in days_of(work) for hit in day):
        plants = {work.planted[seq] for seq in hit.seqs if seq in work.planted}
        met[hit.rule] |= plants
        run.rules[hit.rule].wrong += not plants
        run.listed += 1
    for rule, row in run.rules.items():
        ought = [kind for kind, finder in FINDS.items() if finder is rule and kind != HIDDEN]
        row.ought += len(ought) * PLANTS
        row.found += sum(kind in ought for kind, _ in met[rule])
    run.hidden += sum(kind == HIDDEN for kind, _ in set().union(*met.values()))
    run.lines += len(work.lines)
    run.looks += len(looks(work.lines))
    run.weeks += DAYS // 7


def table(seeds: range) -> str:
    """The table of docs/review.md."""
    run = Run()
    for seed in seeds:
        measure(seed, run)
    lines = [
        f"{run.lines:,} lines, {run.looks:,} looks at a card by {TEAMS * PEOPLE} people in {run.weeks} weeks "
        f"(seeds {seeds[0]} to {seeds[-1]}).",
        "",
        "| rule | planted | found | recall | false alarms a week | of a thousand looks |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| `{rule.value}` | {row.ought} | {row.found} | {row.found / row.ought:.0%} "
        f"| {row.wrong / run.weeks:.1f} | {row.wrong / run.looks * 1000:.1f} |"
        for rule, row in run.rules.items()
    ]
    lines += [
        "",
        f"Planted as *{HIDDEN}*: {PLANTS * len(seeds)}, of which the rules found {run.hidden}. On the list each "
        f"working day, for the whole organisation, planted ones included: {run.listed / run.weeks / 5:.1f}.",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    first = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    print(table(range(first, first + 5)))
