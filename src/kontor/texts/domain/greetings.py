"""A tenant's own greetings (Anreden) are set and given up."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.domain.greeting_words import PLACES, greeting_for, greeting_text
from kontor.texts.domain.syntax import names_in, place
from kontor.texts.enums import FormOfAddress
from kontor.texts.models import Greeting

EXAMPLES: Mapping[FormOfAddress, tuple[str, str]] = {
    FormOfAddress.MS: ("Käthe Kunde", "ms"),
    FormOfAddress.MR: ("Dr. Max Muster", "mr"),
    FormOfAddress.NAMED: ("Kim Beispiel", ""),
    FormOfAddress.UNKNOWN: ("", ""),
}
"""Somebody of each form: name and salutation."""


@dataclass(frozen=True)
class TenantGreetings:
    """The greetings of a tenant in one language. ``own`` holds what it says itself, by form."""

    tenant: Tenant
    language: str
    own: Mapping[str, str]

    @property
    def version(self) -> int:
        """A number that differs when the words differ: who saves says what was there to be seen."""
        return zlib.crc32(repr(sorted(self.own.items())).encode()) % 999_999_999 + 1

    @property
    def pk(self) -> int:
        return int(self.tenant.pk)

    def without_own(self, form: FormOfAddress) -> str:
        """The words that hold where the tenant has none in this language."""
        return greeting_text(form, self.language, own={}, otherwise=self.tenant.language)

    def example(self, form: FormOfAddress) -> str:
        """Somebody greeted with these words."""
        name, salutation = EXAMPLES[form]
        own = {(self.language, each): text for each, text in self.own.items()}
        return greeting_for(
            name,
            salutation,
            self.language,
            own=own,
            tenant_name=self.tenant.name,
            otherwise=self.tenant.language,
        )


def greetings_in(tenant: Tenant, language: str) -> TenantGreetings:
    rows = Greeting.objects.filter(tenant=tenant, language=language).values_list("form", "text")
    return TenantGreetings(tenant, language, dict(rows))


def languages_with_greetings(tenant: Tenant) -> list[str]:
    """Those in which the tenant has words of its own."""
    rows = Greeting.objects.filter(tenant=tenant).order_by("language").values_list("language", flat=True)
    return list(rows.distinct())


def with_greeting_counts(tenants: QuerySet[Tenant]) -> QuerySet[Tenant]:
    """The tenants with ``greeting_count``, how many greetings they have of their own."""
    rows = Greeting.objects.filter(tenant=OuterRef("pk")).order_by().values("tenant").annotate(count=Count("pk"))
    return tenants.annotate(greeting_count=Coalesce(Subquery(rows.values("count")), Value(0)))


@transaction.atomic(savepoint=False)
def set_greetings(
    tenant: Tenant, language: str, texts: Mapping[str, str], *, version: int, by: User | None
) -> TenantGreetings:
    """These greetings, by form; for a form without one the words of Kontor hold again. The tenant's row is locked.

    Refused when somebody else changed them since, and for placeholders that no greeting has.
    """
    tenant = Tenant.objects.select_for_update(of=("self",), no_key=True).get(pk=tenant.pk)
    before = greetings_in(tenant, language)
    if before.version != version:
        raise Refused(_("Somebody else has changed these greetings in the meantime. Nothing was overwritten."))
    after = {FormOfAddress(form).value: one_line(text) for form, text in texts.items() if one_line(text)}
    for text in after.values():
        _require_short(text)
        _require_known_places(text)
    rows = Greeting.objects.filter(tenant=tenant, language=language)
    rows.exclude(form__in=list(after)).delete()
    for form, text in after.items():
        if before.own.get(form) != text:
            rows.update_or_create(form=form, defaults={"tenant": tenant, "language": language, "text": text})
    changes = difference(
        {f"greeting_{form}": before.own.get(form, "") for form in FormOfAddress.values},
        {f"greeting_{form}": after.get(form, "") for form in FormOfAddress.values},
    )
    if changes:
        record_change("greetings changed", tenant, by=by, tenant_id=tenant.pk, changes=changes)
    return TenantGreetings(tenant, language, after)


def _require_short(text: str) -> None:
    longest = Greeting._meta.get_field("text").max_length or 0
    if len(text) > longest:
        raise Refused(_("A greeting may have %(count)s characters.") % {"count": longest})


def _require_known_places(text: str) -> None:
    unknown = [name for name in names_in(text) if name not in PLACES]
    if unknown:
        raise Refused(
            _("In a greeting there is no %(unknown)s. It may have %(known)s.")
            % {"unknown": place(unknown[0]), "known": ", ".join(place(name) for name in PLACES)}
        )
