"""Argon2id against RFC 9106, and a queue that bends before it breaks."""

import threading

import pytest

from signaal.vault.argon import PRODUCTION, Argon, Busy, Cost
from signaal.vault.secret import Secret
from tests.vault.cast import CHEAP


def test_the_known_answer_of_rfc_9106() -> None:
    argon = Argon(Cost(memory_kib=32, passes=3, lanes=4))
    tag = argon.derive(b"\x01" * 32, b"\x02" * 16, secret=Secret(b"\x03" * 8), about=b"\x04" * 12)
    assert tag.reveal().hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def test_the_production_profile_is_the_one_of_the_design() -> None:
    assert Argon().cost == PRODUCTION == Cost(memory_kib=65536, passes=3, lanes=1)


def test_every_input_counts() -> None:
    argon = Argon(CHEAP)
    found = [
        argon.derive(b"a", b"s" * 16), argon.derive(b"b", b"s" * 16), argon.derive(b"a", b"t" * 16),
        argon.derive(b"a", b"s" * 16, secret=Secret(b"p")), argon.derive(b"a", b"s" * 16, about=b"u"),
        argon.derive(b"a", b"s" * 16, cost=Cost(64, 1, 1)), argon.derive(b"a", b"s" * 16, length=31),
    ]  # fmt: skip
    assert len({tag.reveal() for tag in found}) == len(found)


@pytest.mark.parametrize(
    "cost",
    [
        Cost(2**20 + 1, 1, 1),
        Cost(7, 1, 1),
        Cost(0, 1, 1),
        Cost(64, 0, 1),
        Cost(64, 11, 1),
        Cost(64, 1, 0),
        Cost(64, 1, 5),
    ],
)
def test_a_cost_beyond_reason_is_not_bearable(cost: Cost) -> None:
    assert not cost.bearable()
    assert PRODUCTION.bearable()


class Held(Argon):
    """A derivation that counts itself and stays until it is let go."""

    def __init__(self, waiting: int, patience: float) -> None:
        super().__init__(CHEAP, waiting=waiting, patience=patience)
        self.started = threading.Semaphore(0)
        self.let_go = threading.Event()

    def _compute(self, *_inputs: object) -> Secret:
        self.started.release()
        self.let_go.wait()
        return Secret(b"done")


def occupied(argon: Held) -> list[threading.Thread]:
    threads = [threading.Thread(target=argon.derive, args=(b"p", b"s" * 16)) for _ in range(2)]
    for thread in threads:
        thread.start()
        argon.started.acquire()
    return threads


def test_two_run_and_a_third_without_a_place_is_busy() -> None:
    argon = Held(waiting=0, patience=0)
    threads = occupied(argon)
    with pytest.raises(Busy) as refused:
        argon.derive(b"p", b"s" * 16)
    assert (refused.value.status, refused.value.retry_after) == (503, 5)
    argon.let_go.set()
    for thread in threads:
        thread.join()
    assert argon.derive(b"p", b"s" * 16) == Secret(b"done"), "the places came free again"


def test_one_that_waits_too_long_is_busy_and_gives_its_place_back() -> None:
    argon = Held(waiting=1, patience=0)
    threads = occupied(argon)
    for _ in range(3):
        with pytest.raises(Busy):
            argon.derive(b"p", b"s" * 16)
    assert not argon.started.acquire(blocking=False), "a third one never ran"
    argon.let_go.set()
    for thread in threads:
        thread.join()


def test_one_that_waits_runs_when_its_turn_comes() -> None:
    argon = Held(waiting=1, patience=60)
    threads = occupied(argon)
    third = threading.Thread(target=argon.derive, args=(b"p", b"s" * 16))
    third.start()
    argon.let_go.set()
    for thread in (*threads, third):
        thread.join()
    assert argon.started.acquire(blocking=False)


def test_a_derivation_that_fails_gives_its_place_back() -> None:
    argon = Argon(CHEAP, at_once=1, waiting=0, patience=0)
    for _ in range(3):
        with pytest.raises(ValueError):
            argon.derive(b"p", b"short")
    assert argon.derive(b"p", b"s" * 16)
