"""The suggested reply and the search for text modules, where a tenant has thousands of texts: server time."""

from __future__ import annotations

import random
import time

from django.test import Client

from benchmarks.figures import Row, milliseconds, percentile
from benchmarks.fill import House
from kontor.answers.domain.suggest import suggest_reply
from kontor.answers.models import Draft
from kontor.kernel.text import sort_key_german
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from kontor.texts.domain.module_search import search_modules
from kontor.texts.enums import IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate, TemplateAssignment, TemplateContent, TextModule
from kontor.tickets.models import Message, Ticket

TEMPLATES, MODULES, TICKETS, WARM = 2_000, 5_000, 120, 15
LANGUAGES = ("de", "en")
WORDS = (
    "Rechnung Zähler Abschlag Umzug Mahnung Vertrag Kündigung Tarif Wechsel Guthaben Erstattung Ablesung Termin".split()
)
BODY = "<p>${customer.salutation}</p><p>zu Ihrer Anfrage ${ticket.number}: %s.</p><p></p><p>${signature}</p>"
ASKED = ("re", "zäh", "abschlag um", "guthaben", "abshclag", "xyzzy", "")
"""What is typed: two letters, words, a slip of the finger, nothing that fits, nothing yet."""


def measure(house: House) -> list[Row]:
    """Warm, one client; compared with reading the customer's latest message by its id in the same run."""
    tenant, user = house.tenants[0], house.one
    numbers = _fill(tenant, user)
    bare = _bare_select(tenant)
    label = f"{TEMPLATES:,} templates, {MODULES:,} modules"
    return [
        Row(f"{label}: one bare SELECT of a message", milliseconds(bare)),
        _row("  suggestion alone", _suggestions(tenant, user, numbers), bare, ""),
        _row(
            "  Reply: suggestion, draft, pane with the editor",
            _replies(tenant, user, numbers),
            bare,
            "aim: p95 < 60 ms",
        ),
        _row("  module search alone", _searches(tenant), bare, ""),
        _row("  module search: the answer to the browser", _asked(tenant, user, numbers[0]), bare, "aim: < 50 ms"),
    ]


def _row(what: str, times: list[float], bare: float, aim: str) -> Row:
    p50, p95 = percentile(times, 0.5), percentile(times, 0.95)
    compared = f"p95 = {p95 / bare:.0f} bare SELECTs"
    return Row(what, f"p50 {milliseconds(p50)}, p95 {milliseconds(p95)}", f"{compared}; {aim}" if aim else compared)


def _fill(tenant: Tenant, user: User) -> list[int]:
    """Templates over all categories with one default each, modules, and tickets on the person's desk."""
    chance = random.Random(4)
    with scope(tenant.pk):
        categories = list(Category.objects.filter(tenant=tenant).order_by("pk"))
        templates = ReplyTemplate.objects.bulk_create(
            ReplyTemplate(
                tenant=tenant,
                name=f"{_words(chance, 2)} {number}",
                sort_key=f"{number:05}",
                internal_name=f"template-{number}",
                kind=TemplateKind.REPLY,
            )
            for number in range(TEMPLATES)
        )
        signature = ReplyTemplate(
            tenant=tenant, name="Signature", sort_key="signature", internal_name="signature", is_default=True
        )
        signature.kind, signature.part = TemplateKind.INCLUDE, IncludePart.SIGNATURE
        signature.save()
        TemplateContent.objects.bulk_create(
            TemplateContent(tenant=tenant, template=template, language=language, html=BODY % _words(chance, 60))
            for template in [*templates, signature]
            for language in LANGUAGES
        )
        TemplateContent.objects.filter(template=signature).update(html="<p>${agent.name}<br>${tenant.name}</p>")
        TemplateAssignment.objects.bulk_create(
            TemplateAssignment(
                tenant=tenant,
                template=template,
                category=categories[number % len(categories)],
                kind=TemplateKind.REPLY,
                is_default=number < len(categories),
            )
            for number, template in enumerate(templates)
        )
        TextModule.objects.bulk_create(_module(tenant, number, chance) for number in range(MODULES))
        real = Ticket.objects.filter(tenant=tenant, state="queued", number__gte=10**9, number__lt=10**10)
        ids = list(real.order_by("pk").values_list("pk", flat=True)[:TICKETS])
        Ticket.objects.filter(pk__in=ids).update(state="assigned", owner=user, language="de")
        return list(Ticket.objects.filter(pk__in=ids).order_by("pk").values_list("number", flat=True))


def _module(tenant: Tenant, number: int, chance: random.Random) -> TextModule:
    name = f"{_words(chance, 2)} {number}"
    return TextModule(
        tenant=tenant,
        name=name,
        sort_key=sort_key_german(name),
        shortcut=f"k{number}" if number % 5 == 0 else "",
        shortcut_key=f"k{number}" if number % 5 == 0 else "",
        html=f"<p>{_words(chance, 60)}</p>",
        used=chance.randrange(500),
    )


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choice(WORDS) for _word in range(count))


def _suggestions(tenant: Tenant, user: User, numbers: list[int]) -> list[float]:
    times = []
    with scope(tenant.pk):
        tickets = Ticket.objects.select_related("tenant", "category", "customer").filter(number__in=numbers)
        for ticket in tickets:
            start = time.perf_counter()
            suggest_reply(ticket, author=user)
            times.append(time.perf_counter() - start)
    return times[WARM:]


def _replies(tenant: Tenant, user: User, numbers: list[int]) -> list[float]:
    client, times = _signed_in(user, tenant), []
    for number in numbers:
        start = time.perf_counter()
        answer = client.post(f"/desk/ticket/{number}/reply/", headers={"hx-request": "true"})
        times.append(time.perf_counter() - start)
        assert answer.status_code == 200, f"{number}: {answer.status_code}"
    with scope(tenant.pk):
        assert Draft.objects.filter(author=user).exclude(template=None).count() == len(numbers), "no template was taken"
    return times[WARM:]


def _searches(tenant: Tenant) -> list[float]:
    times = []
    with scope(tenant.pk):
        category = Category.objects.filter(tenant=tenant).order_by("pk").first()
        assert category
        for place in range(WARM + 120):
            start = time.perf_counter()
            search_modules(ASKED[place % len(ASKED)], tenant_id=tenant.pk, category_id=category.pk, language="de")
            times.append(time.perf_counter() - start)
    return times[WARM:]


def _asked(tenant: Tenant, user: User, number: int) -> list[float]:
    client, times = _signed_in(user, tenant), []
    with scope(tenant.pk):
        draft = Draft.objects.get(ticket__number=number, author=user)
    for place in range(WARM + 120):
        start = time.perf_counter()
        answer = client.get(
            f"/desk/draft/{draft.pk}/modules/", {"q": ASKED[place % len(ASKED)]}, headers={"hx-request": "true"}
        )
        times.append(time.perf_counter() - start)
        assert answer.status_code == 200
    return times[WARM:]


def _signed_in(user: User, tenant: Tenant) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    session = client.session
    session["tenants"] = [tenant.pk]
    session.save()
    return client


def _bare_select(tenant: Tenant) -> float:
    times = []
    with scope(tenant.pk):
        ids = list(Message.objects.filter(tenant=tenant).order_by("pk").values_list("pk", flat=True)[:60])
        for message_id in ids:
            start = time.perf_counter()
            Message.objects.get(pk=message_id)
            times.append(time.perf_counter() - start)
    return percentile(times, 0.5)
