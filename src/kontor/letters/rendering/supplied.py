"""The stylesheets that Kontor brings along."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from django.utils.translation import gettext_lazy as _

SUPPLIED = {"classic": _("Classic"), "modern": _("Modern"), "plain": _("Plain")}
"""The first is the one of tenants that have none of their own."""
DEFAULT = "classic"


@cache
def supplied_css(name: str) -> str:
    """The stylesheet of this name; KeyError for one that is not supplied."""
    if name not in SUPPLIED:
        raise KeyError(name)
    return files("kontor.letters.rendering").joinpath("stylesheets", f"{name}.css").read_text()
