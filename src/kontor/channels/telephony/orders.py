"""What an Asterisk can be told to do with calls. Each raises ``ActionRefused`` or ``ConnectionFailed``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kontor.channels.telephony.ami import ActionRefused, Ami, Message
from kontor.channels.telephony.asterisk import HOLD
from kontor.channels.telephony.asterisk_words import endpoint

WAIT = "kontor-wait"
"""The extension where the agent's own phone waits while the customer is on hold."""
NORMAL_END = 16
TRIES = 10
PAUSE = 0.1
NO_CALL = "no such call"
NOT_CONNECTED = "the call is not connected"


@dataclass(frozen=True, slots=True)
class Origin:
    """A call to be placed: the phone that rings first, and what is dialled for it once it is picked up.

    ``key`` becomes the call's id in all events. ``shown_to_agent`` is what the phone of the agent shows.
    """

    key: str
    technology: str
    extension: str
    context: str
    dialled: str
    shown_to_agent: str
    ring_seconds: int = 30


async def originate(ami: Ami, origin: Origin) -> None:
    """Asterisk has taken the call on when this returns; events tell what becomes of it."""
    await ami.action(
        "Originate",
        action_id=origin.key,
        ChannelId=origin.key,
        Channel=f"{origin.technology}/{origin.extension}",
        Context=origin.context,
        Exten=origin.dialled,
        Priority=1,
        CallerID=f"<{origin.shown_to_agent}>",
        Timeout=origin.ring_seconds * 1000,
        Async="true",
    )


async def hang_up(ami: Ami, call: str, *, extension: str = "") -> None:
    """End the call for everybody, or at this phone only. Without a channel it has ended already: nothing is done."""
    for leg in await _legs(ami, call):
        if extension in ("", endpoint(leg["Channel"])):
            await hang_up_channel(ami, leg["Channel"])


async def hang_up_channel(ami: Ami, name: str) -> None:
    """Harmless when it is gone by now."""
    try:
        await ami.action("Hangup", Channel=name, Cause=NORMAL_END)
    except ActionRefused as refused:
        if "No such channel" not in str(refused):
            raise


async def hold(ami: Ami, call: str, extension: str, context: str) -> None:
    """The customer waits, and so does the agent's phone; both keep their lines."""
    far, phone = await _both(ami, call, extension, lambda far, phone: _talks(far) and _talks(phone))
    for waiting in (HOLD, WAIT):
        await _require_extension(ami, context, waiting)
    await ami.action(
        "Redirect",
        Channel=far["Channel"],
        Context=context,
        Exten=HOLD,
        Priority=1,
        ExtraChannel=phone["Channel"],
        ExtraContext=context,
        ExtraExten=WAIT,
        ExtraPriority=1,
    )


async def resume(ami: Ami, call: str, extension: str) -> None:
    """Both talk again."""
    far, phone = await _both(ami, call, extension, lambda far, phone: _waits(far) and not _talks(phone))
    await ami.action("Bridge", Channel1=phone["Channel"], Channel2=far["Channel"])


async def transfer(ami: Ami, call: str, extension: str, context: str, *, to: str) -> None:
    """The customer is put through to another extension without asking there first; the agent's phone is free."""
    far, _phone = await _both(ami, call, extension, lambda far, _phone: _talks(far) or _waits(far))
    await _require_extension(ami, context, to)
    await ami.action("Redirect", Channel=far["Channel"], Context=context, Exten=to, Priority=1)


async def _require_extension(ami: Ami, context: str, extension: str) -> None:
    """Whoever is sent to an extension that does not exist is hung up on."""
    try:
        await ami.listed("ShowDialPlan", Context=context, Extension=extension)
    except ActionRefused as refused:
        raise ActionRefused(f"there is no extension {extension} in the context {context}") from refused


async def _legs(ami: Ami, call: str) -> list[Message]:
    """The channels of a call that are a phone of ours or a line to the outside."""
    channels = await ami.listed("CoreShowChannels")
    return [each for each in channels if each.get("Linkedid") == call and not each["Channel"].startswith("Local/")]


async def _both(
    ami: Ami, call: str, extension: str, fits: Callable[[Message, Message], bool]
) -> tuple[Message, Message]:
    """The other side, and the phone of ours. Asterisk needs a moment to join both: so long it is waited for."""
    for _try in range(TRIES):
        legs = await _legs(ami, call)
        far = _one(leg for leg in legs if endpoint(leg["Channel"]) != extension)
        phone = _one(leg for leg in legs if endpoint(leg["Channel"]) == extension)
        if fits(far, phone):
            return far, phone
        await asyncio.sleep(PAUSE)
    raise ActionRefused(NOT_CONNECTED)


def _talks(leg: Message) -> bool:
    return bool(leg.get("BridgeId"))


def _waits(leg: Message) -> bool:
    return leg.get("Exten") == HOLD and not _talks(leg)


def _one(legs: Iterator[Message]) -> Message:
    leg = next(legs, None)
    if leg is None:
        raise ActionRefused(NO_CALL)
    return leg
