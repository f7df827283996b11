"""What can be made of a valid blob: the changes of a fuzzer, small and large, and bytes that never were one."""

from __future__ import annotations

from hypothesis import strategies as st


def _flip(sealed: bytes, at: int, other: int, _: bytes) -> bytes:
    at %= max(len(sealed), 1)
    return sealed[:at] + bytes([sealed[at] ^ (other % 255 + 1)]) + sealed[at + 1 :] if sealed else b"\x00"


def _cut(sealed: bytes, at: int, _: int, __: bytes) -> bytes:
    return sealed[: at % max(len(sealed), 1)]


def _behead(sealed: bytes, at: int, _: int, __: bytes) -> bytes:
    return sealed[1 + at % max(len(sealed), 1) :]


def _put_in(sealed: bytes, at: int, _: int, part: bytes) -> bytes:
    at %= len(sealed) + 1
    return sealed[:at] + (part or b"\x00") + sealed[at:]


def _put_over(sealed: bytes, at: int, _: int, part: bytes) -> bytes:
    at %= len(sealed) + 1
    return sealed[:at] + part + sealed[at + len(part) :]


def _take_out(sealed: bytes, at: int, length: int, _: bytes) -> bytes:
    at %= max(len(sealed), 1)
    return sealed[:at] + sealed[at + 1 + length :]


def _twice(sealed: bytes, at: int, _: int, __: bytes) -> bytes:
    return sealed + sealed[at % max(len(sealed), 1) :]


def _something_else(_: bytes, __: int, ___: int, part: bytes) -> bytes:
    return part


def _with_our_version(_: bytes, at: int, __: int, part: bytes) -> bytes:
    return b"\x01" + part * (1 + at % 40)


_CHANGES = (
    _flip, _flip, _cut, _behead, _put_in, _put_over, _take_out, _twice, _something_else, _with_our_version,
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, sealed: bytes) -> bytes:
    """`sealed` after one to three changes; now and then it is itself again."""
    for _ in range(draw(st.integers(1, 3))):
        change = draw(st.sampled_from(_CHANGES))
        at, number = draw(st.integers(0, 5000)), draw(st.integers(0, 255))
        sealed = change(sealed, at, number, draw(st.binary(max_size=48)))
    return sealed
