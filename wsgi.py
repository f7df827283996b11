"""For a WSGI server with several processes: `granian --interface wsgi wsgi:application`.

The instance is the folder in SIGNAAL_INSTANCE, or `instance` beside this file. The scheduler runs beside it.
"""

import os
from pathlib import Path

from signaal.runtime import open_tools
from signaal.web.app import create_app

application = create_app(
    open_tools(Path(os.environ.get("SIGNAAL_INSTANCE", Path(__file__).parent / "instance")))
)
