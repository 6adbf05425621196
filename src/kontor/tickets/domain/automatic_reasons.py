"""Why nothing automatic answered a mail, or why it is spam, in words. The history keeps a code: each reads their own
language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REASONS: dict[str, StrOrPromise] = {
    "auto_submitted": _("a program wrote the mail"),
    "auto_reply": _("the mail is an automatic reply itself"),
    "responder": _("a responder wrote the mail"),
    "suppressed": _("the sender wants no automatic answers"),
    "list": _("the mail was sent to a list"),
    "bulk": _("the mail was sent to many"),
    "complaint": _("the mail passes on a complaint"),
    "empty_return_path": _("the sender takes no answers by mail"),
    "no_reply": _("the sender's address is one that must not be answered"),
    "own_automatic": _("the mail is an automatic mail of this desk"),
    "own_address": _("the sender's address is one of this desk"),
    "system_account": _("the mail came in on an account for answers of people outside"),
    "not_addressed": _("the mail is addressed to nobody of this desk by name"),
    "not_verified": _("the receiving server could not verify the sender"),
    "undeliverable": _("mail to this address does not arrive"),
    "letter": _("it is a letter, and its writer has named no e-mail address to this desk"),
    "no_address": _("the mail names no address that could be answered"),
    "no_text": _("there is no text in this language"),
    "no_sender": _("no account can send for this tenant"),
    "answer_unexpected": _("it comes from somebody who was not asked, or whose mail server does not stand behind it"),
    "answer_forwards": _("it passes on a mail of somebody else"),
    "address_unknown": _("the customer's mail asks for answers at an address that took no part so far"),
    "answer_empty": _("it has no text of its own"),
    "ticket_elsewhere": _("somebody works on the ticket by now"),
    "files_too_large": _("its files are too large together"),
    "design_incomplete": _("the tenant's layout asks for values that are missing"),
    "missing_value": _("a value that the template asks for is missing"),
    "refused": _("the forward could not be sent: check the reply account and the recipients"),
    "taken": _("somebody has taken the ticket already"),
    "spam": _("the mail is spam"),
    "blocked": _("the sender is on the block list"),
    "spam_flag": _("the receiving server marked the mail as spam"),
    "spam_score": _("the receiving server gave the mail a high spam score"),
    "budget_address": _("this address got automatic mail already a short while ago"),
    "budget_ticket": _("this ticket got automatic mail already a short while ago"),
    "budget_tenant": _("the most automatic mails of this tenant are sent for now"),
    "budget_strangers": _("too many unknown addresses are writing at present"),
}
OTHERWISE: StrOrPromise = _("a program wrote the mail")


def reason_in_words(code: str) -> str:
    """The code as the end of a sentence."""
    return str(REASONS.get(code, OTHERWISE))
