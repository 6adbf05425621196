"""The go-live test: asked for in a request, run step by step by workers, watched by a page, kept as protocol."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kontor.audit.domain.recording import record_change
from kontor.channels.domain.choice import resolve_sender
from kontor.channels.enums import AccountKind, Protocol
from kontor.channels.errors import ConnectionFailed, DeliveryFailed
from kontor.channels.models import MailAccount
from kontor.channels.trial_mark import REPLY, REQUEST, new_nonce
from kontor.intake.domain.fetching import start
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.readiness.domain.cleaning import clean_up
from kontor.readiness.domain.rehearsing import StepFailed, rehearse
from kontor.readiness.domain.telling import CHECKLIST, TRIAL, tell
from kontor.readiness.domain.trial_mails import (
    arrived,
    marked,
    send_to_mailbox,
    trial_subject,
    trial_text,
    write_mail,
)
from kontor.readiness.enums import StepState, TrialState
from kontor.readiness.models import Trial
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, scope

TASK = "kontor.readiness.tasks.go_on"
KEPT = 20
"""So many protocols a tenant."""
PAUSE = timedelta(seconds=1)
PATIENCE = timedelta(minutes=3)
"""How long a mail may take from server to server and into the ledger."""
GIVEN_UP_AFTER = timedelta(minutes=15)
STEPS: dict[str, Promise] = {
    "send": gettext_lazy("Send a test mail to the incoming account"),
    "fetch": gettext_lazy("Fetch it from the mailbox"),
    "category": gettext_lazy("Find its category"),
    "ticket": gettext_lazy("Open a ticket"),
    "reply": gettext_lazy("Suggest a reply"),
    "deliver": gettext_lazy("Deliver the reply to the test mailbox"),
    "arrive": gettext_lazy("Find the reply there"),
    "clean": gettext_lazy("Clean up"),
}


class _NotYet(Exception):
    """The step waits for something outside; the trial goes on later."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def accounts_to_try(tenant: Tenant) -> QuerySet[MailAccount]:
    """The incoming accounts whose mailbox is read: the tenant's own first, then the general ones."""
    rows = MailAccount.objects.fetching().filter(Q(tenant=tenant) | Q(tenant=None), kind=AccountKind.INCOMING)
    return rows.exclude(protocol=Protocol.FOLDER).order_by("-owner_key", "sort_key")


@transaction.atomic(savepoint=False)
def ask_for_trial(tenant: Tenant, account: MailAccount, *, language: str, by: User) -> Trial:
    """Have workers try the tenant's whole way of mail through this account, with the settings as they are saved.

    Refused while another test of the tenant runs, and when no account can send. Older protocols go. The administration
    log names who asked.
    """
    Tenant.objects.select_for_update(of=("self",)).get(pk=tenant.pk)
    if Trial.objects.filter(tenant=tenant, finished_at=None).exists():
        raise Refused(_("A go-live test of this tenant is running already. Wait until it is over."))
    resolve_sender(tenant.pk, incoming_id=account.pk)
    now = clock.now()
    trial = Trial.objects.create(
        tenant=tenant,
        account=account,
        account_owner=account.owner,
        address=account.address,
        by=by,
        language=language,
        nonce=new_nonce(),
        asked_at=now,
        touched_at=now,
    )
    old = list(Trial.objects.filter(tenant=tenant).values_list("pk", flat=True)[KEPT:])
    Trial.objects.filter(pk__in=old).delete()
    record_change(
        "go-live test begun", tenant, by=by, tenant_id=tenant.pk, changes={"account": [None, account.address]}
    )
    enqueue(trial)
    tell(tenant.pk, TRIAL)
    tell(tenant.pk, CHECKLIST)
    return trial


def enqueue(trial: Trial, *, later: bool = False) -> None:
    """One job a trial, however often it is asked for; two of one trial never run together."""
    at = clock.now() + PAUSE if later else None
    name = f"trial:{trial.pk}"
    job = app.configure_task(TASK, queue="channels", lock=name, queueing_lock=name, schedule_at=at)
    with suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(tenant_id=trial.tenant_id, trial_id=trial.pk)


def go_on(tenant_id: int, trial_id: int) -> bool:
    """Take the trial as far as it goes now; a job goes on with what waits. Short scopes, no network in them.

    May run twice, and after a worker was killed: a step that was not written down is done again, and the mails of both
    are removed. Returns whether the trial is over.
    """
    with scope(tenant_id, INSTALLATION):
        trial = Trial.objects.select_related("account", "by", "tenant").filter(pk=trial_id, finished_at=None).first()
        if trial is None:
            return True
        Trial.objects.filter(pk=trial_id, begun_at=None).update(begun_at=clock.now(), state=TrialState.RUNNING)
    with translation.override(trial.language or None):
        try:
            _run(trial)
        except _NotYet:
            with scope(tenant_id):
                enqueue(trial, later=True)
            return False
        except StepFailed as failed:
            _fail(trial, failed.key, str(failed))
        except (ConnectionFailed, DeliveryFailed, Refused) as failed:
            _fail(trial, _next_step(trial), str(failed))
    return True


def give_up(trial: Trial) -> None:
    """A trial that nobody has brought to an end in the time that the longest takes."""
    with translation.override(trial.language or None):
        _fail(trial, _next_step(trial), _("The test broke off. Check that a worker is running, then start it again."))


def _run(trial: Trial) -> None:
    account = trial.account
    sender = _sender(trial)
    if _is_open(trial, "send"):
        _begin(trial, "send")
        content = write_mail(REQUEST, account, trial.nonce, sender=sender, subject=trial_subject(), text=trial_text())
        send_to_mailbox(sender, account, content)
        sentence = _("“%(sender)s” has sent it to %(address)s.")
        _done(trial, "send", sentence % {"sender": sender.name, "address": account.address})
    if _is_open(trial, "deliver"):
        arrival_id = _wait_for(trial, "fetch", REQUEST)
        _answer(trial, arrival_id)
    if _is_open(trial, "arrive"):
        _wait_for(trial, "arrive", REPLY)
    _begin(trial, "clean")
    cleaned = clean_up(trial)
    if cleaned.again:
        raise _NotYet("clean")
    if not cleaned.all_gone:
        raise StepFailed("clean", cleaned.sentence)
    _done(trial, "clean", cleaned.sentence)
    _finish(trial, TrialState.PASSED)


def _sender(trial: Trial) -> MailAccount:
    """As whom an answer to a request from this account leaves."""
    with scope(trial.tenant_id):
        return resolve_sender(trial.tenant_id, incoming_id=trial.account_id).account


def _wait_for(trial: Trial, key: str, kind: str) -> int:
    """The id of the ledger's row of the mail; until it is there, its mailbox is read soon and the trial waits."""
    with scope(trial.account_owner):
        arrival = arrived(trial.account, kind, trial.nonce)
    if arrival is not None:
        if _is_open(trial, key):
            _done(trial, key, _("It came in and was known at once."))
        return arrival.pk
    if trial.steps.get(key, {}).get("state") != StepState.RUNNING:
        _begin(trial, key)
    elif clock.now() - _began(trial, key) > PATIENCE:
        raise StepFailed(key, _too_late(trial))
    start(trial.account_owner, trial.account_id)
    raise _NotYet(key)


def _too_late(trial: Trial) -> str:
    with scope(trial.account_owner):
        account = MailAccount.objects.get(pk=trial.account_id)
    if account.error:
        return account.error
    minutes = round(PATIENCE.total_seconds() / 60)
    return _("It did not come in within %(minutes)s minutes. Look into the mailbox and its spam folder.") % {
        "minutes": minutes
    }


def _answer(trial: Trial, arrival_id: int) -> None:
    """Filed and answered like a customer's mail, and taken back; only the answer goes out, to the test mailbox."""
    for key in ("category", "ticket", "reply"):
        _begin(trial, key)
    try:
        rehearsal = rehearse(trial, arrival_id)
    except StepFailed as failed:
        reached = list(STEPS)[: list(STEPS).index(failed.key)]
        for key in ("category", "ticket", "reply"):
            if key in reached:
                _done(trial, key, "")
        raise
    _done(trial, "category", _("It belongs in “%(category)s”.") % {"category": rehearsal.category})
    sentence = _("It would be ticket %(number)s; no agent sees it, and it is taken back.")
    _done(trial, "ticket", sentence % {"number": rehearsal.number})
    template = rehearsal.template
    sentence = _("Suggested by the template “%(template)s”.") if template else _("Greeting and signature, no template.")
    _done(trial, "reply", sentence % {"template": template} if template else sentence)
    _begin(trial, "deliver")
    send_to_mailbox(rehearsal.sender, trial.account, marked(rehearsal.content, REPLY, trial.account, trial.nonce))
    sentence = _("“%(sender)s” has sent it to %(address)s alone.")
    _done(trial, "deliver", sentence % {"sender": rehearsal.sender.name, "address": trial.address})


def _fail(trial: Trial, key: str, sentence: str) -> None:
    """What could not be cleaned up now is, by the sweep; the protocol says what that is and where."""
    keys = list(STEPS)
    _note(trial, key, StepState.FAILED, sentence)
    for other in keys[keys.index(key) + 1 : -1]:
        _note(trial, other, StepState.SKIPPED, _("Not tried, because an earlier step failed."))
    if key != "clean":
        cleaned = clean_up(trial)
        _note(trial, "clean", StepState.OK if cleaned.all_gone else StepState.SKIPPED, cleaned.sentence)
    _finish(trial, TrialState.FAILED)


def _next_step(trial: Trial) -> str:
    return next((key for key in STEPS if _is_open(trial, key)), "clean")


def _is_open(trial: Trial, key: str) -> bool:
    return trial.steps.get(key, {}).get("state") not in (StepState.OK, StepState.FAILED, StepState.SKIPPED)


def _began(trial: Trial, key: str) -> datetime:
    return datetime.fromisoformat(trial.steps[key]["at"])


def _begin(trial: Trial, key: str) -> None:
    _note(trial, key, StepState.RUNNING, "")


def _done(trial: Trial, key: str, sentence: str) -> None:
    _note(trial, key, StepState.OK, sentence)


def _note(trial: Trial, key: str, state: StepState, sentence: str) -> None:
    now = clock.now()
    trial.steps[key] = {"state": state.value, "sentence": sentence, "at": now.isoformat()}
    with scope(trial.tenant_id):
        Trial.objects.filter(pk=trial.pk, finished_at=None).update(steps=trial.steps, touched_at=now)
        tell(trial.tenant_id, TRIAL)


def _finish(trial: Trial, state: TrialState) -> None:
    with scope(trial.tenant_id):
        Trial.objects.filter(pk=trial.pk, finished_at=None).update(state=state, finished_at=clock.now())
        tell(trial.tenant_id, TRIAL)
        tell(trial.tenant_id, CHECKLIST)
