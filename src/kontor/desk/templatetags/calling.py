"""Phone numbers as buttons that call them, for whoever may. Whose prefix it is, ticket or contact say."""

from __future__ import annotations

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join, linebreaks, urlize
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kontor.customers.models import Customer
from kontor.desk.phone.switch import is_on_for
from kontor.kernel.telephone import lookup_key, numbers_in, written
from kontor.tickets.models import Message, Ticket
from kontor.ui.calling import call, call_button, token_field
from kontor.ui.templatetags.kontor import icon

register = template.Library()

FORM = """<form id="{form}" method="post" action="{url}">{token}\
<input type="hidden" name="ticket" value="{ticket}"></form>"""
IN_TEXT = """<button class="dial__number dial__number--in-text" type="submit" form="{form}" name="number" \
value="{number}" hx-post="{url}" hx-swap="none" aria-label="{call}" title="{call}">{number}</button>"""
BESIDE = """<div class="message__numbers" role="group" aria-label="{title}">{sign} {numbers}</div>"""
PLACE = "\ue000"
"""Stands for a number while the text around it is made into HTML: a sign that no text has."""


@register.simple_tag(takes_context=True)
def dial(
    context: Context, number: str, *, ticket: Ticket | None = None, customer: Customer | None = None
) -> SafeString:
    """The number as a button of its own, written as in the tenant's country."""
    tenant_id = ticket.place_tenant_id if ticket else customer.tenant_id if customer else 0
    of = ticket or customer
    shown = written(number, of.tenant.country) if of else number
    if not _may_call(context, tenant_id):
        return format_html("{}", shown)
    kind = "ticket" if ticket else "customer"
    return _button(context, number, kind, ticket.number if ticket else customer.pk if customer else 0, shown=shown)


@register.simple_tag(takes_context=True)
def numbers_to_call(context: Context, message: Message, ticket: Ticket) -> SafeString:
    """The phone numbers of a message whose text stands in a frame of its own, below it, each once: in the frame
    no button can do anything."""
    if not _may_call(context, ticket.place_tenant_id):
        return SafeString("")
    country = ticket.tenant.country
    found: dict[str, str] = {}
    for start, end in numbers_in(message.text, country):
        number = message.text[start:end]
        found.setdefault(lookup_key(number, country) or number, number)
    if not found:
        return SafeString("")
    buttons = format_html_join(
        " ", "{}", ((_button(context, each, "ticket", ticket.number, shown=each),) for each in found.values())
    )
    return format_html(BESIDE, title=_("Phone numbers in the message"), sign=icon("phone", small=True), numbers=buttons)


@register.simple_tag(takes_context=True)
def form_to_call(context: Context, message: Message, ticket: Ticket) -> SafeString:
    """What the buttons in the text of the message belong to, ahead of it: a form cannot stand in a paragraph."""
    if not _may_call(context, ticket.place_tenant_id):
        return SafeString("")
    url = reverse("desk:phone:dial")
    return format_html(
        FORM, form=_form_id(message), url=url, token=token_field(context.get("csrf_token", "")), ticket=ticket.number
    )


@register.simple_tag(takes_context=True)
def text_to_call(context: Context, text: str, message: Message, ticket: Ticket, *, links: bool = False) -> SafeString:
    """A part of the message's text in paragraphs, with ``links``, and with buttons for the phone numbers in it."""
    numbers: list[str] = []
    text = text.replace(PLACE, "")
    if _may_call(context, ticket.place_tenant_id):
        text, numbers = _numbers_out(text, ticket.tenant.country)
    html = linebreaks(urlize(text, nofollow=True, autoescape=True) if links else text, autoescape=not links)
    values = {"form": _form_id(message), "url": reverse("desk:phone:dial")}
    buttons = [format_html(IN_TEXT, **values, number=number, call=call(number)) for number in numbers]
    escaped = html.replace("{", "{{").replace("}", "}}")
    return format_html(escaped.replace(PLACE, "{}"), *buttons, "")


def _numbers_out(text: str, country: str) -> tuple[str, list[str]]:
    """The text with ``PLACE`` for each number, and the numbers."""
    parts, numbers, position = [], [], 0
    for start, end in numbers_in(text, country):
        parts.append(text[position:start])
        numbers.append(text[start:end])
        position = end
    return PLACE.join([*parts, text[position:]]), numbers


def _may_call(context: Context, tenant_id: int) -> bool:
    return is_on_for(context["request"], tenant_id)


@register.filter
def as_dialled_in(number: str, country: str) -> str:
    """The number as it is written in that country."""
    return written(number, country)


def _button(context: Context, number: str, kind: str, value: int, *, shown: str) -> SafeString:
    token = context.get("csrf_token", "")
    return call_button(number, shown=shown, url=reverse("desk:phone:dial"), token=token, **{kind: value})


def _form_id(message: Message) -> str:
    return f"call-from-{message.pk}"
