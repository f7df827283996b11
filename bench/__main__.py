"""Everything that is measured, one after the other: `python -m bench`."""

from bench import lists, saving, starting, verifying

for measure in (saving.main, lists.main, verifying.main, starting.main):
    measure()
