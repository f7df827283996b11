"""For a WSGI server with several processes: `granian --interface wsgi --workers-kill-timeout 10 wsgi:application`.

Without that time limit granian waits for ever for a worker that was told to end while it started.

The instance is the folder in SIGNAAL_INSTANCE, or `instance` beside this file. `signaal scheduler` runs beside
it; while that is silent, one of the workers takes its sweep over.
"""

import os
from pathlib import Path

from signaal.runtime import open_tools
from signaal.scheduler.standing_in import watch
from signaal.web.app import create_app

tools = open_tools(Path(os.environ.get("SIGNAAL_INSTANCE", Path(__file__).parent / "instance")))
application = create_app(tools)
watch(tools)
