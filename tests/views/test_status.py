"""The state of the installation: the administrator's page, /healthz, and the figures for Prometheus."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from models import backups
from models.records import Change
from models.runs import Run
from models.state import State
from views import jobs

TOKEN = "t" * 20


@pytest.fixture
def figures(app, client):
    """figures(): name -> value of what /metrics says to whoever has the token."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], metrics_token=TOKEN)

    def read():
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in answer.text.splitlines() if not line.startswith("#")}

    return read


def test_the_page_says_what_is_to_be_done(cast, app, client, login, clock, tmp_path):
    login(client, cast.adam)
    assert all("还没有备份过" in client.get(path).text for path in ("/status", "/users", "/more")) and "备份" not in client.get("/search").text
    with Run.kept("backup") as run:
        run.rows = 12_345
    text = client.get("/status").text
    assert "12,345 行" in text and "都正常" in text and "备份" not in client.get("/users").text
    clock.forward(days=2)
    login(client, cast.adam)
    assert "超过一天没有备份了" in client.get("/status").text and "超过一天没有备份了" in client.get("/users").text
    assert "备份" not in login(client, cast.carol).get("/users").text


def test_a_job_that_failed_is_there_with_its_kind_and_without_its_words(cast, app, client, login):
    def broken():
        raise ValueError("李秀英 13800001601")

    job = jobs.Job(broken)
    jobs.TASKS.remove(job)
    with pytest.raises(ValueError, match="李秀英"):
        job.task(app)()
    login(client, cast.adam)
    text = client.get("/status").text
    assert "broken" in text and "ValueError" in text and "李秀英" not in text and "1 件后台任务没做成" in text


def test_what_is_done_every_minute_is_kept_only_when_it_fails(database):
    with Run.kept("often", failures_only=True):
        pass
    assert not Run.select().exists()
    with pytest.raises(KeyError), Run.kept("often", failures_only=True):
        raise KeyError
    assert Run.get().error == "KeyError"


def test_runs_are_kept_for_six_months(database, clock):
    with Run.kept("a"):
        pass
    clock.forward(days=179)
    Run.prune()
    assert Run.select().exists()
    clock.forward(days=2)
    Run.prune()
    assert not Run.select().exists()


def test_a_clock_that_went_back_is_noticed(cast, clock, tmp_path):
    state = State(tmp_path, "", 0)
    assert not state.behind
    Change.create(at=clock(), user_name="系统", record="x", key="1", action="add")
    clock.moment -= timedelta(hours=3)
    assert state.behind == timedelta(hours=3) and "时钟" in " ".join(state.troubles)


def test_a_full_disk_and_a_long_queue_are_troubles(cast, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"total": 100, "used": 95, "free": 5}))
    assert {"数据盘快满了", "后台任务积了 101 件"} <= set(State(tmp_path, "", 101).troubles)


@pytest.mark.sqlite
def test_a_backup_of_the_night_or_by_hand_is_seen(cast, app, tmp_path):
    nights = tmp_path / "nights"
    nights.mkdir()
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], backups=str(nights), database_url="")
    with app.app_context():
        jobs.back_up.work()
    assert len(list(nights.iterdir())) == 1 and Run.last_good("backup").rows > 50
    app.test_cli_runner().invoke(args=["backup", str(tmp_path / "one.db")])
    assert Run.select().where(Run.name == "backup", ~Run.failed).count() == 2
    assert app.test_cli_runner().invoke(args=["backup", str(tmp_path / "one.db")]).exit_code == 1
    assert Run.select().where(Run.failed).get().error == backups.Refused.__name__


def test_figures_are_for_whoever_has_the_token(cast, client, figures, login):
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}, {"Authorization": "Bearer 错"}):
        assert client.get("/metrics", headers=headers).status_code == 404
    before = figures()
    login(client, cast.alice)
    client.get("/today")
    client.get(f"/households/{cast.home.id}")
    after = figures()
    name = 'honglin_requests_total{endpoint="rounds.show",method="GET",status="2xx"}'
    assert after[name] - before.get(name, 0) == 1
    assert after['honglin_request_seconds_count{endpoint="rounds.show"}'] >= 1
    assert after["honglin_backup_age_seconds"] == float("inf") and after['honglin_disk_free_bytes{disk="data"}'] > 0
    assert after["honglin_database_bytes"] > 0 and after["honglin_jobs_waiting"] == 0


def test_no_figure_names_a_person_a_place_or_a_row(cast, client, figures, login):
    login(client, cast.alice)
    client.get(f"/households/{cast.home.id}?q=李秀英")
    client.get("/households/999999")
    client.get("/nowhere/李秀英")
    names = " ".join(figures())
    assert not re.search(r"[\u4e00-\u9fff]|alice|/\d", names)


def test_without_a_token_there_is_no_such_page(client):
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_healthz(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")
