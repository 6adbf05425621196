"""Where rules come from: the active versions that count for an account, a version, or the draft; prepared and kept."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Value

from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.routing.domain.content import Content, RuleContent
from kontor.routing.domain.drafts import draft_content
from kontor.routing.domain.matching import Keywords, Prepared
from kontor.routing.models import AccountFallback, RuleVersion
from kontor.tenants.models import Tenant

log = logging.getLogger("kontor.routing")

VERSIONS_KEPT = 64


@dataclass(frozen=True)
class Source:
    """A tenant's rules. ``unnamed``: those that name no account count for the account in question too."""

    tenant_id: int
    version: int
    rules: PreparedRules
    unnamed: bool = True


@dataclass(frozen=True)
class CountingRule:
    """A rule that counts, with its living category and that one's tenant. ``version`` 0 is the draft."""

    content: RuleContent
    prepared: Prepared
    category: Category
    version: int
    place: int

    @property
    def id(self) -> int:
        return self.content.id

    @property
    def name(self) -> str:
        return self.content.name


PreparedRules = tuple[tuple[RuleContent, Prepared], ...]


def active_sources(account: MailAccount) -> list[Source]:
    """The active versions that count for mail of this account.

    For an account of a tenant: the tenant's, with rules that name the account or none. For a general account: those of
    working tenants, with rules that name it; and those that name none of tenants without a living incoming account
    of their own.
    """
    rows = RuleVersion.objects.filter(active=True)
    if account.tenant_id is not None:
        found = rows.filter(tenant_id=account.tenant_id).annotate(unnamed=Value(True))
    else:
        own = MailAccount.objects.living().filter(kind=AccountKind.INCOMING, tenant_id=OuterRef("tenant_id"))
        found = rows.filter(tenant__active=True, tenant__deleted_at=None).annotate(unnamed=~Exists(own))
    values = list(found.values_list("id", "tenant_id", "number", "digest", "unnamed"))
    kept = _prepared_versions([(row[0], row[1], row[3]) for row in values])
    return [Source(row[1], row[2], kept[row[0]], bool(row[4])) for row in values]


def version_sources(version: RuleVersion) -> list[Source]:
    """One version of a tenant."""
    content = Content.from_json(version.content)
    return [Source(version.tenant_id, version.number, prepare(content, version.tenant_id))]


def draft_sources(account: MailAccount) -> list[Source]:
    """The drafts of the tenants whose rules could count for the account."""
    if account.tenant_id is not None:
        tenants: Iterable[tuple[int, bool]] = [(account.tenant_id, True)]
    else:
        own = MailAccount.objects.living().filter(kind=AccountKind.INCOMING, tenant_id=OuterRef("pk"))
        tenants = Tenant.objects.working().annotate(unnamed=~Exists(own)).values_list("pk", "unnamed")
    return [
        Source(tenant_id, 0, prepare(draft_content(tenant_id), tenant_id), unnamed) for tenant_id, unnamed in tenants
    ]


def content_source(content: Content, tenant_id: int, account: MailAccount) -> Source:
    """A content that was kept elsewhere, as a dry run does. It is asked as in ``active_sources``."""
    own = MailAccount.objects.living().filter(kind=AccountKind.INCOMING, tenant_id=tenant_id)
    return Source(tenant_id, 0, prepare(content, tenant_id), account.tenant_id is not None or not own.exists())


def rules_from(sources: Sequence[Source], account: MailAccount) -> tuple[CountingRule, ...]:
    """The rules that count for the account, in order; none whose category is deleted or another tenant's."""
    asked = [
        (source, place, content, prepared)
        for source in sources
        for place, (content, prepared) in enumerate(source.rules, start=1)
        if content.account == account.pk or (content.account is None and source.unnamed)
    ]
    categories = _categories({content.category for _source, _place, content, _prepared in asked})
    counting = [
        CountingRule(content, prepared, categories[content.category], source.version, place)
        for source, place, content, prepared in asked
        if content.category in categories and categories[content.category].tenant_id == source.tenant_id
    ]
    return tuple(sorted(counting, key=lambda rule: (rule.place, rule.id)))


def fallback_of(account: MailAccount) -> Category | None:
    """The category of the account's mail that no rule claims, with its tenant."""
    rows = AccountFallback.objects.filter(account=account, category__deleted_at=None)
    found = rows.select_related("category__tenant").first()
    return found.category if found else None


def categories_named(tenant_id: int) -> dict[int, Category]:
    """The living categories of a tenant."""
    rows = Category.objects.filter(tenant_id=tenant_id, deleted_at=None).select_related("tenant")
    return {category.pk: category for category in rows}


def prepare(content: Content, tenant_id: int) -> PreparedRules:
    """The rules in use, prepared for many mails; kept under the content's digest."""
    return _kept(tenant_id, content.digest) or _keep(tenant_id, content)


def _categories(ids: set[int]) -> dict[int, Category]:
    rows = Category.objects.filter(pk__in=ids, deleted_at=None).select_related("tenant") if ids else ()
    return {category.pk: category for category in rows}


def _prepared_versions(rows: Sequence[tuple[int, int, str]]) -> dict[int, PreparedRules]:
    """By id; only those are read whose content has not been met yet."""
    kept = {pk: _kept(tenant_id, digest) for pk, tenant_id, digest in rows}
    missing = [pk for pk, rules in kept.items() if rules is None]
    for version in RuleVersion.objects.filter(pk__in=missing) if missing else ():
        kept[version.pk] = _keep(version.tenant_id, Content.from_json(version.content))
    return {pk: rules for pk, rules in kept.items() if rules is not None}


_prepared: dict[tuple[int, str], PreparedRules] = {}
"""What is prepared never changes: its key is the digest of what it was made from. The newest come last."""


def _kept(tenant_id: int, digest: str) -> PreparedRules | None:
    return _prepared.get((tenant_id, digest))


def _keep(tenant_id: int, content: Content) -> PreparedRules:
    for oldest in list(_prepared)[: max(len(_prepared) - VERSIONS_KEPT + 1, 0)]:
        _prepared.pop(oldest, None)
    rules = _prepared[tenant_id, content.digest] = tuple(_prepare(tenant_id, content))
    return rules


def _prepare(tenant_id: int, content: Content) -> Iterator[tuple[RuleContent, Prepared]]:
    """A rule that cannot be understood is passed over: its words were taken when it was saved, but by another version
    of the library, or its keyword set stayed at another tenant."""
    sets: dict[int, Keywords] = {}
    for each in content.sets:
        with suppress(Refused):
            sets[each.id] = Keywords.of(each.name, each.lines, stems=each.stems)
    for rule in content.rules:
        if rule.active:
            try:
                yield (
                    rule,
                    Prepared.of(rule.conditions, threshold=rule.threshold, tenant_id=tenant_id, sets=sets),
                )
            except (Refused, KeyError):
                log.warning("Rule %s of tenant %s cannot be prepared and is passed over", rule.id, tenant_id)
