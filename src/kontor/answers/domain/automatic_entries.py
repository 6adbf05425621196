"""What happens to new requests of categories without anybody, as supervisors write it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kontor.answers.enums import AutomaticAction
from kontor.answers.models import AutomaticReply
from kontor.audit.domain.recording import difference, record_change
from kontor.channels.domain.own_addresses import addresses_of_ours
from kontor.kernel.errors import Refused
from kontor.kernel.text import can_be_written_to, normalize_email
from kontor.org.models import Category
from kontor.people.models import User
from kontor.texts.domain.choosing import may_be_used
from kontor.texts.enums import TemplateKind
from kontor.texts.models import ReplyTemplate

FIELDS = ("action", "template", "forward_to", "active")
KINDS = {
    AutomaticAction.ANSWER: TemplateKind.REPLY,
    AutomaticAction.ANSWER_AND_CLOSE: TemplateKind.REPLY,
    AutomaticAction.FORWARD: TemplateKind.FORWARD,
    AutomaticAction.FORWARD_AND_CLOSE: TemplateKind.FORWARD,
}
"""Which kind of template each action needs."""
FORWARDS = (AutomaticAction.FORWARD, AutomaticAction.FORWARD_AND_CLOSE)
MOST_RECIPIENTS = 10


@dataclass(frozen=True)
class AutomaticValues:
    action: AutomaticAction
    template: ReplyTemplate
    forward_to: list[list[str]] = field(default_factory=list)
    active: bool = True


def automatic_in_scope() -> QuerySet[AutomaticReply]:
    """Those of the scope's living tenants and categories, with category, tenant and template."""
    rows = AutomaticReply.objects.select_related("tenant", "category", "template")
    return rows.filter(tenant__deleted_at=None, category__deleted_at=None)


def templates_for_automatic(tenant_ids: tuple[int, ...]) -> QuerySet[ReplyTemplate]:
    """What can be sent without anybody, by name."""
    rows = ReplyTemplate.objects.living().filter(tenant_id__in=tenant_ids, active=True, kind__in=set(KINDS.values()))
    return rows.select_related("tenant").order_by("tenant__sort_key", "sort_key")


@transaction.atomic(savepoint=False)
def create_automatic(category: Category, values: AutomaticValues, *, by: User | None) -> AutomaticReply:
    """Refused when the category has one, and for a template that does not fit."""
    _require_fitting(category, values)
    row = AutomaticReply(tenant_id=category.tenant_id, category=category, **_columns(values))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(
            _("The category “%(name)s” has an automatic reply already. Change that one.") % {"name": category.name}
        ) from None
    record_change(
        "created", row, by=by, tenant_id=row.tenant_id, changes=difference({}, _named(row)), label=category.name
    )
    return row


@transaction.atomic(savepoint=False)
def change_automatic(row: AutomaticReply, values: AutomaticValues, *, version: int, by: User | None) -> AutomaticReply:
    """Refused when somebody else deleted it, or saved since ``version``, and as in ``create_automatic``."""
    found = _locked(row)
    if found is None:
        raise Refused(_("Somebody else has deleted this automatic reply in the meantime."))
    row = found
    if row.version != version:
        raise Refused(_("Somebody else has changed this automatic reply in the meantime. Nothing was overwritten."))
    _require_fitting(row.category, values)
    before = _named(row)
    for name, value in _columns(values).items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    changes = difference(before, _named(row))
    record_change("changed", row, by=by, tenant_id=row.tenant_id, changes=changes, label=row.category.name)
    return row


@transaction.atomic(savepoint=False)
def delete_automatic(row: AutomaticReply, *, by: User | None) -> None:
    """New requests of the category wait for people again. What somebody else has deleted meanwhile is no error."""
    found = _locked(row)
    if found is None:
        return
    row = found
    changes = {name: [value, None] for name, value in _named(row).items()}
    record_change("deleted", row, by=by, tenant_id=row.tenant_id, changes=changes, label=row.category.name)
    row.delete()


def _locked(row: AutomaticReply) -> AutomaticReply | None:
    rows = AutomaticReply.objects.select_for_update(of=("self",)).select_related("category", "template")
    return rows.filter(pk=row.pk).first()


def _columns(values: AutomaticValues) -> dict[str, object]:
    return {name: getattr(values, name) for name in FIELDS}


def _named(row: AutomaticReply) -> dict[str, object]:
    to = [address for _name, address in row.forward_to]
    return {"action": row.action, "template": row.template.name, "forward_to": to, "active": row.active}


def _require_fitting(category: Category, values: AutomaticValues) -> None:
    template = values.template
    if values.action in FORWARDS:
        _require_recipients(category.tenant_id, values.forward_to)
    if template.kind != KINDS[values.action] or not may_be_used(template, category):
        raise Refused(
            _("The template “%(template)s” is not offered in the category “%(category)s”.")
            % {"template": template.name, "category": category.name}
        )


def _require_recipients(tenant_id: int, recipients: list[list[str]]) -> None:
    """Refused without one, with too many, and for what is no address or one of ours: it would come back."""
    if not recipients or len(recipients) > MOST_RECIPIENTS:
        raise Refused(_("A forward needs at least one and at most %(count)s recipients.") % {"count": MOST_RECIPIENTS})
    for _name, address in recipients:
        if not can_be_written_to(address):
            raise Refused(_("“%(address)s” is not an e-mail address.") % {"address": address})
    known = {normalize_email(address): address for _name, address in recipients}
    ours = sorted(addresses_of_ours(set(known)))
    if ours:
        raise Refused(_("“%(address)s” is one of our own addresses.") % {"address": ours[0]})
