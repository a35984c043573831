"""The server on Linux and macOS: gunicorn around the application that is loaded here, its processes copies of this one, so that they share it.

The worker of background jobs is such a copy too.
"""

from __future__ import annotations

import os
import signal
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from models.settings import Settings
from views import jobs, metrics
from views.settling import settled


class Server(BaseApplication):  # type: ignore[misc]
    """Serves an application until it is told to stop."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.loaded, self.settings = app, settings
        super().__init__()

    def load_config(self) -> None:
        """What gunicorn is told: to finish what is running when it stops, and to replace a process in which memory may have grown."""
        settings = self.settings
        told = {
            "bind": f"{settings.host}:{settings.port}",
            "worker_class": "gthread",
            "workers": settings.workers,
            "threads": settings.threads,
            "preload_app": True,
            "graceful_timeout": 30,
            "control_socket_disable": True,
            "max_requests": 20_000,
            "max_requests_jitter": 2_000,
            "when_ready": when_ready,
        }
        for name, value in told.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application, made ready for processes that are copied from this one."""
        metrics.share(self.settings)
        return settled(self.loaded)


def when_ready(server: Any) -> None:
    """Begin the worker beside the processes that answer; with `jobs_in_request` there is none."""
    app, parent = server.app.wsgi(), os.getpid()
    if app.config["SETTINGS"].jobs_in_request or os.fork():
        return
    try:
        for number in (*server.SIGNALS, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        for listener in server.LISTENERS:
            listener.close()
        with app.app_context():
            jobs.supervise(parent)
    except Exception:
        app.logger.exception("the worker of background jobs has ended")
    finally:
        os._exit(0)
