"""Saving a signal through the web stack, against the plain twin: server time in pairs, and throughput over HTTP.

    python -m bench.saving [PAIRS]

Three sealed records, grants, clock, messages, counters, receipt and log in one transaction, durable at its end.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter

from bench.instance import PAGE, browser, filled, fresh, fresh_instance
from bench.load import throughput
from bench.twin import PATH, Twin, hang, rows_of_one_save
from signaal.web.app import create_app

TWIN_PAGE = PATH + PAGE[PAGE.index("?") :]
ROUNDS = 5


def main(pairs: int = 200) -> None:
    """Print the medians and the ratios of one run."""
    with fresh_instance() as ours, fresh_instance() as plain:
        app, other = create_app(ours.tools), create_app(plain.tools)
        client, twin_client = browser(app, ours), browser(other, plain)
        page, twin_page = filled(client), filled(twin_client)
        rows = rows_of_one_save(plain, lambda: twin_client.post(PAGE, data=fresh(twin_page)))
        hang(other, Twin(plain.tools.store.url.render_as_string(False), rows))
        _say_rows(rows)
        for _ in range(10):
            timed(client, PAGE, page), timed(twin_client, TWIN_PAGE, twin_page)
        times = [(timed(client, PAGE, page), timed(twin_client, TWIN_PAGE, twin_page)) for _ in range(pairs)]
        for name, n in (("server time", 0), ("of which processor time", 1)):
            mine = statistics.median(ours[n] for ours, _ in times)
            its = statistics.median(its[n] for _, its in times)
            print(
                f"{name}, median of {pairs} pairs: {mine:.1f} ms; twin {its:.1f} ms; twin/ours {its / mine:.2f}"
            )
        with ours.tools.store.count_statements() as count:
            timed(client, PAGE, page)
        print(f"statements of one save, page and session included: {count.number}")
        mine, its = throughput(
            [(app, page, client, PAGE), (other, twin_page, twin_client, TWIN_PAGE)], ROUNDS
        )
        print(f"saved a second, 4 threads: {mine:.0f}; twin {its:.0f}; ours/twin {mine / its:.2f}")


def _say_rows(rows) -> None:
    kinds = Counter(kind.__tablename__ for kind, _ in rows)
    size = sum(len(v) for _, row in rows for v in row.values() if isinstance(v, bytes))
    print(f"rows of one save: {sum(kinds.values())} in {len(kinds)} tables, {size} bytes of blobs")


def timed(client, path: str, page) -> tuple[float, float]:
    """Milliseconds of one WSGI call, without the network: elapsed, and of the processor."""
    sent = fresh(page)
    began, busy = time.perf_counter(), time.process_time()
    answer = client.post(path, data=sent)
    took = time.perf_counter() - began, time.process_time() - busy
    assert answer.status_code == 303, answer.get_data(as_text=True)[:2000]
    return took[0] * 1000, took[1] * 1000


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
