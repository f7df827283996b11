"""What a municipality decides in its configuration, as the actions know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from signaal.audit.limits import Limits
from signaal.terms import OrganisationKind
from signaal.workflows.retention import STANDARD, Terms


@dataclass(frozen=True)
class Town:
    """What a municipality decides in its configuration."""

    name: str
    nvvk: bool = True
    voorstel: bool = True
    no_piket: bool = False
    attention_officer: str = ""
    public_url: str = "http://localhost"
    sender: str = "signaal@localhost"
    backup_days: int = 35
    """How long a backup is kept: what was erased is gone from the last one after that."""
    limits: Limits = field(default_factory=Limits)
    """What stands out when the log is reviewed, unless an organisation has figures of its own."""
    terms: Mapping[OrganisationKind, Terms] = field(default_factory=dict)
    """How long an organisation of this kind keeps a card, where that is shorter than the product's own terms."""

    def keeps(self, kind: str) -> Terms:
        """The terms of one kind of organisation."""
        return self.terms.get(OrganisationKind(kind), STANDARD)
