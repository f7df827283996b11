"""Many seeds one after the other, and their sum: what docs/clocks.md tells of 200 seeds of 30 days and 200 families.

python -m bench.seeds [FIRST [END [DAYS [CASES]]]]

Prints a line of JSON for each seed, and the sum as the last one; ends with 1 when an invariant broke.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter

from signaal.simulation import simulate


def main(first: int = 0, end: int = 200, days: int = 30, cases: int = 200) -> int:
    """Return the exit code."""
    total: Counter[str] = Counter()
    held = True
    for seed in range(first, end):
        began = time.perf_counter()
        found = simulate(seed, days, cases)
        total.update({name: n for name, n in found.plain().items() if name not in ("seed", "days")})
        total["seeds"] += 1
        held = held and found.held
        line = {**found.plain(), "seconds": round(time.perf_counter() - began, 1), "words": found.words}
        print(json.dumps(line), flush=True)
    print(json.dumps({"seeds": total.pop("seeds", 0), **total}), flush=True)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
