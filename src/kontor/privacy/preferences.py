"""How long is kept what is personal: tickets, and what hangs on none."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.preferences.types import CATEGORY, SYSTEM, TENANT, Preference

KEEP_MONTHS = Preference(
    "privacy.keep_months",
    int,
    default=0,
    levels=frozenset({SYSTEM, TENANT, CATEGORY}),
    label=_("Erase the content of tickets this many months after they were closed"),
    help=_("What stays are state, category and times, for the figures. With 0 nothing is ever erased by itself."),
    minimum=0,
    maximum=240,
)
KEEP_CONTACTS_MONTHS = Preference(
    "privacy.keep_contacts_months",
    int,
    default=0,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Erase contacts this many months after they were made, once no ticket and no call names them"),
    help=_("Counts for what was taken out of the address book too, from that day on. With 0 they stay for ever."),
    minimum=0,
    maximum=240,
)
KEEP_CALLS_MONTHS = Preference(
    "privacy.keep_calls_months",
    int,
    default=0,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Erase number and note of calls without a ticket after this many months"),
    help=_(
        "Calls of a ticket are kept as long as the ticket. Times and outcome stay for the figures. With 0 all stays."
    ),
    minimum=0,
    maximum=240,
)
KEEP_MAIL_MONTHS = Preference(
    "privacy.keep_mail_months",
    int,
    default=0,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Erase mail that became no ticket after this many months"),
    help=_("What a person still has to decide on stays. With 0 all stays."),
    minimum=0,
    maximum=240,
)
KEEP_GENERAL_MAIL_MONTHS = Preference(
    "privacy.keep_general_mail_months",
    int,
    default=0,
    levels=frozenset({SYSTEM}),
    label=_("Erase mail of general accounts that came to no tenant after this many months"),
    help=_("Also mail on which nobody has decided until then. Mail of somebody on legal hold stays. With 0 all stays."),
    minimum=0,
    maximum=240,
)
