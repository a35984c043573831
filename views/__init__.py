"""The table of contents of the site."""

from flask import Flask

from views import access, assets, commands, filters, health, home, menus, passwords, sessions
from views.registers import REGISTERS

NOUNS = [assets, health, sessions, passwords, home, commands]


def register(app: Flask) -> None:
    """Give the app its converters, filters, hooks, pages and commands."""
    filters.register(app)
    access.register(app)
    menus.register(app)
    for blueprint in [*(module.bp for module in NOUNS), *REGISTERS]:
        app.register_blueprint(blueprint)
