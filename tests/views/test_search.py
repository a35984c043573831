"""One search over everything that the user sees."""


def test_finds_by_kind_within_ones_place(client, cast, app, login):
    page = login(client, cast.carol).get("/search?q=h")
    assert "和平小区" in page.text
    assert "张建国" in client.get("/search?q=3-2-501").text
    assert "陈桂兰" in client.get("/search?q=cgl").text
    assert "没有找到" in client.get("/search?q=曙光小区").text
    assert "张建国" not in login(app.test_client(), cast.sam).get("/search?q=张").text


def test_odd_words(client, cast, login):
    login(client, cast.carol)
    for words in ("", "%", "_", "\x00", "'" * 50, "长" * 500, "a b c d e f g h i j"):
        assert client.get("/search", query_string={"q": words}).status_code == 200
    assert "<html" not in client.get("/search?q=x", headers={"HX-Request": "true"}).text
