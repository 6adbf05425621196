"""The tabs of the account's mask."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.accounts.opening_forms import general_form, receiving_form, sending_form
from kontor.ui.mask import Tab, register_tab

ACCOUNT_MASK = "mail-account"


def is_saved(account: Any) -> bool:
    """For tabs that need an account to belong to."""
    return account.pk is not None


def register_tabs() -> None:
    folder = "supervisor/accounts"
    for tab in (
        Tab("general", _("General"), general_form, order=10, template=f"{folder}/_general.html"),
        Tab(
            "receiving",
            _("Receiving"),
            receiving_form,
            order=20,
            template=f"{folder}/_receiving.html",
            visible=is_saved,
        ),
        Tab("sending", _("Sending"), sending_form, order=30, template=f"{folder}/_sending.html", visible=is_saved),
        Tab("state", _("State"), order=40, template=f"{folder}/_condition.html", visible=is_saved),
    ):
        register_tab(ACCOUNT_MASK, tab)
