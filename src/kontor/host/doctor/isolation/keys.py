"""The foreign keys that carry the tenant are there, are checked, and there is none without."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kontor.config.checks import Connection
from kontor.host.doctor.finding import Finding, bad, good
from kontor.host.doctor.isolation import declared
from kontor.host.doctor.isolation.declared import Key

TENANTS = "tenants_tenant"


def check_keys(connection: Connection) -> Iterator[Finding]:
    """A row of one tenant that names a row of another cannot exist, whatever the code does."""
    expected, found = declared.keys(), _keys(connection)
    advice = _("Restore the key from a sound backup, and look for rows that were written meanwhile.")
    problems = [
        *(
            _named(_("The key %(name)s of the table %(table)s is missing: its rows could name another tenant's."), at)
            for at in sorted(expected.keys() - found.keys())
        ),
        *(
            _named(_("The key %(name)s of the table %(table)s does not carry the tenant."), at)
            for at in sorted(found)
            if _is_loose(at, found[at][0], expected.get(at))
        ),
        *(
            _named(_("The key %(name)s of the table %(table)s was never checked on the rows that are there."), at)
            for at, (_key, checked) in sorted(found.items())
            if not checked
        ),
    ]
    yield from (bad(problem, advice) for problem in problems)
    if not problems:
        yield good(
            _("All %(count)d keys between tables of tenants carry the tenant and are checked.")
            % {"count": len(expected)}
        )


def check_triggers(connection: Connection) -> Iterator[Finding]:
    """Keys and the rules of the logs are kept by triggers; one that is switched off keeps nothing."""
    problems = [
        _("A trigger of the table %(table)s is switched off: %(name)s.") % {"table": table, "name": name}
        for table, name in connection.execute(
            "SELECT relname, COALESCE(conname, tgname) FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid "
            "LEFT JOIN pg_constraint k ON k.oid = tgconstraint "
            "WHERE relnamespace = 'public'::regnamespace AND tgenabled NOT IN ('O', 'A') "
            "GROUP BY 1, 2 ORDER BY 1, 2"
        )
    ]
    yield from (
        bad(problem, _("As the owner: ALTER TABLE … ENABLE TRIGGER ALL. Look for rows that were written meanwhile."))
        for problem in problems
    )
    if not problems:
        yield good(_("No trigger is switched off."))


def _named(sentence: str, at: tuple[str, str]) -> str:
    return sentence % {"table": at[0], "name": at[1]}


def _is_loose(at: tuple[str, str], key: Key, expected: Key | None) -> bool:
    """Keys to the tenant itself and from or to tables without tenant need not carry one."""
    if expected is not None:
        return key != expected
    owned = declared.owned_models()
    return at[0] in owned and key.target in owned and key.target != TENANTS


def _keys(connection: Connection) -> dict[tuple[str, str], tuple[Key, bool]]:
    return {
        (table, name): (Key(tuple(columns), target, tuple(targets)), checked)
        for table, name, target, columns, targets, checked in connection.execute(
            """
            SELECT t.relname, conname, o.relname,
                   ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k(number, place)
                         JOIN pg_attribute ON attrelid = conrelid AND attnum = k.number ORDER BY place),
                   ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS k(number, place)
                         JOIN pg_attribute ON attrelid = confrelid AND attnum = k.number ORDER BY place),
                   convalidated
            FROM pg_constraint
            JOIN pg_class t ON t.oid = conrelid JOIN pg_class o ON o.oid = confrelid
            WHERE contype = 'f' AND t.relnamespace = 'public'::regnamespace
            """
        )
    }
