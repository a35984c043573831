"""The table of contents of the site."""

from flask import Flask

from views import access, assets, commands, filters, health, home, sessions
from views import registers as _registers  # noqa: F401  (declared below, noun by noun)


def register(app: Flask) -> None:
    """Give the app its converters, filters, hooks, pages and commands."""
    filters.register(app)
    access.register(app)
    for module in (assets, health, home, sessions, commands):
        app.register_blueprint(module.bp)
