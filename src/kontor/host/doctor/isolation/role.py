"""The application's role is plain, and who else can see everything."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kontor.config.checks import Connection
from kontor.host.doctor.finding import Finding, bad, good, warning
from kontor.host.postgres.roles import BACKUP
from kontor.tenants.isolation import SETTING

PREPARE = "kontor prepare-database"
STANDING = (SETTING, "row_security", "session_replication_role", "role")
"""Settings that must not be given to the role or the database for good."""
UNNEEDED = ("TRUNCATE", "REFERENCES", "TRIGGER")
MAINTAIN_SINCE = 170_000
OWNED_THINGS = (
    ("pg_class", "relowner"),
    ("pg_proc", "proowner"),
    ("pg_type", "typowner"),
    ("pg_namespace", "nspowner"),
    ("pg_database", "datdba"),
)


def check_role(connection: Connection) -> Iterator[Finding]:
    """It cannot switch row security off, pass it by or become somebody who can."""
    row = connection.execute(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, "
        "EXISTS (SELECT 1 FROM pg_auth_members WHERE member = r.oid) FROM pg_roles r WHERE rolname = current_user"
    ).fetchone()
    assert row is not None
    name, *flags = row
    said = (
        _("The application's role %(role)s is a superuser, for whom row security does not count."),
        _("The application's role %(role)s bypasses row security."),
        _("The application's role %(role)s may make roles."),
        _("The application's role %(role)s may make databases."),
        _("The application's role %(role)s may read the whole database by replication."),
        _("The application's role %(role)s is a member of other roles and could become one of them."),
    )
    problems = [sentence for sentence, is_so in zip(said, flags, strict=True) if is_so]
    if any(_owns(connection, catalogue, owner) for catalogue, owner in OWNED_THINGS):
        problems.append(_("The application's role %(role)s owns something and could switch row security off there."))
    yield from (bad(sentence % {"role": name}, PREPARE) for sentence in problems)
    if not problems:
        yield good(_("The application's role %(role)s is plain and owns nothing.") % {"role": name})


def check_grants(connection: Connection) -> Iterator[Finding]:
    """It may read and write rows, and nothing else."""
    problems = [
        *(
            _("The application's role may do more than read and write the table %(table)s: %(rights)s.")
            % {"table": table, "rights": rights}
            for table, rights in connection.execute(
                "SELECT relname, string_agg(p, ', ' ORDER BY p) FROM pg_class c, unnest(%s::text[]) p "
                "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f') "
                "AND has_table_privilege(c.oid, p) GROUP BY 1 ORDER BY 1",
                [[*UNNEEDED, *(["MAINTAIN"] if connection.info.server_version >= MAINTAIN_SINCE else [])]],
            )
        ),
        *(
            _("The application's role may make things of its own: %(right)s.") % {"right": right}
            for right in _may_make(connection)
        ),
    ]
    yield from (bad(problem, _("Take the right away: REVOKE …")) for problem in problems)
    if not problems:
        yield good(_("The application's role may read and write rows and make nothing."))


def check_standing_settings(connection: Connection) -> Iterator[Finding]:
    """A scope that is given to the role for good would be in force where nobody entered one."""
    found = [
        setting
        for (setting,) in connection.execute(
            "SELECT s FROM pg_db_role_setting, unnest(setconfig) s "
            "WHERE setrole IN (0, current_user::regrole) "
            "AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())) "
            "AND split_part(s, '=', 1) = ANY (%s) ORDER BY s",
            [list(STANDING)],
        )
    ]
    yield from (
        bad(
            _("This is set for good, for the role or the database: %(setting)s.") % {"setting": setting},
            _("Take it back: ALTER ROLE … RESET, ALTER DATABASE … RESET"),
        )
        for setting in found
    )
    if not found:
        yield good(_("No scope and no other way around row security is set for good."))


def check_others(connection: Connection) -> Iterator[Finding]:
    """Who can sign in and sees every row. Kontor uses the backup's role for backups, and no superuser."""
    found = list(
        connection.execute(
            "SELECT rolname, rolsuper FROM pg_roles WHERE rolcanlogin AND (rolsuper OR rolbypassrls) ORDER BY rolname"
        )
    )
    yield good(
        _("Whoever can sign in as one of these roles sees every tenant: %(names)s.")
        % {"names": ", ".join(name for name, _super in found)}
    )
    yield from (
        warning(
            _("The role %(role)s bypasses row security and is not Kontor's.") % {"role": name},
            _("Find out who uses it and what for, or remove it."),
        )
        for name, is_super in found
        if not is_super and name != BACKUP
    )
    owners = connection.execute(
        "SELECT DISTINCT rolname FROM pg_class JOIN pg_roles r ON r.oid = relowner "
        "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND rolsuper ORDER BY 1"
    )
    yield from (warning(_("Tables belong to the superuser %(role)s.") % {"role": name}, PREPARE) for (name,) in owners)


def _owns(connection: Connection, catalogue: str, owner: str) -> bool:
    statement = f"SELECT 1 FROM {catalogue} WHERE {owner} = current_user::regrole LIMIT 1"
    return connection.execute(statement.encode()).fetchone() is not None


def _may_make(connection: Connection) -> list[str]:
    row = connection.execute(
        "SELECT has_schema_privilege('public', 'CREATE'), has_database_privilege(current_database(), 'CREATE'), "
        "has_database_privilege(current_database(), 'TEMPORARY'), "
        "has_parameter_privilege('session_replication_role', 'SET')"
    ).fetchone()
    assert row is not None
    said = ("CREATE ON SCHEMA public", "CREATE ON DATABASE", "TEMPORARY ON DATABASE", "SET session_replication_role")
    return [right for right, is_so in zip(said, row, strict=True) if is_so]
