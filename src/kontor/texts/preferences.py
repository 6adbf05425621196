"""Settings of texts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.preferences.types import SYSTEM, TENANT, Preference

LARGEST_FILE = Preference(
    "texts.largest_file",
    int,
    default=10,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Largest file of the library, in MB"),
    help=_("Many mail servers refuse mails of more than 25 MB; on the way a file becomes a third larger."),
    minimum=1,
    maximum=100,
)
LARGEST_PICTURE = Preference(
    "texts.largest_picture",
    int,
    default=500,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Largest picture for texts, in kB"),
    help=_("A picture of the letterhead travels inside every mail."),
    minimum=10,
    maximum=10_000,
)
