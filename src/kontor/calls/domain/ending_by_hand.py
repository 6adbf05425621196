"""A call of which the telephone system never told the end: a person who was in it, or who answers for them, says that
it is over."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kontor.audit.domain.recording import record_change
from kontor.calls.domain.events import receive
from kontor.calls.domain.placing import SAY_OVER, abilities, extension_of
from kontor.calls.enums import Connector
from kontor.calls.models import Call
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.tenants.scope import INSTALLATION, scope

END = "kontor.calls.tasks.end_by_hand"


def say_over(call: Call, user: User) -> None:
    """The call has ended, nobody knows why; a worker writes it down at once.

    Refused for who is not in the call, and where Kontor can hang up itself. If the telephone system should still tell
    of the end, the record becomes what it says.
    """
    if SAY_OVER not in abilities(call):
        raise Refused(_("This is not possible with the call any more."))
    if not extension_of(call, user) and user.pk != call.agent_id:
        raise Refused(_("You are not in this call."))
    _say(call, user)


def can_be_ended(call: Call) -> bool:
    """It goes on as far as is known, and its telephone system tells only what it likes: Kontor cannot hang up."""
    return bool(call.is_living) and call.system.connector != Connector.ASTERISK


@transaction.atomic(savepoint=False)
def end_for_others(call: Call, *, by: User) -> None:
    """The same for whoever may change the states of agents, in a call of anybody, also while it only rings. It is
    written to the audit log."""
    if not can_be_ended(call):
        raise Refused(_("This is not possible with the call any more."))
    label = f"{call.started_at:%Y-%m-%d %H:%M} UTC"
    record_change("call said to be over", call, by=by, tenant_id=call.tenant_id, label=label)
    _say(call, by)


def _say(call: Call, user: User) -> None:
    app.configure_task(END, queue="calls", priority=10).defer(
        tenant_id=call.tenant_id, call_id=call.pk, user_id=user.pk, asked_at=clock.now().timestamp()
    )


def end_by_hand(tenant_id: int, call_id: int, user_id: int, asked_at: float) -> None:
    """Write down what the person has said, as an event; not of a call that has ended meanwhile."""
    with scope(INSTALLATION, tenant_id):
        call = Call.objects.get(pk=call_id)
        name = User.objects.get(pk=user_id).name
    if not call.is_living:
        return
    end = CallEvent(
        call=call.key,
        kind=EventKind.ENDED,
        at=datetime.fromtimestamp(asked_at, UTC),
        direction=CallDirection(call.direction),
        identity=f"said by {user_id}",
        user=name,
    )
    receive(call.system_id, [end])
