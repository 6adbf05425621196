"""The category of an account's mail that no rule claims."""

from __future__ import annotations

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import record_change
from kontor.channels.models import MailAccount
from kontor.kernel.errors import Refused
from kontor.org.domain.categories import category_stays
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.rule_queries import incoming_accounts
from kontor.routing.models import AccountFallback
from kontor.tenants import scope


@transaction.atomic(savepoint=False)
def set_fallback(account: MailAccount, category: Category | None, *, by: User | None) -> AccountFallback | None:
    """Mail of the account that no rule claims goes into this category; None takes the fallback away.

    A tenant's account falls back on a category of the tenant. For a general account it may be any tenant's, and fixes
    the tenant of such mail; that is decided in the scope of the whole installation only.
    """
    _require_right_place(account, category)
    row = AccountFallback.objects.select_for_update(of=("self",)).filter(account=account).first()
    old = Category.objects.filter(pk=row.category_id).first() if row else None
    if old and category and old.pk == category.pk:
        return row
    if category is None:
        AccountFallback.objects.filter(account=account).delete()
        row = None
    else:
        values = {"category": category, "tenant_id": category.tenant_id, "account_owner": account.owner}
        row = AccountFallback.objects.update_or_create(account=account, defaults=values)[0]
    changes = {"fallback_category": [old.name if old else "", category.name if category else ""]}
    record_change("changed", account, by=by, tenant_id=account.tenant_id, changes=changes)
    return row


def accounts_with_fallback(tenant_ids: tuple[int, ...], *, general: bool) -> QuerySet[MailAccount]:
    """The living incoming accounts of these tenants, and the general ones if wanted, with ``fallback_id``."""
    rows = incoming_accounts(tenant_ids, general=general)
    fallback = AccountFallback.objects.filter(account=OuterRef("pk"), category__deleted_at=None)
    return rows.annotate(fallback_id=Subquery(fallback.values("category_id")))


def _require_right_place(account: MailAccount, category: Category | None) -> None:
    if account.is_general and scope.INSTALLATION not in scope.current():
        raise Refused(_("Only administrators of the installation choose the fallback category of a general account."))
    if category is None:
        return
    if not category_stays(category.pk):
        raise Refused(_("The category “%(name)s” is deleted.") % {"name": category.name})
    if not account.is_general and category.tenant_id != account.tenant_id:
        raise Refused(
            _("The category “%(name)s” belongs to another tenant than the account.") % {"name": category.name}
        )
