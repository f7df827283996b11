"""Everything that can happen to bytes in a stolen or edited database."""

from collections.abc import Callable, Iterator

import pytest

from signaal.vault.blobs import DoesNotOpen


def tampered(sealed: bytes, every: int = 1) -> Iterator[bytes]:
    """Each (or each `every`-th) byte changed, each shorter beginning, a tail, longer ones, and nothing."""
    for place in range(0, len(sealed), every):
        for change in (0x01, 0x80):
            yield sealed[:place] + bytes([sealed[place] ^ change]) + sealed[place + 1 :]
        yield sealed[:place]
    yield sealed[1:]
    yield sealed + b"\x00"
    yield b"\x01" + sealed
    yield sealed + sealed


def refuses_every_change(opening: Callable[[bytes], object], sealed: bytes, every: int = 1) -> None:
    """`opening` opens `sealed`, and raises DoesNotOpen, without a detail, for everything else."""
    opening(sealed)
    for changed in tampered(sealed, every):
        with pytest.raises(DoesNotOpen) as refused:
            opening(changed)
        assert str(refused.value) == "vault.does_not_open"
        assert refused.value.__cause__ is None
        assert refused.value.__suppress_context__ or refused.value.__context__ is None
