"""The page "Operational readiness" of a tenant with 500 categories, 1,000 templates and 100 accounts."""

from __future__ import annotations

import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.figures import Row, milliseconds, percentile
from benchmarks.fill import House
from kontor.channels.models import MailAccount
from kontor.host.loaded import keep_loaded
from kontor.kernel.text import sort_key_german
from kontor.org.models import AgentGroup, Category, GroupCategory
from kontor.readiness.domain.looking import look
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from kontor.texts.enums import TemplateKind
from kontor.texts.models import ReplyTemplate, TemplateAssignment, TemplateContent

CATEGORIES, TEMPLATES, ACCOUNTS = 500, 1_000, 100
ROUNDS, WARM = 60, 5


def measure(house: House) -> list[Row]:
    """Warm, one process; all that the page looks at, without its frame. The time of the processor counts where others
    work beside it."""
    tenant = house.tenants[-1]
    with scope(tenant.pk):
        _furnish(tenant)
    keep_loaded()
    rounds = [_look(tenant) for _round in range(WARM + ROUNDS)][WARM:]
    with scope(tenant.pk), CaptureQueriesContext(connection) as captured:
        lines = look(tenant).total
    (p50, p95), (own50, own95) = (
        [percentile(times, of) for of in (0.5, 0.95)] for times in map(list, zip(*rounds, strict=True))
    )
    what = f"{CATEGORIES} categories, {TEMPLATES:,} templates, {ACCOUNTS} accounts"
    said = f"{len(captured.captured_queries)} statements, {lines} lines"
    return [
        Row(what, f"p50 {milliseconds(p50)}, p95 {milliseconds(p95)}", said),
        Row("of that on the processor, without the database", f"p50 {milliseconds(own50)}, p95 {milliseconds(own95)}"),
    ]


def _look(tenant: Tenant) -> tuple[float, float]:
    """Seconds by the clock, and of the processor for this process."""
    start, own = time.perf_counter(), time.process_time()
    with scope(tenant.pk):
        look(tenant)
    return time.perf_counter() - start, time.process_time() - own


def _furnish(tenant: Tenant) -> None:
    group = AgentGroup.objects.filter(tenant=tenant).get()
    categories = Category.objects.bulk_create(
        Category(tenant=tenant, internal_name=f"bench-{number}", **_named(f"Concern {number:03}"))
        for number in range(CATEGORIES)
    )
    GroupCategory.objects.bulk_create(
        GroupCategory(tenant=tenant, agent_group=group, category=category) for category in categories
    )
    templates = ReplyTemplate.objects.bulk_create(
        ReplyTemplate(
            tenant=tenant, internal_name=f"bench-{number}", kind=TemplateKind.REPLY, **_named(f"Template {number:04}")
        )
        for number in range(TEMPLATES)
    )
    TemplateContent.objects.bulk_create(
        TemplateContent(tenant=tenant, template=template, language=language, html="<p>Done.</p>")
        for template in templates
        for language in ("de", "en")
    )
    TemplateAssignment.objects.bulk_create(
        TemplateAssignment(
            tenant=tenant,
            template=template,
            category=categories[place % CATEGORIES],
            kind=TemplateKind.REPLY,
            is_default=place < CATEGORIES,
        )
        for place, template in enumerate(templates)
    )
    addresses = [f"service{number}@bench.example" for number in range(ACCOUNTS)]
    MailAccount.objects.bulk_create(
        MailAccount(tenant=tenant, address=address, address_key=address, host="127.0.0.1", **_named(address))
        for address in addresses
    )


def _named(name: str) -> dict[str, str]:
    return {"name": name, "sort_key": sort_key_german(name)}
