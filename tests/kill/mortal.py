"""A server that is killed and started again: always at the same address, each life a process of its own."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from tests.support.ports import reserved_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
NURSERY = Path(__file__).with_name("nursery.py")


@dataclass
class Mortal:
    """`port` stays; `kills` counts the lives that ended by force."""

    folder: Path
    port: int = 0
    kills: int = 0
    _child: int = 0

    def __enter__(self) -> Mortal:
        self._reserved = ExitStack()
        self.port = self._reserved.enter_context(reserved_port())
        self._log = (self.folder.parent / "server.log").open("wb")
        self._nursery = subprocess.Popen(
            [sys.executable, str(NURSERY), str(self.folder), str(self.port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            bufsize=0,
        )
        self.start()
        return self

    def start(self) -> None:
        """Begin a life; returns when it listens."""
        assert self._nursery.stdin is not None
        self._nursery.stdin.write(b"live\n")
        self._child = int(self._said())
        assert self._said() == "ready", self.log()

    def kill(self) -> None:
        """End this life in the middle of whatever it does (SIGKILL: nothing is finished, nothing is said)."""
        os.kill(self._child, signal.SIGKILL)
        self.kills += 1

    def _said(self) -> str:
        assert self._nursery.stdout is not None
        there, _, _ = select.select([self._nursery.stdout], [], [], PATIENCE)
        line = self._nursery.stdout.readline().decode().strip() if there else ""
        assert line, f"the server did not start\n{self.log()}"
        return line

    def log(self) -> str:
        """The end of what the servers wrote."""
        return (self.folder.parent / "server.log").read_text(encoding="utf-8", errors="replace")[-3000:]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.close()
        os.kill(self._child, signal.SIGTERM)
        try:
            self._nursery.wait(20)
        except subprocess.TimeoutExpired:
            os.kill(self._child, signal.SIGKILL)
            self._nursery.kill()
            self._nursery.wait()
        self._nursery.stdout.close()
        self._log.close()
        self._reserved.close()
