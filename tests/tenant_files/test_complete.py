"""Nothing of a tenant's configuration is forgotten: every table and every setting is in the file or has a reason."""

from __future__ import annotations

from django.apps import apps

from kontor.preferences.types import CATEGORY, GROUP, REGISTRY, TENANT
from kontor.tenant_files.domain.sections import BY_KEY, SECTIONS
from kontor.tenant_files.domain.settings_shape import REFERRED
from kontor.tenants.models import InstallationOrTenant, TenantLendable, TenantOwned, TenantShared

WORK = "what customers wrote and what became of it"
TRACE = "a trace of what happened, not what shall happen"
OLD = "an earlier version of what is in the file"
PEOPLE = "people and their addresses, which are data"
RUNNING = "of work that goes on at this moment"
LINE = "a line of one telephone system, where each number belongs to one tenant of the installation: set up there"

NOT_CONFIGURATION = {
    "answers.automaticbudget": RUNNING,
    "answers.clearance": WORK,
    "answers.draft": WORK,
    "answers.draftfile": WORK,
    "answers.qualitysample": WORK,
    "answers.sentanswer": WORK,
    "audit.auditentry": TRACE,
    "audit.chain": TRACE,
    "calls.call": WORK,
    "calls.callparty": WORK,
    "calls.diallednumber": LINE,
    "calls.heldcall": RUNNING,
    "calls.receivedevent": TRACE,
    "calls.refusedevent": TRACE,
    "calls.systemtenant": "chosen at the telephone system of the installation",
    "calls.trunk": LINE,
    "channels.accounttrouble": TRACE,
    "channels.connectiontest": TRACE,
    "customers.address": PEOPLE,
    "customers.customer": PEOPLE,
    "customers.customerlink": PEOPLE,
    "customers.expert": PEOPLE,
    "customers.postaladdress": PEOPLE,
    "escalations.escalationversion": OLD,
    "escalations.firing": TRACE,
    "escalations.noticemail": TRACE,
    "escalations.replay": "a dry run",
    "intake.arrival": WORK,
    "intake.claim": RUNNING,
    "intake.foldercheck": TRACE,
    "intake.mailboxlease": RUNNING,
    "intake.shadowdifference": "a dry run",
    "intake.shadowrun": "a dry run",
    "letters.outgoingletter": WORK,
    "letters.printalarm": RUNNING,
    "letters.printbatch": WORK,
    "letters.scan": WORK,
    "letters.scannedpage": WORK,
    "letters.stylesheetversion": OLD,
    "org.tenantsetup": RUNNING,
    "outbox.outgoingmail": WORK,
    "outbox.storm": RUNNING,
    "reports.alarmmute": "a person's own choice",
    "reports.backlogsample": TRACE,
    "routing.dryrun": "a dry run",
    "routing.learnedmodel": "learned from this tenant's own requests",
    "routing.learning": "learned from this tenant's own requests",
    "routing.loan": WORK,
    "routing.ruleversion": OLD,
    "sla.calendarpast": OLD,
    "sla.servicelevelpast": OLD,
    "tenants.appsetting": "kept by apps and written by code only",
    "texts.templateversion": OLD,
    "tickets.attachment": WORK,
    "tickets.blob": "the content of files, which stands where the file does",
    "tickets.historyentry": WORK,
    "tickets.inquiry": WORK,
    "tickets.message": WORK,
    "tickets.messagemove": WORK,
    "tickets.note": WORK,
    "tickets.notice": WORK,
    "tickets.pause": WORK,
    "tickets.presence": RUNNING,
    "tickets.promise": WORK,
    "tickets.promiseterms": WORK,
    "tickets.recomputation": RUNNING,
    "tickets.ticket": WORK,
    "tickets.ticketlink": WORK,
}
OTHER_PACKAGES = ("privacy", "readiness")
"""Their tables hold protocols and requests. Once one holds configuration it gets a section."""


def test_every_table_of_a_tenant_is_in_the_file_or_has_a_reason() -> None:
    bases = (TenantOwned, TenantLendable, TenantShared, InstallationOrTenant)
    tables = {
        model._meta.label_lower
        for model in apps.get_models()
        if issubclass(model, bases) and model._meta.app_label not in OTHER_PACKAGES
    }
    in_file = {label for section in SECTIONS for label in section.models()}

    assert sorted(tables - in_file - NOT_CONFIGURATION.keys()) == []
    assert sorted(NOT_CONFIGURATION.keys() - tables) == []
    assert sorted(in_file & NOT_CONFIGURATION.keys()) == []
    assert sorted(in_file - tables) == ["tenants.tenant"]


def test_every_setting_is_in_the_file() -> None:
    places = {TENANT: BY_KEY["settings"].shape}
    for level, key in ((CATEGORY, "categories"), (GROUP, "agent_groups")):
        shape = BY_KEY[key].shape.fields["settings"].shape
        places[level] = shape  # type: ignore[assignment]

    for level, shape in places.items():
        declared = {key for key, preference in REGISTRY.items() if level in preference.levels}
        assert set(shape.fields) == declared, level  # type: ignore[attr-defined]


def test_what_settings_refer_to_has_a_name_in_the_file() -> None:
    assert {preference.refers_to for preference in REGISTRY.values() if preference.refers_to} == set(REFERRED)


def test_every_section_says_what_it_is() -> None:
    assert len(BY_KEY) == len(SECTIONS)
    assert [section.key for section in SECTIONS if not str(section.title)] == []
