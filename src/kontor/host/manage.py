"""Django's own commands with Kontor's settings: ``python -m kontor.host.manage makemigrations``.

Commands that change the schema connect as the owner. Without a running database the others still load.
"""

from __future__ import annotations

import os
import sys
import warnings

from django.core.management import execute_from_command_line

from kontor.host.environment import APPLICATION_URL, OWNER_URL, use_what_is_there, var_folder

FOR_THE_OWNER = {"migrate", "makemigrations", "sqlmigrate", "showmigrations", "flush", "sqlflush", "dbshell"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.config.settings")
    if not use_what_is_there(var_folder()):
        os.environ.setdefault("KONTOR_DATABASE_POOL", "0")
        warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")
    if FOR_THE_OWNER & set(sys.argv[1:2]) and os.environ.get(OWNER_URL):
        os.environ[APPLICATION_URL] = os.environ[OWNER_URL]
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
