"""Contacts that somebody enters, and the list narrowed to a tenant."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

from django.http import HttpResponse
from django.urls import reverse

from kontor.customers.models import Address, Customer
from kontor.org.models import SystemGroup
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from tests.factories.customers import make_customer
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]
NEW, LIST = reverse("desk:contacts:new"), reverse("desk:contacts:list")


def _made(name: str) -> list[tuple[Tenant, str, str, list[str]]]:
    with everywhere():
        rows = Customer.objects.filter(name=name).select_related("tenant")
        return [(row.tenant, row.number, row.language, _values(row)) for row in rows]


def _values(customer: Customer) -> list[str]:
    return list(Address.objects.filter(customer=customer).order_by("kind").values_list("value", flat=True))


def _errors(response: HttpResponse) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def test_a_contact_is_entered_with_what_is_known_of_it(anna: User, nordlicht: Tenant, client_for: ClientFor) -> None:
    values = {"name": " Nora  Neu ", "email": "nora@post.example", "phone": "040 555010", "number": "K-7"}

    done = client_for(anna, nordlicht).post(NEW, {**values, "language": "de"})

    assert _made("Nora Neu") == [(nordlicht, "K-7", "de", ["nora@post.example", "040 555010"])]
    with everywhere():
        made = Customer.objects.get(name="Nora Neu")
    assert done["Location"] == reverse("desk:contacts:show", args=[made.pk])
    assert made.sort_key == "nora neu"


def test_a_name_is_enough(anna: User, nordlicht: Tenant, client_for: ClientFor) -> None:
    client_for(anna, nordlicht).post(NEW, {"name": "Nora Neu"})

    assert _made("Nora Neu") == [(nordlicht, "", "", [])]


def test_what_cannot_be_entered_is_said_at_its_field(anna: User, nordlicht: Tenant, client_for: ClientFor) -> None:
    browser = client_for(anna, nordlicht)

    refused = browser.post(NEW, {"name": "", "email": "nora", "phone": "keine"})

    assert refused.status_code == 422
    assert sorted(_errors(refused)) == ["email", "name", "phone"]
    assert 'value="nora"' in refused.content.decode()


def test_whose_the_address_or_number_is_already_is_said_and_leads_there(
    anna: User, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    called = browser.post(NEW, {"name": "Kai Kunde", "phone": "040 555010"})["Location"]

    for known, place in (
        ({"email": "KAETHE@post.example"}, reverse("desk:contacts:show", args=[customer.pk])),
        ({"phone": "+49 40 55-50-10"}, called),
    ):
        page = browser.post(NEW, {"name": "Nora Neu", **known})

        assert (page.status_code, _made("Nora Neu")) == (422, [])
        assert "This contact has the address already:" in page.content.decode()
        assert place in page.content.decode()


def test_of_another_tenant_nothing_is_known(
    carla: User, customer: Customer, alpina: Tenant, client_for: ClientFor
) -> None:
    client_for(carla, alpina).post(NEW, {"name": "Nora Neu", "email": "kaethe@post.example"})

    assert _made("Nora Neu") == [(alpina, "", "", ["kaethe@post.example"])]


def test_with_several_tenants_one_is_chosen(
    nordlicht: Tenant, alpina: Tenant, client_of_both: Callable[..., Browser]
) -> None:
    browser = client_of_both("desk.access", "contacts.read", "contacts.write")

    missing = browser.post(NEW, {"name": "Nora Neu"})
    begun = browser.get(LIST, {"q": "Nora Neu", "tenant": alpina.pk}).context["new_url"]
    browser.post(NEW, {"name": "Nora Neu", "tenant": alpina.pk})

    assert browser.get(begun).context["form"]["tenant"].value() == str(alpina.pk)
    assert _errors(missing) == {"tenant": ["Choose a tenant."]}
    assert [made[0] for made in _made("Nora Neu")] == [alpina]


def test_it_is_made_only_where_one_may(
    nordlicht: Tenant, alpina: Tenant, client_of_both: Callable[..., Browser]
) -> None:
    browser = client_of_both("desk.access", "contacts.read")

    browser.post(NEW, {"name": "Nora Neu", "tenant": alpina.pk})

    assert [made[0] for made in _made("Nora Neu")] == [nordlicht]


def test_without_the_right_nothing_is_offered_or_entered(
    anna: User, agent_role: Role, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    offered = NEW in browser.get(LIST).content.decode()
    with everywhere():
        agent_role.permissions = [right for right in agent_role.permissions if right != "contacts.write"]
        agent_role.save(update_fields=["permissions"])

    assert [offered, NEW in browser.get(LIST).content.decode()] == [True, False]
    assert [browser.get(NEW).status_code, browser.post(NEW, {"name": "Nora Neu"}).status_code] == [403, 403]
    assert _made("Nora Neu") == []


def test_what_was_looked_for_in_vain_is_what_it_begins_with(
    anna: User, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    begun = []
    for words in ("Nora Neu", "Hotel 4 Linden", "nora@post.example", "+49 (40) 55-5010"):
        page = browser.get(LIST, {"q": words})
        address = unescape(page.content.decode().split('empty__actions"><a class="button button--primary" href="')[1])
        form = browser.get(address.split('"')[0]).context["form"]
        begun.append([form[name].value() for name in ("name", "email", "phone")])

    assert begun == [
        ["Nora Neu", "", ""],
        ["Hotel 4 Linden", "", ""],
        ["", "nora@post.example", ""],
        ["", "", "+49 (40) 55-5010"],
    ]


def test_the_list_is_narrowed_to_a_tenant(
    nordlicht: Tenant, alpina: Tenant, client_of_both: Callable[..., Browser]
) -> None:
    for tenant in (nordlicht, alpina):
        make_customer(tenant, f"Kai {tenant.code}", email="kai@post.example")
    browser = client_of_both("desk.access", "contacts.read")

    found = [
        [row.name for row in browser.get(LIST, {"q": "kai", "tenant": chosen}).context["customers"]]
        for chosen in ("", nordlicht.pk, alpina.pk, "x")
    ]

    both = sorted(f"Kai {tenant.code}" for tenant in (nordlicht, alpina))
    assert [sorted(names) for names in found] == [both, [f"Kai {nordlicht.code}"], [f"Kai {alpina.code}"], both]


def test_it_is_narrowed_only_to_what_one_may_read(
    nordlicht: Tenant, alpina: Tenant, client_of_both: Callable[..., Browser]
) -> None:
    make_customer(alpina, "Kai Kunde", email="kai@post.example")

    page = client_of_both("desk.access").get(LIST, {"q": "kai", "tenant": alpina.pk})

    assert list(page.context["customers"]) == []
    assert 'name="tenant"' not in page.content.decode()


def test_the_command_leads_whom_the_page_takes(
    nordlicht: Tenant, nordlicht_system: SystemGroup, client_for: ClientFor
) -> None:
    """Who may write contacts and not see them could not look at what was entered."""
    seen = {}
    for rights in (("contacts.read", "contacts.write"), ("contacts.write",)):
        person = make_user()
        make_grant(person, make_role(permissions=["desk.access", "tickets.read", *rights]), nordlicht_system)
        browser = client_for(person, nordlicht)
        seen[rights] = (f'href="{NEW}"' in browser.get("/desk/inbox/").content.decode(), browser.get(NEW).status_code)

    assert list(seen.values()) == [(True, 200), (False, 403)]
