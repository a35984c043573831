"""Settings from the environment: types, clear errors, no secret that anyone could know."""

from dataclasses import fields
from pathlib import Path

import pytest

from models.settings import DEVELOPMENT_SECRET, Settings

SECRET = "x" * 32


def read(**variables):
    return Settings.from_environ({f"HONGLIN_{name.upper()}": value for name, value in variables.items()})


def test_nothing_set_gives_the_defaults():
    assert Settings.from_environ({}) == Settings()


def test_each_value_has_the_type_of_its_default():
    values = {bool: "1", int: "7", str: "text", Path: "folder/file"}
    settings = read(**{f.name: values.get(type(f.default), "folder") for f in fields(Settings) if not isinstance(f.default, Path)}, data="folder")
    assert {f.name for f in fields(Settings) if not isinstance(getattr(settings, f.name), type(f.default))} == set()
    assert (settings.development, settings.port, settings.host, settings.data) == (True, 7, "text", Path("folder"))


@pytest.mark.parametrize(("raw", "value"), [("1", True), ("true", True), ("YES", True), ("0", False), ("No", False), ("false", False), ("", False)])
def test_yes_and_no(raw, value):
    assert read(https=raw).https is value


@pytest.mark.parametrize(("name", "raw"), [("https", "on please"), ("port", "80a"), ("port", "-1"), ("port", ""), ("workers", "2.5"), ("threads", " ")])
def test_what_cannot_be_understood_is_named(name, raw):
    with pytest.raises(ValueError, match=f"HONGLIN_{name.upper()}: .* expected"):
        read(**{name: raw})


def test_other_variables_are_nobodys_business():
    assert Settings.from_environ({"HONGLIN_UNKNOWN": "1", "PORT": "80"}) == Settings()


def test_the_database_url_has_two_names_and_ours_wins():
    assert Settings.from_environ({"DATABASE_URL": "postgresql://a/b"}).url == "postgresql://a/b"
    assert Settings.from_environ({"DATABASE_URL": "postgresql://a/b", "HONGLIN_DATABASE_URL": "postgresql://c/d"}).url == "postgresql://c/d"
    assert read(data="there").url == f"sqlite:///{Path('there') / 'honglin.db'}"


@pytest.mark.parametrize("secret", [DEVELOPMENT_SECRET, "", "short", "x" * 31])
def test_a_secret_that_anyone_could_know_is_refused(secret):
    with pytest.raises(RuntimeError, match="HONGLIN_SECRET"):
        Settings(secret=secret).check()


def test_a_real_secret_or_a_developers_machine_is_fine():
    Settings(secret=SECRET).check()
    Settings(development=True).check()


def test_a_proxy_whose_headers_are_not_believed_is_doubted():
    assert "HONGLIN_PROXIES" in Settings(secret=SECRET).doubt and "HONGLIN_PROXIES" in Settings(host="localhost").doubt


@pytest.mark.parametrize("values", [{"proxies": 1}, {"https": False}, {"development": True}, {"host": "0.0.0.0"}])
def test_nothing_else_is_doubted(values):
    assert Settings(secret=SECRET, **values).doubt == ""


def test_every_setting_says_what_it_is_for():
    assert [f.name for f in fields(Settings) if not f.metadata.get("help")] == []
