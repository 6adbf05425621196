"""The application that the web server runs. It does not start where row security would not hold."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.config.settings")
django.setup(set_prefix=False)

# The packages must be loaded first.
from kontor.config.checks import refuse_unsafe_start  # noqa: E402
from kontor.config.handler import Handler  # noqa: E402

application = Handler()
refuse_unsafe_start()
