"""Erasures and their certificates in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.privacy.enums import ErasureKind
from kontor.privacy.models import Erasure
from kontor.tickets.domain.numbers import format_number


def subject_of(erasure: Erasure) -> str:
    """Whose: a contact by its number, or what the retention of the tenant has reached."""
    if erasure.kind == ErasureKind.CONTACT:
        return _("Contact %(number)s") % {"number": erasure.contact}
    return _("End of retention") if erasure.tenant_id else _("End of retention: mail that came to no tenant")


def waits_in_words(erasure: Erasure) -> list[str]:
    """What it waits for, a sentence each."""
    return [_WAITS[entry["code"]](_numbers(entry)) for entry in erasure.waits_for if entry.get("code") in _WAITS]


def not_reached_in_words(entries: list[dict[str, Any]]) -> list[str]:
    """What this installation cannot erase, a sentence each."""
    said = []
    for entry in entries:
        if entry["code"] == "backups":
            said.append(_("Backups that were made before: the content goes when they are deleted."))
        elif entry["code"] == "mailboxes":
            said.append(_("Mails that lie in a mailbox on a mail server: they are deleted there."))
        elif entry["code"] == "scans":
            said.append(_("Letters that came in and lie as files in the folder of a scanner: they are deleted there."))
        elif entry["code"] == "printed":
            files = ", ".join(entry["files"])
            said.append(_("Letters that were handed to print as files: %(files)s.") % {"files": files})
    return said


KINDS = {
    "calls.Call": gettext_lazy("Calls without a ticket"),
    "intake.Arrival": gettext_lazy("Mail that became no ticket"),
    "customers.Customer": gettext_lazy("Contacts that no ticket and no call names"),
    "customers.Expert": gettext_lazy("Deleted entries of the address book"),
}
"""What the retention reaches without a ticket, by table."""


def lengths_in_words(entries: list[dict[str, Any]]) -> list[tuple[str, list[tuple[str, int]]]]:
    """Since when, in ISO, and what was kept for how many months. Tickets by category."""
    return [(entry["since"], [(_length(each), each["months"]) for each in entry["lengths"]]) for entry in entries]


def _length(each: dict[str, Any]) -> str:
    if "category" in each:
        return _("Closed tickets in %(category)s") % {"category": each["category"]}
    return str(KINDS.get(each["table"], each["table"]))


def _numbers(entry: dict[str, Any]) -> str:
    return ", ".join(format_number(number) for number in entry.get("tickets", []))


_WAITS: dict[str, Callable[[str], str]] = {
    "open": lambda numbers: (
        _("These tickets are not done yet, or something of them is on its way: %(numbers)s.") % {"numbers": numbers}
    ),
    "held_tickets": lambda numbers: _("These tickets are on legal hold: %(numbers)s.") % {"numbers": numbers},
    "elsewhere": lambda numbers: (
        _("Messages of the contact lie on tickets of others that are not done: %(numbers)s.") % {"numbers": numbers}
    ),
    "held": lambda _numbers: _("The contact is on legal hold."),
    "call": lambda _numbers: _("The contact is on the phone."),
    "bytes": lambda _numbers: _("Somebody is about to store the same file; it is looked at again."),
}
