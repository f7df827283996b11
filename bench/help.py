"""Help that fits: every provision for one household, and a table of 400 norms, beside OpenFisca-Core.

python -m bench.help     (the first time it makes build/openfisca, a virtual environment of its own)
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
import venv
from datetime import date
from pathlib import Path

from bench.openfisca import best
from signaal.cli import knowledge
from signaal.referrals.income import IncomeAmount
from signaal.referrals.questions import Question
from signaal.referrals.suggestions import suggest

HERE = Path(__file__).parent
ROOT = HERE.parent
TWIN = ROOT / "build" / "openfisca"
CASES = ROOT / "tests" / "data" / "norms-cases.csv"
TURNS = 5
ROUNDS = 20


def main() -> None:
    """Ours and the twin in turn, so that both see the same machine; the fastest batch of each."""
    python = _twin()
    ours, whole, calculated, provisions, benefits = [], [], [], 0, 1
    for _ in range(TURNS):
        took, provisions = _ours()
        ours.append(took)
        told = subprocess.run(
            [str(python), str(HERE / "openfisca.py"), str(ROUNDS)], check=True, capture_output=True, text=True
        )
        found = json.loads(told.stdout)
        whole.append(found["whole"])
        calculated.append(found["calculated"])
        benefits = found["benefits"]
    one, alone, built = min(ours), min(calculated), min(whole)
    print(
        f"signaal, {provisions} provisions with every criterion: {one:.2f} ms, {one / provisions:.4f} ms each"
    )
    for name, took in (("calculated", alone), ("built and calculated", built)):
        times = (took / benefits) / (one / provisions)
        print(
            f"OpenFisca, {benefits} benefits {name}: {took:.2f} ms, {took / benefits:.4f} ms each: {times:.1f} x"
        )
    print(f"norms check of 404 rows, start-up and all: {_norms_check():.2f} s (median of {TURNS})")


def _ours() -> tuple[float, int]:
    """Everything that was noticed at once: the longest list there is. The question is new every time."""
    nowhere = ROOT / "build" / "nowhere"
    catalogue, norms = knowledge.catalogue(nowhere), knowledge.norms(nowhere)

    def work() -> int:
        question = Question(
            ages=(8,),
            pregnancy_weeks=20,
            noticed={subject: subject for subject in catalogue.subjects},
            municipality="Goes",
            household="S",
            on=date(2026, 11, 22),
            amount=IncomeAmount(150_000, with_holiday=True),
        )
        return len(suggest(catalogue, question, norms))

    return best(work, ROUNDS), work()


def _norms_check() -> float:
    command = [sys.executable, "-m", "signaal", "norms", "check", str(CASES), "--json"]
    seen = []
    for _ in range(TURNS):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        seen.append(time.perf_counter() - began)
    return statistics.median(seen)


def _twin() -> Path:
    """The Python of an environment that holds OpenFisca and nothing of ours."""
    python = TWIN / "bin" / "python"
    if not python.exists():
        venv.create(TWIN, with_pip=True)
        packages = ["openfisca-core==46.0.1", "openfisca-country-template==8.2.0"]
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *packages], check=True)
    return python


if __name__ == "__main__":
    main()
