"""The tags of every template: small things that look the same everywhere."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context, loader
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.ui import dates, durations, formats, steady
from kontor.ui.fields import FieldView
from kontor.ui.inheritance import Inherited
from kontor.ui.listing_cells import written_cells
from kontor.ui.navigation import section_label
from kontor.ui.reasons import FIELD, is_asked_why
from kontor.ui.rich_text import rich_text_editor
from kontor.ui.sheets import sheets_of

register = template.Library()

register.filter("ticket_number", formats.ticket_number)
register.filter("file_size", formats.file_size)
register.filter("initials", formats.initials)
register.filter("address", formats.address)
register.filter("duration", durations.duration)
register.filter("worked", durations.worked_duration)
register.filter("talk_time", durations.talk_time)
register.simple_tag(sheets_of, name="sheets")

BADGE_ICONS = {
    "on-time": "done",
    "near": "clock",
    "overdue": "overdue",
    "paused": "paused",
    "failed": "failed",
    "accent": "why",
}
TIME = '<time datetime="{}" title="{}">{}</time>'
DEADLINE = (
    '<time class="badge badge--{}{}" data-due="{}" data-warn="{}" datetime="{}" title="{}">{}<span>{}</span></time>'
)
NOTICE_ICONS = {"near": "warning", "accent": "why"}


register.simple_tag(written_cells, takes_context=True, name="cells")


@register.simple_tag
def icon(name: str, *, small: bool = False, label: str = "", title: str = "") -> SafeString:
    """An icon of the sprite: silent beside its word, or with a name of its own (``label``)."""
    return _icon(str(name), small, str(label), str(title or label))


@lru_cache(maxsize=1000)
def _icon(name: str, small: bool, label: str, title: str) -> SafeString:
    css = "icon icon--small" if small else "icon"
    sprite = static("ui/icons.svg")
    if label:
        shape = '<svg class="{}" role="img" aria-label="{}"><title>{}</title><use href="{}#i-{}"/></svg>'
        return format_html(shape, css, label, title, sprite, name)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>', css, sprite, name)


@register.simple_tag
def tenant_code(tenant: Any, *, full: bool = False, large: bool = False) -> SafeString:
    """The short code in the tenant's colour. Nothing for no tenant."""
    if not tenant:
        return SafeString("")
    css = "tenant" + (" tenant--full" if full else "") + (" tenant--large" if large else "")
    shape = '<abbr class="{}" data-tenant-colour="{}" title="{}">{}</abbr>'
    return format_html(shape, css, tenant.colour, tenant.name, tenant.code)


@register.simple_tag
def when(moment: datetime | None, *, plain: bool = False, point: bool = False) -> SafeString:
    """A time as one says it, with the exact one on hover and for machines. ``point``: behind “since” or “until”."""
    if moment is None:
        return SafeString("")
    exact = dates.exact_time(moment)
    said = dates.point_in_time if point else dates.relative_time
    shown = exact if plain else said(moment, clock.now())
    return format_html(TIME, moment.isoformat(timespec="minutes"), exact, shown)


@register.simple_tag
def time_in_figures(moment: datetime | None) -> SafeString:
    """A time as lists show it, one beneath the other."""
    if moment is None:
        return SafeString("")
    shape = '<time class="nowrap" datetime="{}">{}</time>'
    return format_html(shape, moment.isoformat(timespec="seconds"), dates.time_in_figures(moment))


@register.simple_tag
def badge(kind: str, text: object, *, quiet: bool = False, large: bool = False, icon_name: str = "") -> SafeString:
    """A state in icon, word and colour."""
    css = f"badge badge--{'near' if kind == 'failed' else kind}"
    css += (" badge--quiet" if quiet else "") + (" badge--large" if large else "")
    return format_html('<span class="{}">{}{}</span>', css, icon(icon_name or BADGE_ICONS.get(kind, "open")), text)


@register.simple_tag
def deadline(due_at: datetime | None, warn_at: datetime | None, *, large: bool = False) -> SafeString:
    """How long until it is due, in icon, words and colour; the behaviour ``deadlines`` of what holds it keeps it true.

    Without a time it stands still.
    """
    its = durations.deadline(due_at, warn_at, clock.now())
    sign, size = icon(durations.ICONS[its.kind]), " badge--large" if large else ""
    if due_at is None:
        return format_html('<span class="badge badge--paused{}">{}<span>{}</span></span>', size, sign, its.text)
    due, warn = due_at.isoformat(), warn_at.isoformat() if warn_at else ""
    title = _("due: %(when)s") % {"when": dates.exact_time(due_at)}
    return format_html(DEADLINE, its.kind, size, due, warn, due, title, sign, its.text)


@register.simple_tag
def avatar(name: object, *, small: bool = False, large: bool = False, own: bool = False) -> SafeString:
    """Initials on a quiet ground. The name stands beside it, so it is silent."""
    css = "avatar" + (" avatar--small" if small else "") + (" avatar--large" if large else "")
    css += " avatar--own" if own else ""
    return format_html('<span class="{}" aria-hidden="true">{}</span>', css, formats.initials(name))


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, *, small: bool = False, label_hidden: bool = False) -> dict[str, Any]:
    """A form field: label, help, control and error, tied together for screen readers."""
    return {"field": FieldView(bound, small=small), "label_hidden": label_hidden}


@register.simple_tag
def in_sentence(bound: BoundField) -> SafeString:
    """The control of a field within a sentence; ``field_error`` shows its error below."""
    return FieldView(bound).control_in_sentence()


@register.inclusion_tag("ui/_field_errors.html")
def field_error(bound: BoundField) -> dict[str, Any]:
    """Several stand below one sentence: each says of which field it is."""
    return {"field": FieldView(bound), "named": True}


@register.inclusion_tag("ui/setting.html")
def setting(bound: BoundField, inherited: Inherited) -> dict[str, Any]:
    """A field whose value may be inherited: grey with its origin, or own and marked."""
    view = FieldView(bound, disabled=not inherited.own)
    return {"field": view, "inherited": inherited, "state": "own" if inherited.own else "inherited"}


@register.simple_block_tag
def why(content: str, id: str, *, title: object = "", text: object = "", end: bool = False) -> str:
    """A value explains itself: the small i (or a dotted text) and what it opens."""
    return loader.render_to_string(
        "ui/why.html", {"content": content, "id": id, "title": title, "text": text, "end": end}
    )


@register.simple_block_tag
def rich_text(content: str, id: str, **given: Any) -> SafeString:
    """A text area becomes an editor. Inside stand the text area, and hidden fields for what is sent with it:

    ``data-html`` marks the one for the HTML (without it the text area holds HTML), ``data-is-rich`` the one that is 1
    while the text is formatted. ``memory`` names where the steps to undo are kept, ``version`` what the server holds;
    ``upload`` takes pictures, ``pictures`` and ``library`` show them (``__name__`` where the name belongs);
    ``switch`` offers plain text, ``open_placeholders`` counts those that are left.
    """
    return rich_text_editor(content, id=id, **given)


@register.simple_block_tag
def notice(content: str, level: str = "", *, icon: str = "", status: bool = False) -> str:
    """A notice that stays while it is true."""
    name = icon or NOTICE_ICONS.get(level, "why")
    return loader.render_to_string(
        "ui/notice.html", {"content": content, "level": level, "icon_name": name, "status": status}
    )


@register.simple_tag
def confirm_reason(*deeds: str) -> str:
    """At a button with the behaviour ``confirm``: its dialog asks why too, where that is asked for one of these."""
    return " data-confirm-reason" if is_asked_why(*deeds) else ""


@register.inclusion_tag("ui/_reason_field.html", takes_context=True)
def reason_field(
    context: Context, *deeds: str, form: str = "", id: object = "of-form", asked: bool | None = None
) -> dict[str, Any]:
    """Beside the button that does it; nothing where no reason is asked for any of these.

    ``form`` is the id of the form that it belongs to where it stands outside; ``asked`` is said where many forms of a
    page ask for the same. Whoever leaves it empty is asked after.
    """
    request = context.get("request")
    given = request.POST.get(FIELD, "") if request else ""
    wanted = is_asked_why(*deeds) if asked is None else asked
    return {"asked": wanted, "name": FIELD, "given": given, "form": form, "id": f"reason-{id}"}


@register.simple_tag
def asked_why(*deeds: str) -> bool:
    return is_asked_why(*deeds)


@register.simple_tag
def place_section(place: Any) -> str:
    """The name of the section a place is in."""
    return section_label(place)


@register.simple_tag(takes_context=True)
def palette_items(context: Context) -> SafeString:
    """The lines of the palette that this person sees."""
    navigation = context["ui"].navigation
    return steady.palette_items(navigation.places, navigation.commands)


@register.simple_tag(takes_context=True)
def menu(context: Context, template: str) -> SafeString:
    """The places of the area that this page is in, drawn so."""
    return steady.menu(template, context["ui"].navigation)


@register.simple_tag(takes_context=True)
def scope_chips(context: Context) -> SafeString:
    """The tenants one has signed in for."""
    tenants = context["ui"].tenants
    return steady.scope_chips(tenants) if tenants else SafeString("")


@register.simple_tag
def steady_part(template: str) -> SafeString:
    """A template that needs no context: rendered once a language and kept."""
    return steady.steady_part(template)
