"""What works with its owner's rights, or promises PostgreSQL to leak nothing, is known."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kontor.config.checks import Connection
from kontor.host.doctor.finding import Finding, bad, good
from kontor.host.doctor.isolation.declared import WITH_OWNERS_RIGHTS

FIRST_OF_USERS = 16_384
"""PostgreSQL's own objects have smaller numbers (FirstNormalObjectId)."""


def check_functions(connection: Connection) -> Iterator[Finding]:
    """A function may pass row security by only as its owner; one that is called leakproof sees rows before they are
    refused."""
    found = _functions(connection)
    unknown = [name for name, definer, _leakproof in found if definer and name not in WITH_OWNERS_RIGHTS]
    leaking = [name for name, _definer, leakproof in found if leakproof]
    yield from (
        bad(
            _("The function %(name)s works with its owner's rights.") % {"name": name},
            _("Find out who made it, and remove it."),
        )
        for name in unknown
    )
    yield from (
        bad(
            _("The function %(name)s is marked leakproof and is not PostgreSQL's own.") % {"name": name},
            _("Find out who made it, and remove it."),
        )
        for name in leaking
    )
    if not unknown and not leaking:
        yield good(_("None of the %(count)d functions works with its owner's rights.") % {"count": len(found)})


def check_views(connection: Connection) -> Iterator[Finding]:
    """A view reads with the rights of its owner unless it says otherwise; so does a rule."""
    found = [
        *(
            name
            for (name,) in connection.execute(
                "SELECT n.nspname || '.' || relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
                "WHERE c.oid >= %s AND relkind IN ('v', 'm') AND nspname <> 'information_schema' "
                "AND NOT COALESCE('security_invoker=true' = ANY (reloptions), false) ORDER BY 1",
                [FIRST_OF_USERS],
            )
            if name not in WITH_OWNERS_RIGHTS
        ),
        *(
            f"{table}: {name}"
            for table, name in connection.execute(
                "SELECT relname, rulename FROM pg_rewrite JOIN pg_class c ON c.oid = ev_class "
                "WHERE c.oid >= %s AND rulename <> '_RETURN' ORDER BY 1, 2",
                [FIRST_OF_USERS],
            )
        ),
    ]
    yield from (
        bad(
            _("A view or rule reads with its owner's rights: %(name)s.") % {"name": name},
            _("Find out who made it, and remove it."),
        )
        for name in found
    )
    if not found:
        yield good(_("No view and no rule reads rows with its owner's rights."))


def _functions(connection: Connection) -> list[tuple[str, bool, bool]]:
    """Those that somebody made: schema and name, with their owner's rights, leakproof."""
    return [
        (name, definer, leakproof)
        for name, definer, leakproof in connection.execute(
            "SELECT n.nspname || '.' || proname, prosecdef, proleakproof FROM pg_proc p "
            "JOIN pg_namespace n ON n.oid = pronamespace WHERE p.oid >= %s ORDER BY 1",
            [FIRST_OF_USERS],
        )
    ]
