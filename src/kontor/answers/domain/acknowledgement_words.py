"""The words of an acknowledgement: which placeholders there are, and filling them in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.kernel.errors import Refused
from kontor.kernel.text import shorten, without_bidi

PLACEHOLDERS: dict[str, Promise] = {
    "number": gettext_lazy("Number of the request"),
    "subject": gettext_lazy("Subject of the customer's mail"),
    "name": gettext_lazy("Name of the sender"),
    "tenant": gettext_lazy("Name of the tenant"),
}
_PLACE = re.compile(r"\{([a-z]+)\}")
_BRACE = re.compile(r"[{}]")
_LINK = re.compile(r"(?:https?:|www\.|//)\S*|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,24}/\S*", re.IGNORECASE)
MOST_CHARACTERS = {"subject": 120, "name": 80}


def require_known_placeholders(text: str) -> None:
    """Refused when a placeholder is unknown or a brace stands alone."""
    for name in _PLACE.findall(text):
        if name not in PLACEHOLDERS:
            known = ", ".join(f"{{{known}}}" for known in PLACEHOLDERS)
            raise Refused(
                _("There is no placeholder %(place)s. Possible are: %(known)s.")
                % {"place": f"{{{name}}}", "known": known}
            )
    if _BRACE.search(_PLACE.sub("", text)):
        raise Refused(_("A brace belongs to no placeholder. Write placeholders like {number}."))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in; once, so that what a customer wrote is no placeholder."""
    return _PLACE.sub(lambda found: values.get(found[1], ""), text)


def harmless(name: str, text: str) -> str:
    """What a stranger wrote, so that it cannot be used to write to others: short, in one line, without addresses of
    pages. A mail with a forged sender would otherwise carry its words to whoever is named."""
    return shorten(without_bidi(_LINK.sub("…", text)), MOST_CHARACTERS[name])
