"""What a borrower's people have written and not sent when their ticket goes back to the lender."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from kontor.answers.domain.switching import is_untouched
from kontor.answers.models import Draft
from kontor.org.models import Membership
from kontor.tickets.domain.notes import write_note
from kontor.tickets.models import Note, Ticket


def keep_unsent_words(tickets: Sequence[Ticket]) -> None:
    """A note with the words stays with each of the locked tickets, for whoever goes on.

    The draft stays its author's: it is there again when the ticket is lent to them once more. Whoever works for the
    lender too goes on writing, and a suggestion that nobody has changed is no loss.
    """
    for draft in _of_borrowers(tickets):
        ticket = next(each for each in tickets if each.pk == draft.ticket_id)
        with override(ticket.tenant.language):
            text = _("Not sent when the loan ended:") + f"\n\n{draft.text.strip()}"
        if not Note.objects.filter(ticket=ticket, author=draft.author, text=text).exists():
            write_note(ticket, text=text, by=draft.author)


def _of_borrowers(tickets: Sequence[Ticket]) -> Iterator[Draft]:
    drafts = list(Draft.objects.filter(ticket__in=tickets).select_related("author").order_by("pk"))
    if not drafts:
        return
    at_home = Membership.objects.filter(user_id__in=[draft.author_id for draft in drafts])
    known = set(at_home.values_list("tenant_id", "user_id"))
    for draft in drafts:
        if (draft.tenant_id, draft.author_id) not in known and draft.text.strip() and not is_untouched(draft):
            yield draft
