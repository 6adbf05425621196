"""An account that fails is an alarm to those who look after it: in the app, and by mail through one that works.

Once per trouble; when it works again, that is said in the app.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from logging import getLogger
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kontor.channels.domain.troubles import troubles_of
from kontor.channels.enums import Direction
from kontor.channels.errors import DeliveryFailed
from kontor.channels.models import AccountTrouble, MailAccount
from kontor.kernel import clock
from kontor.org.domain.persons import people_with
from kontor.outbox.domain.system_mail import send_system_mail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope
from kontor.tickets.domain.notices import tell_people
from kontor.tickets.enums import NoticeKind

log = getLogger("kontor.intake")

MAIL = "kontor.intake.tasks.send_alarm"
AFTER = timedelta(minutes=2)
"""A restart of the server passes in this time. With the minute between two looks it stays below five."""
NEEDED = "accounts.read"


def look_for_alarms() -> None:
    """Raise the alarm for accounts that have failed for a while, and end it for those that work again."""
    since = clock.now() - AFTER
    with scope(INSTALLATION, *every_tenant()):
        rows = _with_troubles(MailAccount.objects.fetching(), since)
        accounts = list(rows.filter(Q(failing_since__lte=since) | Q(fails_to_send=True) | Q(alarmed_at__isnull=False)))
    for account in accounts:
        fails = account.fails_to_send or (account.failing_since and account.failing_since <= since)
        if fails and account.alarmed_at is None:
            _raise(account)
        elif account.failing_since is None and not account.has_trouble_sending:
            _all_clear(account)


def send_alarm(tenant_id: int, account_id: int) -> None:
    """Tell those who look after the account by mail, each in their language. For a job: it talks to the network."""
    with scope(*_concerned(tenant_id)):
        account = MailAccount.objects.select_related("tenant").filter(pk=account_id).first()
        troubles = list(troubles_of(account).filter(ended_at=None)) if account else []
        if account is None or not troubles:
            return
        people = _caretakers(account)
        senders = _senders(account)
        usual = account.tenant.language if account.tenant else None
    for person in people:
        with translation.override(person.language or usual):
            _send(person, account, troubles, senders)


def _with_troubles(rows: QuerySet[MailAccount], since: datetime) -> QuerySet[Any]:
    """Reading tells by ``failing_since``; for sending, the trouble that is going on does."""
    sending = AccountTrouble.objects.filter(account=OuterRef("pk"), direction=Direction.OUT, ended_at=None)
    return rows.annotate(has_trouble_sending=Exists(sending), fails_to_send=Exists(sending.filter(began_at__lte=since)))


def _raise(account: MailAccount) -> None:
    """By compare-and-set, so that of several workers one does it."""
    with scope(*_concerned(account.owner)):
        if not MailAccount.objects.filter(pk=account.pk, alarmed_at=None).update(alarmed_at=clock.now()):
            return
        _notify(account, NoticeKind.ACCOUNT_FAILING)
        app.configure_task(MAIL, queue="mail").defer(tenant_id=account.owner, account_id=account.pk)


def _all_clear(account: MailAccount) -> None:
    with scope(*_concerned(account.owner)):
        if MailAccount.objects.filter(pk=account.pk, alarmed_at__isnull=False).update(alarmed_at=None):
            _notify(account, NoticeKind.ACCOUNT_WORKS)


def _notify(account: MailAccount, kind: NoticeKind) -> None:
    """For a general account in every tenant that its administrators may have chosen."""
    tenants = [account.tenant_id] if account.tenant_id else list(Tenant.objects.working().values_list("id", flat=True))
    people = [person.pk for person in _caretakers(account)]
    tell_people(
        people, kind, tenants=tenants, account=account.address, account_id=account.pk, general=account.is_general
    )


def _caretakers(account: MailAccount) -> list[User]:
    """Those who may look at the account in its tenant; for a general one, or if there are none, the installation's."""
    own = list(people_with(NEEDED, tenant_id=account.tenant_id)) if account.tenant_id else []
    return own or list(people_with(NEEDED, tenant_id=None))


def _concerned(owner: int) -> Sequence[int]:
    """The scope to tell people in: the tenant and the installation, or everything for a general account."""
    return (INSTALLATION, owner) if owner else (INSTALLATION, *every_tenant())


def _senders(account: MailAccount) -> list[MailAccount]:
    """The accounts that may carry the alarm: the tenant's others that work, then the general ones."""
    sending = AccountTrouble.objects.filter(account=OuterRef("pk"), direction=Direction.OUT, ended_at=None)
    rows = MailAccount.objects.living().filter(~Exists(sending), active=True, failing_since=None)
    rows = rows.filter(owner_key__in=[0, account.owner]).exclude(pk=account.pk).exclude(smtp_host="")
    return sorted(rows.order_by("pk"), key=lambda other: other.owner_key != account.owner)


def _send(person: User, account: MailAccount, troubles: list[AccountTrouble], senders: list[MailAccount]) -> None:
    subject = _("The mailbox %(account)s cannot be used") % {"account": account.address}
    text = _(
        "Hello %(name)s,\n\n"
        "Kontor cannot use the mailbox %(account)s. What stands in the way:\n\n"
        "%(error)s\n\n"
        "Mails stay on the server or in Kontor until it can be used again; nothing is lost. "
        "The page of the account says more: Administration, System, Incoming accounts."
    ) % {"name": person.name, "account": account.address, "error": "\n".join(each.sentence for each in troubles)}
    for sender in senders:
        try:
            send_system_mail(person.email, subject, text, through=sender)
        except DeliveryFailed as failure:
            log.warning("Account %s could not carry an alarm (answer %s).", sender.pk, failure.code)
        else:
            return
    log.error("No account could carry the alarm about account %s.", account.pk)
