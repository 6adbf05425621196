"""The two parts of the desk that repeat most: rows of tickets and lines of folders.

They are put together here and not in a template because a page shows fifty rows and may have a hundred folders: the
template engine took ten times as long for the same text.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from html import escape
from urllib.parse import quote

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kontor.channels.enums import Channel
from kontor.desk.inbox.folders import PASSED_ON, RESUBMITTED, Folder, FolderGroup
from kontor.kernel import clock
from kontor.tickets.domain.listing import ListedTenant, ListedTicket
from kontor.ui import dates, formats
from kontor.ui.templatetags.kontor import TIME, badge, deadline, icon, tenant_code

register = template.Library()

EMPTY = SafeString("")
HELD = (RESUBMITTED, PASSED_ON)

ROW = """
<li class="rows__item"><input class="rows__choice" type="checkbox" name="selected" value="{id}" aria-label="{choose}">
  <a id="row-{number}" class="row{unread}" data-row href="{url}" hx-get="{url}" hx-target="#ticket-pane" \
hx-swap="innerHTML show:none" hx-push-url="true" data-tenant-colour="{colour}"{current}>
    <span class="row__line"><span class="row__subject" title="{subject}">{new}{subject}</span>\
{lent}{call_back}{answered}{failed}{due}<span class="row__time">{time}</span></span>
    <span class="row__line"><span class="row__meta">{channel}<span class="clip" title="{customer}">{customer}</span>\
{files}{owner}</span>\
<span class="row__end">{shown_number}{company}{tenant}</span></span></a></li>"""

LINE = """<a class="nav__item focus-inside{under}" href="{url}"{current} title="{title}"{hotkey}{command}>\
{icon}{tenant} <span class="folders__name">{name}</span> {star}<span class="count{due}">{count}</span></a>
"""


class RowWords:
    """What is the same in every row: words, icons, the address of tickets, the time."""

    def __init__(
        self, folder: Folder, me: str = "", overdue: frozenset[int] = frozenset(), own: tuple[int, ...] = ()
    ) -> None:
        self.folder, self.me, self.late = folder, me, overdue
        self.call_backs: frozenset[int] = frozenset()
        self.sent_at: Mapping[int, datetime] = {}
        self.call_back = _mark(_("The customer waits to be called back"), pgettext("row", "call back"), sign="phone")
        self.url = escape(f"{reverse('desk:ticket:show', args=['0'])}?folder={quote(folder.key)}")
        self.choose = _("Choose %(number)s, %(subject)s")
        self.no_subject, self.unnamed, self.unknown = _("(no subject)"), _("unnamed"), _("unknown")
        self.new = format_html('<span class="visually-hidden">{} </span>', _("New:"))
        self.failed = badge("failed", _("not delivered"))
        self.due = badge("overdue", _("due"))
        self.overdue = badge("overdue", _("overdue"))
        self.answered = icon("exclamation", label=_("An intermediate reply has gone out"))
        self.for_queue = _("for the queue")
        self.files = icon("clip", label=_("with files"))
        self.channels = {
            Channel.PHONE.value: icon("phone", label=_("Phone call from")),
            Channel.LETTER.value: icon("letter", label=_("Letter from")),
        }
        self.company = _dots(_("Further tickets belong to its process"))
        self.mail = icon("mail", label=_("E-mail from"))
        self.times, self.now, self.zone = dates.times(), clock.now(), timezone.get_current_timezone()
        self.codes: dict[int, SafeString] = {}
        self.own = own

    def code(self, tenant: ListedTenant) -> SafeString:
        if tenant.id not in self.codes:
            self.codes[tenant.id] = tenant_code(tenant)
        return self.codes[tenant.id]

    def lent(self, tenant: ListedTenant) -> SafeString:
        """At the borrower for whom one works, at the lender who works it."""
        if tenant.lent_to_id is None:
            return EMPTY
        if tenant.id in self.own:
            code = {"code": tenant.lent_to}
            return _mark(_("lent to %(code)s") % code, pgettext("lent", "to %(code)s") % code)
        code = {"code": tenant.code}
        return _mark(_("for %(code)s · lent") % code, pgettext("lent", "for %(code)s") % code)

    def moment(self, moment: datetime) -> str:
        exact, shown = self.times.exact(moment, self.zone), self.times.relative(moment, self.now, self.zone)
        return TIME.format(moment.isoformat(timespec="minutes"), escape(exact), escape(shown))


@register.simple_tag(takes_context=True)
def ticket_rows(
    context: Context,
    tickets: list[ListedTicket],
    folder: Folder,
    overdue: frozenset[int] = frozenset(),
    call_backs: frozenset[int] = frozenset(),
    sent_at: Mapping[int, datetime] | None = None,
) -> SafeString:
    """The rows of a list; the one of the open ticket is marked, those that wait outside for too long, and those whose
    customer waits to be called back. Those of ``sent_at`` show when the person has sent something."""
    request = context["request"]
    words = RowWords(folder, request.user.name, overdue, request.access.tenants)
    words.call_backs, words.sent_at = call_backs, sent_at or {}
    opened = context.get("ticket")
    current = opened.number if opened else None
    return SafeString("".join(_row(ticket, words, current=ticket.number == current) for ticket in tickets))


@register.simple_tag
def folder_lines(group: FolderGroup, folder: Folder, figures: object = None) -> SafeString:
    """The folders of a group; without ``figures`` (False) their counts stay empty."""
    if not group.drawn:
        group.drawn.append(_lines(group, folder, figures))
    return group.drawn[0]


def _lines(group: FolderGroup, folder: Folder, figures: object) -> SafeString:
    """What people wrote is escaped here by hand, as in the rows."""
    base = escape(reverse("desk:inbox:list"))
    icons = {one.icon: icon(one.icon) for one in group.folders if one.icon}
    star = icon("star", small=True, label=_("favorite"))
    codes = {one.tenant: tenant_code(one.tenant) for one in group.folders}
    return SafeString(
        "".join(
            LINE.format(
                under=" nav__item--under" if one.under else "",
                url=escape(one.address) or f"{base}?folder={one.key}",
                current=' aria-current="page"' if one.key == folder.key else "",
                title=escape(_title(one)),
                hotkey=f' data-hotkey="{one.hotkey}"' if one.hotkey else "",
                command="" if one.address else _command(one),
                due=" count--overdue" if one.due and figures is not False else "",
                icon=icons.get(one.icon, ""),
                name=escape(one.name),
                star=star if one.favorite else "",
                tenant=codes[one.tenant],
                count="" if figures is False else one.figure,
            )
            for one in group.folders
        )
    )


def _command(folder: Folder) -> str:
    """The palette finds the folder by this name; those that are pages of their own stand among its places."""
    name = f"{folder.tenant.code} {folder.title or folder.name}" if folder.tenant else folder.title or folder.name
    words = "Ordner Warteschlange folder queue" if folder.is_queue else "Ordner folder"
    return f' data-hotkey-label="{escape(name)}" data-words="{words}"'


def _title(folder: Folder) -> str:
    name = folder.title or folder.name
    if not folder.due:
        return name
    due = ngettext("%(count)d of them is due", "%(count)d of them are due", folder.due) % {"count": folder.due}
    return f"{name}: {due}"


def _row(ticket: ListedTicket, words: RowWords, *, current: bool) -> str:
    """What people wrote is escaped here by hand; the rest is figures, or safe already."""
    number = formats.ticket_number(ticket.number)
    subject = escape(ticket.subject or words.no_subject)
    return ROW.format(
        id=ticket.id,
        number=ticket.number,
        choose=escape(words.choose) % {"number": number, "subject": subject},
        unread=" row--unread" if ticket.unread else "",
        url=words.url.replace("/0/", f"/{ticket.number}/", 1),
        colour=ticket.tenant.colour,
        current=' aria-current="true"' if current else "",
        subject=subject,
        new=words.new if ticket.unread else "",
        lent=words.lent(ticket.tenant),
        call_back=words.call_back if ticket.id in words.call_backs else "",
        failed=words.failed if ticket.delivery_failed else "",
        answered=words.answered if ticket.answered else "",
        due=words.overdue if ticket.id in words.late else words.due if _is_due(ticket, words) else "",
        time=_time(ticket, words),
        channel=words.channels.get(ticket.channel, words.mail),
        customer=escape(words.unknown if ticket.customer is None else ticket.customer or words.unnamed),
        files=words.files if ticket.has_attachments else "",
        owner=_owner(ticket, words) or _reason(ticket, words),
        shown_number=number,
        company=words.company if ticket.has_company else "",
        tenant=words.code(ticket.tenant),
    )


def _owner(ticket: ListedTicket, words: RowWords) -> str:
    if not ticket.owner or not words.folder.is_queue:
        return ""
    owner = escape(ticket.owner)
    return f'<span class="clip faint" title="{owner}">{owner}</span>'


def _is_waiting(ticket: ListedTicket, words: RowWords) -> bool:
    return words.folder.key in HELD and ticket.held_until is not None


def _is_due(ticket: ListedTicket, words: RowWords) -> bool:
    due = ticket.held_until
    return _is_waiting(ticket, words) and due is not None and due <= words.now and words.folder.key == RESUBMITTED


def _time(ticket: ListedTicket, words: RowWords) -> str:
    """When it is due, else when it came in; of what waits, until when; of what was sent, when."""
    if ticket.id in words.sent_at:
        return words.moment(words.sent_at[ticket.id])
    due = ticket.held_until
    if (ticket.due_at or ticket.stands_still) and not _is_waiting(ticket, words):
        return deadline(ticket.due_at, ticket.warn_at)
    return words.moment(due if due and _is_waiting(ticket, words) else ticket.received_at)


def _dots(words: str) -> SafeString:
    return format_html(
        '<span class="row__company" title="{0}"><span aria-hidden="true">··</span>'
        '<span class="visually-hidden">{0}</span></span>',
        words,
    )


def _mark(words: str, short: str, *, sign: str = "swap") -> SafeString:
    """A badge that leaves room for the subject: ``words`` are for readers and on hover."""
    text = '<span class="visually-hidden">{0}</span><span aria-hidden="true" title="{0}">{1}</span>'
    return badge("accent", format_html(text, words, short), icon_name=sign)


def _reason(ticket: ListedTicket, words: RowWords) -> str:
    """For whom it waits, unless it is oneself, and why."""
    if not _is_waiting(ticket, words):
        return ""
    name = "" if ticket.waits_for == words.me else ticket.waits_for or words.for_queue
    said = escape(": ".join(filter(None, [name, ticket.wait_reason])))
    return f'<span class="clip faint" title="{said}">{said}</span>' if said else ""
