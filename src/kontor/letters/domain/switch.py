"""Whether this installation writes letters, and what its server lacks for it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

from django.utils.translation import gettext as _

from kontor.letters.preferences import LETTERS
from kontor.letters.rendering.failures import INSTALL
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.tenants.models import Tenant

LOOK = """
import ctypes, sys
for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"):
    ctypes.CDLL(f"lib{name}.so.0")
fontconfig = ctypes.CDLL("libfontconfig.so.1")
fontconfig.FcNameParse.restype = fontconfig.FcFontMatch.restype = ctypes.c_void_p
pattern, result = ctypes.c_void_p(fontconfig.FcNameParse(b"Liberation Sans")), ctypes.c_int()
fontconfig.FcConfigSubstitute(None, pattern, 0)
fontconfig.FcDefaultSubstitute(pattern)
match, family = ctypes.c_void_p(fontconfig.FcFontMatch(None, pattern, ctypes.byref(result))), ctypes.c_char_p()
fontconfig.FcPatternGetString(match, b"family", 0, ctypes.byref(family))
sys.exit(family.value != b"Liberation Sans")
"""
LOOK_FOR = 30.0
"""Seconds. A server that has no time for it is not known to lack anything."""
LOOK_AGAIN = 20.0
"""Seconds after which a server that lacked something is looked at again; one that has all is not."""

_lock = threading.Lock()
_seen: tuple[bool, float] | None = None


def is_wanted(system: Holder | None = None) -> bool:
    """Letters are switched on, whatever the server lacks: what waits goes on and fails with a sentence."""
    return LETTERS.get(system or system_values())


def goes_to_print(tenant_id: int) -> bool:
    """Letters are switched on, and the tenant is neither switched off nor deleted: else what waits goes on waiting. In
    the scope of the tenant."""
    return is_wanted() and Tenant.objects.works(tenant_id)


def is_on(system: Holder | None = None) -> bool:
    """Letters are switched on, and the server can make them. ``system`` is the installation's row, if it is at hand."""
    return is_wanted(system) and not rendering_trouble()


def rendering_trouble() -> str:
    """What keeps this server from making PDFs, with the one command that mends it; "" when nothing does."""
    if _has_libraries():
        return ""
    return _("Letters need programs that this server does not have. This command installs them: %(command)s") % {
        "command": INSTALL
    }


def _has_libraries() -> bool:
    """Asked in a process of its own: a library that has once been loaded stays, and WeasyPrint belongs in its child."""
    global _seen
    with _lock:
        if _seen is None or (not _seen[0] and time.monotonic() - _seen[1] > LOOK_AGAIN):
            try:
                looked = subprocess.run(
                    [sys.executable, "-I", "-c", LOOK], capture_output=True, timeout=LOOK_FOR, check=False
                )
            except subprocess.TimeoutExpired:
                return True
            _seen = (looked.returncode == 0, time.monotonic())
        return _seen[0]
