"""From a draft to the message that leaves: dressed in the tenant's layout, with its quote, pictures and files."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from kontor.answers.domain.brought_pictures import html_to_show
from kontor.answers.domain.quoting import who_wrote_when
from kontor.answers.domain.voice import Voice, name_of_sender, template_of, voice_of_draft
from kontor.answers.models import Draft, DraftFile
from kontor.channels.domain.choice import Sender
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.html import clean_own, html_from_plain_text, sanitize_mail_html
from kontor.texts.domain.pictures import picture_ids
from kontor.texts.domain.placeholders import Facts, facts_of
from kontor.texts.domain.rendering import Dressed, Picture, dress
from kontor.tickets.domain.blobs import keep
from kontor.tickets.domain.messages import NewFile, NewMessage
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import Blob, Message, Ticket

MOST_REFERENCES = 20
QUOTABLE = frozenset({MessageKind.CUSTOMER, MessageKind.REPLY, MessageKind.INTERMEDIATE, MessageKind.AUTOMATIC})
"""What the customer has seen already. Inquiries, their answers and forwards stay inside the house."""
_IMG = re.compile(r"<img\b[^>]*>")
_CID = re.compile(r'\ssrc="cid:([A-Za-z0-9.@_+-]{1,255})"')
_ALT = re.compile(r'\salt="([^"]*)"')
_PLACE = "\ue0d0"  # stands for the writer's words while the frame around them is made; nobody can type it into a draft


@dataclass(frozen=True, slots=True)
class Written:
    """The mail's two bodies and everything it carries. ``html`` is empty for a mail in plain text. ``missing`` names
    the placeholders of the layout that have no value."""

    html: str
    text: str
    files: tuple[NewFile, ...]
    missing: tuple[str, ...] = ()


def outgoing_message(
    draft: Draft, sender: Sender, *, kind: MessageKind, answers: Message | None = None, ticket: Ticket | None = None
) -> NewMessage:
    """The message as it will be written. ``answers`` is the message it refers to, if there is one.

    Refused when it would quote what the customer must not see, and while the layout lacks a value.
    """
    written = write(draft, ticket=ticket, plain=sender.account.plain_text)
    if written.missing:
        raise Refused(
            _("The tenant's layout asks for values that are missing: %(names)s.")
            % {"names": ", ".join(written.missing)}
        )
    return NewMessage(
        direction=Direction.OUT,
        kind=kind,
        at=clock.now(),
        author=draft.author,
        from_name=name_of_sender(voice_of_draft(draft, ticket), sender),
        from_address=sender.account.address,
        to=draft.to,
        cc=draft.cc,
        bcc=draft.bcc,
        subject=draft.subject,
        text=written.text,
        html=written.html,
        in_reply_to=answers.message_id if answers else "",
        references=_references(answers),
        files=list(written.files),
    )


def write(draft: Draft, *, ticket: Ticket | None = None, plain: bool = False) -> Written:
    """What the draft becomes: formatted with its layout, or in plain text with what the layout says in words.

    ``plain``: the account that sends it takes nothing else.
    """
    ticket = ticket or draft.ticket
    voice = voice_of_draft(draft, ticket)
    tenant, template = voice.tenant, template_of(draft, voice)
    language = draft.language or (ticket.language if ticket else "") or tenant.language
    facts = _facts(draft, ticket, voice, language)
    files = carried_files(draft)
    attached = [as_attachment(file) for file in files if not file.inline]
    quote = quote_of(draft.quoted, ticket, language=language) if draft.quoted else ""
    if plain or not is_rich(draft):
        frame = dress(tenant, template, language, f"<p>{_PLACE}</p>", facts, quote_html=quote)
        text, missing = _plain(draft, frame)
        return Written("", text, tuple(attached), missing)
    body, pictures = with_own_pictures(html_to_show(draft), files)
    dressed = dress(tenant, template, language, body, facts, quote_html=quote)
    layout = [_of_layout(picture, draft.tenant_id, copied=tenant.pk != draft.tenant_id) for picture in dressed.pictures]
    carried = (*pictures, *layout, *attached)
    return Written(dressed.html, dressed.text, carried, dressed.missing)


def is_rich(draft: Draft) -> bool:
    """Formatted, and not only meant to be: a draft that was saved without scripts has plain words alone."""
    return draft.rich and bool(draft.html)


def carried_files(draft: Draft) -> list[DraftFile]:
    """The files and pictures of the draft, without their bytes."""
    return list(draft.files.select_related("blob").defer("blob__data"))


def with_own_pictures(html: str, files: Sequence[DraftFile]) -> tuple[str, list[NewFile]]:
    """The text, cleaned, and those of the draft's pictures that it shows, as parts of the mail. A picture without words
    is called by its file, so that the mail's plain text names it."""
    shown = {file.content_id: file for file in files if file.inline}
    body = without_lost_pictures(clean_own(html), set(shown))
    body = _IMG.sub(lambda tag: _called_by_file(tag, shown), body)
    return body, [_inline(shown[name]) for name in dict.fromkeys(_CID.findall(body)) if name in shown]


def shows_pictures(draft: Draft) -> bool:
    """Formatted, with a picture of its own or of the library in its text."""
    if not is_rich(draft):
        return False
    body, pictures = with_own_pictures(html_to_show(draft), carried_files(draft))
    return bool(pictures or picture_ids(body))


def quote_of(message: Message, ticket: Ticket | None, *, language: str) -> str:
    """The message as it is quoted below an answer: who wrote it when, and its words, without any picture.

    Refused for what is of another ticket and for what the customer has not seen.
    """
    if ticket is None or message.ticket_id != ticket.pk or message.kind not in QUOTABLE:
        raise Refused(_("The quoted message is not part of this conversation. Remove the quote."))
    cleaned = sanitize_mail_html(message.html).html if message.html else f"<p>{html_from_plain_text(message.text)}</p>"
    head = entities.escape(who_wrote_when(message, ticket.tenant, language))
    return f'<div><p>{head}</p><blockquote type="cite">{_IMG.sub(_words_of, cleaned)}</blockquote></div>'


def without_lost_pictures(html: str, known: set[str]) -> str:
    """Cleaned HTML; of pictures that the draft has no file for, only their words stay."""

    def kept(tag: re.Match[str]) -> str:
        name = _CID.search(tag[0])
        return tag[0] if name is None or name[1] in known else _words_of(tag)

    return _IMG.sub(kept, html)


def content_ids(html: str) -> set[str]:
    """The pictures that cleaned HTML shows."""
    return set(_CID.findall(html))


def _plain(draft: Draft, frame: Dressed) -> tuple[str, tuple[str, ...]]:
    return frame.text.replace(_PLACE, draft.text.replace(_PLACE, "").strip("\n"), 1), frame.missing


def _facts(draft: Draft, ticket: Ticket | None, voice: Voice, language: str) -> Facts:
    return facts_of(
        tenant=voice.tenant,
        language=language,
        ticket=ticket,
        category=voice.category,
        customer=ticket.customer if ticket else draft.customer,
        author=draft.author,
        to=draft.to,
    )


def _references(answers: Message | None) -> list[str]:
    """RFC 5322, 3.6.4: the references of what is answered, and itself."""
    if answers is None or not answers.message_id:
        return []
    return [*answers.references, answers.message_id][-MOST_REFERENCES:]


def _words_of(tag: re.Match[str]) -> str:
    alt = _ALT.search(tag[0])
    return alt[1] if alt else ""


def _called_by_file(tag: re.Match[str], shown: Mapping[str, DraftFile]) -> str:
    name = _CID.search(tag[0])
    if name is None or name[1] not in shown or _words_of(tag).strip():
        return tag[0]
    alt = entities.escape(shown[name[1]].filename)
    return _ALT.sub("", tag[0]).replace("<img", f'<img alt="{alt}"', 1)


def as_attachment(file: DraftFile) -> NewFile:
    return NewFile(filename=file.filename, content_type=file.content_type, blob=file.blob)


def _inline(file: DraftFile) -> NewFile:
    return replace(as_attachment(file), content_id=file.content_id, inline=True)


def _of_layout(picture: Picture, tenant_id: int, *, copied: bool) -> NewFile:
    """``copied``: it is of the borrower's library, who signs, and is kept with the lender too, whose mail it is."""
    blob = Blob(pk=picture.blob_id, size=picture.size)
    if copied:
        blob = keep(Blob.objects.get(pk=picture.blob_id).content, tenant_id=tenant_id)
    return NewFile(picture.filename, picture.content_type, content_id=picture.content_id, inline=True, blob=blob)


__all__ = ["Dressed", "Written", "content_ids", "is_rich", "outgoing_message", "quote_of", "write"]
