"""Tablets without a screen that save visits as the outbox does: the same entry again and again until its receipt is there, then the next."""

from __future__ import annotations

import http.client
import json
import threading
import time
import uuid
from dataclasses import dataclass, field

from tests.bench.load import Tablet

TROUBLE = (OSError, http.client.HTTPException, AssertionError, IndexError, json.JSONDecodeError)  # also no doors, and no form, on a page that says 503


@dataclass
class Book:
    """What was sent and what was acknowledged: key by mark, and when each receipt came."""

    sent: dict[str, str] = field(default_factory=dict)
    acknowledged: dict[str, str] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)  # seconds of each request that brought a receipt
    retries: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def pause(self) -> float:
        """The longest time in seconds between two receipts, of whomever."""
        return max((later - earlier for earlier, later in zip(self.times, self.times[1:], strict=False)), default=0.0)


@dataclass
class Sender:
    """One tablet: saves until `stop`; `name` begins its marks."""

    url: str
    username: str
    password: str
    name: str
    book: Book
    stop: threading.Event
    doors: list[int]
    pace: float = 0.0  # seconds between two entries
    tablet: Tablet | None = None

    def run(self) -> None:
        """Log in, and save until told to stop; what was begun is finished."""
        n = 0
        while not self.stop.is_set():
            self.save(f"{self.name}-{n:06}", n)
            n += 1
            if self.pace:
                self.stop.wait(self.pace)
        self._leave()

    def save(self, mark: str, n: int) -> None:
        """One entry until it is acknowledged, however often the line or the server fails."""
        key = str(uuid.uuid4())
        self.book.sent[mark] = key
        while not self._try(mark, key, n):
            self.book.retries += 1
            time.sleep(0.05)

    def _try(self, mark: str, key: str, n: int) -> bool:
        try:
            if self.tablet is None:
                self.tablet = Tablet(self.url, self.username, self.password, doors=self.doors)
            began = time.perf_counter()
            status, said = self._send(self.tablet, mark, key, n)
        except TROUBLE:
            if self.tablet:
                self.tablet.connection.close()
            return False
        if status == 200 and said.get("receipt") == key:
            self.book.acknowledged[mark] = key
            self.book.times.append(time.monotonic())
            self.book.waits.append(time.perf_counter() - began)
            return True
        if status < 500:
            self.book.refused.append(f"{status} {said}")
            self._leave()
        return False

    def _leave(self) -> None:
        if self.tablet:
            self.tablet.connection.close()
        self.tablet = None

    def _send(self, tablet: Tablet, mark: str, key: str, n: int) -> tuple[int, dict[str, object]]:
        door = tablet.doors[n % len(tablet.doors)]
        day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600))
        values = {"form_id": key, "household": str(door), "way": "in_person", "outcome": "met", "next": "duty", "day": day, "note": mark}
        status, text = tablet.ask("POST", "/visits", {"Honglin-Capture": "1"}, csrf_token=tablet.form, **values)
        return status, json.loads(text)


def start(senders: list[Sender]) -> list[threading.Thread]:
    """Let them all save, each in a thread of its own."""
    threads = [threading.Thread(target=sender.run, daemon=True) for sender in senders]
    for thread in threads:
        thread.start()
    return threads
