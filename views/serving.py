"""What gunicorn asks of us (its setting `config`): the worker of background jobs is a copy of the server process, so that they share what is loaded."""

from __future__ import annotations

import os
import signal
from typing import Any

from views import jobs


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
