"""Phone numbers in the lists of the administration."""

from __future__ import annotations

from functools import cache

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kontor.ui.calling import call_button

register = template.Library()


@register.simple_tag(takes_context=True)
def number_to_call(context: Context, number: str, tenant_id: int, shown: str) -> SafeString:
    """The number as a button, for whoever may call for this tenant (``call_for`` of the page); from the page of a call
    for its ticket."""
    if not number or tenant_id not in (context.get("call_for") or ()):
        return format_html('<span class="nowrap">{}</span>', shown)
    ticket = context.get("ticket") or {}
    of_ticket = {"ticket": ticket["number"]} if ticket.get("url") else {}
    button = call_button(
        number,
        shown=shown,
        url=_dial(),
        token=context.get("csrf_token", ""),
        tenant=tenant_id,
        **of_ticket,
    )
    return format_html('<span class="nowrap">{}</span>', button)


@cache
def _dial() -> str:
    """Looked up once: a list has fifty numbers."""
    return reverse("desk:phone:dial")
