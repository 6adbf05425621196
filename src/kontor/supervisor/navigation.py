"""The sections of the rail that administration and supervision fill."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kontor.ui.navigation import Section, register_section

MASTER_DATA = _("Master data")
ANSWERS = _("Answers")
SYSTEM = _("System")
PRIVACY = _("Privacy")
INCOMING = pgettext_lazy("menu", "Incoming")


def register_sections() -> None:
    register_section(Section("supervision", _("Supervision"), icon="board", order=20))
    register_section(Section("administration", _("Administration"), icon="sliders", order=30))
