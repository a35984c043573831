"""The last step before an application serves: what it logs, and what the garbage collection leaves alone."""

import gc

from flask import Flask

from views import logs


def settled(app: Flask) -> Flask:
    """The application in a server process. Garbage collection leaves alone what is loaded by now and comes less often, or a printed page would pay for it."""
    logs.serve(app)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)
    return app
