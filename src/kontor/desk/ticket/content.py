"""What came in by mail, shown or handed out so that it can do no harm."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from kontor.desk.doors import get_ticket
from kontor.kernel.html import sanitize_mail_html
from kontor.org.middleware import DeskRequest
from kontor.tickets.models import Attachment, Message, Ticket
from kontor.ui.downloads import SHOWN_IN_PLACE, large_download, picture
from kontor.ui.htmx import fragment

MAIL_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; font-src 'none'; sandbox allow-popups allow-same-origin; "
)


@require_GET
def message_body(request: DeskRequest, number: str, message_id: int) -> HttpResponse:
    """The HTML of a mail as a page of its own for a sandboxed frame: no script, no form, no remote picture.

    ``?images=1`` loads remote pictures this once.
    """
    ticket = get_ticket(request, number)
    message = _message(ticket, message_id)
    remote = request.GET.get("images") == "1"
    clean = sanitize_mail_html(message.html, allow_remote_images=remote, cid_urls=_inline(ticket, message))
    sources = "'self' data: https: http:" if remote else "'self' data:"
    return shown_in_frame(request, {"clean": clean, "message": message}, sources=sources)


def shown_in_frame(request: DeskRequest, context: dict[str, Any], *, sources: str) -> HttpResponse:
    """Cleaned HTML as a page that may do nothing but look, with pictures from these sources."""
    response = fragment(request, "desk/ticket/message.html", context)
    response["Content-Security-Policy"] = f"{MAIL_POLICY}img-src {sources}; frame-ancestors 'self'"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_GET
def raw(request: DeskRequest, number: str, message_id: int) -> HttpResponseBase:
    """The mail as it came, for those who want to look closer."""
    message = _message(get_ticket(request, number), message_id)
    if message.raw is None:
        raise Http404
    return large_download(message.raw.content, f"{number}-{message_id}.eml", "message/rfc822")


@require_GET
def file(request: DeskRequest, number: str, attachment_id: int) -> HttpResponseBase:
    """A file of the ticket. Pictures may be shown in place (``?show=1``); everything else is saved."""
    ticket = get_ticket(request, number)
    rows = Attachment.objects.filter(message__ticket=ticket, pk=attachment_id).select_related("blob")
    attachment = rows.first()
    if attachment is None:
        raise Http404
    content_type = attachment.content_type.lower()
    if request.GET.get("show") == "1" and content_type in SHOWN_IN_PLACE:
        return picture(attachment.blob.content, content_type)
    return large_download(attachment.blob.content, attachment.filename)


def _message(ticket: Ticket, message_id: int) -> Message:
    message = ticket.messages.select_related("raw").filter(pk=message_id).first()
    if message is None:
        raise Http404
    return message


def _inline(ticket: Ticket, message: Message) -> dict[str, str]:
    rows = message.attachments.exclude(content_id="")
    return {
        attachment.content_id: f"{reverse('desk:ticket:file', args=[ticket.number, attachment.pk])}?show=1"
        for attachment in rows
        if attachment.content_type.lower() in SHOWN_IN_PLACE
    }
