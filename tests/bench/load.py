"""A tablet without a screen: logs in, takes a form, and saves visits through the real server, one after the other."""

from __future__ import annotations

import http.client
import re
import threading
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="csrf_token"')
DOOR = re.compile(r"/households/(\d+)/visits/new")
NOTE = "老人身体都好，子女周末来"


@dataclass
class Tablet:
    """One logged-in client on one connection; `times` are seconds for each save, `refused` the answers that were no redirect."""

    url: str
    username: str
    password: str
    cookies: dict[str, str] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    doors: list[int] = field(default_factory=list)  # those due today unless given

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        try:
            self._log_in()
        except BaseException:
            self.connection.close()
            raise

    def _log_in(self) -> None:
        self.ask("POST", "/session", username=self.username, password=self.password, csrf_token=self.token("/session/new"))
        self.doors = self.doors or sorted({int(key) for key in DOOR.findall(self.ask("GET", "/today")[1])})
        self.form = self.token(f"/households/{self.doors[0]}/visits/new")

    def ask(self, method: str, path: str, more: dict[str, str] | None = None, **fields: str) -> tuple[int, str]:
        """Status and text of the answer; cookies are kept, a dropped connection is opened again once."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **(more or {})}
        if fields:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for last in (False, True):
            try:
                self.connection.request(method, path, urlencode(fields).encode() if fields else None, headers)
                answer = self.connection.getresponse()
                break
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self.connection.close()
                if last:
                    raise
        if path != "/visits":  # whose message would pile up in the cookie: here nobody opens the page that shows it
            for line in answer.headers.get_all("Set-Cookie", []):
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
        return answer.status, answer.read().decode("utf-8", "replace")

    def token(self, path: str) -> str:
        """The CSRF token of the form at `path`."""
        found = TOKEN.search(self.ask("GET", path)[1])
        assert found, f"no form at {path}"
        return found[1] or found[2]

    def save(self, n: int) -> None:
        """One visit with a key of its own, as the form sends it."""
        values = {"form_id": str(uuid.uuid4()), "household": str(self.doors[n % len(self.doors)]), "way": "in_person", "outcome": "met"}
        values |= {"topics": "身体", "note": NOTE, "next": "duty", "day": time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600))}
        start = time.perf_counter()
        status, _ = self.ask("POST", "/visits", csrf_token=self.form, **values)
        self.times.append(time.perf_counter() - start)
        if status != 303:
            self.refused.append(status)


def together(tablets: list[Tablet], seconds: float) -> float:
    """Let all save for so long; gives the seconds from the first save to the last answer."""
    until = time.perf_counter() + seconds

    def work(tablet: Tablet) -> None:
        n = 0
        while time.perf_counter() < until:
            tablet.save(n)
            n += 1

    threads = [threading.Thread(target=work, args=(tablet,)) for tablet in tablets]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start


def percentile(times: list[float], share: float) -> float:
    """The value in milliseconds below which that share of the times lies."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000
