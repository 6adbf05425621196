"""The texts of acknowledgements: of a category or of the whole tenant, one a language."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kontor.answers.domain.acknowledgement_words import require_known_placeholders
from kontor.answers.models import AcknowledgementText
from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.kernel.errors import Refused
from kontor.kernel.text import normalize_whitespace, one_line
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant

FIELDS = ("language", "subject", "text")
LONGEST_TEXT = 10_000


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
