"""Drafts of mails to people outside: begun with a template, and read as the letter that goes out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Subquery
from django.utils.translation import gettext as _
from django.utils.translation import override

from kontor.answers.domain.announcing import with_review
from kontor.answers.domain.brought_pictures import html_to_show
from kontor.answers.domain.draft_files import attach_files_of_template
from kontor.answers.domain.drafts import Conflict, just_opened, note_opened
from kontor.answers.domain.outside_writing import SOMEBODY, Letter, letter_facts, numbered, paragraphs, subject_about
from kontor.answers.domain.own_drafts import locked_draft
from kontor.answers.domain.release import require_not_waiting
from kontor.answers.domain.suggest import latest_from_customer, newest_id
from kontor.answers.domain.writing import as_attachment, carried_files, is_rich, with_own_pictures
from kontor.answers.enums import OUTSIDE_DRAFTS, DraftKind
from kontor.answers.models import Draft
from kontor.kernel import clock
from kontor.kernel.html import clean_own, plain_text_from_html
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.texts.domain.choosing import choose_template
from kontor.texts.domain.rendering import Body, render_content
from kontor.texts.enums import TemplateKind
from kontor.tickets.domain.messages import NewFile
from kontor.tickets.enums import OUTSIDE_KINDS, Direction
from kontor.tickets.models import Attachment, Message, Ticket

_TEMPLATES = {DraftKind.INQUIRY: TemplateKind.INQUIRY, DraftKind.FORWARD: TemplateKind.FORWARD}


def begun_letter(ticket: Ticket, kind: DraftKind, *, author: User | None, to: list[list[str]] | None = None) -> Letter:
    """What a mail to people outside begins with: the template of the category, else a few words; the customer's latest
    mail below it, with its files."""
    language = ticket.tenant.language
    facts = letter_facts(ticket, language, author=author, to=to or SOMEBODY)
    choice = choose_template(ticket.category, _TEMPLATES[kind], language=language, otherwise=language)
    latest = latest_from_customer(ticket)
    with override(language):
        prefix = _("Inquiry: ") if kind == DraftKind.INQUIRY else _("Fwd: ")
        html = _few_words(ticket, kind, author)
    files = files_of(ticket, [file.pk for file in sendable_files(ticket, latest)]) if latest else []
    subject = subject_about(ticket, prefix=prefix)
    letter = Letter(to=to or [], subject=subject, html=html, language=language, quoted=latest, files=files)
    return in_template(ticket, letter, render_content(choice.template, choice.content, facts)) if choice else letter


def in_template(ticket: Ticket, letter: Letter, body: Body) -> Letter:
    """The letter with the words of the template, and with its subject if it has one."""
    subject = numbered(ticket, body.subject) if body.subject.strip() else letter.subject
    return replace(letter, subject=subject, html=body.html, language=body.language, template=body.template)


def _few_words(ticket: Ticket, kind: DraftKind, author: User | None) -> str:
    asked = (
        _("we have a question about the request of our customer below:")
        if kind == DraftKind.INQUIRY
        else _("please answer the request of our customer below.")
    )
    names = "\n".join(name for name in (author.name if author else "", ticket.tenant.name) if name)
    return paragraphs(_("Dear Sir or Madam,") + f"\n\n{asked}\n\n" + _("Kind regards") + f"\n{names}")


@transaction.atomic(savepoint=False)
def open_outside_draft(ticket: Ticket, kind: DraftKind, *, author: User) -> Draft:
    """The author's draft of an inquiry or a forward, begun if there is none yet."""
    found = find_outside_draft(ticket, kind, author)
    if found:
        return note_opened(found)
    letter = begun_letter(ticket, kind, author=author)
    chosen = [file.pk for file in sendable_files(ticket, letter.quoted)] if letter.quoted else []
    try:
        with transaction.atomic():
            draft = Draft.objects.create(
                tenant_id=ticket.tenant_id,
                lent_to_id=ticket.lent_to_id,
                ticket=ticket,
                author=author,
                kind=kind,
                subject=letter.subject,
                html=letter.html,
                text=plain_text_from_html(letter.html),
                baseline=letter.html,
                template=letter.template,
                language=letter.language,
                quoted=letter.quoted,
                options={"files": chosen, **just_opened()},
                seen_message_id=newest_id(ticket),
                changed_at=clock.now(),
            )
    except IntegrityError:
        return Draft.objects.get(ticket=ticket, author=author, kind=kind)
    attach_files_of_template(draft, draft.template)
    return draft


@dataclass(frozen=True)
class OutsideValues:
    """What the editor holds. Lists hold [name, address]; ``files`` are files of the conversation."""

    to: list[list[str]]
    cc: list[list[str]]
    subject: str
    text: str
    html: str = ""
    rich: bool = False
    quote: bool = True
    files: tuple[int, ...] = ()
    remind_hours: int | None = None


@transaction.atomic(savepoint=False)
def save_outside_draft(draft: Draft, values: OutsideValues, *, version: int, by: User) -> Draft:
    """Keep what was typed. Raises Conflict when the draft was saved elsewhere since ``version``.

    Refused while it waits for release.
    """
    row = locked_draft(draft, "ticket__tenant", by=by)
    if row.version != version:
        raise Conflict(row)
    require_not_waiting(row)
    assert row.ticket is not None
    row.to, row.cc, row.subject, row.rich = values.to, values.cc, values.subject[:400], values.rich
    row.html = clean_own(values.html) if values.rich else ""
    row.text = plain_text_from_html(row.html) if values.rich else values.text
    row.quoted = latest_from_customer(row.ticket) if values.quote else None
    row.options = {**row.options, "files": list(values.files), "remind_hours": values.remind_hours}
    row.version += 1
    row.changed_at = clock.now()
    row.save()
    return row


def outside_drafts(ticket: Ticket, author: User) -> list[Draft]:
    """The author's inquiry and forward, as far as they are begun, with what ``announced`` asks for; the one changed at
    last comes first."""
    rows = Draft.objects.filter(ticket=ticket, author=author, kind__in=OUTSIDE_DRAFTS)
    system = Subquery(SystemValues.objects.filter(pk=1).values("preferences"))
    rows = with_review(rows).annotate(system_preferences=system)
    return list(rows.select_related("quoted").order_by("-changed_at"))


def find_outside_draft(ticket: Ticket, kind: DraftKind, author: User) -> Draft | None:
    return Draft.objects.filter(ticket=ticket, author=author, kind=kind).select_related("quoted").first()


def letter_of(draft: Draft) -> Letter:
    """What the draft says. Where it is plain, only its text counts. Files of the conversation first, then its own; of
    its pictures those that the text shows."""
    files = carried_files(draft)
    html, pictures = with_own_pictures(html_to_show(draft), files) if is_rich(draft) else (paragraphs(draft.text), [])
    attached = [as_attachment(file) for file in files if not file.inline]
    ticket = draft.ticket
    assert ticket is not None
    return Letter(
        to=draft.to,
        cc=draft.cc,
        subject=draft.subject,
        html=html,
        language=draft.language or ticket.tenant.language,
        template=draft.template,
        quoted=draft.quoted,
        files=[*files_of(ticket, draft.options.get("files", [])), *attached, *pictures],
    )


def sendable_files(ticket: Ticket, message: Message | None = None) -> list[Attachment]:
    """Files of the conversation with the customer that may go outside: of one message, or of all."""
    rows = Attachment.objects.filter(message__ticket=ticket, inline=False).exclude(message__kind__in=OUTSIDE_KINDS)
    rows = rows.filter(message=message) if message else rows.filter(message__direction=Direction.IN)
    return list(rows.select_related("blob").defer("blob__data"))


def files_of(ticket: Ticket, ids: list[Any]) -> list[NewFile]:
    """The chosen ones of them."""
    wanted = {int(each) for each in ids}
    return [
        NewFile(file.filename, file.content_type, blob=file.blob)
        for file in sendable_files(ticket)
        if file.pk in wanted
    ]


def locked_outside_draft(draft: Draft, kind: DraftKind, *, by: User) -> Draft:
    """The author's own draft, locked. Refused when it was sent or thrown away elsewhere."""
    return locked_draft(draft, "quoted", "template", by=by, kind=kind)
