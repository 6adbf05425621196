"""The account PostgreSQL runs as. It refuses root, so root hands the server to an account that may do less.

That account can rarely reach the folders of root: a clone below ``/root`` or in a folder of mode 0700. No rights of
folders that we did not make are ever changed. Instead the child enters the data folder by a descriptor that was
opened before the privileges were dropped, and calls it ``/proc/self/cwd`` from then on; see also ``binaries``.
"""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kontor.host.say import give_up

CANDIDATES = ("kontor", "postgres", "nobody")
HERE = "/proc/self/cwd"


@dataclass(frozen=True)
class Account:
    """Who the server runs as, and whether we have to become that account first."""

    uid: int
    gid: int
    name: str
    drops: bool

    def own(self, path: Path) -> None:
        """Give something that we made to the account."""
        if self.drops:
            os.chown(path, self.uid, self.gid)

    def entering(self, folder: Path) -> tuple[str, Callable[[], None], int]:
        """How a child names the folder, what it does before it starts, and the descriptor to close afterwards."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)

        def enter() -> None:
            os.fchdir(descriptor)
            if self.drops:
                self._become()
            os.umask(0o077)

        return (HERE if self.drops else str(folder)), enter, descriptor

    def can_read(self, path: Path) -> bool:
        """Whether the account reaches the file and may run it."""
        if not self.drops:
            return os.access(path, os.R_OK | os.X_OK)
        child = os.fork()
        if child == 0:
            try:
                self._become()
                os._exit(0 if os.access(path, os.R_OK | os.X_OK) else 1)
            except OSError:
                os._exit(1)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

    def _become(self) -> None:
        os.setgroups([])
        os.setgid(self.gid)
        os.setuid(self.uid)


def account_for(data: Path) -> Account:
    """The owner of the data folder if it is there; else who we are, or for root an account that may do less."""
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        if owner is not None and owner != os.geteuid():
            give_up(
                f"{data} belongs to the account {_name(owner)}. Start Kontor as the account that started it the "
                "last time (or as root)."
            )
        return _account(pwd.getpwuid(os.geteuid()), drops=False)
    if owner:
        return _account(pwd.getpwuid(owner), drops=True)
    return _account(_chosen(), drops=True)


def _chosen() -> pwd.struct_passwd:
    wanted = os.environ.get("KONTOR_POSTGRES_USER", "")
    for name in [wanted] if wanted else CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return entry
    give_up(
        "PostgreSQL does not run as root. Make an account for it with: "
        "useradd --system kontor (or name one in KONTOR_POSTGRES_USER)."
    )


def _account(entry: pwd.struct_passwd, *, drops: bool) -> Account:
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name, drops)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
