"""Every sentence that a person reads, in Dutch and in English: key + parameters -> sentence.

A key is `file.name`: the file is `nl/file.toml` and `en/file.toml`, the name a key in it (tables nest with dots).
A table with `one` and `other` is a plural and takes the parameter `n`. Rules return keys; only doors speak.
May not: know Flask, the database or the clock.
"""

from signaal.texts.catalogue import LANGUAGES, MissingText, keys, say
from signaal.texts.forms import day, euros, hours_left, local, moment, month, number, time_of_day

__all__ = [
    "LANGUAGES",
    "MissingText",
    "day",
    "euros",
    "hours_left",
    "keys",
    "local",
    "moment",
    "month",
    "number",
    "say",
    "time_of_day",
]
