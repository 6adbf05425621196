"""The names of the twelve tenant colours; how they look is a matter of the design system."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

COLOURS = (
    (1, _("Pine green")),
    (2, _("Dark violet")),
    (3, _("Ochre")),
    (4, _("Rust")),
    (5, _("Green")),
    (6, _("Navy")),
    (7, _("Blue")),
    (8, _("Mauve")),
    (9, _("Copper")),
    (10, _("Grey blue")),
    (11, _("Purple")),
    (12, _("Wine red")),
)
