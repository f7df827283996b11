"""The signature of a page, against the worked example of the standard, and secrets that are none."""

from __future__ import annotations

import base64

import pytest

from signaal.vault.webhooks import read_secret, sign


def test_the_worked_example_of_standard_webhooks() -> None:
    """From the reference libraries: their secret, id, moment and body give this signature."""
    secret = read_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    made = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("size", [24, 32, 64])
def test_a_secret_of_a_good_length(size: int) -> None:
    assert read_secret(f" whsec_{base64.b64encode(bytes(size)).decode()}\n") == bytes(size)


@pytest.mark.parametrize(
    "text", ["", "whsec_", "geheim", "whsec_!!!!", f"whsec_{base64.b64encode(bytes(23)).decode()}",
             f"whsec_{base64.b64encode(bytes(65)).decode()}", base64.b64encode(bytes(32)).decode()]
)  # fmt: skip
def test_what_is_no_secret_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ValueError, match="a secret for a pager") as refused:
        read_secret(text)
    assert not text or text.removeprefix("whsec_") not in str(refused.value) or text == "whsec_"
