"""Calls: the telephone system and prefix the tenant dials with, what makes incoming calls its own, and a test call."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kontor.calls.domain.telephony import is_called, systems_for, telephony_of
from kontor.calls.enums import Connector, Outcome
from kontor.calls.models import Call
from kontor.calls.preferences import INTEGRATION
from kontor.readiness.domain.checks.lines import Facts, Line, Named, line
from kontor.readiness.enums import LineState, Topic


def calls(facts: Facts) -> Iterator[Line]:
    """Nothing while the installation has no call integration. A test call is asked for where Kontor can place one."""
    if not INTEGRATION.get(facts.system):
        return
    telephony = telephony_of(facts.tenant)
    yield _dials(has_system=telephony.system_id is not None, dialled=bool(telephony.prefix or telephony.postfix))
    yield _called(facts, telephony.system_id)
    if telephony.system and telephony.system.connector == Connector.ASTERISK:
        yield _test_call(facts)


def _dials(*, has_system: bool, dialled: bool) -> Line:
    if not has_system:
        sentence = _("No telephone system is chosen: the tenant places no calls.")
        return line("dials", Topic.CALLS, LineState.OPEN, sentence, place="dials")
    if not dialled:
        sentence = _("There is no prefix or postfix: the telephone system decides which number the called person sees.")
        return line("dials", Topic.CALLS, LineState.OPEN, sentence, place="prefix")
    return line("dials", Topic.CALLS, LineState.GREEN, _("Telephone system and prefix are chosen."))


def _called(facts: Facts, system_id: int | None) -> Line:
    """Numbers are entered at the telephone system the tenant has chosen, else at one that serves it."""
    if is_called(facts.tenant):
        return line("called", Topic.CALLS, LineState.GREEN, _("A number or a trunk is the tenant's."))
    sentence = _("No number and no trunk is the tenant's: calls that come in are not its calls.")
    serving = [system_id] if system_id else systems_for(facts.tenant).order_by("id").values_list("id", flat=True)[:1]
    rows = [Named(pk, "") for pk in serving]
    return line(
        "called", Topic.CALLS, LineState.OPEN, sentence, place="called" if rows else "new_phone_system", rows=rows
    )


def _test_call(facts: Facts) -> Line:
    calls = Call.objects.filter(tenant=facts.tenant, is_test=True, ended_at__isnull=False).order_by("-id")
    last = calls.only("id", "outcome", "ended_at").first()
    if last is None:
        sentence = _("No test call was placed yet.")
        return line("test_call", Topic.CALLS, LineState.OPEN, sentence, place="test_call")
    if last.outcome == Outcome.ANSWERED:
        return line("test_call", Topic.CALLS, LineState.GREEN, _("The last test call was answered."), at=last.ended_at)
    sentence = _("The last test call was not answered. Place another one.")
    return line("test_call", Topic.CALLS, LineState.WRONG, sentence, place="test_call", at=last.ended_at)
