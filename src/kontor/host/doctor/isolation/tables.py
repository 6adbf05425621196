"""Every table is a tenant's or declared to be nobody's; row security is forced; each policy is the declared one."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kontor.config.checks import Connection
from kontor.host.doctor.finding import Finding, bad, good, warning
from kontor.host.doctor.isolation import declared
from kontor.host.doctor.isolation.declared import Policy, shortened


def check_tables(connection: Connection) -> Iterator[Finding]:
    """A table that Kontor does not know is not secured by it, whatever it holds."""
    there, owned = _tables(connection), set(declared.owned_models())
    known = owned | set(declared.WITHOUT_TENANT)
    problems = [
        *(_("The table %(table)s is missing.") % {"table": table} for table in sorted(known - there)),
        *(
            _("The table %(table)s is not one of Kontor's: nothing keeps tenants apart in it.") % {"table": table}
            for table in sorted(there - known)
        ),
        *(
            _("The table %(table)s names a tenant, and counts as one without.") % {"table": table}
            for table in sorted(_with_tenant(connection) & set(declared.WITHOUT_TENANT))
        ),
    ]
    yield from (bad(problem, _("Find out who made it so; then run: kontor migrate")) for problem in problems)
    if others := _other_schemas(connection):
        yield warning(
            _("There are schemas besides Kontor's: %(names)s.") % {"names": ", ".join(others)},
            _("Kontor does not look into them. See that no data of tenants was copied there."),
        )
    if not problems:
        yield good(
            _("Each of the %(all)d tables is declared: %(owned)d hold rows of tenants, %(rest)d do not.")
            % {"all": len(there), "owned": len(owned), "rest": len(there) - len(owned)}
        )


def check_row_security(connection: Connection) -> Iterator[Finding]:
    states = {
        table: (enabled, forced)
        for table, enabled, forced in connection.execute(
            "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        )
    }
    problems = []
    for table in declared.owned_models():
        enabled, forced = states.get(table, (False, False))
        if not enabled:
            problems.append(_("Row security is off on the table %(table)s.") % {"table": table})
        elif not forced:
            problems.append(_("Row security does not count for the owner of the table %(table)s.") % {"table": table})
    yield from (
        bad(problem, _("Switch it on as the owner: ALTER TABLE … FORCE ROW LEVEL SECURITY")) for problem in problems
    )
    if not problems:
        yield good(
            _("Row security is on and forced on all %(count)d tables of tenants.")
            % {"count": len(declared.owned_models())}
        )


def check_policies(connection: Connection) -> Iterator[Finding]:
    """Policies add up, so one too many is as bad as one too wide."""
    expected, found = declared.policies(), _policies(connection)
    problems = [
        *(
            _named(_("The policy %(name)s is missing on the table %(table)s."), at)
            for at in sorted(expected.keys() - found.keys())
        ),
        *(
            _named(_("The policy %(name)s on the table %(table)s is not Kontor's: it may let more be seen."), at)
            for at in sorted(found.keys() - expected.keys())
        ),
        *(
            _named(_("The policy %(name)s on the table %(table)s does not say what is declared."), at)
            for at in sorted(expected.keys() & found.keys())
            if expected[at] != found[at]
        ),
    ]
    yield from (
        bad(problem, _("Restore the policy from a sound backup, and find out who changed it.")) for problem in problems
    )
    if not problems:
        yield good(_("All %(count)d policies say word for word what is declared.") % {"count": len(expected)})


def _named(sentence: str, at: tuple[str, str]) -> str:
    return sentence % {"table": at[0], "name": at[1]}


def _tables(connection: Connection) -> set[str]:
    """Tables of every kind, foreign and materialised ones too."""
    return {
        name
        for (name,) in connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relkind IN ('r', 'p', 'f', 'm')"
        )
    }


def _with_tenant(connection: Connection) -> set[str]:
    return {
        name
        for (name,) in connection.execute(
            "SELECT relname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE attname = 'tenant_id' "
            "AND NOT attisdropped AND relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        )
    }


def _other_schemas(connection: Connection) -> list[str]:
    return [
        name
        for (name,) in connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname NOT IN ('public', 'information_schema') "
            "AND nspname NOT LIKE 'pg\\_%' ORDER BY nspname"
        )
    ]


def _policies(connection: Connection) -> dict[tuple[str, str], Policy | None]:
    """None for one that counts for some roles only, or that narrows instead of allowing."""
    return {
        (table, name): Policy(command, shortened(using) or "", shortened(check)) if plain else None
        for table, name, plain, command, using, check in connection.execute(
            "SELECT tablename, policyname, permissive = 'PERMISSIVE' AND roles = '{public}', cmd, qual, with_check "
            "FROM pg_policies WHERE schemaname = 'public'"
        )
    }
