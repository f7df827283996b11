"""The list of cards, full: questions to the database, kilobytes, milliseconds; with and without names.

python -m bench.lists
"""

from __future__ import annotations

import statistics
import time

from bench.instance import PAGE, client_of, filled, fresh, fresh_instance

CARDS = 60


def main() -> None:
    """Print one line for each list."""
    with fresh_instance() as world:
        client = client_of(world)
        page = filled(client)
        for _ in range(CARDS):
            assert client.post(PAGE, data=fresh(page)).status_code == 303
        for name, path in (("Vandaag", "/vandaag"), ("cards", "/kaarten"), ("the one page", PAGE)):
            with world.tools.store.count_statements() as count:
                drawn = client.get(path)
            assert drawn.status_code == 200, (path, drawn.status)
            took = statistics.median(_milliseconds(client, path) for _ in range(30))
            kilobytes = len(drawn.data) / 1000
            print(f"{name}: {count.number} statements, {kilobytes:.0f} kB, {took:.1f} ms of the processor")


def _milliseconds(client, path: str) -> float:
    began = time.process_time()
    client.get(path)
    return (time.process_time() - began) * 1000


if __name__ == "__main__":
    main()
