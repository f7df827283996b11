"""The entry point: hands the other doors to the command line, and opens each only when it is needed."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from signaal.cli.doors import Account, Doors
from signaal.cli.main import main

if TYPE_CHECKING:
    from signaal.actions.context import Tools
    from signaal.config.settings import Settings


def serve_web(tools: Tools, settings: Settings, ready: Callable[[int], None]) -> None:
    """The pages."""
    from signaal.web.server import serve_web as serve

    serve(tools, settings, ready)


def run_scheduler(tools: Tools, stop: Event) -> None:
    """The clock."""
    from signaal.scheduler.process import run_scheduler as run

    run(tools, stop)


def play_demo(folder: Path, seed: int) -> Sequence[Account]:
    """The invented municipality."""
    found: Sequence[Account] = importlib.import_module("signaal.demo.play").play_demo(folder, seed)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Doors(serve_web, run_scheduler, play_demo)))
