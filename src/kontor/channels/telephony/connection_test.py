"""Trying out the line to an Asterisk, step by step, so that a page can show how far it got. No call is placed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.channels.connection_test import Step, in_order
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.telephony.ami import ActionRefused, Ami, AmiServer, connect
from kontor.channels.telephony.asterisk import HOLD

NEEDED = ("Originate", "Hangup", "Redirect", "Bridge", "CoreShowChannels", "ShowDialPlan")
STEPS = [
    Step("connect", gettext_lazy("Reach the telephone system")),
    Step("sign_in", gettext_lazy("Sign in")),
    Step("rights", gettext_lazy("May place, hold, transfer and end calls")),
    Step("context", gettext_lazy("Find the context for outgoing calls")),
    Step("calls", gettext_lazy("See the calls of the moment")),
]


def check_asterisk(server: AmiServer, context: str) -> Iterator[Step]:
    """Each step comes as running, then as ok or failed; after a failure the rest is skipped. Never raises for trouble
    with the telephone system."""
    trial = _Trial(server, context)
    doings = [trial.connect, trial.sign_in, trial.rights, trial.look_for_context, trial.calls]
    yield from in_order(STEPS, doings, trial.close)


class _Trial:
    def __init__(self, server: AmiServer, context: str) -> None:
        self.server = server
        self.context = context
        self._runner = asyncio.Runner()
        self._ami: Ami | None = None

    @property
    def ami(self) -> Ami:
        assert self._ami is not None
        return self._ami

    def connect(self) -> str:
        self._ami = self._runner.run(connect(self.server))
        values = {"host": self.server.host, "port": self.server.port}
        if self.server.tls:
            return _("%(host)s answers on port %(port)s, encrypted; the certificate is valid.") % values
        return _("%(host)s answers on port %(port)s, without encryption.") % values

    def sign_in(self) -> str:
        self._runner.run(self.ami.sign_in(events=False))
        return _("Signed in as %(name)s.") % {"name": self.server.username}

    def rights(self) -> str:
        allowed = self._runner.run(self.ami.action("ListCommands"))
        missing = [name for name in NEEDED if name not in allowed]
        if missing:
            raise ConnectionFailed(Kind.MAY_NOT, username=self.server.username, detail=", ".join(missing))
        return _("The user has the rights that Kontor needs.")

    def look_for_context(self) -> str:
        if not self._has(Context=self.context):
            raise ConnectionFailed(Kind.NO_CONTEXT, context=self.context)
        values = {"context": self.context, "extension": HOLD}
        if not self._has(Context=self.context, Extension=HOLD):
            return _("“%(context)s” is there. Calls cannot be held: it has no extension “%(extension)s”.") % values
        return _("“%(context)s” is there, and calls can be held.") % values

    def calls(self) -> str:
        channels = self._runner.run(self.ami.listed("CoreShowChannels"))
        return _("Lines in use at the moment: %(count)s.") % {"count": len(channels)}

    def close(self) -> None:
        if self._ami is not None:
            self._runner.run(self._ami.close())
        self._runner.close()

    def _has(self, **what: str) -> bool:
        try:
            return bool(self._runner.run(self.ami.listed("ShowDialPlan", **what)))
        except ActionRefused:
            return False
