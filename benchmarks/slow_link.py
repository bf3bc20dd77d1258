"""A slow link with loss as a proxy on this machine: what TCP's sender and a bottleneck do to each segment of a connection.

Simulated, because a kernel's own `tc netem` needs rights and a namespace: the round trip of SYN and SYN-ACK (1 s more for each of
them that is lost, RFC 6298); segments of 1,460 bytes with 40 of headers, one after another through a bottleneck that all
connections share, each way; half a round trip of way; a window that begins with ten segments (RFC 6928) and grows by what is
acknowledged; a lost segment is sent again when three later ones have arrived (RFC 5681), else after two round trips (tail loss
probe, RFC 8985), each time twice as long as before, and halves the window; what came behind it waits, since TCP delivers in order.
Loss strikes each segment alike, headers and handshakes of TLS too. Not simulated: bursts, DNS, a queue that overflows, and the
loss of acknowledgements, which later ones make good.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

SEGMENT, HEADERS, FIRST_WINDOW = 1460, 40, 10
DUPLICATES = 3  # acknowledgements of later segments that tell of a loss


@dataclass(frozen=True)
class Link:
    """Seconds of a round trip, bits a second each way, the share of segments that is lost."""

    trip: float
    rate: float
    loss: float = 0.0
    seed: int = 0


@dataclass(eq=False, slots=True)
class Segment:
    body: bytes
    arrived: asyncio.Future[None]
    later: int = 0  # segments sent after it that arrived
    wait: float = 0.0  # seconds until it is sent again without such news
    again: asyncio.TimerHandle | None = None


class Bottleneck:
    """One direction of the link: when the next segment gets through."""

    def __init__(self, link: Link, seed: int) -> None:
        self.link, self.free, self.chance = link, 0.0, random.Random(seed)

    def send(self, bytes_: int, now: float) -> float:
        """When the last bit has left."""
        self.free = max(now, self.free) + (bytes_ + HEADERS) * 8 / self.link.rate
        return self.free

    def loses(self) -> bool:
        return self.chance.random() < self.link.loss


@dataclass(eq=False)
class Flow:
    """One direction of one connection: from a reader through the bottleneck to a writer."""

    way: Bottleneck
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    begins: float  # the loop's time at which the handshake is done
    window: float = FIRST_WINDOW * SEGMENT
    out: int = 0  # bytes under way
    lost: list[Segment] = field(default_factory=list)
    room: asyncio.Event = field(default_factory=asyncio.Event)
    line: asyncio.Queue[Segment | None] = field(default_factory=asyncio.Queue)

    async def run(self) -> None:
        delivery = asyncio.create_task(self._deliver())
        with suppress(ConnectionError):
            while body := await self.reader.read(SEGMENT):
                while self.out + len(body) > self.window:
                    self.room.clear()
                    await self.room.wait()
                self.out += len(body)
                segment = Segment(body, asyncio.get_running_loop().create_future(), wait=2 * self.way.link.trip)
                self.line.put_nowait(segment)
                self._send(segment)
        self.line.put_nowait(None)
        await delivery

    def _send(self, segment: Segment) -> None:
        loop, trip = asyncio.get_running_loop(), self.way.link.trip
        gone = self.way.send(len(segment.body), max(loop.time(), self.begins))
        if self.way.loses():
            segment.later = 0
            segment.again = loop.call_at(gone + segment.wait, self._repeat, segment)
            segment.wait *= 2
            self.lost.append(segment)
            return
        loop.call_at(gone + trip / 2, self._arrive, segment)
        loop.call_at(gone + trip, self._acknowledge, segment, list(self.lost))

    def _arrive(self, segment: Segment) -> None:
        if not segment.arrived.done():
            segment.arrived.set_result(None)

    def _acknowledge(self, segment: Segment, before: list[Segment]) -> None:
        """The sender hears of an arrival; what was lost before it has one witness more."""
        self.out -= len(segment.body)
        self.window += len(segment.body)
        self.room.set()
        for lost in before:
            lost.later += 1
            if lost.later == DUPLICATES and lost in self.lost:
                self._repeat(lost)

    def _repeat(self, segment: Segment) -> None:
        if segment.again:
            segment.again.cancel()
        self.lost.remove(segment)
        self.window = max(self.window / 2, 2 * SEGMENT)
        self._send(segment)

    async def _deliver(self) -> None:
        """In order, whatever arrived first."""
        with suppress(ConnectionError):
            while segment := await self.line.get():
                await segment.arrived
                self.writer.write(segment.body)
                await self.writer.drain()
        # The end of the stream travels like everything else.
        await asyncio.sleep(self.way.link.trip / 2)
        self.writer.close()


async def _connection(
    link: Link, ways: tuple[Bottleneck, Bottleneck], port: int, inside: asyncio.StreamReader, back: asyncio.StreamWriter
) -> None:
    begins = asyncio.get_running_loop().time() + link.trip + sum(1.0 for way in ways if way.loses())
    ends = [back]
    with suppress(OSError, asyncio.CancelledError):  # refused, or the link is taken down
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        ends.append(writer)
        await asyncio.gather(Flow(ways[0], inside, writer, begins).run(), Flow(ways[1], reader, back, begins).run())
    for end in ends:
        end.close()
    with suppress(OSError, asyncio.CancelledError):
        await asyncio.gather(*(end.wait_closed() for end in ends))


@contextmanager
def slow(port: int, link: Link) -> Iterator[int]:
    """A port of this machine that leads to `port` by way of the link."""
    loop, ready, stops = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    own: list[int] = []

    async def serve() -> None:
        ways = (Bottleneck(link, 2 * link.seed), Bottleneck(link, 2 * link.seed + 1))
        server = await asyncio.start_server(lambda r, w: _connection(link, ways, port, r, w), "127.0.0.1", 0)
        own.append(server.sockets[0].getsockname()[1])
        ready.set()
        await stops.wait()
        server.close()
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield own[0]
    finally:
        loop.call_soon_threadsafe(stops.set)
        thread.join()
        loop.close()
