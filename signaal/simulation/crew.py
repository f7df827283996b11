"""The processes: two to four schedulers that sweep and post, three web workers that stand in; any of them may die."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from random import Random

from signaal.actions import deadlines, outbox, standing_in
from signaal.actions.context import Ctx, Tools, system
from signaal.actions.deadlines import Swept
from signaal.actions.steadiness import Steadiness
from signaal.simulation.deaths import Deaths, Killed
from signaal.simulation.figures import Figures
from signaal.simulation.ledger import Ledger
from signaal.simulation.machine import Machine
from signaal.simulation.post import Post
from signaal.simulation.turns import Turns
from signaal.terms import Unavailable

AGAIN = timedelta(seconds=20)
POST_AGAIN = tuple(timedelta(minutes=n) for n in (60, 90, 120, 240))


@dataclass
class Process:
    """One process: the same tools, and its own memory of the machine's clock."""

    name: str
    tools: Tools

    def reborn(self, machine: Machine) -> None:
        """Started again. While the clock is wrong whoever starts processes keeps what was known of it."""
        if not machine.beside:
            self.tools = replace(self.tools, steadiness=Steadiness())
            self.tools.steadiness.careful(machine.now(), machine.elapsed())


@dataclass
class Crew:
    """`silent`: no scheduler runs. `dark`: nothing runs."""

    tools: Tools
    machine: Machine
    figures: Figures
    deaths: Deaths
    ledger: Ledger
    post: Post
    turns: Turns
    rng: Random
    silent: bool = False
    dark: bool = False
    swept_at: datetime | None = None
    schedulers: list[Process] = field(default_factory=list)
    workers: list[Process] = field(default_factory=list)
    _whole: bool = False

    def __post_init__(self) -> None:
        for kind, n in ((self.schedulers, self.rng.randint(2, 4)), (self.workers, 3)):
            for number in range(n):
                process = Process(f"{number}", self.tools)
                process.reborn(self.machine)
                kind.append(process)

    def sweep(self) -> bool:
        """Whoever lives sweeps: mostly one, at times all in turns with those who post. True: one came to its end."""
        self._whole = False
        if self.dark:
            return False
        if self.silent:
            work = [partial(self._stand_in, worker) for worker in self.rng.sample(self.workers, 2)]
        elif self.rng.random() < 0.08:
            work = [partial(self._sweep, process) for process in self.schedulers]
            work += [partial(self._deliver, process) for process in self.schedulers[:2]]
        else:
            work = [partial(self._sweep, self.rng.choice(self.schedulers))]
        self.turns.run(work)
        if self._whole:
            self.ledger.swept(min(self.machine.true, self.machine.now()))
            self.swept_at = self.machine.true
        return self._whole

    def deliver(self) -> None:
        """One or two schedulers post."""
        if not self.dark and not self.silent:
            n = 2 if self.rng.random() < 0.2 else 1
            self.turns.run([partial(self._deliver, process) for process in self.schedulers[:n]])

    def upkeep(self, *jobs: Callable[[Ctx], object]) -> None:
        """The other jobs of a scheduler; one that fails is tried again the next day."""
        if self.dark or self.silent:
            return
        for job in jobs:
            self.deaths.begin(job.__name__)
            try:
                job(system(self.tools))
            except (Killed, Unavailable):
                self.figures.count("jobs that failed")

    def _sweep(self, process: Process) -> None:
        self.deaths.begin("sweep")
        try:
            done = deadlines.sweep(system(process.tools))
        except Killed:
            process.reborn(self.machine)
        except Unavailable:
            self.figures.count("sweeps refused")
        else:
            self._came_to_its_end(done)

    def _stand_in(self, worker: Process) -> None:
        self.deaths.begin("sweep in place of the scheduler")
        try:
            done = standing_in.stand_in(system(worker.tools), worker.name)
        except Killed:
            worker.reborn(self.machine)
        except Unavailable:
            self.figures.count("sweeps refused")
        else:
            if done is not None:
                self._came_to_its_end(done)
                self.figures.count("stood in")

    def _came_to_its_end(self, done: Swept) -> None:
        """Whatever it left was its own doing: only a damaged row may fail."""
        self._whole = True
        self.ledger.failed(done.failed)
        self.figures.count("poisoned", done.failed)

    def _deliver(self, process: Process) -> None:
        self.deaths.begin(f"deliver {process.name}")
        died = True
        try:
            outbox.deliver(system(process.tools))
            died = False
        except Killed:
            process.reborn(self.machine)
        except Unavailable:
            self.figures.count("deliveries refused")
        self.post.ended(f"deliver {process.name}", died=died)
