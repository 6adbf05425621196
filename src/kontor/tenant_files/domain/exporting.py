"""A tenant is written as a file."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import record_change
from kontor.people.models import User
from kontor.tenant_files.domain.state import state_of
from kontor.tenant_files.domain.writing import write
from kontor.tenants.models import Tenant


def export(tenant: Tenant) -> str:
    """The configuration of the tenant, the same text as long as nothing changes. No secrets. In its scope.

    Its comments are in the tenant's language, whoever exports it.
    """
    with translation.override(tenant.language):
        opening = _(
            "The configuration of a tenant of Kontor, to be read, changed and applied again (kontor tenant apply).\n"
            "A section that is left out stays as it is; an entry that is left out of a section is removed.\n"
            "Passwords are never in here: {env: NAME} takes a variable of the environment, "
            '{ask: "Question"} asks for it.'
        )
        return write(state_of(tenant), opening=opening)


def note_export(tenant: Tenant, *, by: User | None) -> None:
    """Write down that somebody has taken the configuration along."""
    record_change("configuration exported", tenant, by=by, tenant_id=tenant.pk)
