"""The application that the web server runs. It does not start where row security would not hold."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.config.settings")
application = get_asgi_application()

from kontor.config.checks import refuse_unsafe_start  # noqa: E402  (the packages must be loaded first)

refuse_unsafe_start()
