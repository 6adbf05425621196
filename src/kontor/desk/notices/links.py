"""Where a notice leads: to its ticket, else to the page that shows what it is about, if the person may open it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from kontor.org.domain.access import Access
from kontor.tickets.enums import NoticeKind
from kontor.tickets.models import Notice

FROM_NOTICE = "notice"
"""In the address of a ticket: somebody comes from what they were told of it."""
OF_LETTERS = ("batch_fails", "batch_letters", "batch_works", "printing_fails", "printing_works")


def address_of(notice: Notice, access: Access) -> str:
    """Empty where it leads nowhere."""
    if notice.ticket:
        reviewed = notice.kind == NoticeKind.REVIEWED
        ticket = f"{reverse('desk:ticket:show', args=[notice.ticket.number])}?{FROM_NOTICE}=1"
        return reverse("desk:reviews:list") if reviewed else ticket
    if notice.kind == NoticeKind.BACKLOG_ALARM and access.may("board.read", tenant_id=notice.tenant_id):
        return f"{reverse('supervisor:board:show')}?{urlencode({'tenant': notice.tenant_id})}"
    if notice.kind in (NoticeKind.ACCOUNT_FAILING, NoticeKind.ACCOUNT_WORKS):
        return _of_account(notice, access)
    if notice.kind == NoticeKind.ESCALATED:
        return _of_rule(notice, access)
    if notice.details.get("sentence") in OF_LETTERS and access.may("letters.read", tenant_id=notice.tenant_id):
        return _of_letters(notice)
    if notice.kind == NoticeKind.PASSED_ON:
        return f"{reverse('desk:inbox:list')}?folder=mine"
    return ""


def _of_account(notice: Notice, access: Access) -> str:
    """How it fares, for those who may look at it; a general one belongs to the installation."""
    account_id, right = notice.details.get("account_id"), "accounts.read"
    general = notice.details.get("general")
    may = right in access.installation if general else access.may(right, tenant_id=notice.tenant_id)
    return reverse("supervisor:accounts:tab", args=[account_id, "state"]) if account_id and may else ""


def _of_letters(notice: Notice) -> str:
    batch_id = notice.details.get("batch_id")
    if batch_id:
        return reverse("supervisor:letters:batch", args=[batch_id])
    return f"{reverse('supervisor:letters:list')}?{urlencode({'filter-state': 'trouble'})}"


def _of_rule(notice: Notice, access: Access) -> str:
    """What the rule did and to which tickets; for those who may not see that, the queue."""
    rule_id = notice.details.get("rule_id")
    if rule_id and access.may("escalations.read", tenant_id=notice.tenant_id):
        return reverse("supervisor:escalations:firings", args=[rule_id])
    return f"{reverse('desk:inbox:list')}?folder=queue"
