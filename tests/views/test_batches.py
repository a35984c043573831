"""Batches: ordered once, printed in the background, put together, kept a week; a run that dies is finished by the next."""

import io
import uuid
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import pypdf
import pytest

from models.areas import Area, Compound
from models.batches import KEPT, MOST_RUNS, QUIET, Batch
from models.concerns import Concern
from models.stores import Store
from models.users import User
from models.visits import Visit
from tests.views.concerns import raised
from views import presses
from views.jobs import _take_up, print_batch


def order(client, area, period="2026-09", **more):
    return client.post("/batches", data={"area": area.id, "period": period, "form_id": str(uuid.uuid4()), **more})


def files(client):
    """The PDF and the ZIP of the newest batch, read."""
    batch = Batch.select().order_by(Batch.at.desc()).get()
    with client.get(f"/batches/{batch.id}.pdf") as pdf, client.get(f"/batches/{batch.id}.zip") as packed:
        return pypdf.PdfReader(io.BytesIO(pdf.data)), zipfile.ZipFile(io.BytesIO(packed.data))


@pytest.fixture
def quick(monkeypatch):
    """Documents that cost nothing to print: a page with the compound's name, printed in this process."""
    from views import one_page

    made = []

    def pdf(self):
        made.append(self.summary.compound.name)
        from views.printing import Press

        return Press("x").set("<html lang='zh-CN'><title>x</title><p>x</p></html>").write_pdf(pdf_variant="pdf/ua-1")

    monkeypatch.setattr(one_page.OnePage, "pdf", pdf)
    return made


def test_a_street_is_printed_with_bookmarks_and_as_a_zip(client, cast, login, quick):
    login(client, cast.sam)
    answer = order(client, cast.taihe)
    page = client.get(answer.headers["Location"])
    assert "打印好了" in page.text and "一共 3 份" in page.text and quick == ["和乐居", "和平小区", "曙光小区"]
    pdf, packed = files(client)
    assert len(pdf.pages) == 3 and pdf.metadata.title == "太和街道 小区一页纸 2026年9月"
    titles = [item if isinstance(item, list) else item.title for item in pdf.outline]
    assert titles[0] == "和平路社区" and [leaf.title for leaf in titles[1]] == ["和乐居", "和平小区"] and titles[2] == "曙光社区"
    assert [pdf.get_destination_page_number(leaf) for leaf in titles[1]] == [0, 1]
    assert sorted(packed.namelist()) == ["和平路社区/和乐居.pdf", "和平路社区/和平小区.pdf", "曙光社区/曙光小区.pdf"]
    assert all(len(pypdf.PdfReader(io.BytesIO(packed.read(name))).pages) == 1 for name in packed.namelist())


def test_what_has_not_changed_is_not_printed_again(client, cast, login, quick):
    login(client, cast.sam)
    order(client, cast.taihe)
    quick.clear()
    cast.heping.amend(None, built=1999)  # which the page does not tell
    cast.heleju.amend(None, name="和乐新居")
    answer = order(client, cast.taihe)
    assert quick == ["和乐新居"] and "其中 2 份没变化" in client.get(answer.headers["Location"]).text


def test_a_large_one_is_not_even_looked_at_again_unless_something_was_written(client, app, cast, login, quick, monkeypatch, clock):
    monkeypatch.setattr(presses, "MANY", 3)
    looked, count = [], presses.print_chunk
    monkeypatch.setattr(presses, "print_chunk", lambda key, keys: looked.append(keys) or count(key, keys))
    login(client, cast.sam)

    def again():
        looked.clear()
        order(client, cast.taihe)
        batch = Batch.select().order_by(Batch.at.desc(), Batch.id).get()
        clock.forward(seconds=1)
        assert (batch.state, batch.done, batch.total) == ("done", 3, 3) and len(files(client)[0].pages) == 3
        return bool(looked), batch.fresh

    assert again() == (True, 3)
    assert again() == (False, 0)  # to look, to log in and to order is not to write
    Visit.enter(cast.alice, household=cast.home, day=date(2026, 9, 3))
    assert again() == (True, 1)
    assert again() == (False, 0)
    concern = raised(cast.carol, household=cast.home, day=date(2026, 9, 4))
    Concern.update(due=clock() + timedelta(minutes=30)).where(Concern.id == concern.id).execute()
    assert again()[0] and not again()[0]
    clock.forward(hours=1)
    assert again() == (True, 1)  # the promise is past by now
    clock.forward(days=1)
    login(client, cast.sam)
    assert again()[0]
    assert again() == (False, 0)
    with app.app_context():
        for file in presses.store().folder.glob("*/*.zip"):
            file.unlink()
    assert again()[0]


@pytest.mark.sqlite
def test_a_process_that_dies_while_it_binds_is_told(app, cast, settings):
    app.config["SETTINGS"] = replace(settings, jobs_in_request=False)
    with app.app_context(), pytest.raises(ChildProcessError):
        presses._bound("x", [presses.Printed(("x",), "0" * 64 + ".pdf")], lambda: True)  # a file that is not there


def test_the_same_form_twice_makes_one_batch(client, cast, login, quick):
    login(client, cast.carol)
    key = str(uuid.uuid4())
    first, second = (order(client, cast.inside, form_id=key).headers["Location"] for _ in range(2))
    assert first == second and Batch.select().count() == 1


def test_only_places_of_ones_own_and_periods_that_have_begun(client, cast, login, quick):
    login(client, cast.carol)
    assert order(client, cast.outside).status_code == 422
    for nonsense in ("2031-01", "nonsense", ""):
        assert order(client, cast.inside, period=nonsense).status_code == 422
    assert not quick


def test_a_batch_is_the_one_s_who_ordered_it(client, app, cast, login, quick):
    login(client, cast.sam)
    address = order(client, cast.taihe).headers["Location"]
    for stranger in (cast.dora, cast.carol, cast.bob):
        other = login(app.test_client(), stranger)
        assert [other.get(f"{address}{end}").status_code for end in ("", ".pdf", ".zip")] == [404] * 3
        assert other.post(f"{address}/cancel").status_code == 404
    assert login(app.test_client(), cast.bob).get("/batches").status_code == 200
    assert order(login(app.test_client(), cast.bob), cast.inside).status_code == 403


def test_after_a_week_it_is_gone(client, cast, login, quick, clock, app):
    login(client, cast.carol)
    address = order(client, cast.inside).headers["Location"]
    clock.forward(days=KEPT.days, minutes=1)
    assert client.get(address).status_code in (303, 404)
    with app.app_context():
        assert presses.store().prune(timedelta(0)) == 4  # two pages, the PDF and the ZIP
        assert not list(presses.store().folder.glob("*/*"))


def test_a_run_that_died_is_taken_up_and_finished(app, cast, quick, clock):
    batch, _ = Batch.order(cast.carol, uuid.uuid4(), "pages", cast.inside, "x", period="2026-09")
    assert batch.begin() and batch.tell(1, 2, 1)
    with app.app_context():
        print_batch.later(str(batch.id))  # another that thinks it is free
        assert not quick
        _take_up()
        assert not quick
        clock.forward(seconds=QUIET.seconds + 1)
        _take_up()
    kept = Batch.get_by_id(batch.id)
    assert (kept.state, kept.done, kept.total, len(quick)) == ("done", 2, 2, 2)
    assert not batch.tell(2, 2, 2) and not batch.finish("x")  # the dead one has nothing to say any more


def test_a_batch_that_kills_every_run_is_given_up(app, cast, clock):
    batch, _ = Batch.order(cast.carol, uuid.uuid4(), "pages", cast.inside, "x", period="2026-09")
    for _ in range(MOST_RUNS):
        assert Batch.get_by_id(batch.id).begin()
        clock.forward(minutes=1)
    assert not Batch.get_by_id(batch.id).begin()
    assert Batch.get_by_id(batch.id).state == "failed" and Batch.get_by_id(batch.id).retry()


def test_cancel_and_go_on(client, cast, login, monkeypatch, quick):
    login(client, cast.carol)
    monkeypatch.setattr(print_batch, "work", lambda key: None)
    batch, _ = Batch.order(cast.carol, uuid.uuid4(), "pages", cast.inside, "x", period="2026-09")
    batch.begin()
    batch.tell(1, 4, 1)
    Batch.update(started_at=batch.started_at - timedelta(seconds=30)).execute()
    page = client.get(f"/batches/{batch.id}")
    assert "1 / 4 份" in page.text and "2 分钟" in page.text and "every 1s" in page.text
    client.post(f"/batches/{batch.id}/cancel")
    assert "取消了" in client.get(f"/batches/{batch.id}").text and not batch.tell(2, 4, 2)
    assert client.get(f"/batches/{batch.id}.pdf").headers["Location"].endswith(f"/batches/{batch.id}")
    client.post(f"/batches/{batch.id}/retry")
    assert Batch.get_by_id(batch.id).state == "waiting"


def test_one_that_cannot_be_printed_is_named_and_the_others_are_kept(client, cast, login, quick, monkeypatch):
    from views import one_page

    whole = one_page.OnePage.pdf
    monkeypatch.setattr(one_page.OnePage, "pdf", lambda page: 1 / 0 if page.summary.compound.name == "和乐居" else whole(page))
    login(client, cast.carol)
    address = order(client, cast.inside).headers["Location"]
    assert "有 1 份没打出来，先是“和乐居”：ZeroDivisionError" in client.get(address).text
    monkeypatch.setattr(one_page.OnePage, "pdf", whole)
    quick.clear()
    client.post(f"{address}/retry")
    assert quick == ["和乐居"] and "打印好了" in client.get(address).text


def test_the_pages_of_somebody_who_was_moved_are_of_the_new_place(cast, app, quick):
    batch, _ = Batch.order(cast.carol, uuid.uuid4(), "pages", cast.inside, "x", period="2026-09")
    User.update(area=cast.outside).where(User.id == cast.carol.id).execute()
    with app.app_context():
        presses.run(str(batch.id))
    assert Batch.get_by_id(batch.id).problem == "这里没有要打印的" and not quick


def test_a_place_without_compounds_is_not_offered(client, cast, login):
    empty = Area.add(None, name="空社区", level="community", parent=cast.taihe)
    login(client, cast.sam)
    assert "空社区" not in client.get("/batches").text and order(client, empty).status_code == 422
    Compound.add(None, name="新小区", community=empty, mode="commercial")
    assert "空社区" in client.get("/batches").text


def test_a_file_of_the_store_is_there_whole_or_not_at_all(tmp_path):
    kept = Store(tmp_path)
    with pytest.raises(ZeroDivisionError), kept.writing("ab1.pdf") as file:
        file.write(b"half")
        1 / 0  # noqa: B018
    assert kept.find("ab1.pdf") is None and not list(tmp_path.glob("*/*"))
    assert kept.give("ab1.pdf", lambda: b"whole")[1] and not kept.give("ab1.pdf", lambda: b"other")[1]
    for key in ("../x.pdf", "a/b", ".hidden", ""):
        with pytest.raises(ValueError, match="not a key"):
            kept.path(key)
