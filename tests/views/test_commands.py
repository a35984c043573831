"""The command line."""

import gc
import os
from dataclasses import replace

import prometheus_client
import pytest

from models.database import db
from models.sessions import Session
from models.users import User
from views import commands, metrics, serving


@pytest.fixture
def run(app):
    """run("user", ...): a command and what it printed."""

    def command(*words):
        return app.test_cli_runner().invoke(args=[*words])

    return command


def test_migrate_says_when_there_is_nothing_to_do(run):
    assert "up to date" in run("migrate").output


@pytest.mark.parametrize(("proxies", "times"), [(0, 1), (1, 0)])
def test_serving_says_once_that_everybody_would_have_one_address(app, run, settings, monkeypatch, caplog, proxies, times):
    app.config["SETTINGS"] = replace(settings, development=False, https=True, proxies=proxies)
    started, opened = [], []

    def run_(server):
        started.append(server)
        opened.append(len(db.obj._connections) + len(db.obj._in_use))

    monkeypatch.setattr(commands.sys, "platform", "linux")
    monkeypatch.setattr(serving.Server, "run", run_)
    assert run("serve").exit_code == 0 and [server.cfg.address for server in started] == [[("127.0.0.1", 5000)]]
    assert opened == [0]  # none that the processes would share
    assert caplog.text.count("HONGLIN_PROXIES") == times
    assert started[0].cfg.preload_app and started[0].cfg.when_ready is serving.when_ready


def test_an_account_with_its_whole_place(run):
    result = run("user", "lili", "李丽", "community", "--area", "官渡区/太和街道/和平路社区")
    username, first = result.output.split()
    user = User.log_in(username, first)
    assert [str(a) for a in user.area.chain()] == ["官渡区", "太和街道", "和平路社区"] and user.must_change
    assert Session.select().count() == 1


def test_an_account_without_a_place_is_refused_in_words(run):
    result = run("user", "lili", "李丽", "community")
    assert result.exit_code == 2 and "--area" in result.output


def test_what_breaks_a_rule_is_said_in_words(run, cast):
    result = run("user", "alice", "重名", "community", "--area", "官渡区/太和街道/和平路社区")
    assert result.exit_code == 1 and "已经有人用了" in result.output


def test_a_second_demonstration_is_refused(run, cast):
    assert run("demo", "--small").exit_code == 1


@pytest.mark.sqlite
def test_backup_and_its_refusals(run, cast, tmp_path):
    assert "rows in" in run("backup", str(tmp_path / "b.db")).output
    assert run("backup", str(tmp_path / "b.db")).exit_code == 1
    assert run("restore", str(tmp_path / "b.db")).exit_code == 1


def test_the_processes_of_the_server_count_together(app, settings, monkeypatch):
    monkeypatch.setattr(prometheus_client.values, "ValueClass", prometheus_client.values.ValueClass)
    monkeypatch.setenv(metrics.SHARED, "/nowhere")  # and is as it was afterwards
    monkeypatch.setattr(gc, "freeze", lambda: None)
    left = settings.data / "metrics" / "counter_1.db"
    left.parent.mkdir()
    left.touch()
    before = gc.get_threshold()
    try:
        assert serving.Server(app, settings).load() is app
        prometheus_client.Counter("counted_together", "", registry=None).inc()
    finally:
        gc.set_threshold(*before)
    assert not left.exists() and [path.name for path in left.parent.iterdir()] == [f"counter_{os.getpid()}.db"]
    assert os.environ[metrics.SHARED] == str(left.parent)
