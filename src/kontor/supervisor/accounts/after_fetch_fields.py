"""What becomes of a mail on the server, and what is believed of what the server says about it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kontor.channels.domain.account_entries import MOST_DAYS, MOST_WEIGHT
from kontor.channels.enums import AfterFetch


class AfterFetchFields(forms.Form):
    """Of an account that receives."""

    after_fetch = forms.ChoiceField(
        label=_("What becomes of a mail on the server"),
        choices=AfterFetch.choices,
        initial=AfterFetch.LEAVE,
        widget=forms.RadioSelect,
        help_text=_(
            "It happens only once the mail is safely stored here. A mail that is too large stays on the server."
        ),
    )
    done_folder = forms.CharField(
        label=_("Folder for fetched mails"),
        max_length=200,
        required=False,
        help_text=_("Is made if it is not there. IMAP only."),
    )
    delete_after_days = forms.IntegerField(
        label=_("Delete from the server after days"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("Counted from the day the mail was fetched. Empty: it lies there for ever."),
    )
    trusted_authserv = forms.CharField(
        label=_("Names of your checking mail servers"),
        max_length=400,
        required=False,
        help_text=_(
            "As they stand at the beginning of “Authentication-Results” in the headers of your mails, separated by "
            "spaces. Only what these servers say about a sender is believed. Empty: nobody is."
        ),
    )
    weight_in = forms.IntegerField(
        label=_("Weighting (incoming)"),
        required=False,
        min_value=1,
        max_value=MOST_WEIGHT,
        help_text=_(
            "This many mails are taken from this account at a time while other accounts wait; then it is their turn, "
            "and so on without a pause until nothing is left. Usually 3."
        ),
    )
