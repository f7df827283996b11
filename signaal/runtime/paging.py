"""The municipality's own pager, as the configuration names it."""

from __future__ import annotations

from functools import partial

from signaal.config.settings import Settings
from signaal.notify.pager import WebhookPager, wrong_with
from signaal.runtime.problems import StartError
from signaal.vault import webhooks


def pager(settings: Settings) -> WebhookPager | None:
    """The pager; None when there is none. StartError when its address or its secret cannot be used."""
    wanted = settings.pager
    if not wanted.url:
        return None
    wrong = wrong_with(wanted.url)
    if wrong is not None:
        raise StartError([f"pager.url {wrong}"])
    try:
        secret = webhooks.read_secret((settings.folder / wanted.secret_file).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise StartError(["pager.secret_file cannot be read"]) from None
    except ValueError as wrong_secret:
        raise StartError([f"pager.secret_file: {wrong_secret}"]) from None
    return WebhookPager(wanted.url, partial(webhooks.sign, secret), wanted.organisation)
