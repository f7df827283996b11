"""Schedulers and web workers of one instance, each a process of its own: they are there to be killed.

    python brood.py INSTANCE

Each line on standard input, `scheduler` or `web`, starts one and prints its pid. Everything is imported and read once,
before the first; the database is opened anew in each. They hurry: what takes minutes in a served instance (silence,
leases, the rhythm of the jobs) takes seconds here, so that a minute holds many deaths.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from signaal.actions import health, instances, outbox, standing_in
from signaal.actions.context import Tools
from signaal.config.settings import Settings
from signaal.runtime import open_tools, read_settings
from signaal.scheduler.jobs import JOBS
from signaal.scheduler.process import build
from signaal.scheduler.standing_in import look_once
from signaal.store.engine import open_store
from signaal.vault.argon import Cost
from signaal.web.server import serve_web

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
OFTEN = {"sweep": 0.4, "outbox": 0.5}
SILENT_AFTER = timedelta(seconds=2)
LEASE = timedelta(seconds=4)


def fresh(read: Tools) -> Tools:
    """The same tools over connections of this process's own."""
    tools = replace(read, store=open_store(read.store.url.render_as_string(hide_password=False)))
    return replace(tools, signer=instances.log_signer(tools))


def schedule(read: Tools, _settings: Settings) -> None:
    """The scheduler as it is, in a hurry."""
    jobs = [replace(job, every=timedelta(seconds=OFTEN.get(job.name, 20.0))) for job in JOBS]
    build(fresh(read), jobs).start()
    threading.Event().wait()


def serve(read: Tools, settings: Settings) -> None:
    """A web worker with its watch."""
    tools, pause = fresh(read), threading.Event()

    def watch() -> None:
        while not pause.wait(0.5):
            look_once(tools, f"web {os.getpid()}")

    threading.Thread(target=watch, daemon=True).start()
    serve_web(tools, replace(settings, server=replace(settings.server, port=0)), lambda _port: None)


def main(folder: Path) -> None:
    logging.disable(logging.CRITICAL)
    health.SILENT_AFTER, standing_in.LEASE, outbox.LEASE = SILENT_AFTER, LEASE, LEASE
    settings = read_settings(folder)
    read = open_tools(folder, cost=CHEAP)
    read.store.close()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                {"scheduler": schedule, "web": serve}[line.strip()](read, settings)
            finally:
                os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
