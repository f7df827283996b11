"""What the browser is told, on every kind of answer (security baseline, "What the browser gets")."""

import re
from pathlib import Path

import pytest

from signaal.web.headers import FIXED
from tests.web.fake_gate import TOKEN, door

TEMPLATES = Path(__file__).parents[2] / "signaal" / "web" / "templates"


@pytest.mark.asvs("3.4.3", "3.4.4", "3.4.5", "3.4.6", "3.4.8")
@pytest.mark.parametrize("path", ["/nu", "/bestaat-niet", "/static/base.css", "/health", "/static/weg.css"])
def test_every_answer_has_the_headers(fake, path):
    with fake.client(TOKEN).get(path) as answer:
        for name, value in FIXED.items():
            assert answer.headers[name] == value


def test_the_policy_knows_nothing_inline_and_nobody_else():
    policy = FIXED["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    for bad in ("unsafe", "nonce", "http", "data:", "*"):
        assert bad not in policy


@pytest.mark.asvs("14.3.2")
def test_pages_are_not_kept_and_marked_files_are(fake):
    client = fake.client(TOKEN)
    for path, kept in (
        ("/over", "no-store"),
        ("/static/base.css", "no-cache"),
        ("/static/base.css?v=1", "immutable"),
    ):
        with client.get(path) as answer:
            assert kept in answer.headers["Cache-Control"]


@pytest.mark.asvs("3.4.1")
def test_hsts_only_behind_tls(fake, tmp_path):
    assert "Strict-Transport-Security" not in fake.client().get("/nu").headers
    behind = door(tmp_path, behind_tls=True)
    assert "max-age=" in behind.client().get("/nu").headers["Strict-Transport-Security"]


def test_forwarded_addresses_count_only_when_configured(fake, tmp_path):
    headers = {"X-Forwarded-For": "203.0.113.9"}
    fake.client(TOKEN).get("/over", headers=headers)
    assert fake.gate.opened[-1][1] == "127.0.0.1"
    trusting = door(tmp_path, trusted_proxies=1)
    trusting.client(TOKEN).get("/over", headers=headers)
    assert trusting.gate.opened[-1][1] == "203.0.113.9"


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_templates_hold_nothing_that_the_policy_forbids(path):
    text = path.read_text(encoding="utf-8")
    found = re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|https?://|javascript:", text)
    assert not found, f"{path.name} holds {found}: put styles in static/*.css and scripts in static/*.js"
