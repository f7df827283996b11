"""Signaal: what a nurse notices becomes help, inside the clock.

Doors (web, scheduler, cli, demo) call actions; actions call audit, notify, store and vault;
the rules (workflows, referrals, access, monitoring) are pure. The contracts in pyproject.toml hold this.
"""

__version__ = "0.1.0"
