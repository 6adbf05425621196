"""Settings of answering."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.preferences.types import CATEGORY, SYSTEM, TENANT, Preference

COPY_INCOMING_CC = Preference(
    "answers.copy_incoming_cc",
    bool,
    default=False,
    levels=frozenset({SYSTEM, TENANT, CATEGORY}),
    label=_("Take over incoming CC addresses into the suggested reply"),
    help=_("The people the customer copied in are copied in the answer, without our own addresses."),
)
CHOOSE_SENDER = Preference(
    "answers.choose_sender",
    bool,
    default=True,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Let agents choose the sender of an answer"),
    help=_(
        "Where a tenant can write from several accounts, its own and general ones, the editor offers them. If not, the "
        "account that is suggested is used."
    ),
)
MOST_ATTACHED = Preference(
    "answers.most_attached",
    int,
    default=25,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Files of one answer, together, in MB"),
    help=_("Many mail servers refuse more than 25 MB; on the way a file becomes a third larger."),
    minimum=1,
    maximum=500,
)
