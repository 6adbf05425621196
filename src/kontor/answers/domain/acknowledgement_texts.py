"""The texts of acknowledgements: of a category or of the whole tenant, one a language."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import cast

from django.db import IntegrityError, transaction
from django.db.models import BooleanField, QuerySet, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from kontor.answers.domain.acknowledgement_words import filled, require_known_placeholders
from kontor.answers.models import AcknowledgementText
from kontor.answers.preferences import ACKNOWLEDGE
from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.kernel.errors import Refused
from kontor.kernel.text import normalize_whitespace, one_line
from kontor.org.models import Category
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from kontor.preferences.models import SystemValues
from kontor.preferences.types import Holder
from kontor.tenants.models import Tenant
from kontor.tickets.domain.numbers import format_number

FIELDS = ("language", "subject", "text")
LONGEST_TEXT = 10_000
EXAMPLE_NUMBER = 2647109358


@dataclass(frozen=True)
class TextBook:
    """The texts of some tenants, loaded once for a batch."""

    _texts: dict[tuple[int, int | None, str], AcknowledgementText] = field(default_factory=dict)

    @classmethod
    def load(cls, tenant_ids: Collection[int]) -> TextBook:
        """One statement."""
        rows = AcknowledgementText.objects.filter(tenant_id__in=sorted(tenant_ids))
        return cls({(row.tenant_id, row.category_id, row.language): row for row in rows})

    def __bool__(self) -> bool:
        return bool(self._texts)

    def find(self, category: Category, *, language: str, otherwise: str) -> AcknowledgementText | None:
        """The text in the language, the category's before the tenant's; else in the other language likewise."""
        places = [(owner, each) for each in (language, otherwise) for owner in (category.pk, None)]
        found = (self._texts.get((category.tenant_id, owner, each)) for owner, each in places)
        return next((text for text in found if text), None)


def texts_of(tenant: Tenant, category: Category | None) -> list[AcknowledgementText]:
    """The texts of the category, or of the tenant where a category has none, by language."""
    return list(AcknowledgementText.objects.filter(tenant=tenant, category=category).order_by("language"))


def texts_in_scope(*, with_state: bool = False) -> QuerySet[AcknowledgementText]:
    """The texts of the scope's living tenants and categories, with both, whoever may look at them.

    ``with_state``: each row also says ``is_switched_on``.
    """
    rows = AcknowledgementText.objects.select_related("tenant", "category").filter(tenant__deleted_at=None)
    rows = rows.exclude(category__deleted_at__isnull=False)
    return cast("QuerySet[AcknowledgementText]", rows.annotate(is_switched_on=_switched_on())) if with_state else rows


def is_switched_on(row: AcknowledgementText) -> bool:
    """Mails that get this text are acknowledged: by the setting of its category, or of its tenant."""
    chain = (system_values(), row.tenant, *([row.category] if row.category else []))
    return ACKNOWLEDGE.get(*cast("tuple[Holder, ...]", chain))


def example_of(row: AcknowledgementText) -> Example:
    """The text with made-up values in place of its placeholders."""
    values = {
        "number": format_number(EXAMPLE_NUMBER),
        "subject": _("My invoice"),
        "name": "Käthe Kunde",
        "tenant": row.tenant.name,
    }
    return Example(filled(row.subject, values), filled(row.text, values))


@dataclass(frozen=True)
class Example:
    subject: str
    text: str


def _switched_on() -> Coalesce:
    """As ``is_switched_on``, for many rows at once."""
    system = SystemValues.objects.filter(pk=1).values(value=_own("preferences"))
    return Coalesce(
        _own("category__preferences"),
        _own("tenant__preferences"),
        Subquery(system[:1], output_field=BooleanField()),
        Value(ACKNOWLEDGE.default),
        output_field=BooleanField(),
    )


def _own(preferences: str) -> Cast:
    return Cast(KeyTextTransform(ACKNOWLEDGE.key, preferences), BooleanField())


@transaction.atomic(savepoint=False)
def add_text(
    tenant: Tenant, category: Category | None, *, language: str, subject: str, text: str, by: User | None
) -> AcknowledgementText:
    """Add the text of a language. Refused when there is one, when it is empty, and for an unknown placeholder."""
    subject, text = _checked(subject, text)
    try:
        with transaction.atomic():
            row = AcknowledgementText.objects.create(
                tenant=tenant, category=category, language=language, subject=subject, text=text
            )
    except IntegrityError:
        raise Refused(_("There is a text in this language already. Change that one.")) from None
    record_change("created", row, by=by, tenant_id=tenant.pk, changes=difference({}, snapshot(row, FIELDS)))
    return row


@transaction.atomic(savepoint=False)
def change_text(
    row: AcknowledgementText, *, subject: str, text: str, version: int, by: User | None
) -> AcknowledgementText:
    """Change subject and text. Refused when somebody else saved since ``version``, and as in ``add_text``."""
    row = AcknowledgementText.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.version != version:
        raise Refused(_("Somebody else has changed this text in the meantime. Nothing was overwritten."))
    before = snapshot(row, FIELDS)
    row.subject, row.text = _checked(subject, text)
    row.version += 1
    row.save(update_fields=["subject", "text", "version", "changed_at"])
    changes = difference(before, snapshot(row, FIELDS))
    record_change("changed", row, by=by, tenant_id=row.tenant_id, changes=changes)
    return row


@transaction.atomic(savepoint=False)
def remove_text(row: AcknowledgementText, *, by: User | None) -> None:
    """Remove it: mails in this language get the tenant's text, or that of the tenant's language."""
    changes = {name: [value, None] for name, value in snapshot(row, FIELDS).items()}
    record_change("deleted", row, by=by, tenant_id=row.tenant_id, changes=changes)
    row.delete()


def _checked(subject: str, text: str) -> tuple[str, str]:
    subject, text = one_line(subject), normalize_whitespace(text)
    if not subject or not text:
        raise Refused(_("An acknowledgement needs a subject and a text."))
    if len(subject) > 200 or len(text) > LONGEST_TEXT:
        raise Refused(_("The text is too long."))
    require_known_placeholders(subject)
    require_known_placeholders(text)
    return subject, text
