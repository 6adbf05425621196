"""A telephone system that two tenants share, as an administrator sets it up: the real Asterisk of the tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kontor.calls.domain.links import Links
from kontor.calls.enums import CallState, LinkState
from kontor.calls.models import Call, CallParty, PhoneLink, PhoneSystem
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls
from tests.factories.telephony import make_asterisk, make_phone, make_telephony
from tests.servers.telephony.asterisk import ALPS, NORTH, USER, Asterisk
from tests.support.jobs import run_jobs
from tests.support.processes import until
from tests.support.scoping import everywhere


@dataclass
class Telephony:
    """``system`` in Kontor is ``asterisk`` in the test."""

    asterisk: Asterisk
    system: PhoneSystem

    def calls(self) -> list[Call]:
        with everywhere():
            return list(Call.objects.order_by("id").select_related("tenant", "customer", "ticket"))

    def call(self) -> Call:
        """The only one."""
        (call,) = self.calls()
        return call

    def parties(self) -> list[tuple[str, str]]:
        with everywhere():
            return list(CallParty.objects.order_by("id").values_list("extension", "state"))

    def until_state(self, state: CallState, *, count: int = 1) -> None:
        """Until there are so many calls, all in this state."""
        until(
            lambda: [call.state for call in self.calls()] == [state] * count,
            f"{count} calls {state}: {[(call.direction, call.state, call.failure_kind) for call in self.calls()]}",
            seconds=60,
        )

    def until_link(self, state: LinkState) -> PhoneLink:
        until(lambda: self.link().state == state, f"line {state}: {self.link().__dict__}")
        return self.link()

    def link(self) -> PhoneLink:
        return PhoneLink.objects.filter(system=self.system).first() or PhoneLink(system=self.system)

    def until_bridged(self) -> None:
        """Until both sides of a call hear each other."""
        until(lambda: " 2 " in self.asterisk.cli("bridge show all"), "both hear each other")

    def tell(self, order: Callable[[], object]) -> None:
        """Give an order as a request does, and let the job of it run."""
        with everywhere():
            order()
        run_jobs()


def set_up(asterisk: Asterisk, north: Tenant, alps: Tenant, phones: dict[str, User]) -> Telephony:
    """Trunk and prefix of each tenant, and who sits at which extension. Call integration is on."""
    connect_calls()
    system = make_asterisk(link=None, host=asterisk.host, port=asterisk.port, username=USER, secret=asterisk.secret)
    make_telephony(north, system, prefix="71", trunk="north", number=NORTH)
    make_telephony(alps, system, prefix="72", trunk="alps", number=ALPS)
    for extension, user in phones.items():
        make_phone(user, system, extension)
    return Telephony(asterisk, system)


@contextmanager
def line_held() -> Iterator[Links]:
    """The lines are held by this process, as a worker does."""
    links = Links(threading.Event())
    links.start()
    try:
        yield links
    finally:
        links.stop.set()
        links.stop_all()
        links.join(10)
