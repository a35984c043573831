"""What nobody honest types, and what of an answer could run in somebody's browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

MARKUP = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><svg/onload=alert(1)>",
    "' onfocus=alert(1) autofocus='",
    "{{ 7 * 7 }}{% raw %}",
]
MARKUP += ["javascript:alert(1)", "<style>*{display:none}</style>", "<a href=//evil.example>点我</a>", "]]><!--", "<iframe srcdoc=x>"]
FORMULAS = ['=HYPERLINK("http://evil.example","点")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1:A9)", "\t=1+1", "＝1+1", "'=1"]
SIGNS = [
    "\x00\x01\x02",
    "a\x1bb",
    "\u202e倒着写",
    "\ufffe\uffff",
    "💩" * 50,
    "\r\nSet-Cookie: a=b",
    "é" * 10,
    "\u200d",
    "Robert'); DROP TABLE concern;--",
    "%s%n%d",
    "../../etc/passwd",
]
HUGE = ["长" * 4001, "x" * 9000, "<b>" * 2000]
KEYS = ["", "1", "0" * 36, "{}", "../", "not-a-key", "=1+1", "9" * 400]
BODIES = [  # that are no form at all, or of a kind that is not meant
    (b"\xff\xfe\xed\xa0\x80=%ED%A0%80&text=%00", "application/x-www-form-urlencoded"),
    (b'{"text": "x"}', "application/json"),
    (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
    (b"text=" + b"x" * 70_000, "application/x-www-form-urlencoded"),
    (b"a=1&" * 4000, "application/x-www-form-urlencoded"),
    (b"", "text/plain; charset=nonsense"),
]


@dataclass
class Sheet:
    """A form of a page: where it goes, how, and its fields by name with the values that they offer or hold."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """What of a page could run, where its links lead, and its forms."""

    def __init__(self, text: str, address: str = "") -> None:
        super().__init__()
        self.runs: list[str] = []
        self.links: set[str] = set()
        self.forms: list[Sheet] = []
        self.address, self._select, self._area, self._open = address, "", "", False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Judge one tag, and note what it offers."""
        found = {name: value or "" for name, value in attrs}
        self._judge(tag, found)
        self.links |= {found[name] for name in ("href", "hx-get") if found.get(name, "").startswith(("/", "?")) and tag != "link"}
        if tag == "form":
            self.forms.append(Sheet(found.get("action") or self.address, found.get("method", "get").upper()))
            self._open = True
        elif self.forms and (self._open or found.get("form")):
            self._field(tag, found)

    def handle_endtag(self, tag: str) -> None:
        """What ends with it."""
        self._open = self._open and tag != "form"
        self._select = "" if tag == "select" else self._select
        self._area = "" if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        """What stands in a text area."""
        if self._area:
            self.forms[-1].fields[self._area] = [data.strip()]

    def _judge(self, tag: str, found: dict[str, str]) -> None:
        if tag in ("iframe", "object", "embed", "base", "style") or (tag == "script" and not found.get("src", "").startswith("/assets/")):
            self.runs.append(tag)
        self.runs += [f"{tag} {name}" for name in found if name.startswith("on") or name in ("style", "srcdoc")]
        links = [value for name, value in found.items() if name in ("src", "href", "action")]
        self.runs += [f"{tag} {link}" for link in links if link.startswith("//") or not link.startswith(("/", "tel:", "#", "?"))]

    def _field(self, tag: str, found: dict[str, str]) -> None:
        form, name = self.forms[-1], found.get("name", "")
        if tag == "option" and self._select:
            form.fields[self._select].append(found.get("value", ""))
        elif name and tag in ("input", "select", "textarea", "button"):
            form.kinds[name] = "select" if tag == "select" or found.get("type") == "radio" else found.get("type", tag)
            form.fields.setdefault(name, [])
            self._select = name if tag == "select" else ""
            self._area = name if tag == "textarea" else ""
            if tag in ("input", "button"):
                form.fields[name].append(found.get("value", ""))
