"""Everything that is measured, one after the other: `python -m bench`."""

from bench import entering, lists, rotation, saving, starting, vault, verifying

for measure in (
    saving.main,
    lists.main,
    verifying.main,
    vault.main,
    rotation.main,
    entering.main,
    starting.main,
):
    measure()
