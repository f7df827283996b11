"""A session that only asks."""

from __future__ import annotations

from sqlalchemy.orm import Session


class Reader:
    """What every function of `store` takes first; a `Unit` is one that may also write."""

    def __init__(self, session: Session) -> None:
        self.session = session
