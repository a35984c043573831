"""A bad line: an HTTP proxy before the server that by seeded chance drops, cuts, delays and answers in the server's place."""

from __future__ import annotations

import asyncio
import contextlib
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

PORTAL = "<!doctype html><title>无线网</title><h1>请先登录无线网</h1>".encode()
HOLD = (0.05, 0.6)  # seconds of a slow line
LATE = (0.5, 4.0)  # seconds after which a request arrives whose sender has long given up

# How often each happens to a request of a hundred: what a tablet sends, and what it merely looks at
SENT = {"before": 5, "body": 4, "after": 6, "half": 3, "error": 4, "error after": 3, "portal": 4, "portal redirect": 2, "late": 4, "delay": 8}
SEEN = {"before": 3, "error": 1, "portal": 1, "delay": 6}


def _made(status: bytes, body: bytes, more: bytes = b"") -> bytes:
    length = str(len(body)).encode()
    return b"HTTP/1.1 " + status + b"\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " + length + b"\r\n" + more + b"\r\n" + body


GATEWAY = _made(b"502 Bad Gateway", b"<h1>502</h1>")
MADE = {  # what somebody on the way answers in the server's place
    "error": _made(b"500 Internal Server Error", b"<h1>500</h1>"),
    "portal": _made(b"200 OK", PORTAL),
    "portal redirect": _made(b"302 Found", b"", b"Location: /portal\r\n"),
}


class Dropped(Exception):
    """The line is gone: whoever waits for an answer gets none."""


@dataclass
class Request:
    """One request as it came."""

    head: bytes
    body: bytes

    @property
    def method(self) -> str:
        """GET or POST."""
        return self.head.split(b" ", 1)[0].decode()

    @property
    def path(self) -> str:
        """The address without the host."""
        return self.head.split(b" ", 2)[1].decode()

    @property
    def sent(self) -> bool:
        """Whether the outbox sends it or asks for its token."""
        return b"honglin-capture:" in self.head.lower() or self.path == "/token"


@dataclass
class Proxy:
    """Stands at `port` before the server at `upstream`; faults only while `bad`. `faults` counts those that happened, by kind."""

    upstream: int
    seed: int
    sent: dict[str, int] = field(default_factory=lambda: SENT)
    bad: bool = False
    port: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.late: set[asyncio.Task[None]] = set()
        self.lines: set[Any] = set()

    async def serve(self, ready: Callable[[], None], done: asyncio.Event) -> None:
        """Listen until `done`."""
        server = await asyncio.start_server(self._line, "127.0.0.1", 0, limit=2**20)
        self.port = server.sockets[0].getsockname()[1]
        ready()
        await done.wait()
        server.close()
        for task in self.late | self.lines:
            task.cancel()
        await asyncio.gather(*self.late, *self.lines, return_exceptions=True)

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of a browser, which may carry many requests."""
        self.lines.add(asyncio.current_task())
        with contextlib.suppress(Dropped, OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                answer = await self._answer(await _read(reader), writer)
                writer.write(answer)
                await writer.drain()
                if b"\r\nConnection: close\r\n" in answer[: answer.find(b"\r\n\r\n") + 2]:
                    break
        self.lines.discard(asyncio.current_task())
        writer.close()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> bytes:
        """What the browser gets, or Dropped; see SENT."""
        kind = self._fate(request)
        if kind:
            self.faults[kind] += 1
        if kind in MADE:
            return MADE[kind]
        if kind == "before":
            raise Dropped
        if kind == "body":
            await self._cut(request)
        if kind == "late":
            self._send_later(request)
        if kind == "delay":
            await asyncio.sleep(self.random.uniform(*HOLD))
        answer = await self._forward(request)
        if kind == "half":
            writer.write(answer[:-9])
            await writer.drain()
        if kind in ("after", "half"):
            raise Dropped
        return GATEWAY if kind == "error after" else answer

    def _fate(self, request: Request) -> str:
        chances = self.sent if request.sent else SEEN
        if not self.bad or request.path.startswith("/assets/"):
            return ""
        kinds = [kind for kind in chances if request.body or kind not in ("body", "late")]
        weights = [chances[kind] for kind in kinds]
        return self.random.choices([*kinds, ""], [*weights, 100 - sum(weights)])[0]

    async def _forward(self, request: Request) -> bytes:
        """The server's answer, whole; Dropped while there is no server."""
        try:
            return await _ask(self.upstream, request.head, request.body)
        except (OSError, asyncio.IncompleteReadError) as error:
            self.faults["server away"] += 1
            raise Dropped from error

    async def _cut(self, request: Request) -> None:
        """Half of the body reaches the server, then nobody is there any more."""
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
            writer.write(request.head + request.body[: self.random.randrange(len(request.body))])
            await writer.drain()
            await asyncio.sleep(0.02)
            writer.transport.abort()
        raise Dropped

    def _send_later(self, request: Request) -> None:
        """The line hands it over when the tablet has given up, or sent it again, or has its receipt already."""

        async def deliver() -> None:
            await asyncio.sleep(self.random.uniform(*LATE))
            with contextlib.suppress(Dropped):
                await self._forward(request)

        task = asyncio.create_task(deliver())
        self.late.add(task)
        task.add_done_callback(self.late.discard)
        raise Dropped


async def _read(reader: asyncio.StreamReader) -> Request:
    head = await reader.readuntil(b"\r\n\r\n")
    return Request(head, await reader.readexactly(_length(head) or 0))


async def _ask(port: int, head: bytes, body: bytes) -> bytes:
    """One request on a connection of its own; the answer as one that leaves the browser's connection open."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        writer.write(b"\r\n".join([lines[0], b"Connection: close", *lines[1:]]) + body)
        await writer.drain()
        answer = await reader.read(-1)
    finally:
        writer.transport.abort()
    start, _, rest = answer.partition(b"\r\n\r\n")
    length = _length(start)
    if not start or (length is not None and len(rest) < length and b" 304 " not in start):
        raise asyncio.IncompleteReadError(answer, length)  # the server was killed over it
    if length is not None or b" 204 " in start:
        start = start.replace(b"\r\nConnection: close", b"", 1)
    return start + b"\r\n\r\n" + rest


def _length(head: bytes) -> int | None:
    lines = (line.split(b":", 1) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return next((int(value) for _, value in lines), None)


@contextmanager
def bad_line(upstream: int, seed: int, **options: dict[str, int]) -> Iterator[Proxy]:
    """A proxy in a thread of its own, for as long as it is needed."""
    proxy, ready, loop, done = Proxy(upstream, seed, **options), threading.Event(), asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(proxy.serve(ready.set, done)), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(10)
        loop.close()
