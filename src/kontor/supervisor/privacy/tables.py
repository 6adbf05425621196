"""The tables of the data map in words, for whoever reads a certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TABLES: dict[str, StrOrPromise] = {
    "tickets.Ticket": _("Tickets: subject and whose they were"),
    "tickets.Message": _("Mails and letters: sender, recipients, subject, text"),
    "tickets.Attachment": _("Attachments of mails"),
    "tickets.Note": _("Notes of colleagues"),
    "tickets.Notice": _("What people were told of a ticket"),
    "tickets.HistoryEntry": _("Names and addresses in the history"),
    "tickets.MessageMove": _("What a ticket was before messages were moved"),
    "tickets.Inquiry": _("Whom outside was asked"),
    "tickets.Blob": _("Stored files"),
    "letters.ScannedPage": _("Pages of letters that came in"),
    "letters.Scan": _("Text of letters that came in"),
    "letters.OutgoingLetter": _("Letters that were sent: address and document"),
    "outbox.OutgoingMail": _("Addresses of sent mails and answers of mail servers"),
    "answers.SentAnswer": _("What was written and suggested"),
    "answers.Clearance": _("Remarks at releases"),
    "answers.QualitySample": _("Remarks at quality samples"),
    "answers.Draft": _("Drafts"),
    "answers.DraftFile": _("Files of drafts"),
    "answers.AutomaticBudget": _("How much automatic mail an address was sent"),
    "escalations.Firing": _("Effects of escalation rules"),
    "intake.Arrival": _("Mails as they came in"),
    "intake.ShadowDifference": _("How mails would be read today"),
    "intake.BlockEntry": _("Entries of the block list"),
    "calls.Call": _("Calls: number, note, recording"),
    "calls.ReceivedEvent": _("What telephone systems told"),
    "calls.BlockedNumber": _("Blocked phone numbers"),
    "customers.Customer": _("The contact: name, number, remarks"),
    "customers.Address": _("E-mail addresses and phone numbers"),
    "customers.PostalAddress": _("Postal addresses"),
    "customers.CustomerLink": _("Links to other contacts"),
    "customers.Expert": _("Entries of the address book"),
    "privacy.Hold": _("Holds that were lifted"),
    "privacy.Disclosure": _("Files that were handed to the contact"),
    "audit.AuditEntry": _("Content in the audit log"),
}


def table_in_words(label: str) -> StrOrPromise:
    """A certificate outlives a table: one that is not known any more stands there as it is called."""
    return TABLES.get(label, label)
