"""Serves an instance in a child process, as often as it is asked; the children are there to be killed.

    python nursery.py INSTANCE PORT

Each line on standard input starts one server. Prints its pid, and "ready" once it listens. Everything is imported and
every list is read once, before the first child, so that a life begins in a moment; the database is opened anew in
each. The children run the machine's jobs too.
"""

import gc
import os
import sys
import threading
from dataclasses import replace
from pathlib import Path

from signaal.actions import instances
from signaal.actions.context import Tools
from signaal.config.settings import Settings
from signaal.runtime import open_tools, read_settings
from signaal.scheduler.jobs import JOBS, run
from signaal.store.engine import open_store
from signaal.vault.argon import Cost
from signaal.web.server import serve_web

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)


def serve(read: Tools, settings: Settings) -> None:
    """One life: the embedded server over the real application, with sweep, mail and checkpoints beside it."""
    fresh = replace(read, store=open_store(settings.database_url))
    tools = replace(fresh, signer=instances.log_signer(fresh))
    threading.Thread(target=_work, args=(tools,), daemon=True).start()
    serve_web(tools, settings, lambda _port: _tell("ready"))


def _work(tools: Tools) -> None:
    pause = threading.Event()
    while True:
        for job in JOBS:
            run(tools, job)
            pause.wait(0.3)


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(folder: Path, port: int) -> None:
    settings = read_settings(folder)
    settings = replace(settings, server=replace(settings.server, port=port))
    read = open_tools(folder, cost=CHEAP, port=port)
    read.store.close()
    gc.freeze()
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                serve(read, settings)
            finally:
                os._exit(0)
        _tell(str(child))
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
