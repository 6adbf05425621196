"""Another template or another language while one is writing. What was typed is never lost."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.answers.domain.brought_pictures import brought_so_far
from kontor.answers.domain.draft_files import exchange_files_of_template
from kontor.answers.domain.own_drafts import held_draft
from kontor.answers.domain.reply_language import language_for, language_name, reply_language
from kontor.answers.domain.starting_text import About, StartingText, suggested_text, text_of_template
from kontor.answers.domain.suggest import about_ticket, reply_template_kind
from kontor.answers.domain.voice import template_fields, voice_of_draft
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.answers.preferences import CHANGE_TEMPLATE, FOLLOW_CATEGORY
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.html import plain_text_from_html
from kontor.org.models import Category
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from kontor.preferences.models import SystemValues
from kontor.preferences.types import Holder
from kontor.tenants.models import Tenant
from kontor.texts.domain.choosing import choose_template, may_be_used
from kontor.texts.enums import TemplateKind
from kontor.texts.models import ReplyTemplate
from kontor.tickets.enums import MessageChannel

SUGGESTED_IN = "suggested_in"
"""In the options of a draft: the category for which its template was suggested, taken or kept."""
BY_HAND = "by_hand"
"""In the options of a draft: template and language were chosen by the writer."""
BEGAN = "began"
"""In the options of a draft: the fingerprint of the plain text that it began with."""


@dataclass(frozen=True)
class TemplateOffer:
    """Another template that now fits better. ``at_once``: it comes by itself, as nothing has been written yet."""

    template: ReplyTemplate
    language: str
    at_once: bool


def about_draft(draft: Draft, *, author: User) -> About:
    """Who writes to whom about what, for filling texts into this draft."""
    if draft.ticket:
        return about_ticket(draft.ticket, voice_of_draft(draft), author, to=draft.to)
    assert draft.category is not None
    return About(draft.category.tenant, draft.category, author, None, draft.customer, draft.to)


def begun_with(category: Category, text: StartingText) -> dict[str, Any]:
    """What the options of a draft say about the text that it begins with."""
    return {SUGGESTED_IN: category.pk, BEGAN: _print(text.text)}


def is_untouched(draft: Draft) -> bool:
    """What stands in the draft is still what was suggested, however the editor writes it down."""
    return is_as_begun(draft, draft.text)


def is_as_begun(draft: Draft, text: str) -> bool:
    """This plain text is what was suggested for the draft."""
    return _print(text) in (draft.options.get(BEGAN), _print(plain_text_from_html(draft.baseline)))


def offer_after_recategorizing(draft: Draft) -> TemplateOffer | None:
    """The template of the ticket's new category, when it is another one and nothing was decided about it yet."""
    ticket = draft.ticket
    if ticket is None or draft.options.get(SUGGESTED_IN, ticket.category_id) == ticket.category_id:
        return None
    language = reply_language(ticket).code
    found = choose_template(ticket.category, template_kind(draft), language=language, otherwise=ticket.tenant.language)
    if found is None or found.template.pk == draft.template_id:
        return None
    at_once = FOLLOW_CATEGORY.get(cast(Holder, system_values())) and is_untouched(draft)
    return TemplateOffer(found.template, found.content.language, at_once)


def find_template(draft: Draft, template_id: int) -> ReplyTemplate | None:
    """A template of whoever speaks in the draft."""
    tenant = voice_of_draft(draft).tenant
    return ReplyTemplate.objects.living().filter(pk=template_id, tenant=tenant).first()


def may_change_template(tenant: Tenant, draft: Draft | None = None) -> bool:
    """A draft read for the editor has brought the installation's values along."""
    read: dict[str, Any] | None = getattr(draft, "system_preferences", None)
    system = system_values() if read is None else SystemValues(preferences=read)
    return CHANGE_TEMPLATE.get(cast(Holder, system), cast(Holder, tenant))


@transaction.atomic(savepoint=False)
def take_template(
    draft: Draft,
    template: ReplyTemplate | None,
    *,
    language: str = "",
    suggested: bool = False,
    beside: bool = False,
    by: User,
) -> StartingText:
    """Note the template, its language and its text as the new starting point, and give the text.

    What stands in the draft is not changed: the editor puts the text into place, so that it can be undone there.
    ``suggested`` is for the template that the category suggests; any other one needs the setting. Its files come, and
    those of the former template go, unless its text stays ``beside`` the new one. Refused for a template that may not
    be used in the category, and while the draft waits for release. Without a template the suggested one is taken.
    """
    held_draft(draft, by=by)
    about = about_draft(draft, author=by)
    _require_usable(about, template, suggested=suggested)
    wanted = language or _wanted_language(about)
    text = (
        text_of_template(about, template, language=wanted)
        if template
        else suggested_text(about, template_kind(draft), language=wanted)
    )
    if language and text.template and text.language != language:
        raise Refused(
            _("The template “%(name)s” has no text in this language (%(language)s).")
            % {"name": text.template.name, "language": language_name(language)}
        )
    brought = brought_so_far(draft)
    category = draft.ticket.category if draft.ticket else about.category
    options = {**draft.options, **begun_with(category, text), **brought, BY_HAND: not suggested}
    kept = template_fields(text.template, options, tenant_id=draft.tenant_id)
    draft.template, draft.options = kept["template"], kept["options"]
    draft.language, draft.baseline = text.language, text.html
    exchange_files_of_template(draft, text.template, keep=beside)
    _save(draft, "template", "language", "baseline", "options", by=by)
    return text


@transaction.atomic(savepoint=False)
def place_template(
    draft: Draft, template: ReplyTemplate | None, *, language: str = "", suggested: bool = False, by: User
) -> Draft:
    """As ``take_template``, where no editor puts the text into place: it stands in place of what was suggested, else
    below what was typed."""
    held_draft(draft, by=by)
    above = [] if is_untouched(draft) else [(draft.html, draft.text.rstrip())]
    text = take_template(draft, template, language=language, suggested=suggested, beside=bool(above), by=by)
    draft.html = "".join([*(html for html, _text in above), text.html])
    draft.text = "\n\n".join([*(typed for _html, typed in above), text.text])
    draft.version += 1
    draft.changed_at = clock.now()
    _save(draft, "html", "text", "version", "changed_at", by=by)
    return draft


@transaction.atomic(savepoint=False)
def keep_text(draft: Draft, *, language: str = "", by: User) -> None:
    """The writer stays with what is there; with ``language`` it goes on in this one."""
    held_draft(draft, by=by)
    category_id = draft.ticket.category_id if draft.ticket else draft.category_id
    draft.language = language or draft.language
    draft.options = {**draft.options, SUGGESTED_IN: category_id, BY_HAND: bool(language) or _is_by_hand(draft)}
    _save(draft, "language", "options", by=by)


def template_kind(draft: Draft) -> TemplateKind:
    """The kind of template that a draft of its kind begins with."""
    if draft.channel == MessageChannel.LETTER and draft.kind != DraftKind.NEW:
        return reply_template_kind(voice_of_draft(draft).category, by_letter=True)
    return {
        DraftKind.REPLY: TemplateKind.REPLY,
        DraftKind.INQUIRY: TemplateKind.INQUIRY,
        DraftKind.FORWARD: TemplateKind.FORWARD,
        DraftKind.NEW: TemplateKind.NEW,
    }[DraftKind(draft.kind)]


def _require_usable(about: About, template: ReplyTemplate | None, *, suggested: bool) -> None:
    if template and not may_be_used(template, about.category):
        raise Refused(
            _("The template “%(name)s” is not offered in the category “%(category)s”.")
            % {"name": template.name, "category": about.category.name}
        )
    if template and not suggested and not may_change_template(about.tenant):
        raise Refused(_("Templates may not be changed here: your administration has switched it off."))


def _wanted_language(about: About) -> str:
    if about.ticket:
        return reply_language(about.ticket).code
    return language_for(about.customer, about.tenant).code


def _is_by_hand(draft: Draft) -> bool:
    return bool(draft.options.get(BY_HAND))


def _save(draft: Draft, *fields: str, by: User) -> None:
    Draft.objects.filter(pk=draft.pk, author=by).update(**{field: getattr(draft, field) for field in fields})


def _print(text: str) -> str:
    """The same for texts that differ in blanks and line ends alone."""
    return sha256("".join(text.split()).encode()).hexdigest()[:24]
