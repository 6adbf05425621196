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
def set_fallback(
    account: MailAccount, category: Category | None, *, by: User | None, seen: int | None = None
) -> AccountFallback | None:
    """Mail of the account that no rule claims goes into this category; None takes the fallback away.

    A tenant's account falls back on a category of the tenant. For a general account it may be any tenant's, and fixes
    the tenant of such mail; that is decided in the scope of the whole installation only.

    ``seen`` is the id of the fallback category one had in front of one, 0 when there was none; refused when it is
    another by now. None: nothing was seen.
    """
    _require_right_place(account, category)
    MailAccount.objects.select_for_update(of=("self",), no_key=True).get(pk=account.pk)  # there may be no row to lock
    row = AccountFallback.objects.select_for_update(of=("self",)).filter(account=account).first()
    old = Category.objects.filter(pk=row.category_id).first() if row else None
    if old and category and old.pk == category.pk:
        return row
    if seen is not None:
        _require_as_seen(account, old, category, seen)
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


def _require_as_seen(account: MailAccount, old: Category | None, wanted: Category | None, seen: int) -> None:
    """A deleted category counts as none, as it does for arriving mail."""
    now = old if old and old.deleted_at is None else None
    if (now.pk if now else 0) == seen or now == wanted:
        return
    if now is None:
        sentence = _(
            "Somebody else has taken away the fallback category of %(account)s in the meantime. "
            "Nothing was overwritten."
        )
        raise Refused(sentence % {"account": account.address})
    sentence = _(
        "Somebody else has changed the fallback category of %(account)s in the meantime: it is now “%(name)s”. "
        "Nothing was overwritten."
    )
    raise Refused(sentence % {"account": account.address, "name": now.name})


def _require_right_place(account: MailAccount, category: Category | None) -> None:
    if account.is_general and scope.INSTALLATION not in scope.current():
        raise Refused(
            _("Only administrators of the installation choose the fallback category of a general account."),
            about="fallback",
        )
    if category is None:
        return
    if not category_stays(category.pk):
        raise Refused(_("The category “%(name)s” is deleted.") % {"name": category.name}, about="fallback")
    if not account.is_general and category.tenant_id != account.tenant_id:
        raise Refused(
            _("The category “%(name)s” belongs to another tenant than the account.") % {"name": category.name},
            about="fallback",
        )
