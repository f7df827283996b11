"""Several processes at once, one at a time: before each transaction the next to go is drawn from the seed.

Each runs in a thread of its own, so that the real sweep and the real delivery interleave as they would; only one ever
runs, so that a seed can be replayed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random


@dataclass
class _Part:
    work: Callable[[], None]
    go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    problem: BaseException | None = None
    done: bool = False


class Turns:
    """`wait` is called where others may go first; outside `run` it does nothing."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._back = threading.Semaphore(0)
        self._here = threading.local()

    def wait(self) -> None:
        """Let somebody else go first, perhaps."""
        part: _Part | None = getattr(self._here, "part", None)
        if part is not None:
            self._back.release()
            part.go.acquire()

    def run(self, works: Sequence[Callable[[], None]]) -> None:
        """Run all of them to their end, in turns. Raises what the first that failed raised."""
        if len(works) == 1:
            works[0]()
            return
        parts = [_Part(work) for work in works]
        threads = [threading.Thread(target=self._live, args=(part,), daemon=True) for part in parts]
        for thread in threads:
            thread.start()
        alive = list(parts)
        while alive:
            part = self._rng.choice(alive)
            part.go.release()
            self._back.acquire()
            alive = [other for other in alive if not other.done]
        for thread in threads:
            thread.join()
        for part in parts:
            if part.problem is not None:
                raise part.problem

    def _live(self, part: _Part) -> None:
        self._here.part = part
        part.go.acquire()
        try:
            part.work()
        except BaseException as problem:  # noqa: BLE001 - raised again by whoever waits for all
            part.problem = problem
        finally:
            part.done = True
            self._back.release()
