"""The application as `kontor web` runs it: a process that ends when the web server's main process is gone."""

from __future__ import annotations

import os
from importlib import import_module

from django.conf import settings

from kontor.config.asgi import application as application
from kontor.host.loaded import keep_loaded
from kontor.host.parent import WEB_SERVER, end_with

end_with(int(os.environ.get(WEB_SERVER) or os.getppid()))
import_module(settings.ROOT_URLCONF)
keep_loaded()
