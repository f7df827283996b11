"""The entry point: hands the other doors to the command line, each opened only when somebody goes through."""

import importlib
import os
import sys
from collections.abc import Callable
from typing import Any

from signaal.cli.doors import Doors
from signaal.cli.main import main


def door(module: str, name: str) -> Callable[..., Any]:
    """A function of another door, imported at its first call: help must not wait for Flask."""

    def open_and_call(*given: Any) -> Any:
        return getattr(importlib.import_module(module), name)(*given)

    return open_and_call


DOORS = Doors(
    serve_web=door("signaal.web.server", "serve_web"),
    run_scheduler=door("signaal.scheduler.process", "run_scheduler"),
    play_demo=door("signaal.demo.play", "play_demo"),
    simulate=door("signaal.simulation.run", "simulate"),
)

if __name__ == "__main__":
    os.umask(0o077)  # whatever this process and its children write is for this account alone
    sys.exit(main(sys.argv[1:], DOORS))
