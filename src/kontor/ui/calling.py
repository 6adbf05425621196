"""A phone number as a button that calls it: the same form wherever a number stands."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

FORM = """<form class="dial" method="post" action="{url}" hx-post="{url}" hx-swap="none">{token}\
<input type="hidden" name="number" value="{number}">{hidden}\
<button class="dial__number" type="submit" aria-label="{call}" title="{call}">{shown}</button></form>"""
TOKEN = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'


def call_button(number: str, *, shown: str, url: str, token: object, **hidden: object) -> SafeString:
    """``shown`` is the number as one reads it; ``hidden`` says for whom it is called, by which its prefix is chosen."""
    return format_html(
        FORM,
        url=url,
        token=token_field(token),
        number=number,
        hidden=format_html_join("", '<input type="hidden" name="{}" value="{}">', hidden.items()),
        call=call(shown),
        shown=shown,
    )


def token_field(token: object) -> SafeString:
    return format_html(TOKEN, token)


def call(number: str) -> str:
    """What the button does, in words."""
    return _("Call %(number)s") % {"number": number}
