"""What a house keeps that hardly any page shows: what workers note down, and how things were before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from kontor.calls.models import PhoneSystem, TenantTelephony
from kontor.channels.models import MailAccount
from kontor.intake.enums import LeasePurpose
from kontor.intake.models import Claim, MailboxLease
from kontor.kernel import clock
from kontor.letters.models import PrintAlarm
from kontor.reports.models import Alarm, AlarmMute, BacklogSample
from kontor.routing.models import Learning
from kontor.sla.enums import PauseKind
from kontor.sla.models import BusinessCalendar, CalendarPast, ServiceLevel, ServiceLevelPast
from kontor.texts.models import LibraryFile, ReplyTemplate, TemplateFile
from kontor.tickets.models import Pause, Promise, PromiseTerms
from tests.factories.letters import make_letter_template
from tests.support.scoping import in_scope

if TYPE_CHECKING:
    from tests.flows.house import House

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


def fill_back_room(house: House) -> None:
    """Comes last: it needs what is in the other rooms."""
    _fill_mail(house)
    _fill_pasts(house)
    mark, tenant = house.mark, house.tenant
    with in_scope(tenant):
        TenantTelephony.objects.create(
            tenant=tenant, system=PhoneSystem.objects.get(pk=house.places["system_id"]), prefix="9"
        )
        alarm = Alarm.objects.get(pk=house.places["alarm_id"])
        AlarmMute.objects.create(tenant=tenant, alarm=alarm, user=house.supervisor, until=clock.now())
        BacklogSample.objects.create(tenant=tenant, at=LONG_AGO, open=1, waiting=0, categories={})
        Learning.objects.create(tenant=tenant)
        PrintAlarm.objects.create(tenant=tenant, directory=mark("alarmdirectory"), raised_at=clock.now())
        template = ReplyTemplate.objects.get(pk=house.places["template_id"])
        TemplateFile.objects.create(
            tenant=tenant, template=template, file=LibraryFile.objects.get(pk=house.places["library_file_id"])
        )
    make_letter_template(template, output_directory=mark("templatedirectory"), enclosures=mark("enclosure"))


def _fill_mail(house: House) -> None:
    with in_scope(house.tenant):
        account = MailAccount.objects.get(pk=house.places["account_id"])
        Claim.objects.create(tenant=house.tenant, arrivals=[house.places["arrival_id"]], began_at=clock.now())
        MailboxLease.objects.create(
            tenant=house.tenant,
            account=account,
            account_owner=account.owner,
            purpose=LeasePurpose.FETCH,
            token=uuid4(),
            holder=house.mark("leaseholder"),
            until=LONG_AGO,
        )


def _fill_pasts(house: House) -> None:
    """Calendar, service level and the terms of a promise as they were long ago; a pause that is over."""
    tenant, ticket = house.tenant, house.tickets[0]
    with in_scope(tenant):
        calendar = BusinessCalendar.objects.get(pk=house.places["calendar_id"])
        level = ServiceLevel.objects.get(pk=house.places["level_id"])
        CalendarPast.objects.create(
            tenant=tenant, calendar=calendar, until=LONG_AGO, content={"exceptions": [house.mark("pastexception")]}
        )
        ServiceLevelPast.objects.create(tenant=tenant, level=level, until=LONG_AGO, pauses=[])
        PromiseTerms.objects.create(
            tenant=tenant,
            promise=Promise.objects.filter(tenant=tenant)[0],
            until=LONG_AGO,
            service_level=level,
            calendar=calendar,
            target=60,
            warning_share=50,
        )
        Pause.objects.create(tenant=tenant, ticket=ticket, kind=PauseKind.values[0], since=LONG_AGO, until=LONG_AGO)
