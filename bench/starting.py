"""Start-up of `signaal run`, and the memory of a worker after pages were served. Linux only (/proc).

python -m bench.starting
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5


def main() -> None:
    """Print the medians."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir=Path.cwd()) as folder:
        command = [sys.executable, "-m", "signaal", "--instance", folder]
        subprocess.run([*command, "init"], check=True, capture_output=True)
        seen = [_live(command) for _ in range(RUNS)]
    print(f"start-up until it listens: {statistics.median(took for took, _ in seen):.2f} s")
    print(f"memory of the worker, pages served: {statistics.median(size for _, size in seen):.0f} MB")


def _live(command: list[str]) -> tuple[float, float]:
    began = time.monotonic()
    with subprocess.Popen(
        [*command, "run", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        port = next(found[1] for line in server.stdout if (found := re.search(r"klaar: .*:(\d+)", line)))
        took = time.monotonic() - began
        for path in ("/", "/nu", "/inloggen", "/meldcode", "/health") * 20:
            line = http.client.HTTPConnection("127.0.0.1", int(port))
            line.request("GET", path)
            line.getresponse().read()
            line.close()
        size = _resident(server.pid)
        os.kill(server.pid, signal.SIGTERM)
    return took, size


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1000 if found else 0.0


if __name__ == "__main__":
    main()
