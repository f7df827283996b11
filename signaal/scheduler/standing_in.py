"""Beside the pages: look every minute whether the scheduler lives, and do its work when it does not.

Its work here is what people wait for: the sweep, the messages that come of it, and the page Nu.
"""

from __future__ import annotations

import logging
import threading

from signaal.actions.context import Tools, system
from signaal.actions.nu import write_nu
from signaal.actions.outbox import deliver
from signaal.actions.standing_in import EVERY, stand_in

_LOG = logging.getLogger("signaal.scheduler")


def watch(tools: Tools, stop: threading.Event | None = None) -> threading.Thread:
    """Start the watch in a thread that ends with the process, or when `stop` is set."""
    ending, holder = stop or threading.Event(), tools.ids()

    def keep_watch() -> None:
        while not ending.wait(EVERY.total_seconds()):
            look_once(tools, holder)

    thread = threading.Thread(target=keep_watch, name="stand-in", daemon=True)
    thread.start()
    return thread


def look_once(tools: Tools, holder: str) -> bool:
    """Look, and sweep when nobody else does; return whether it swept. A failure is logged by class alone."""
    try:
        done = stand_in(system(tools), holder)
        if done is not None:
            deliver(system(tools))
            write_nu(system(tools))
    except Exception as problem:  # noqa: BLE001 - the next look may find the database again
        _LOG.error("standing in failed: %s", type(problem).__name__)
        return False
    if done is not None:
        _LOG.warning("the scheduler is silent: swept in its place, %s steps taken", done.taken)
    return done is not None
