"""Who may look through whose eyes, where, and with which rights."""

from __future__ import annotations

from kontor.audit.domain.recording import record_change
from kontor.audit.models import AuditEntry
from kontor.org.domain.access import load_access
from kontor.org.domain.eyes import Sight, begin_looking, looks_at, sight_of
from kontor.org.models import AgentGroup, Category, SupervisorGroup, SystemGroup
from kontor.people.domain.looks import end_looking
from kontor.people.domain.users import change_user
from kontor.people.models import Role, User
from kontor.people.permissions import AGENT, SUPERVISOR
from kontor.tenants.models import Tenant
from tests.factories.org import make_agent_group, make_category, make_grant, make_group_tree
from tests.factories.people import make_role, make_user
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

EYES = frozenset({"eyes.use"})


def sight(person: User, looker: User, *tenants: Tenant) -> Sight | None:
    ids = [tenant.pk for tenant in tenants]
    with in_scope(*tenants):
        return sight_of(person, load_access(looker, tuple(ids)), ids)


def test_without_the_right_nobody_looks(anna: User, sven: User, nordlicht: Tenant, billing: Category) -> None:
    assert sight(anna, sven, nordlicht) is None


def test_a_supervisor_with_the_right_sees_what_the_person_sees(
    anna: User, sven: User, nordlicht: Tenant, nordlicht_system: SystemGroup, billing: Category
) -> None:
    make_grant(sven, make_role("Blick", EYES), nordlicht_system)

    seen = sight(anna, sven, nordlicht)

    assert seen is not None
    assert seen.access.user_id == anna.pk
    assert seen.access.tenant_wide == {nordlicht.pk: AGENT}
    with in_scope(nordlicht):
        assert seen.access.member_category_ids == {billing.pk}


def test_the_person_s_other_tenant_stays_closed(
    bela: User, sven: User, nordlicht: Tenant, alpina: Tenant, nordlicht_system: SystemGroup, claims: Category
) -> None:
    make_grant(sven, make_role("Blick", EYES), nordlicht_system)

    seen = sight(bela, sven, nordlicht, alpina)

    assert seen is not None
    assert [tenant.id for tenant in seen.tenants] == [nordlicht.pk]


def test_the_right_to_look_in_one_tenant_opens_no_other(
    bela: User,
    sven: User,
    nordlicht: Tenant,
    alpina: Tenant,
    nordlicht_system: SystemGroup,
    alpina_system: SystemGroup,
    supervisor_role: Role,
    claims: Category,
) -> None:
    """Sven supervises the second tenant too, and reads all its categories."""
    make_grant(sven, make_role("Blick", EYES), nordlicht_system)
    make_grant(sven, supervisor_role, alpina_system)

    seen = sight(bela, sven, nordlicht, alpina)

    assert seen is not None
    assert [tenant.id for tenant in seen.tenants] == [nordlicht.pk]


def test_rights_one_has_not_oneself_are_not_lent(
    anna: User, nordlicht: Tenant, nordlicht_system: SystemGroup, billing: Category
) -> None:
    looker = make_user("Lena Lang", username="lena")
    make_grant(looker, make_role("Nur lesen", EYES | {"tickets.read", "desk.access"}), nordlicht_system)

    seen = sight(anna, looker, nordlicht)

    assert seen is not None
    assert seen.access.tenant_wide == {nordlicht.pk: frozenset({"tickets.read", "desk.access"})}
    with in_scope(nordlicht):
        assert seen.access.category_ids("tickets.answer") == frozenset()
        assert seen.access.category_ids("tickets.read") == {billing.pk}


def test_who_does_not_read_every_category_does_not_look(
    anna: User, nordlicht: Tenant, nordlicht_service: AgentGroup, nordlicht_supervisors: SupervisorGroup
) -> None:
    looker = make_user("Lena Lang", username="lena")
    make_grant(looker, make_role("Blick", EYES | SUPERVISOR), nordlicht_service)
    assert sight(anna, looker, nordlicht) is not None

    make_category(make_agent_group(nordlicht_supervisors, "Andere"), "Woanders")

    assert sight(anna, looker, nordlicht) is None


def test_an_administrator_is_looked_through_by_administrators_only(
    ada: User, sven: User, nordlicht: Tenant, nordlicht_system: SystemGroup, administrator_role: object
) -> None:
    make_grant(sven, make_role("Blick", EYES), nordlicht_system)
    other = make_user("Olga Ohm", username="olga")
    make_grant(other, administrator_role)  # type: ignore[arg-type]

    assert sight(ada, sven, nordlicht) is None
    assert sight(ada, other, nordlicht) is not None


def test_nobody_looks_through_their_own_eyes_or_those_of_who_is_switched_off(
    ada: User, anna: User, nordlicht: Tenant
) -> None:
    User.objects.filter(pk=anna.pk).update(active=False)
    anna.refresh_from_db()

    assert [sight(ada, ada, nordlicht), sight(anna, ada, nordlicht)] == [None, None]


def test_beginning_and_ending_are_written_down_in_the_tenant(
    ada: User, anna: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_group_tree(alpina)
    seen = sight(anna, ada, nordlicht)
    with in_scope(nordlicht):
        begin_looking(anna, seen, reason="  Schulung ", by=ada)
        end_looking(anna.pk, [nordlicht.pk], by=ada)

    with everywhere():
        rows = AuditEntry.objects.filter(kind="people.user", object_id=anna.pk, action__startswith="eyes")
        found = [(row.action, row.tenant_id, row.actor_id, row.reason) for row in rows.order_by("id")]
    assert found == [("eyes opened", nordlicht.pk, ada.pk, "Schulung"), ("eyes closed", nordlicht.pk, ada.pk, "")]


def test_the_person_learns_of_it_whatever_they_have_signed_in_for(
    ada: User, bela: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    seen = sight(bela, ada, alpina)
    with in_scope(alpina):
        begin_looking(bela, seen, reason="Schulung", by=ada)

    with in_scope(nordlicht):
        assert [(look.actor, look.reason) for look in looks_at(bela)] == [(ada, "Schulung")]


def test_other_changes_of_the_person_and_looks_at_others_are_no_looks_of_theirs(
    ada: User, anna: User, bela: User, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        begin_looking(bela, sight(bela, ada, nordlicht), reason="Schulung", by=ada)
    change_user(anna, {"location": "Kiel"}, version=1, by=ada)

    assert looks_at(anna) == []
    assert len(looks_at(bela)) == 1


def test_it_takes_a_reason(ada: User, anna: User, nordlicht: Tenant) -> None:
    seen = sight(anna, ada, nordlicht)

    with in_scope(nordlicht), refused(f"Say why you look through the eyes of {anna.name}."):
        begin_looking(anna, seen, reason=" ", by=ada)


def test_what_else_was_written_down_about_a_person_is_no_look(ada: User, anna: User, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        record_change("changed", anna, by=ada, tenant_id=nordlicht.pk, label=anna.name)

    assert looks_at(anna) == []
