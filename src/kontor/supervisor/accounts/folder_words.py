"""A folder with scans is asked for in its own words: nothing lies there on a server, and nothing in it is a mail."""

from __future__ import annotations

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from kontor.channels.enums import AfterFetch, Protocol

_LABELS = {
    "after_fetch": _("What becomes of a scan in the folder"),
    "done_folder": _("Folder for scans that were taken"),
}
_HELP = {
    "folder": _("Below the folder of your tenant's scans; empty: that one itself."),
    "after_fetch": _(
        "It happens only once the scan is safely stored here. A scan that is too large stays in the folder."
    ),
    "done_folder": _("Is made in the folder if it is not there. Empty: it is called “done”."),
    "weight_in": _(
        "This many scans are taken from this folder at a time while other accounts wait; then it is their turn, and so "
        "on without a pause until nothing is left. Usually 3."
    ),
}


def speak_of_folders(form: forms.Form) -> None:
    """Of the one that is chosen, saved or not. Scans are moved or deleted: what stayed would lie among what is new.

    Who has just changed a mailbox into a folder may send "leave", which is then "move".
    """
    if form["protocol"].value() != Protocol.FOLDER:
        return
    for name, label in _LABELS.items():
        form.fields[name].label = label
    for name, text in _HELP.items():
        form.fields[name].help_text = text
    if form.is_bound:
        return
    after = cast(forms.ChoiceField, form.fields["after_fetch"])
    after.choices = [(each.value, each.label) for each in AfterFetch if each != AfterFetch.LEAVE]
