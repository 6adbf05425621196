"""A letter of a tenant as a sheet of values: its stylesheet, its letterhead, its files; what it says and to whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kontor.kernel import clock
from kontor.kernel.html import clean_own
from kontor.letters import preferences
from kontor.letters.models import LetterAsset, LetterTemplate, Stationery, Stylesheet
from kontor.letters.rendering.sheet import Asset, Sheet
from kontor.letters.rendering.supplied import DEFAULT, supplied_css
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from kontor.tenants.models import Tenant
from kontor.texts.domain.pictures import Picture, with_pictures
from kontor.texts.models import ReplyTemplate
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Attachment, Blob, Message, Ticket

_NAMED_IN_CSS = re.compile(r"asset:([a-z0-9_-]{1,60})")


def compose(
    tenant: Tenant,
    *,
    address: Sequence[str],
    subject: str,
    html: str,
    language: str,
    template: ReplyTemplate | None = None,
    ticket: Ticket | None = None,
    author: User | None = None,
    enclosures: Sequence[str] = (),
    code: str = "",
    at: datetime | None = None,
    pictures: Iterable[Asset] = (),
    css: str | None = None,
    stationery: Stationery | None = None,
) -> Sheet:
    """The sheet; ``render`` makes the letter of it. Needs the scope of the tenant, whose rows alone are used.

    ``html`` is what was written, without layout; its ``picture:`` are the tenant's library, its ``cid:`` are
    ``pictures``. ``at`` is the day of the letter; the same values at the same time give the same bytes. ``css`` and
    ``stationery`` stand in for what is saved: the preview of a stylesheet or letterhead that is being changed.
    """
    if template is not None and template.tenant_id != tenant.pk:
        raise ValueError("A template of another tenant.")
    own = LetterTemplate.objects.filter(tenant=tenant.pk, template=template).first() if template else None
    stylesheet = None if css is not None else stylesheet_of(tenant, template, own=own)
    style = css if css is not None else stylesheet.css_in_force if stylesheet else supplied_css(DEFAULT)
    paper = stationery or Stationery.objects.filter(tenant=tenant.pk).first() or Stationery(tenant=tenant)
    body, library = with_pictures(clean_own(html), tenant_id=tenant.pk)
    files = _files(tenant, paper, style)
    logo = next((row.name for row in files if row.pk == paper.logo_id), "")
    named = [*enclosures, *(own.listed if own else ())]
    at = at or clock.now()
    system = system_values()
    sender = paper.sender.strip() or tenant.name
    with translation.override(language):
        return Sheet(
            whose=tenant.pk,
            address=tuple(address),
            return_line=paper.return_line or " · ".join(line.strip() for line in sender.splitlines()),
            date=formats.date_format(timezone.localtime(at, ZoneInfo(tenant.time_zone)), "DATE_FORMAT"),
            information=_information(tenant, ticket, author) if own is None or own.information else (),
            subject=subject,
            body_html=body,
            enclosures=tuple(named),
            enclosures_word=ngettext("Enclosure", "Enclosures", len(named)),
            sender=sender,
            contact=paper.contact,
            bank=paper.bank,
            legal=paper.legal,
            footer=tuple(paper.footer),
            logo=logo,
            code=code,
            language=language,
            css=style,
            window=preferences.WINDOW.get(system, tenant),
            page_size=preferences.PAGE_SIZE.get(system, tenant),
            pdf_kind=preferences.PDF_KIND.get(system, tenant),
            fold_marks=preferences.FOLD_MARKS.get(system, tenant),
            assets=(*(_asset(row) for row in files), *_library(library, tenant), *pictures),
            title=subject or _("Letter"),
            author=tenant.name,
            made_at=at,
            page_words=(pgettext("page 1 of 3", "Page"), pgettext("page 1 of 3", "of")),
            picture_word=_("Picture"),
        )


def stylesheet_of(
    tenant: Tenant, template: ReplyTemplate | None, *, own: LetterTemplate | None = None
) -> Stylesheet | None:
    """The template's stylesheet, else the tenant's default; None is Kontor's own."""
    living = Stylesheet.objects.living().filter(tenant=tenant.pk)
    if own is None and template is not None:
        own = LetterTemplate.objects.filter(tenant=tenant.pk, template=template).first()
    chosen = living.filter(pk=own.stylesheet_id).first() if own and own.stylesheet_id else None
    return chosen or living.filter(is_default=True).first()


def pictures_of(message: Message) -> tuple[Asset, ...]:
    """What the message's text shows by ``cid:``."""
    rows = Attachment.objects.filter(message=message, inline=True).exclude(content_id="").select_related("blob")
    return tuple(Asset(row.content_id, row.content_type, row.blob.content) for row in rows)


def _files(tenant: Tenant, paper: Stationery, css: str) -> list[LetterAsset]:
    """The logo and what the stylesheet names, of this tenant."""
    living = LetterAsset.objects.living().filter(tenant=tenant.pk).select_related("blob")
    named = set(_NAMED_IN_CSS.findall(css))
    return list(living.filter(name__in=named) | living.filter(pk=paper.logo_id or 0))


def _asset(row: LetterAsset) -> Asset:
    return Asset(row.name, row.content_type, row.blob.content)


def _library(pictures: Sequence[Picture], tenant: Tenant) -> list[Asset]:
    blobs = Blob.objects.filter(tenant=tenant.pk).in_bulk([each.blob_id for each in pictures]) if pictures else {}
    return [Asset(each.content_id, each.content_type, blobs[each.blob_id].content) for each in pictures]


def _information(tenant: Tenant, ticket: Ticket | None, author: User | None) -> tuple[tuple[str, str], ...]:
    """The facts beside the address; no number before the ticket of a new process is there.

    The customer's number is the tenant's own, not one of a tenant that lent the ticket.
    """
    own_customer = ticket.customer if ticket and ticket.tenant_id == tenant.pk else None
    facts = [
        (_("Your request"), format_number(ticket.number) if ticket and ticket.number else ""),
        (_("Customer number"), own_customer.number if own_customer else ""),
        (_("Handled by"), author.name if author else ""),
    ]
    return tuple((label, value) for label, value in facts if value)
