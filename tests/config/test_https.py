"""What changes when people come by HTTPS. Asked in a process of its own, for settings are read once."""

from __future__ import annotations

import json
import os
import subprocess
import sys

ASK = """
import json
from django.conf import settings
names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECURE_PROXY_SSL_HEADER")
print(json.dumps([getattr(settings, name) for name in names]))
"""


def _settings(url: str) -> list[object]:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "kontor.config.settings", "KONTOR_URL": url}
    asked = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, check=True, text=True)
    return list(json.loads(asked.stdout))


def test_with_https_cookies_and_browsers_keep_to_it() -> None:
    month = 30 * 24 * 60 * 60

    assert _settings("https://desk.kontor.example") == [True, True, month, ["HTTP_X_FORWARDED_PROTO", "https"]]
    assert _settings("") == [False, False, 0, None]
