"""Somebody with a browser and patience: posts the one page, and posts the same form again when the line breaks."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from signaal.vault.pseudonyms import new_id
from tests.support.forms import Fields, encoded, fields_of

PAGE = "/signaal/nieuw?setting=jgz_4_12"
BROKEN = (ConnectionError, http.client.HTTPException, TimeoutError)
QUIET: Fields = {"seen": ["CLOTHES_WORN"], "remark": ["Jas is te klein"], "next": ["watch"]}
ACUTE: Fields = {
    "told": ["HOME_EVICTION"],
    "acute.HOME_EVICTION": ["said_by_adult"],
    "partners": ["both_parents"],
    "wish": ["Rust met de huur"],
    "told_how": ["talk"],
    "parent_name": ["Noor"],
    "phone": ["0785550100"],
}
PATIENCE = 60.0


@dataclass
class Poster:
    """One logged-in person. `acknowledged`: form id to the address of the receipt that was answered."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    acknowledged: dict[str, str] = field(default_factory=dict)
    posted: dict[str, Fields] = field(default_factory=dict)
    page: Fields = field(default_factory=dict)
    """The empty page, drawn once: its token holds for the whole session."""
    tries: int = 0

    def log_in(self, login: str, passphrase: str, code: str) -> None:
        """Through the page, as everybody."""
        fields = fields_of(self._ask("GET", "/inloggen")[2])
        fields |= {"login": [login], "passphrase": [passphrase], "code": [code]}
        status, _, body = self._ask("POST", "/inloggen", fields)
        assert status in (302, 303), body
        assert "signaal" in self.cookies

    def submit(self, *, acute: bool) -> None:
        """One new signal, until it is acknowledged."""
        if not self.page:
            self.page = fields_of(self._patiently("GET", PAGE)[2])
        form_id = new_id()
        page = self.page | (ACUTE if acute else QUIET) | {"form_id": [form_id], "press": ["save"]}
        self.posted[form_id] = page
        self.acknowledged[form_id] = self.post(form_id)

    def post(self, form_id: str) -> str:
        """Post a form that was filled in before; the path of the receipt."""
        status, headers, body = self._patiently("POST", PAGE, self.posted[form_id])
        assert status == 303, f"{status}: {body}"
        return urlsplit(headers["Location"]).path

    def receipt(self, form_id: str) -> str:
        """The page of a receipt."""
        status, _, body = self._patiently("GET", self.acknowledged[form_id])
        assert status == 200, body
        return body

    def _patiently(
        self, method: str, path: str, fields: Fields | None = None
    ) -> tuple[int, http.client.HTTPMessage, str]:
        until = time.monotonic() + PATIENCE
        while True:
            self.tries += 1
            try:
                answer = self._ask(method, path, fields)
            except BROKEN:
                assert time.monotonic() < until, f"no server answered {method} {path}"
                time.sleep(0.02)  # a real server starts again; no clock of ours can be moved for that
            else:
                if answer[0] != 503:
                    return answer

    def _ask(
        self, method: str, path: str, fields: Fields | None = None
    ) -> tuple[int, http.client.HTTPMessage, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, path, encoded(fields) if fields is not None else None, headers)
            answer = line.getresponse()
            body = answer.read().decode()
        finally:
            line.close()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers, body
