"""A real server on a folder of its own and a real Chromium, for the browser tests, the pictures and the benches."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn

ROOT = Path(__file__).parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
FONTS_CONF = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="strong"><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
  <alias binding="strong"><family>system-ui</family><prefer><family>Noto Sans SC</family></prefer></alias>
  <alias binding="strong"><family>serif</family><prefer><family>Noto Serif SC</family></prefer></alias>
</fontconfig>
"""


@dataclass
class Site:
    """A running server: its address, and (role, user name, password) of each log-in that it printed."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]
    log_ins: list[tuple[str, str, str]] = field(default_factory=list)

    def account(self, role: str) -> tuple[str, str]:
        """User name and password of a role."""
        return next((username, password) for known, username, password in self.log_ins if known == role)


@contextmanager
def serve(folder: Path, port: int = 0, root: Path = ROOT, **variables: str) -> Iterator[Site]:
    """Run the `python app.py` of `root` on `folder` until it is no longer needed; a small demonstration district when the folder is empty."""
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", port))
        port = free.getsockname()[1]
    ours = {"HONGLIN_DEVELOPMENT": "1", "HONGLIN_DATA": str(folder), "HONGLIN_PORT": str(port), "HONGLIN_DEMO": "small", **variables}
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, "app.py"], cwd=root, env={**os.environ, **ours}, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", process, log)
            yield Site(f"http://127.0.0.1:{port}", folder, process, _log_ins(log))
        finally:
            process.terminate()
            process.wait(40)


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path, seconds: int = 240) -> None:
    """Wait until the server answers; raises RuntimeError with its log when it does not."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not come up:\n{log.read_text('utf-8', 'replace')[-4000:]}")


def _log_ins(log: Path) -> list[tuple[str, str, str]]:
    rows = (line.split("\t") for line in log.read_text("utf-8", "replace").splitlines())
    return [(row[0], row[1], row[2]) for row in rows if len(row) >= 3]


def chromium() -> str | None:
    """Where the browser is: HONGLIN_CHROMIUM, or what the system calls chromium."""
    return os.environ.get("HONGLIN_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def browser(folder: Path) -> Iterator[Any]:
    """A Chromium that shows Chinese with the fonts of the print, whatever the system has."""
    from playwright.sync_api import sync_playwright

    conf = folder / "fonts.conf"
    conf.write_text(FONTS_CONF.format(fonts=Path(pylopdf_fonts_zh_cn.__file__).parent, cache=folder / "fonts"), "utf-8")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=FLAGS, env={**os.environ, "FONTCONFIG_FILE": str(conf)})
        yield launched
        launched.close()
