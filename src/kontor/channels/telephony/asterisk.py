"""What an Asterisk tells over AMI, made into the normal form: calls are what channels that come and go have in common.

    exchange = Exchange(trunks={"north"}, phones={"1001"})
    events = exchange.begin_with(await ami.listed("CoreShowChannels"), now)   # what goes on already
    events = exchange.heard(message, now)                                     # and every event from then on

All channels of a call have its id as ``Linkedid``; a call that Kontor places has the id that we chose.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from kontor.channels.telephony.ami import Message
from kontor.channels.telephony.asterisk_words import cause_of, dialled_number, duration, endpoint, number, time_of
from kontor.channels.telephony.events import CallDirection, CallEvent, EventKind

OUR_CALLS = "kontor-"
"""How the ids of calls begin that Kontor places."""
HOLD = "kontor-hold"
"""The extension in the context for outgoing calls where a customer waits."""
UP, RINGING = "6", "5"
SUBSCRIBER_ABSENT = 20
IN_VAIN = {"BUSY": 17, "NOANSWER": 19, "CHANUNAVAIL": 20, "CONGESTION": 34, "CANCEL": 16}
"""What Asterisk says of dialling, as causes (ITU-T Q.850)."""
LONGEST_EXTENSION = 6
REMEMBERED = 500
"""Calls that are over, of which something may still be told."""


@dataclass(slots=True)
class Channel:
    """One leg of a call: a phone of ours, a line to the outside, or neither (``Local``)."""

    id: str
    name: str
    call: str
    trunk: str = ""
    extension: str = ""
    up: bool = False
    held: bool = False
    dialled_in_vain: int | None = None


@dataclass(slots=True)
class Living:
    """A call that has channels. ``internal``: it goes from one phone of ours to another, and nobody is told."""

    direction: CallDirection
    internal: bool = False
    channels: dict[str, Channel] = field(default_factory=dict)
    far_cause: int | None = None


class Exchange:
    """What the channels of an Asterisk are doing. ``trunks`` and ``phones`` are what we know of it by name."""

    def __init__(self, *, trunks: Collection[str] = (), phones: Collection[str] = ()) -> None:
        self.trunks = trunks
        self.phones = phones
        self._calls: dict[str, Living] = {}
        self._channels: dict[str, Channel] = {}
        self._over: deque[str] = deque(maxlen=REMEMBERED)

    @property
    def living(self) -> set[str]:
        """The ids of the calls that have channels."""
        return set(self._calls)

    def begin_with(self, channels: list[Message], now: datetime) -> list[CallEvent]:
        """What goes on when the line comes up; the same events as if we had heard it, so that none counts twice."""
        first_come_first = sorted(channels, key=lambda message: message.get("Uniqueid") != message.get("Linkedid"))
        return [event for message in first_come_first for event in self._found(message, now)]

    def heard(self, message: Message, now: datetime) -> list[CallEvent]:
        """What this event means for calls; ``now`` counts where Asterisk tells no time."""
        at = time_of(message, now)
        moved = list(self._follow(message, at))
        translate = _MEANINGS.get(message.get("Event", ""))
        return [*moved, *translate(self, message, at)] if translate else moved

    def stranded(self) -> list[str]:
        """The channels of customers who wait on hold while nobody of ours is there any more."""
        return [
            channel.name
            for call in self._calls.values()
            for channel in call.channels.values()
            if channel.held and not any(other.extension for other in call.channels.values())
        ]

    # What comes and goes

    def _found(self, message: Message, now: datetime) -> Iterator[CallEvent]:
        at = now - duration(message.get("Duration", ""))
        yield from self._new_channel(message, at)
        channel = self._channels.get(message.get("Uniqueid", ""))
        if channel is not None and message.get("ChannelState") in (UP, RINGING):
            yield from self._new_state(message, at)

    def _follow(self, message: Message, at: datetime) -> Iterator[CallEvent]:
        """A channel that has been joined to another call (a transfer after asking) belongs to that call from now on."""
        channel = self._channels.get(message.get("Uniqueid", ""))
        linked = message.get("Linkedid", "")
        if channel is None or not linked or linked == channel.call or linked not in self._calls:
            return
        old = self._calls[channel.call]
        del old.channels[channel.id]
        if not old.channels:
            del self._calls[channel.call]
        channel.call = linked
        self._calls[linked].channels[channel.id] = channel
        if channel.up and channel.extension:
            yield from self._told(channel, EventKind.ANSWERED, at, identity=channel.id)

    def _new_channel(self, message: Message, at: datetime) -> Iterator[CallEvent]:
        channel = self._described(message)
        if channel.id in self._channels:
            return
        self._channels[channel.id] = channel
        if channel.call in self._calls:
            self._calls[channel.call].channels[channel.id] = channel
            return
        dialled = number(message.get("Exten", ""))
        direction = CallDirection.IN if channel.trunk else CallDirection.OUT
        call = Living(direction, internal=bool(channel.extension) and dialled in self.phones)
        call.channels[channel.id] = channel
        self._calls[channel.call] = call
        if not call.internal:
            yield CallEvent(
                call=channel.call,
                kind=EventKind.BEGUN,
                at=at,
                direction=direction,
                caller=number(message.get("CallerIDNum", "")) if channel.trunk else "",
                dialled=dialled,
                extension=channel.extension,
                trunk=channel.trunk,
                node=message.get("SystemName", ""),
                identity="begun",
            )

    def _described(self, message: Message) -> Channel:
        name, call = message.get("Channel", ""), message.get("Linkedid", "")
        channel = Channel(message.get("Uniqueid", ""), name, call)
        end, context = endpoint(name), message.get("Context", "")
        if name.startswith("Local/"):
            return channel
        if end in self.trunks or (context in self.trunks and end not in self.phones):
            channel.trunk = end if end in self.trunks else context
        elif self._is_phone(end):
            channel.extension = end
        else:
            channel.trunk = end
        return channel

    def _is_phone(self, name: str) -> bool:
        return name in self.phones or (name.isdecimal() and len(name) <= LONGEST_EXTENSION)

    def _hung_up(self, message: Message, at: datetime) -> Iterator[CallEvent]:
        channel = self._channels.pop(message.get("Uniqueid", ""), None)
        if channel is None:
            return
        call = self._calls[channel.call]
        del call.channels[channel.id]
        cause = cause_of(message) or channel.dialled_in_vain
        if channel.trunk:
            call.far_cause = cause
        elif channel.extension:
            yield from self._told(channel, EventKind.LEFT, at, identity=channel.id, cause=cause)
        if not call.channels:
            ended = cause if call.far_cause is None else call.far_cause
            yield from self._told(channel, EventKind.ENDED, at, identity="ended", cause=ended, **_NOBODYS)
            del self._calls[channel.call]
            self._over.append(channel.call)

    # What happens to them

    def _new_state(self, message: Message, at: datetime) -> Iterator[CallEvent]:
        channel = self._channels.get(message.get("Uniqueid", ""))
        if channel is None:
            return
        state = message.get("ChannelState")
        channel.up = state == UP
        kind = {UP: EventKind.ANSWERED, RINGING: EventKind.RINGING}.get(state or "")
        outgoing = self._calls[channel.call].direction == CallDirection.OUT
        leads_out = outgoing or channel.id != channel.call  # what came in over it is put through to the outside
        if kind and (channel.extension or (channel.trunk and leads_out)):
            yield from self._told(channel, kind, at, identity=channel.id, far=bool(channel.trunk))

    def _dials(self, message: Message, at: datetime) -> Iterator[CallEvent]:
        """A line to the outside is called: with an outgoing call, what the called person will see."""
        channel = self._channels.get(message.get("DestUniqueid", ""))
        if channel is None or not channel.trunk:
            return
        dialled = dialled_number(message.get("DialString", ""), channel.trunk)
        if self._calls[channel.call].direction == CallDirection.IN:
            yield from self._told(channel, EventKind.TRANSFERRED, at, identity=channel.id, dialled=dialled)
            return
        shown = number(message.get("DestConnectedLineNum", "")) or number(message.get("CallerIDNum", ""))
        yield from self._told(channel, EventKind.SHOWN, at, identity=channel.id, dialled=dialled, shown=shown)

    def _dialled(self, message: Message, at: datetime) -> Iterator[CallEvent]:
        """How calling a leg ended: of one that Asterisk itself gives up, the end tells no cause."""
        channel = self._channels.get(message.get("DestUniqueid", ""))
        if channel is not None:
            channel.dialled_in_vain = IN_VAIN.get(message.get("DialStatus", ""))
        return iter(())

    def _not_placed(self, message: Message, at: datetime) -> Iterator[CallEvent]:
        """A call of ours that came to nothing. Where there is or was a channel, its end tells the same and says why."""
        key = message.get("ActionID", "")
        known = key in self._calls or key in self._over
        if message.get("Response") == "Failure" and key.startswith(OUR_CALLS) and not known:
            yield CallEvent(
                call=key,
                kind=EventKind.ENDED,
                at=at,
                direction=CallDirection.OUT,
                cause=SUBSCRIBER_ABSENT,
                identity="ended",
            )

    def _leaves_bridge(self, message: Message, at: datetime) -> Iterator[CallEvent]:
        channel = self._channels.get(message.get("Uniqueid", ""))
        if channel is not None and channel.trunk and message.get("Exten") == HOLD and not channel.held:
            channel.held = True
            yield from self._told(channel, EventKind.HELD, at, identity=_moment(channel, message))

    def _enters_bridge(self, message: Message, at: datetime) -> Iterator[CallEvent]:
        channel = self._channels.get(message.get("Uniqueid", ""))
        if channel is not None and channel.held:
            channel.held = False
            yield from self._told(channel, EventKind.RESUMED, at, identity=_moment(channel, message))

    def _pressed_hold(self, message: Message, at: datetime) -> Iterator[CallEvent]:
        """Somebody has pressed the key for it on their phone."""
        channel = self._channels.get(message.get("Uniqueid", ""))
        if channel is not None and channel.extension:
            kind = EventKind.HELD if message["Event"] == "Hold" else EventKind.RESUMED
            yield from self._told(channel, kind, at, identity=_moment(channel, message))

    def _transferred(self, message: Message, at: datetime) -> Iterator[CallEvent]:
        channel = self._channels.get(message.get("TransfererUniqueid", ""))
        target = message.get("Extension", "")
        if channel is not None and target:
            where = {"extension": target} if self._is_phone(target) else {"extension": "", "dialled": target}
            yield from self._told(channel, EventKind.TRANSFERRED, at, identity=_moment(channel, message), **where)

    def _said_by_dialplan(self, message: Message, at: datetime) -> Iterator[CallEvent]:
        """``UserEvent(KontorRecording,Link: https://…)`` in the dialplan tells where a recording is kept."""
        channel = self._channels.get(message.get("Uniqueid", ""))
        if channel is not None and message.get("UserEvent") == "KontorRecording" and message.get("Link"):
            yield from self._told(channel, EventKind.RECORDED, at, recording=message["Link"], **_NOBODYS)

    def _told(self, channel: Channel, kind: EventKind, at: datetime, **values: object) -> Iterator[CallEvent]:
        call = self._calls[channel.call]
        if not call.internal:
            known = {"extension": channel.extension, "trunk": channel.trunk, "direction": call.direction}
            yield CallEvent(call=channel.call, kind=kind, at=at, **known | values)  # type: ignore[arg-type]


_NOBODYS = {"extension": "", "trunk": ""}
"""Of a whole call, rather than of one of its legs."""

_MEANINGS = {
    "Newchannel": Exchange._new_channel,
    "Newstate": Exchange._new_state,
    "DialBegin": Exchange._dials,
    "DialEnd": Exchange._dialled,
    "OriginateResponse": Exchange._not_placed,
    "BridgeLeave": Exchange._leaves_bridge,
    "BridgeEnter": Exchange._enters_bridge,
    "Hold": Exchange._pressed_hold,
    "Unhold": Exchange._pressed_hold,
    "BlindTransfer": Exchange._transferred,
    "UserEvent": Exchange._said_by_dialplan,
    "Hangup": Exchange._hung_up,
}


def _moment(channel: Channel, message: Message) -> str:
    """What tells one hold from the next."""
    return f"{channel.id} {message.get('Timestamp', message.get('BridgeUniqueid', ''))}"
