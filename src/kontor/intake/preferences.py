"""Settings of intake."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.preferences.types import SYSTEM, TENANT, Preference

SPAM_BY_FLAG = Preference(
    "intake.spam_by_flag",
    bool,
    default=True,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("File what the receiving server marks as spam in the spam folder"),
    help=_("Only marks of servers that the account names are believed. Nothing is deleted; spam can be taken back."),
)
SPAM_FROM_SCORE = Preference(
    "intake.spam_from_score",
    int,
    default=0,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("File mail from this spam score on in the spam folder"),
    help=_("0: the score does not decide. Most spam filters mark mail from about 5 on."),
    minimum=0,
    maximum=1000,
)
