"""A nonce that came back under one key would open both texts: in a million seals none does."""

from signaal.vault.blobs import seal_bytes
from signaal.vault.secret import Secret


def test_a_million_seals_have_a_million_nonces() -> None:
    key = Secret.random()
    assert len({seal_bytes(key, b"", b"")[1:13] for _ in range(1_000_000)}) == 1_000_000
