"""What an Asterisk can be told to do with calls. Each raises ``ActionRefused`` or ``ConnectionFailed``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kontor.channels.telephony.ami import ActionRefused, Ami, Message
from kontor.channels.telephony.asterisk import HOLD
from kontor.channels.telephony.asterisk_words import endpoint

WAIT = "kontor-wait"
"""The extension where the agent's own phone waits while the customer is on hold."""
NORMAL_END = 16
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
    legs = await _legs(ami, call)
    far, phone = _far(legs, extension), _phone(legs, extension)
    if not far.get("BridgeId") or not phone.get("BridgeId"):
        raise ActionRefused(NOT_CONNECTED)
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
    legs = await _legs(ami, call)
    far, phone = _far(legs, extension), _phone(legs, extension)
    if far.get("Exten") != HOLD or far.get("BridgeId"):
        raise ActionRefused(NOT_CONNECTED)
    await ami.action("Bridge", Channel1=phone["Channel"], Channel2=far["Channel"])


async def transfer(ami: Ami, call: str, extension: str, context: str, *, to: str) -> None:
    """The customer is put through to another extension without asking there first; the agent's phone is free."""
    far = _far(await _legs(ami, call), extension)
    if not far.get("BridgeId") and far.get("Exten") != HOLD:
        raise ActionRefused(NOT_CONNECTED)
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


def _phone(legs: list[Message], extension: str) -> Message:
    return _one(leg for leg in legs if endpoint(leg["Channel"]) == extension)


def _far(legs: list[Message], extension: str) -> Message:
    """The other side: whoever is in the call beside this phone and longest."""
    return _one(leg for leg in legs if endpoint(leg["Channel"]) != extension)


def _one(legs: Iterator[Message]) -> Message:
    leg = next(legs, None)
    if leg is None:
        raise ActionRefused(NO_CALL)
    return leg
