"""Throughput: waitress with four threads in this process, four people posting from another one, in turns."""

from __future__ import annotations

import http.client
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

from waitress.server import create_server

from signaal.vault.pseudonyms import new_id
from tests.support.forms import encoded

SECONDS = 4.0
PEOPLE = 4


def throughput(pairs: Sequence[tuple], rounds: int) -> list[float]:
    """Answers a second of each (application, page, client with its cookie, path), alternating; the median round."""
    served = [_served(app) for app, *_ in pairs]
    seen: list[list[float]] = [[] for _ in pairs]
    for _ in range(rounds):
        for n, (_, page, client, path) in enumerate(pairs):
            cookie = client.get_cookie("signaal").value
            work = json.dumps({"port": served[n][0], "path": path, "page": page, "cookie": cookie})
            ran = subprocess.run(
                [sys.executable, "-m", "bench.load"], input=work, capture_output=True, text=True, check=True
            )
            seen[n].append(float(ran.stdout))
    for _, server in served:
        server.close()
    return [statistics.median(found) for found in seen]


def _served(app):
    server = create_server(app, host="127.0.0.1", port=0, threads=4, ident=None)
    threading.Thread(target=server.run, daemon=True).start()
    return server.effective_port, server


def _post(work: dict, until: float, done: list[int]) -> None:
    headers = {
        "Cookie": f"signaal={work['cookie']}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    line = http.client.HTTPConnection("127.0.0.1", work["port"])
    count = 0
    while time.monotonic() < until:
        line.request("POST", work["path"], encoded(work["page"] | {"form_id": [new_id()]}), headers)
        answer = line.getresponse()
        answer.read()
        assert answer.status == 303, answer.status
        count += 1
    done.append(count)


def main() -> None:
    work = json.load(sys.stdin)
    done: list[int] = []
    began = time.monotonic()
    threads = [threading.Thread(target=_post, args=(work, began + SECONDS, done)) for _ in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == PEOPLE
    print(sum(done) / (time.monotonic() - began))


if __name__ == "__main__":
    main()
