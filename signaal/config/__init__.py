"""The settings of one instance: a TOML file becomes frozen values, or one list of everything that is wrong.

No message ever carries a value: a configuration may hold secrets, and messages end up in logs.
What every key means stands in config.example.toml; what production demands in docs/operations.md.
May not: know a room, the clock or the database; it opens no key file, it only looks who may.
"""

from signaal.config.reading import ConfigError, load
from signaal.config.settings import Settings

__all__ = ["ConfigError", "Settings", "load"]
