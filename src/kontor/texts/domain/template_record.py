"""The record of a template: its names, what it is, its accounts and parts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kontor.channels.models import MailAccount
from kontor.kernel.errors import Refused
from kontor.kernel.text import names_of_copies, normalize_whitespace, numbered, one_line, sort_key_german
from kontor.org.domain.internal_names import spelled_in_ascii
from kontor.texts.domain.documents import ACCOUNT_FIELDS, PART_FIELDS, PLAIN_FIELDS, TemplateValues
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate

LONGEST_NAME = 120
LONGEST_INTERNAL_NAME = 80


def fill_record(template: ReplyTemplate, values: TemplateValues) -> None:
    """Put what is given into the record, checked but for its name being free. Nothing is saved."""
    given = cast(dict[str, Any], values)
    for field in PLAIN_FIELDS:
        if field in given:
            setattr(template, field, given[field])
    template.name = one_line(template.name)
    template.sort_key = sort_key_german(template.name)
    template.description = normalize_whitespace(template.description)
    if not template.name or len(template.name) > LONGEST_NAME:
        raise Refused(_("A template needs a name of at most %(count)s characters.") % {"count": LONGEST_NAME})
    _require_part(template)
    for field in ACCOUNT_FIELDS:
        if field in given:
            _set_account(template, field, given[field])
    for field in PART_FIELDS:
        if field in given:
            _set_part(template, field, given[field])


def _require_part(template: ReplyTemplate) -> None:
    if template.kind != TemplateKind.INCLUDE:
        template.part, template.is_default = IncludePart.NONE, False
    elif not template.part:
        raise Refused(_("Say what the include is: layout, letterhead, footer, style, signature or snippet."))
    elif template.part == IncludePart.SNIPPET:
        template.is_default = False


def require_free_names(tenant_id: int, templates: Sequence[ReplyTemplate]) -> None:
    """Refused when another living template of the tenant, or another one of these, has the name of one of them."""
    rows = ReplyTemplate.objects.living().filter(tenant=tenant_id, sort_key__in=[each.sort_key for each in templates])
    others = rows.exclude(pk__in=[each.pk for each in templates if each.pk])
    taken = dict(others.values_list("sort_key", "name"))
    for template in templates:
        if name := taken.get(template.sort_key):
            raise Refused(
                _("There is a template “%(name)s” already. Choose another name.") % {"name": name}, about="name"
            )
        taken[template.sort_key] = template.name


def require_free_internal_names(tenant_id: int, templates: Sequence[ReplyTemplate]) -> None:
    """Refused when an internal name is taken, by a deleted template too, or is none."""
    names = [template.internal_name for template in templates]
    rows = ReplyTemplate.objects.filter(tenant=tenant_id, internal_name__in=names)
    taken = set(rows.values_list("internal_name", flat=True))
    for template in templates:
        _require_internal_name(template)
        if template.internal_name in taken:
            sentence = _("The internal name “%(name)s” is taken, perhaps by a deleted template.")
            raise Refused(sentence % {"name": template.internal_name}, about="internal_name")
        taken.add(template.internal_name)


def _require_internal_name(template: ReplyTemplate) -> None:
    try:
        ReplyTemplate._meta.get_field("internal_name").clean(template.internal_name, template)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None


def propose_internal_name(tenant_id: int, name: str, *, besides: Collection[str] = ()) -> str:
    """A free internal name made from the display name; those of deleted templates are not free, nor are ``besides``."""
    stem = spelled_in_ascii(name) or "template"
    rows = ReplyTemplate.objects.filter(tenant=tenant_id, internal_name__startswith=stem[: LONGEST_INTERNAL_NAME - 6])
    taken = {*rows.values_list("internal_name", flat=True), *besides}
    return next(each for each in numbered(stem, longest=LONGEST_INTERNAL_NAME) if each not in taken)


def free_name(template: ReplyTemplate) -> str:
    """A name for a copy."""
    rows = ReplyTemplate.objects.living().filter(tenant=template.tenant_id)
    taken = set(rows.values_list("sort_key", flat=True))
    names = names_of_copies(template.name, longest=LONGEST_NAME)
    return next(each for each in names if sort_key_german(each) not in taken)


def _set_account(template: ReplyTemplate, field: str, account: MailAccount | None) -> None:
    if account is not None and (account.owner_key not in (0, template.tenant_id) or account.deleted_at is not None):
        raise Refused(_("The account “%(name)s” is not of this tenant.") % {"name": account.name})
    setattr(template, field, account)
    setattr(template, f"{field}_owner", account.owner_key if account else None)


def _set_part(template: ReplyTemplate, field: str, include: ReplyTemplate | None) -> None:
    if include is not None:
        if include.tenant_id != template.tenant_id or include.part != field or include.deleted_at is not None:
            raise Refused(_("“%(name)s” cannot be used as this part.") % {"name": include.name})
        if template.kind == TemplateKind.INCLUDE:
            raise Refused(_("An include has no parts of its own."))
    setattr(template, field, include)
