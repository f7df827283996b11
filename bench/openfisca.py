"""The twin of bench/help.py: three benefits of OpenFisca's country template for one household, in milliseconds.

Runs in a virtual environment of its own, made by bench/help.py: no part of signaal needs OpenFisca.
Prints JSON: `calculated` is the three calculations alone on a household that stands ready, `whole` also
builds the household first, as `signaal` does when it reads a question.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

MONTH = "2018-01"
BENEFITS = ("basic_income", "housing_allowance", "parenting_allowance")
HOUSEHOLD = {
    "persons": {
        "parent": {"birth": {"ETERNITY": "1985-05-01"}, "salary": {MONTH: 1100}},
        "child": {"birth": {"ETERNITY": "2012-05-01"}},
    },
    "households": {
        "home": {
            "adults": ["parent"],
            "children": ["child"],
            "rent": {MONTH: 600},
            "accommodation_size": {MONTH: 60},
        }
    },
}


def best(work: Callable[[], object], rounds: int) -> float:
    """The fastest of some batches, a turn, in milliseconds."""
    fastest = float("inf")
    for _ in range(rounds):
        began = time.perf_counter()
        for _ in range(20):
            work()
        fastest = min(fastest, (time.perf_counter() - began) / 20 * 1000)
    return fastest


def main() -> None:
    """Measure, and print for bench/help.py."""
    from openfisca_core.simulation_builder import SimulationBuilder
    from openfisca_country_template import CountryTaxBenefitSystem

    system = CountryTaxBenefitSystem()

    def build() -> Any:
        return SimulationBuilder().build_from_entities(system, HOUSEHOLD)

    ready = build()

    def calculate(simulation: Any) -> list[Any]:
        return [simulation.calculate(name, MONTH) for name in BENEFITS]

    def again() -> None:
        for name in (*BENEFITS, "age"):
            ready.delete_arrays(name, MONTH)
        calculate(ready)

    rounds = int(sys.argv[1])
    found = {"calculated": best(again, rounds), "whole": best(lambda: calculate(build()), rounds)}
    print(json.dumps({**found, "benefits": len(BENEFITS)}))


if __name__ == "__main__":
    main()
