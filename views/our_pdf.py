"""The objects of a PDF that our own printer wrote: WeasyPrint's way of writing, and no other."""

from __future__ import annotations

import re
import zlib

STREAM = b"\nstream\n"
REFERENCE = re.compile(rb"\((?:[^()\\]|\\.)*\)|(?<![\d.])(\d+) 0 R\b", re.DOTALL)  # a text in brackets is none
START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
PARENT = re.compile(rb"(\d+) (\[[^\]]*\]|\d+ 0 R)")  # of a page: the tags of its contents; of a link: its own
WHOLE = ("Root", "Info", "Pages", "Outlines", "Metadata", "StructTreeRoot", "ParentTree")  # what holds a document together


class Foreign(ValueError):
    """The file was not written by our printer."""


class OurPdf:
    """`kept` are the objects of the pages and their tags by number; `leaves` the pages, `elements` the outermost tags."""

    def __init__(self, pdf: bytes) -> None:
        self.objects, trailer = _objects(pdf)
        whole = {"Root": _reference(trailer, "Root"), "Info": _reference(trailer, "Info")}
        for name in WHOLE[2:]:
            above = self.objects.get(whole["StructTreeRoot" if name == "ParentTree" else "Root"], b"")
            whole[name] = _reference(above, name)
        self.pages, self.tree = whole["Pages"], whole["StructTreeRoot"]
        self.leaves = _list(self.objects[self.pages], "Kids")
        self.elements = _list(self.objects[self.tree], "K") if self.tree else []
        tags = self.objects.get(whole["ParentTree"], b"")
        self.parents = [(int(found[1]), found[2]) for found in PARENT.finditer(tags.partition(b"/Nums [")[2])]
        left_out = set(whole.values())
        self.kept = {number: body for number, body in self.objects.items() if number not in left_out and not _is_bookmark(body)}


def _is_bookmark(body: bytes) -> bool:
    return body.startswith(b"<</Title") and b"/Dest [" in body


def _objects(pdf: bytes) -> tuple[dict[int, bytes], bytes]:
    """Number -> object as it is written, and the trailer. Raises Foreign where that cannot be."""
    start = START.search(pdf[-64:])
    if not start:
        raise Foreign("no end of a PDF")
    trailer, table = _table(pdf, int(start[1]))
    ends = sorted([at for kind, at, _ in table.values() if kind == 1] + [int(start[1])])
    following = dict(zip(ends, ends[1:], strict=False))
    alone = {number: _body(pdf[at : following.get(at, len(pdf))]) for number, (kind, at, _) in table.items() if kind == 1 and at != int(start[1])}
    within = {holder for kind, holder, _ in table.values() if kind == 2}
    objects = {number: body for number, body in alone.items() if number not in within}
    for holder in within:
        objects |= _unpacked(alone[holder])
    return dict(sorted(objects.items())), trailer


def _table(pdf: bytes, start: int) -> tuple[bytes, dict[int, tuple[int, int, int]]]:
    head, mark, _ = pdf[start:].partition(STREAM)
    widths = re.search(rb"/W \[(\d+) (\d+) (\d+)\]", head)
    if not mark or not widths:
        raise Foreign("no cross-reference stream")
    sizes = [int(width) for width in widths.groups()]
    rows = _content(_body(pdf[start:]))
    found = {}
    for number in range(len(rows) // sum(sizes)):
        at, values = number * sum(sizes), []
        for size in sizes:
            values.append(int.from_bytes(rows[at : at + size], "big"))
            at += size
        found[number] = (values[0], values[1], values[2])
    return head, found


def _body(text: bytes) -> bytes:
    """An object without its number and its end."""
    return text.partition(b" obj\n")[2].rpartition(b"\nendobj")[0]


def _content(body: bytes) -> bytes:
    head, _, rest = body.partition(STREAM)
    packed = rest.rpartition(b"\nendstream")[0]
    return zlib.decompress(packed) if b"/FlateDecode" in head else packed


def _unpacked(body: bytes) -> dict[int, bytes]:
    """The objects that stand in one compressed stream."""
    content, first = _content(body), re.search(rb"/First (\d+)", body)
    if not first:
        raise Foreign("no object stream")
    start = int(first[1])
    numbers = [int(part) for part in content[:start].split()]
    places = [start + at for at in numbers[1::2]] + [len(content)]
    return {number: content[places[n] : places[n + 1]].strip() for n, number in enumerate(numbers[::2])}


def _reference(body: bytes, name: str) -> int:
    found = re.search(rb"/%s (\d+) 0 R" % name.encode(), body)
    return int(found[1]) if found else 0


def _list(body: bytes, name: str) -> list[int]:
    found = re.search(rb"/%s \[([^\]]*)\]" % name.encode(), body)
    return [int(number) for number in re.findall(rb"(\d+) 0 R", found[1])] if found else []
