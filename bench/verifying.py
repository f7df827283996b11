"""`audit verify` over a log of some thousands of events: events a second, everything compared.

python -m bench.verifying [SAVES]
"""

from __future__ import annotations

import sys
import time

from bench.instance import PAGE, client_of, filled, fresh, fresh_instance
from signaal.actions.context import operator
from signaal.actions.verify import verify


def main(saves: int = 500) -> None:
    """Print one line."""
    with fresh_instance() as world:
        client = client_of(world)
        page = filled(client)
        for _ in range(saves):
            assert client.post(PAGE, data=fresh(page)).status_code == 303
        began = time.perf_counter()
        report = verify(operator(world.tools))
        took = time.perf_counter() - began
        assert report.ok, report.problems
        print(
            f"verified {report.size} events and every row they speak of: {report.size / took:.0f} events a second"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
