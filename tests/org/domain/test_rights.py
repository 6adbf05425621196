"""Which right counts where: asked of what was loaded, without a door around it."""

from __future__ import annotations

from django.db.models import Model

from kontor.kernel import clock
from kontor.org.domain.access import Access, load_access
from kontor.org.models import AgentGroup, Category, GroupCategory, SupervisorGroup, SystemGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION
from tests.factories.org import make_agent_group, make_category, make_grant, make_main_category, make_member
from tests.factories.people import make_role, make_user
from tests.support.scoping import in_scope


def loaded(user: User, *tenants: Tenant) -> Access:
    """With its categories read, so that it can be asked outside the scope."""
    with in_scope(INSTALLATION, *tenants):
        access = load_access(user, tuple(tenant.pk for tenant in tenants))
        access.category_ids("tickets.read")
    return access


def delete(row: Model, tenant: Tenant) -> None:
    with in_scope(tenant):
        type(row)._default_manager.filter(pk=row.pk).update(deleted_at=clock.now())


def somebody(*rights: str, on: AgentGroup | SupervisorGroup | SystemGroup | None) -> User:
    person = make_user("Lena Lang", username="lena")
    make_grant(person, make_role(permissions=frozenset(rights)), on)
    return person


def test_a_right_of_the_installation_counts_there_and_in_the_tenants_of_the_scope(
    nordlicht: Tenant, alpina: Tenant, billing: Category
) -> None:
    access = loaded(somebody("tickets.read", on=None), nordlicht)

    assert access.may("tickets.read")
    assert access.may("tickets.read", tenant_id=nordlicht.pk)
    assert access.may("tickets.read", tenant_id=INSTALLATION)
    assert not access.may("tickets.read", tenant_id=alpina.pk)
    assert not access.may("tickets.take")
    assert not access.may("tickets.take", tenant_id=nordlicht.pk)
    assert access.category_ids("tickets.read") == {billing.pk}
    assert access.category_ids("tickets.take") == set()


def test_a_right_on_a_group_counts_in_its_tenant_and_its_categories_alone(
    nordlicht: Tenant,
    alpina: Tenant,
    nordlicht_supervisors: SupervisorGroup,
    nordlicht_service: AgentGroup,
    billing: Category,
) -> None:
    other = make_category(make_agent_group(nordlicht_supervisors))
    access = loaded(somebody("tickets.read", on=nordlicht_service), nordlicht, alpina)

    assert access.may("tickets.read", tenant_id=nordlicht.pk)
    assert not access.may("tickets.read", tenant_id=alpina.pk)
    assert not access.may("tickets.read", tenant_id=INSTALLATION)
    assert not access.may("tickets.read")
    assert access.may("tickets.read", category_id=billing.pk)
    assert not access.may("tickets.read", category_id=other.pk)
    assert not access.may("tickets.read", tenant_id=nordlicht.pk, category_id=other.pk)
    assert access.tenants_with("tickets.read") == (nordlicht.pk,)


def test_the_tenants_with_a_right_are_those_of_the_scope(nordlicht: Tenant, alpina: Tenant) -> None:
    person = somebody("tickets.read", on=None)
    with in_scope(INSTALLATION, nordlicht, alpina):
        access = load_access(person, (INSTALLATION, nordlicht.pk))

    assert access.tenants_with("tickets.read") == (nordlicht.pk,)
    assert access.tenants_with("tickets.take") == ()


def test_a_right_is_given_somewhere(nordlicht: Tenant, nordlicht_service: AgentGroup) -> None:
    on_group = loaded(somebody("tickets.read", on=nordlicht_service), nordlicht)
    of_all = make_user("Ute Unna", username="ute")
    make_grant(of_all, make_role(permissions=frozenset({"users.read"})))

    assert [on_group.may_anywhere(right) for right in ("tickets.read", "users.read")] == [True, False]
    assert [loaded(of_all, nordlicht).may_anywhere(right) for right in ("tickets.read", "users.read")] == [False, True]


def test_a_deleted_category_stays_readable_and_nothing_more(
    nordlicht: Tenant, nordlicht_service: AgentGroup, billing: Category
) -> None:
    gone = make_category(nordlicht_service)
    delete(gone, nordlicht)
    person = somebody("tickets.read", "tickets.take", on=nordlicht_service)
    make_member(person, nordlicht_service)

    access = loaded(person, nordlicht)

    assert access.category_ids("tickets.read") == {billing.pk, gone.pk}
    assert access.category_ids("tickets.take") == {billing.pk}
    assert access.member_category_ids == {billing.pk}
    assert [facts.id for facts in access.categories("tickets.read")] == [billing.pk]


def test_whoever_reads_a_tenant_reads_each_of_its_categories_deleted_ones_too(
    nordlicht: Tenant, alpina: Tenant, nordlicht_service: AgentGroup, billing: Category, claims: Category
) -> None:
    person = somebody("tickets.read", on=nordlicht_service)
    before = loaded(person, nordlicht, alpina)
    orphan = make_category(nordlicht_service)
    with in_scope(nordlicht):
        GroupCategory.objects.filter(category=orphan).delete()
    delete(orphan, nordlicht)
    after = loaded(person, nordlicht, alpina)

    assert (before.reads(nordlicht.pk), before.reads(alpina.pk)) == (True, False)
    assert after.reads(nordlicht.pk) is False


def test_member_and_right_are_two_things(
    nordlicht: Tenant, nordlicht_service: AgentGroup, nordlicht_supervisors: SupervisorGroup, billing: Category
) -> None:
    other = make_agent_group(nordlicht_supervisors)
    theirs = make_category(other)
    person = somebody("tickets.read", on=other)
    make_member(person, nordlicht_service)

    access = loaded(person, nordlicht)

    assert (access.member_category_ids, access.category_ids("tickets.read")) == ({billing.pk}, {theirs.pk})
    assert {pk: group.is_member for pk, group in access.groups.items()} == {nordlicht_service.pk: True, other.pk: False}
    assert {group.tenant_id for group in access.groups.values()} == {nordlicht.pk}


def test_categories_stand_by_tenant_main_category_and_name(
    nordlicht: Tenant, alpina: Tenant, nordlicht_service: AgentGroup, alpina_service: AgentGroup
) -> None:
    late, early = make_main_category(nordlicht, "Zuletzt"), make_main_category(nordlicht, "Anfangs")
    named = [("C", late), ("B", early), ("A", late)]
    for name, main in named:
        make_category(nordlicht_service, name, main_category=main)
    make_category(alpina_service, "0")

    facts = loaded(somebody("tickets.read", on=None), nordlicht, alpina).categories("tickets.read")

    shown = [(one.tenant_id, one.main, one.name) for one in facts]
    ours = [(nordlicht.pk, "Anfangs", "B"), (nordlicht.pk, "Zuletzt", "A"), (nordlicht.pk, "Zuletzt", "C")]
    assert shown == sorted([*ours, (alpina.pk, "", "0")], key=lambda one: one[0])
