"""The administration log: its chains hold."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation

from kontor.host.doctor.finding import Finding, bad, good, warning

ADVICE = (
    "Somebody wrote into the database past Kontor. See “A broken chain” in docs/operations.md before anything else."
)
NO_NOTES = (
    "Without a note an end that was cut off is not missed. The worker notes the ends every five minutes in "
    "KONTOR_AUDIT_HEADS. See “Administration log” in docs/operations.md."
)
SHOWN = 5


def check_chains() -> Iterator[Finding]:
    """Every chain from its first row to its last; a broken one says where."""
    from kontor.audit.domain.chains import verify
    from kontor.audit.domain.flaws import in_words
    from kontor.audit.domain.noting import chains_known, noted_heads

    try:
        noted = noted_heads()
    except ValueError as error:
        noted = []
        yield bad(str(error), NO_NOTES)
    rows = chains = 0
    broken = False
    for chain in chains_known(noted):
        verdict = verify(chain, noted=noted)
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
    if not noted and rows:
        yield warning("The ends of the administration log were never noted on this machine.", NO_NOTES)


def name_of(chain: int) -> str:
    """The tenant's short code; its number where even the tenant is gone."""
    from kontor.tenants.models import Tenant
    from kontor.tenants.scope import scope

    if not chain:
        return "installation"
    with scope(chain):
        found = Tenant.objects.filter(pk=chain).first()
    return f"tenant {found.code if found else chain}"
