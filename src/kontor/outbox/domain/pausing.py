"""An account that cannot be used waits as a whole, longer each time: its mails lose no attempts by that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from procrastinate.contrib.django import app

from kontor.channels.domain.troubles import end_trouble, failures_in_a_row, note_trouble, troubles_of
from kontor.channels.enums import Direction
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.models import AccountTrouble, MailAccount
from kontor.kernel import clock
from kontor.org.domain.persons import people_with
from kontor.outbox.domain.turns import FARTHEST, Queue, line_up
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, current, every_tenant, scope
from kontor.tickets.domain.notices import tell_people
from kontor.tickets.enums import NoticeKind

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15)]
"""How long an account waits after the first, second … failure in a row; then always as long as the last."""

ALARM_AT = 3
"""The failure in a row that is told: three minutes after the first, when a restart of the server has passed."""
LOOKS_AFTER = "accounts.read"
TRY_ANEW = "kontor.outbox.tasks.try_anew"


@dataclass(frozen=True)
class Standing:
    """What stands in the way of sending through an account, if anything, and until when it is left alone.

    What stood there before somebody corrected the account need not stand there any more.
    """

    trouble: AccountTrouble | None = None
    corrected_at: datetime | None = None

    @property
    def until(self) -> datetime | None:
        if self.trouble is None:
            return None
        return self.trouble.last_at + PAUSES[min(self.trouble.count, len(PAUSES)) - 1]

    @property
    def paused(self) -> bool:
        """Not by a failure that was noted while the clock was wrong, and lies ahead."""
        if self.trouble and self.corrected_at and self.trouble.last_at < self.corrected_at <= clock.now():
            return False
        return self.until is not None and clock.now() < self.until <= clock.now() + FARTHEST


def standing_of(account: MailAccount) -> Standing:
    """In the scope of a tenant that may use the account; that of a general one is looked up as the installation."""
    going_on = troubles_of(account, Direction.OUT).filter(ended_at=None)
    if account.owner in current():
        return Standing(going_on.first(), account.corrected_at)
    with scope(account.owner):
        return Standing(going_on.first(), account.corrected_at)


def account_failed(account: MailAccount, failure: ConnectionFailed) -> datetime | None:
    """The account's page tells it; until the time that is returned nothing is tried.

    One that was corrected while it was used is tried again at once: nothing is known of it yet.
    """
    with scope(account.owner):
        rows = MailAccount.objects.filter(pk=account.pk)
        if account.corrected_at != rows.values_list("corrected_at", flat=True).get():
            return clock.now()
        standing = Standing(note_trouble(account, failure, direction=Direction.OUT))
        failures = failures_in_a_row(account, Direction.OUT)
    if failures == ALARM_AT and failure.kind == Kind.SENDER:
        _tell(account, "sender_refused", answer=failure.values["detail"])
    elif failures == ALARM_AT:
        _tell(account, "sending_fails")
    return standing.until


def account_works(account: MailAccount, standing: Standing) -> None:
    """Something went out through it just now."""
    with scope(account.owner):
        failures = failures_in_a_row(account, Direction.OUT) if standing.trouble else 0
        if standing.trouble:
            end_trouble(account, Direction.OUT)
        MailAccount.objects.filter(pk=account.pk).update(last_sent_at=clock.now())
    if failures >= ALARM_AT:
        _tell(account, "sending_works")


def send_anew(account: MailAccount) -> None:
    """Somebody has corrected the account: what waits for it is tried at once, by a job."""
    app.configure_task(TRY_ANEW, queue="mail").defer(tenant_id=account.owner, account_id=account.pk)


def try_anew(tenant_id: int, account_id: int) -> None:
    """The job of ``send_anew``: the queues of the account, of a general one those of all tenants, get their turn now.

    Mails that were put off one by one are tried as well; what has not been tried yet waits as it did.
    """
    now = clock.now()
    with scope(tenant_id):
        MailAccount.objects.filter(pk=account_id).update(corrected_at=now)
    for each in [tenant_id] if tenant_id else every_tenant():
        with scope(each):
            mails = OutgoingMail.objects.filter(tenant_id=each, account_id=account_id, state=DeliveryState.QUEUED)
            mails.filter(attempts__gt=0, next_attempt_at__gt=now).update(next_attempt_at=now)
            if mails.filter(next_attempt_at__lte=now).exists():
                line_up(Queue(each, account_id), sooner=True)


def _tell(account: MailAccount, sentence: str, **more: object) -> None:
    """Those who look after the account hear of it; of a general one in every tenant that they may have chosen."""
    tenant_id = account.tenant_id
    with scope(INSTALLATION, *([tenant_id] if tenant_id else every_tenant())):
        tenants = [tenant_id] if tenant_id else list(Tenant.objects.working().values_list("id", flat=True))
        own = list(people_with(LOOKS_AFTER, tenant_id=tenant_id)) if tenant_id else []
        people = [person.pk for person in own or people_with(LOOKS_AFTER, tenant_id=None)]
        about = {"account": account.address, "account_id": account.pk, "general": account.is_general, **more}
        tell_people(people, NoticeKind.ACCOUNT_FAILING, tenants=tenants, sentence=sentence, **about)
