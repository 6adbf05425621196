"""What is written with is the tenant's own where the rows of two are in the scope."""

from __future__ import annotations

from datetime import timedelta

from kontor.answers.domain.budgets import prune_budgets
from kontor.answers.domain.draft_files import attachable_file, library_picture, offered_library_files
from kontor.answers.domain.recipients import marked_recipients
from kontor.answers.domain.review_rules import rules_for
from kontor.answers.domain.voice import BORROWED_TEMPLATE, Voice, template_of
from kontor.answers.enums import BudgetKind, ReviewPurpose
from kontor.answers.models import AutomaticBudget, Draft, ReviewRule
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import FilePurpose
from kontor.tickets.models import Ticket
from tests.factories.channels import make_account, make_no_reply_address
from tests.factories.customers import make_customer
from tests.factories.texts import make_library_file, make_template
from tests.support.scoping import in_scope


def test_files_of_the_library(nordlicht: Tenant, alpina: Tenant) -> None:
    file, picture = (
        make_library_file(alpina, purpose=purpose) for purpose in (FilePurpose.ATTACHMENT, FilePurpose.PICTURE)
    )
    with in_scope(nordlicht, alpina):
        assert [attachable_file(tenant.pk, file.pk) for tenant in (nordlicht, alpina)] == [None, file]
        assert [library_picture(tenant.pk, picture.pk) for tenant in (nordlicht, alpina)] == [None, picture]
        assert [list(offered_library_files(tenant.pk)) for tenant in (nordlicht, alpina)] == [[], [file]]


def test_whom_another_tenant_knows_is_new(nordlicht: Tenant, alpina: Tenant, ticket: Ticket) -> None:
    """A customer of theirs, their mailbox, their address that is not answered: each is a stranger here."""
    make_customer(alpina, email="jana@there.example")
    make_account(alpina, "service@there.example")
    make_no_reply_address(alpina, "no-reply@there.example")
    pairs = [("", f"{name}@there.example") for name in ("jana", "service", "no-reply")]
    with in_scope(nordlicht, alpina):
        found = marked_recipients(pairs, tenant_id=nordlicht.pk, customer_id=ticket.customer_id, ticket_id=ticket.pk)

    assert [(one.is_new, one.is_outside) for one in found] == [(True, True)] * 3


def test_rules_of_reviews(alpina: Tenant, ticket: Ticket, anna: User) -> None:
    with in_scope(ticket.tenant_id, alpina):
        ReviewRule.objects.create(tenant=alpina, purpose=ReviewPurpose.RELEASE)

        assert rules_for(ReviewPurpose.RELEASE, ticket, author=anna) == []


def test_budgets_that_are_over(nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(nordlicht, alpina):
        for tenant in (nordlicht, alpina):
            long_ago = clock.now() - timedelta(days=900)
            AutomaticBudget.objects.create(tenant=tenant, kind=BudgetKind.TENANT, key="", used=1, until=long_ago)

        assert prune_budgets(nordlicht.pk) == 1
        assert AutomaticBudget.objects.get().tenant_id == alpina.pk


def test_templates_of_whoever_speaks(nordlicht: Tenant, alpina: Tenant, claims: Category) -> None:
    """For a ticket that was lent to them."""
    templates = [make_template(tenant) for tenant in (nordlicht, alpina)]
    drafts = [Draft(tenant=nordlicht, options={BORROWED_TEMPLATE: template.pk}) for template in templates]
    with in_scope(nordlicht, alpina):
        assert [template_of(draft, Voice(alpina, claims)) for draft in drafts] == [None, templates[1]]
