"""Answers that wait for release: the list, one with everything a decision needs, and the decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kontor.answers.domain.by_letter import address_lines, is_letter, letter_subject
from kontor.answers.domain.clearances import changes_to_suggestion, pictures_written_out, waiting_for
from kontor.answers.domain.clearing import LONGEST_COMMENT, has_newer, return_with_comment
from kontor.answers.domain.clearing import release as release_answer
from kontor.answers.domain.clearing import withdraw as take_back
from kontor.answers.domain.release import reasons_in_words
from kontor.answers.domain.suggest import latest_from_customer
from kontor.answers.domain.ways_out import account_of, attached, goes_outside, is_formatted, what_is_found, written
from kontor.answers.enums import ClearanceState
from kontor.answers.models import Clearance
from kontor.answers.rules import RELEASE
from kontor.desk.clearance.access import get_clearance, is_author
from kontor.desk.compose.addresses import write_addresses
from kontor.desk.ticket.content import shown_in_frame
from kontor.desk.ticket.pane import WRITE
from kontor.kernel.errors import Refused
from kontor.kernel.html import sanitize_mail_html
from kontor.org.middleware import DeskRequest
from kontor.tickets.domain.numbers import format_number
from kontor.ui.htmx import fragment, message, redirect

LIST = "desk:clearance:list"
MOST = 200


class CommentForm(forms.Form):
    comment = forms.CharField(
        label=gettext_lazy("Comment for the author"),
        max_length=LONGEST_COMMENT,
        help_text=gettext_lazy("What is to be changed. It stands above the answer when the author opens it again."),
        widget=forms.Textarea(
            attrs={
                "rows": 4,
                "data-behaviour": "autosize",
                "data-hotkey": "b",
                "data-hotkey-label": gettext_lazy("Comment for the author"),
            }
        ),
        error_messages={"required": gettext_lazy("Say in the comment what is to be changed.")},
    )


@dataclass(frozen=True)
class Line:
    clearance: Clearance
    reasons: list[str]


@require_GET
def waiting(request: DeskRequest) -> HttpResponse:
    """What the person may release, the oldest first."""
    if not request.access.may_anywhere(RELEASE):
        raise PermissionDenied
    lines = [Line(each, _reasons(each)) for each in waiting_for(request.access)[:MOST]]
    return fragment(request, "desk/clearance/list.html", {"lines": lines}, partial="body")


@require_GET
def show(request: DeskRequest, clearance_id: int) -> HttpResponse:
    """The customer's message beside the answer, the mail as it goes, and what was made of the suggestion."""
    clearance = get_clearance(request, clearance_id)
    return _page(request, clearance, CommentForm())


@require_GET
def mail(request: DeskRequest, clearance_id: int) -> HttpResponse:
    """The mail in the tenant's design, as a page of its own for a sandboxed frame."""
    clearance = get_clearance(request, clearance_id)
    if clearance.draft is None:
        raise Http404
    clearance.draft.ticket = clearance.ticket
    as_it_goes = written(clearance.ticket, clearance.draft)
    clean = sanitize_mail_html(as_it_goes.html, cid_urls=pictures_written_out(as_it_goes))
    return shown_in_frame(request, {"clean": clean, "message": clearance.draft}, sources="'self' data:")


@require_POST
def release(request: DeskRequest, clearance_id: int) -> HttpResponse:
    clearance = get_clearance(request, clearance_id)
    release_answer(clearance, by=request.user)
    said = {"number": format_number(clearance.ticket.number), "name": clearance.author.name}
    message(request, _("Released: the answer of %(name)s to %(number)s is on its way.") % said)
    return redirect(request, reverse(LIST))


@require_POST
def give_back(request: DeskRequest, clearance_id: int) -> HttpResponse:
    clearance = get_clearance(request, clearance_id)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, clearance, form, status=422)
    return_with_comment(clearance, comment=form.cleaned_data["comment"], by=request.user)
    said = {"number": format_number(clearance.ticket.number), "name": clearance.author.name}
    message(request, _("Returned: %(name)s was told about the answer to %(number)s.") % said)
    return redirect(request, reverse(LIST))


@require_POST
def withdraw(request: DeskRequest, clearance_id: int) -> HttpResponse:
    """The author takes the answer back and goes on writing: the cursor stands in its text."""
    clearance = get_clearance(request, clearance_id, may=is_author)
    take_back(clearance, by=request.user)
    message(request, _("The answer lies on your desk again."))
    return redirect(request, f"{reverse('desk:ticket:show', args=[clearance.ticket.number])}?{WRITE}=1")


def _reasons(clearance: Clearance) -> list[str]:
    return reasons_in_words(clearance.reasons, ticket=clearance.ticket, author=clearance.author)


def _page(request: DeskRequest, clearance: Clearance, form: CommentForm, *, status: int = 200) -> HttpResponse:
    draft, ticket = clearance.draft, clearance.ticket
    if draft:
        draft.ticket = ticket
    context: dict[str, Any] = {
        "clearance": clearance,
        "ticket": ticket,
        "draft": draft,
        "is_waiting": clearance.state == ClearanceState.WAITING and draft is not None,
        "reasons": _reasons(clearance),
        "question": latest_from_customer(ticket),
        "pieces": changes_to_suggestion(clearance),
        "newer": has_newer(clearance, draft),
        "form": form,
    }
    if draft:
        context |= {f"{name}_line": write_addresses(getattr(draft, name)) for name in ("to", "cc", "bcc")}
        context |= {"files": attached(draft), "sender": _sender(clearance), "findings": _says(clearance)}
        context |= {"is_rich": is_formatted(draft), "outside": goes_outside(draft), "by_letter": is_letter(draft)}
        context |= {"subject": letter_subject(draft) if is_letter(draft) else draft.subject}
        context |= {"postal_lines": address_lines(ticket, draft)} if is_letter(draft) else {}
    return fragment(request, "desk/clearance/show.html", context, status=status)


def _says(clearance: Clearance) -> list[str]:
    """What the send guard says of the answer as it stands."""
    assert clearance.draft is not None
    try:
        return [finding.remark.sentence for finding in what_is_found(clearance.ticket, clearance.draft)]
    except Refused as refusal:
        return [str(refusal)]


def _sender(clearance: Clearance) -> str:
    """As whom it goes, or why it cannot."""
    assert clearance.draft is not None
    try:
        account = account_of(clearance.ticket, clearance.draft)
    except Refused as refusal:
        return str(refusal)
    return account.address if account else clearance.ticket.tenant.name
