"""Letters: what renders them is installed, and the place for the print service can be written to."""

from __future__ import annotations

from collections.abc import Iterator

from kontor.channels.print_errors import PrintFailed
from kontor.channels.print_storage import probe, root_of_letters
from kontor.host.doctor.finding import Finding, bad, good, warning
from kontor.kernel.errors import Refused
from kontor.letters.domain.switch import rendering_trouble
from kontor.letters.preferences import LETTERS, OUTPUT_DIRECTORY
from kontor.letters.rendering.failures import INSTALL
from kontor.preferences.domain.system import system_values
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

LEAST_SPACE = 500_000_000
PLACE = "Administration, System, Tenants, PDF: Default output directory"


def check_letters() -> Iterator[Finding]:
    """Writes a small file into each tenant's directory and takes it away again, outside any scope."""
    with scope(INSTALLATION, *every_tenant()):
        system = system_values()
        on = LETTERS.get(system)
        tenants = list(Tenant.objects.living().order_by("sort_key")) if on else []
        places = [(tenant.name, tenant.code, OUTPUT_DIRECTORY.get(system, tenant)) for tenant in tenants]
    if not on:
        yield good("Letters are switched off.")
        return
    if rendering_trouble():
        yield bad("Letters are on, and the programs that make PDFs are missing: no letter can be made.", INSTALL)
    else:
        yield good("Letters can be made.")
    for name, code, directory in places:
        yield _about(name, code, directory)


def _about(name: str, code: str, directory: str) -> Finding:
    try:
        found = probe(code, directory)
    except Refused as refused:
        return bad(f"The letters of {name} have no place: {refused}", PLACE)
    except PrintFailed as failure:
        root = root_of_letters()
        below = f"the folder below {root}" if root else "the storage"
        return bad(f"The letters of {name} cannot be written: {failure.sentence}", f"See to {below}, or {PLACE}.")
    if found.free is not None and found.free < LEAST_SPACE:
        return warning(
            f"The letters of {name} have only {found.free // 1_000_000} MB left at {found.where}.", "Make room."
        )
    return good(f"The letters of {name} can be written to {found.where}.")
