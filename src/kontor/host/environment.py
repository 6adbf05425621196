"""What the settings read: filled in from ``var`` where the environment does not say it."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.apps import apps

from kontor.host.folder import Folder
from kontor.host.loaded import loading
from kontor.host.postgres import address
from kontor.host.postgres.leftover import running
from kontor.host.postgres.roles import APPLICATION, BACKUP, OWNER, Passwords
from kontor.host.say import give_up

APPLICATION_URL = "KONTOR_DATABASE_URL"
OWNER_URL = "KONTOR_OWNER_DATABASE_URL"
BACKUP_URL = "KONTOR_BACKUP_DATABASE_URL"
MAIL_STORAGE = "KONTOR_MAIL_STORAGE"


def var_folder() -> Folder:
    """``KONTOR_VAR``, or ``var`` in the folder where one stands."""
    return Folder(Path(os.environ.get("KONTOR_VAR") or "var"))


def has_own_server() -> bool:
    """Whether PostgreSQL is Kontor's own, because the environment names no other."""
    return not (os.environ.get(APPLICATION_URL) or os.environ.get(f"{APPLICATION_URL}_FILE"))


def passwords(folder: Folder) -> Passwords:
    return Passwords(
        owner=folder.secret("database-owner"),
        application=folder.secret("database-application"),
        backup=folder.secret("database-backup"),
    )


def use_secrets(folder: Folder) -> None:
    """Keys from ``var/secret``, made there at the first start."""
    os.environ["KONTOR_VAR"] = str(folder.path)
    for variable, name in (("KONTOR_SECRET_KEY", "secret-key"), ("KONTOR_SECRETS_KEYS", "secrets-keys")):
        if not (os.environ.get(variable) or os.environ.get(f"{variable}_FILE")):
            os.environ[f"{variable}_FILE"] = str(folder.secret_file(name))


def key(folder: Folder, name: str) -> str:
    """The key in force, wherever it is kept."""
    variable = {"secret-key": "KONTOR_SECRET_KEY", "secrets-keys": "KONTOR_SECRETS_KEYS"}[name]
    return os.environ.get(variable) or Path(os.environ[f"{variable}_FILE"]).read_text(encoding="ascii").strip()


def use_own_server(folder: Folder, port: int, database: str = address.DATABASE) -> None:
    """The three roles' addresses on Kontor's own server."""
    known = passwords(folder)
    os.environ[APPLICATION_URL] = address.url(APPLICATION, known.application, port, database)
    os.environ[OWNER_URL] = address.url(OWNER, known.owner, port, database)
    os.environ[BACKUP_URL] = address.url(BACKUP, known.backup, port, database)


def use_what_is_there(folder: Folder) -> bool:
    """For commands beside a running Kontor. Says whether a database is known; makes and starts nothing."""
    if (folder.secrets / "secret-key").exists():
        use_secrets(folder)
    if not has_own_server():
        return True
    server = running(folder.postgres)
    if server is not None and (folder.secrets / "database-owner").exists():
        use_own_server(folder, server.port)
        return True
    return False


def use_the_database(folder: Folder) -> None:
    """For what cannot work without one."""
    if not use_what_is_there(folder):
        give_up(
            f"No database is running in {folder.path}. Start everything with kontor serve, or name a server in "
            f"{APPLICATION_URL}."
        )


def set_up_django() -> None:
    """Load the settings and the packages."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.config.settings")
    if not apps.ready:
        with loading():
            django.setup()
