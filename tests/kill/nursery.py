"""Serves an instance in a child process, as often as it is asked; the children are there to be killed.

    python nursery.py INSTANCE PORT

Each line on standard input starts one server. Prints its pid, and "ready" once it listens. Everything is imported
once, before the first child, so that a life begins in a moment. The children run the machine's jobs too.
"""

import gc
import os
import sys
import threading
from dataclasses import replace
from pathlib import Path

from signaal.actions.context import Tools
from signaal.runtime import open_tools, read_settings
from signaal.scheduler.jobs import JOBS, run
from signaal.vault.argon import Cost
from signaal.web.server import serve_web

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)


def serve(folder: Path, port: int) -> None:
    """One life: the embedded server over the real application, with sweep, mail and checkpoints beside it."""
    settings = read_settings(folder)
    settings = replace(settings, server=replace(settings.server, port=port))
    tools = open_tools(folder, cost=CHEAP, port=port)
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
    gc.freeze()
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                serve(folder, port)
            finally:
                os._exit(0)
        _tell(str(child))
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
