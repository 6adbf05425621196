"""What hangs on a group's categories and stays with its tenant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.answers.domain.drafts import attach_file
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.kernel import clock
from kontor.org.domain.group_tenant import choose_tenant
from kontor.org.models import Category, SystemGroup
from kontor.people.models import User
from kontor.sla.domain.terms import terms_of
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.texts.models import ReplyTemplate, TemplateAssignment
from tests.factories.agreements import make_agreement
from tests.factories.reviews import make_automatic
from tests.factories.sla import choose, make_calendar, make_service_level
from tests.factories.texts import make_module, make_template
from tests.org.domain.test_group_tenant import settle
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

Furnish = Callable[[Category, Category], object]

STAYS = (
    "“Nordlicht” cannot change its tenant: its categories have what stays with “Nordlicht Energie”: “Gruß”. "
    "Take that away from them first."
)


def _template(ours: Category, _theirs: Category) -> None:
    make_template(ours.tenant, "Gruß", categories=(ours,))


def _module(ours: Category, _theirs: Category) -> None:
    make_module(ours.tenant, "Gruß", categories=(ours,))


def _automatic(ours: Category, _theirs: Category) -> None:
    make_automatic(ours, name="Gruß")


def _borrowed(ours: Category, theirs: Category) -> None:
    make_agreement(theirs.tenant, ours, name="Gruß")


@pytest.mark.usefixtures("bela")
@pytest.mark.parametrize("furnish", [_template, _module, _automatic, _borrowed])
def test_what_belongs_to_the_tenant_and_is_used_in_the_categories_is_said(
    billing: Category,
    claims: Category,
    nordlicht_system: SystemGroup,
    alpina: Tenant,
    ada: User,
    furnish: Furnish,
) -> None:
    with everywhere():
        ours, theirs = (Category.objects.select_related("tenant").get(pk=each.pk) for each in (billing, claims))
    furnish(ours, theirs)

    with refused(STAYS):
        choose_tenant(nordlicht_system, alpina, by=ada)


def test_a_deleted_template_keeps_no_group(
    billing: Category, nordlicht: Tenant, nordlicht_system: SystemGroup, alpina: Tenant, ada: User
) -> None:
    template = make_template(nordlicht, categories=(billing,))
    with in_scope(nordlicht):
        ReplyTemplate.objects.filter(pk=template.pk).update(deleted_at=clock.now())

    choose_tenant(nordlicht_system, alpina, by=ada)
    settle()

    with everywhere():
        assert not TemplateAssignment.objects.exists()


def test_what_is_being_written_with_a_deleted_template_is_kept(
    anna: User, billing: Category, nordlicht: Tenant, nordlicht_system: SystemGroup, alpina: Tenant, ada: User
) -> None:
    template = make_template(nordlicht)
    with in_scope(nordlicht):
        draft = Draft.objects.create(
            tenant=nordlicht,
            category=billing,
            author=anna,
            template=template,
            kind=DraftKind.NEW,
            changed_at=clock.now(),
        )
        ReplyTemplate.objects.filter(pk=template.pk).update(deleted_at=clock.now())

    choose_tenant(nordlicht_system, alpina, by=ada)
    settle()

    with in_scope(alpina):
        assert list(Draft.objects.values_list("pk", "template")) == [(draft.pk, None)]


def test_a_file_of_what_is_being_written_is_called_by_its_name(
    anna: User, billing: Category, nordlicht: Tenant, nordlicht_system: SystemGroup, alpina: Tenant, ada: User
) -> None:
    with in_scope(nordlicht):
        draft = Draft.objects.create(
            tenant=nordlicht, category=billing, author=anna, kind=DraftKind.NEW, changed_at=clock.now()
        )
        attach_file(draft, filename="Plan.txt", content_type="text/plain", content=b"Der Plan.", by=anna)

    with refused(STAYS.replace("Gruß", "Plan.txt")):
        choose_tenant(nordlicht_system, alpina, by=ada)


def test_what_a_category_had_chosen_of_the_old_tenant_it_inherits(
    billing: Category, nordlicht: Tenant, nordlicht_system: SystemGroup, alpina: Tenant, ada: User
) -> None:
    choose(billing, BUSINESS_HOURS, make_calendar(nordlicht))
    choose(billing, SERVICE_LEVEL, make_service_level(nordlicht))
    promised = make_service_level(alpina)
    choose(alpina, SERVICE_LEVEL, promised)

    choose_tenant(nordlicht_system, alpina, by=ada)
    settle()

    with in_scope(alpina):
        category = Category.objects.select_related("tenant").get(pk=billing.pk)
        assert category.preferences == {}
        assert terms_of(category.tenant, category).level == promised
