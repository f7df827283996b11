"""The composition root: nothing else puts the parts of the house together.

A door asks here for the tools of an instance, or gets one list of everything that is wrong with it.
"""

from signaal.runtime.creating import create_instance, migrate
from signaal.runtime.keeping import confirm_export, import_keys
from signaal.runtime.opening import StartError, open_tools, read_settings
from signaal.runtime.playing import open_for_playing, open_for_simulating
from signaal.runtime.restoring import restore_instance

__all__ = [
    "StartError", "confirm_export", "create_instance", "import_keys", "migrate", "open_for_playing",
    "open_for_simulating", "open_tools", "read_settings", "restore_instance",
]  # fmt: skip
