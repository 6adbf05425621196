"""Settings of the spell check."""

from __future__ import annotations

from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from kontor.preferences.types import SYSTEM, TENANT, Preference
from kontor.spelling import engine

OFFERED = sorted({*engine.EXPECTED, *engine.languages()})
"""Those that every installation should have, and what else its system has a dictionary for."""

SPELL_CHECK = Preference(
    "spelling.check",
    bool,
    default=True,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Check the spelling of answers"),
    help=_("Words that are not in the dictionary are marked while they are typed."),
)
LANGUAGES = Preference(
    "spelling.languages",
    list,
    default=["de", "en"],
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Languages that are checked"),
    help=_("Each paragraph is checked in its own language. A further language needs its dictionary on the server."),
    choices={code: get_language_info(code)["name_translated"] for code in OFFERED},
)
BEFORE_SENDING = Preference(
    "spelling.before_sending",
    str,
    default="off",
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Check before sending"),
    help=_("What happens when an answer is sent that holds words which are in no dictionary and no word list."),
    choices={
        "off": _("Do not check"),
        "hint": _("Send, and name the words"),
        "stop": _("Send only when every word is right or ignored"),
    },
)
