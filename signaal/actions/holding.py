"""Legal hold: what may not be erased for now, whatever its term says.

The privacy desk decides; erasing asks here, and nowhere else.
"""

from __future__ import annotations

from signaal.store.reader import Reader


def held(reader: Reader, case_id: str) -> bool:
    """Is this case kept by a hold that is in force? No desk has put one on any case yet: there is none."""
    _ = reader, case_id
    return False
