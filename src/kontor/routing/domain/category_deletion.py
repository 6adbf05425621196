"""A category is deleted: here, because only from here can be seen what lies in it and who falls back on it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontor.audit.domain.recording import record_change
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.domain.categories import save_version
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.models import AccountFallback
from kontor.tickets.models import Ticket


@transaction.atomic(savepoint=False)
def delete_category(category: Category, *, by: User | None) -> None:
    """Delete it logically: it can be chosen no more, its rules rest, its closed tickets keep it.

    Refused while open tickets lie in it, its own or lent ones, and while it is an account's fallback.
    """
    category = Category.objects.select_for_update(of=("self",)).get(pk=category.pk)
    if category.deleted_at is not None:
        return
    _require_empty(category)
    _require_no_fallback(category)
    category.deleted_at = clock.now()
    save_version(category, "deleted_at")
    record_change("deleted", category, by=by, tenant_id=category.tenant_id)


def _require_empty(category: Category) -> None:
    count = Ticket.objects.open().filter(Q(category=category) | Q(lent_category=category)).count()
    if count:
        raise Refused(
            ngettext(
                "%(count)s open ticket lies in the category “%(name)s”. Move or close it first.",
                "%(count)s open tickets lie in the category “%(name)s”. Move or close them first.",
                count,
            )
            % {"count": count, "name": category.name}
        )


def _require_no_fallback(category: Category) -> None:
    rows = AccountFallback.objects.filter(category=category, account__deleted_at=None)
    fallback = rows.select_related("account").first()
    if fallback:
        raise Refused(
            _("“%(name)s” is the fallback category of the account “%(account)s”. Choose another for it first.")
            % {"name": category.name, "account": fallback.account.name}
        )
