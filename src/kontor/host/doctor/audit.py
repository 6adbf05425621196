"""The administration log: its chains hold."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation

from kontor.host.doctor.finding import Finding, bad, good

ADVICE = (
    "Somebody wrote into the database past Kontor. See “A broken chain” in docs/operations.md before anything else."
)
SHOWN = 5


def check_chains() -> Iterator[Finding]:
    """Every chain from its first row to its last; a broken one says where."""
    from kontor.audit.domain.chains import verify
    from kontor.audit.domain.flaws import in_words
    from kontor.tenants.scope import INSTALLATION, every_tenant

    rows = chains = 0
    broken = False
    for chain in (INSTALLATION, *every_tenant()):
        verdict = verify(chain)
        rows, chains = rows + verdict.rows, chains + 1
        with translation.override("en"):
            said = [in_words(problem) for problem in verdict.problems]
        broken = broken or bool(said)
        for sentence in said[:SHOWN]:
            yield bad(f"Administration log, {name_of(chain)}: {sentence}", ADVICE)
        if len(said) > SHOWN:
            yield bad(f"Administration log, {name_of(chain)}: {len(said) - SHOWN} more.", "kontor audit verify")
    if not broken:
        yield good(f"The administration log is as it was written: {rows} entries in {chains} chains.")


def name_of(chain: int) -> str:
    """The tenant's short code; its number where even the tenant is gone."""
    from kontor.tenants.models import Tenant
    from kontor.tenants.scope import scope

    if not chain:
        return "installation"
    with scope(chain):
        found = Tenant.objects.filter(pk=chain).first()
    return f"tenant {found.code if found else chain}"
