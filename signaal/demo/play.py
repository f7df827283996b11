"""Plays ten weeks of the invented municipality through the real actions, up to now.

Names and stories come from the seed; keys, salts, tokens, codes and passphrases never do. Every event has the
moment at which it happened in the play; after it the instance runs by the machine's own clock.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random

from signaal.actions.context import Tools
from signaal.clock import MovingClock, SystemClock
from signaal.demo import programme, words
from signaal.demo.cast import TOWN
from signaal.demo.elsewhere import Elsewhere
from signaal.demo.families import Families
from signaal.demo.moments import beginning
from signaal.demo.people import People
from signaal.demo.programme import Entry
from signaal.demo.results import DemoResult
from signaal.demo.scene import Scene, Story
from signaal.demo.stage import Stage
from signaal.runtime import open_for_playing
from signaal.workflows.calendar import local_day

Opener = Callable[[Path, MovingClock, str], Tools]
Progress = Callable[[float], None]
"""Told how much of the time has passed, from 0 to 1."""
CASES = 60


@dataclass(order=True)
class _Cue:
    """Something that happens next: the beginning of a story, its going on, or something beside them."""

    at: datetime
    number: int
    go_on: Callable[[], datetime | None] = field(compare=False)


def play(
    folder: Path,
    seed: int = 1,
    cases: int = CASES,
    now: datetime | None = None,
    *,
    opener: Opener = open_for_playing,
    progress: Progress | None = None,
) -> DemoResult:
    """Fill an instance without people (made when it is not there) with about `cases` cards.

    `now` is where the play ends: the machine's own time unless told otherwise. Nothing is printed.

    Raises:
        StartError: every problem of an instance that was there already.
        Unavailable: the database is locked, full or gone.
    """
    end = now or SystemClock().now()
    clock = MovingClock(beginning(end))
    tools = opener(folder, clock, TOWN)
    try:
        stage = Stage(tools, clock, end)
        return _played(stage, seed, cases, progress or (lambda _: None))
    finally:
        tools.store.close()


def play_demo(folder: Path, seed: int) -> Sequence[dict[str, str]]:
    """The same for the command line: the accounts, as plain texts."""
    return [account.plain() for account in play(folder, seed).accounts]


def _played(stage: Stage, seed: int, cases: int, progress: Progress) -> DemoResult:
    said = words.load()
    begun = stage.now
    people = People(stage, said, Random(f"{seed} people"))  # noqa: S311 - names of invented people
    people.set_up()
    scenes = _scenes(stage, people, said, seed, cases)
    queue = [_Cue(at, n, _scene_cue(scene, tell)) for n, (at, scene, tell) in enumerate(scenes)]
    beside = Elsewhere(stage, people, [scene for _, scene, _ in scenes])
    for at, happen in beside.happenings():
        queue.append(_Cue(at, len(queue), _once(happen)))
    heapq.heapify(queue)
    while queue:
        cue = heapq.heappop(queue)
        if cue.at > stage.end:
            continue
        stage.go_to(cue.at)
        again = cue.go_on()
        if again is not None:
            heapq.heappush(queue, _Cue(again, cue.number, cue.go_on))
        progress((stage.now - begun) / (stage.end - begun))
    stage.finish()
    told = sorted((at, n, scene) for n, (at, scene, _) in enumerate(scenes) if scene.code)
    return DemoResult(people.accounts, tuple(scene.played() for _, _, scene in told))


def _scenes(
    stage: Stage, people: People, said: words.Words, seed: int, cases: int
) -> list[tuple[datetime, Scene, Callable[[Scene], Story]]]:
    """Every story with its family and the moment at which it begins."""
    families = Families(said, local_day(stage.end))
    found = []
    for n, entry in enumerate(programme.entries(Random(f"{seed} programme"), cases)):  # noqa: S311 - stories
        rng = Random(f"{seed} {n} {entry.name}")  # noqa: S311 - stories are invented, keys never come from here
        found.append(
            (
                entry.begins(rng, stage.end),
                _scene(stage, people, said, families, seed, entry, rng),
                entry.tell,
            )
        )
    return found


def _scene(
    stage: Stage,
    people: People,
    said: words.Words,
    families: Families,
    seed: int,
    entry: Entry,
    rng: Random,
) -> Scene:
    setting = programme.setting_of(entry.family)
    if setting is not None:
        house = families.draw(rng, setting)
    else:  # the same family is the same wherever it is met
        house = families.known(Random(f"{seed} {entry.family}"), entry.family)  # noqa: S311 - an invented family
    return Scene(entry.name, stage, rng, said, people.teams, house, entry.who)


def _scene_cue(scene: Scene, tell: Callable[[Scene], Story]) -> Callable[[], datetime | None]:
    """Go on with a story: until its next moment, or its end."""
    story = tell(scene)
    return lambda: next(story, None)


def _once(happen: Callable[[], object]) -> Callable[[], datetime | None]:
    def go_on() -> datetime | None:
        happen()
        return None

    return go_on
