"""Many documents as one file: bound into one PDF with bookmarks, or packed into a ZIP.

The binder reads what our own printer writes and nothing else. It gives the objects new numbers and otherwise leaves them as they are, tags
included: that takes 3 ms a page, where a library that understands any PDF takes fifty times as long.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from views.our_pdf import REFERENCE, STREAM, OurPdf

CATALOGUE, PAGES, TREE, DOCUMENT, INFO, OUTLINES, PARENTS = range(1, 8)  # the numbers of what holds the documents together
HEADER = re.compile(rb"^\((\d+-\d+-\d+)\)$")  # how a cell's tag names its heading, within one document
ENTRY = struct.Struct(">BQH")  # of the cross-reference table


@dataclass
class Leaf:
    """A bookmark: its title, the page that it leads to, and those below it."""

    title: str
    page: int = 0
    below: dict[str, Leaf] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many bookmarks stand below it, at any depth."""
        return sum(1 + leaf.count for leaf in self.below.values())


class Binder:
    """Writes one PDF, document after document: `add` each, then `close`."""

    def __init__(self, out: IO[bytes], title: str) -> None:
        self.out, self.title = out, title
        self.table: dict[int, bytes] = {}
        self.next, self.root = PARENTS + 1, Leaf(title)
        self.pages: list[int] = []
        self.elements: list[int] = []
        self.parents: list[bytes] = []
        self.out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def add(self, pdf: bytes, names: tuple[str, ...]) -> None:
        """A document of our printer under its bookmarks, the outermost first."""
        source = OurPdf(pdf)
        numbers = {old: self.next + n for n, old in enumerate(source.kept)}
        self.next += len(numbers)
        numbers |= {source.pages: PAGES, source.tree: DOCUMENT}
        first, shelf = len(self.pages), len(self.elements)
        self.pages += [numbers[page] for page in source.leaves]
        bodies = {numbers[old]: _renumbered(body, numbers, shelf) for old, body in source.kept.items()}
        for number in self.pages[first:]:
            bodies[number] = re.sub(rb"/StructParents (\d+)", lambda found: b"/StructParents %d" % (first + int(found[1])), bodies[number])
        self.parents += [b"%d %s" % (first + at, _renumbered(tags, numbers, shelf)) for at, tags in source.parents]
        self.elements += [numbers[element] for element in source.elements]
        self._shelve(names, self.pages[first])
        self._write(bodies)

    def close(self) -> None:
        """Write what holds the documents together."""
        bodies = {
            PAGES: b"<</Type /Pages/Count %d/Kids [%s]>>" % (len(self.pages), _references(self.pages)),
            TREE: b"<</Type /StructTreeRoot/ParentTree %d 0 R/K [%d 0 R]>>" % (PARENTS, DOCUMENT),
            DOCUMENT: b"<</Type /StructElem/S /Document/K [%s]/P %d 0 R>>" % (_references(self.elements), TREE),
            PARENTS: b"<</Nums [%s]>>" % b" ".join(self.parents),
            INFO: b"<</Title %s/Producer (Honglin)>>" % _text(self.title),
        }
        bodies |= self._outlines(self.root, OUTLINES)
        catalogue = b"<</Type /Catalog/Pages %d 0 R/Outlines %d 0 R/PageMode /UseOutlines/Lang (zh-CN)/ViewerPreferences <</DisplayDocTitle true>>"
        tagged = b"/MarkInfo <</Marked true>>/StructTreeRoot %d 0 R" % TREE if self.elements else b""
        bodies[CATALOGUE] = catalogue % (PAGES, OUTLINES) + tagged + b">>"
        self._write(bodies)
        self._write_table()

    def _shelve(self, names: tuple[str, ...], page: int) -> None:
        leaf = self.root
        for name in names[:-1]:
            leaf = leaf.below.setdefault(name, Leaf(name, page))
        leaf.below[f"{names[-1]} {page}"] = Leaf(names[-1], page)  # two documents may have one name

    def _outlines(self, leaf: Leaf, number: int) -> dict[int, bytes]:
        """The objects of a bookmark and all below it."""
        below = list(leaf.below.values())
        first, self.next = self.next, self.next + len(below)
        bodies: dict[int, bytes] = {}
        for at, child in enumerate(below):
            bodies |= self._outlines(child, first + at)
            beside = (b"/Prev %d 0 R" % (first + at - 1) if at else b"") + (b"/Next %d 0 R" % (first + at + 1) if at + 1 < len(below) else b"")
            where = b"<</Title %s/Dest [%d 0 R /XYZ null null 0]/Parent %d 0 R" % (_text(child.title), child.page, number)
            bodies[first + at] = where + beside + bodies[first + at][2:]
        ends = b"/First %d 0 R/Last %d 0 R" % (first, first + len(below) - 1) if below else b""
        bodies[number] = b"<<%s/Count %d>>" % (ends, leaf.count if number == OUTLINES else -leaf.count)  # closed, but for the outermost
        return bodies

    def _write(self, bodies: dict[int, bytes]) -> None:
        """Streams as they are, everything else together and compressed."""
        small = {number: body for number, body in bodies.items() if STREAM not in body}
        for number, body in bodies.items():
            if number not in small:
                self._put(number, body)
        places, at = [], 0
        for index, (number, body) in enumerate(small.items()):
            places.append(b"%d %d" % (number, at))
            self.table[number] = ENTRY.pack(2, self.next, index)
            at += len(body) + 1
        head = b" ".join(places) + b" "
        self._put(self.next, _stream(b"/Type /ObjStm/N %d/First %d" % (len(small), len(head)), head + b" ".join(small.values())))
        self.next += 1

    def _put(self, number: int, body: bytes) -> None:
        self.table[number] = ENTRY.pack(1, self.out.tell(), 0)
        self.out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _write_table(self) -> None:
        start, number = self.out.tell(), self.next
        self.table |= {0: ENTRY.pack(0, 0, 65535), number: ENTRY.pack(1, start, 0)}
        rows = b"".join(self.table.get(n, ENTRY.pack(0, 0, 65535)) for n in range(number + 1))
        head = b"/Type /XRef/Size %d/W [1 8 2]/Root %d 0 R/Info %d 0 R" % (number + 1, CATALOGUE, INFO)
        self.out.write(b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, _stream(head, rows), start))


def pack(files: Iterable[tuple[str, Path]], out: IO[bytes]) -> None:
    """Write a ZIP of (name, PDF file); of two with one name the second gets a number."""
    taken: set[str] = set()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # a PDF is compressed already
        for given, path in files:
            name = unique = re.sub(r'[\\:*?"<>|\x00-\x1f]', "", given).strip("/. ") or "文件"
            while unique in taken:
                unique = f"{name}（{sum(other.startswith(name) for other in taken) + 1}）"
            taken.add(unique)
            entry = zipfile.ZipInfo(f"{unique}.pdf")  # of no day: the same bytes for the same pages
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, path.read_bytes())


def _renumbered(body: bytes, numbers: dict[int, int], shelf: int) -> bytes:
    """An object with the numbers of the new file; what it says in brackets stays, but for names that are of one document only."""

    def renumber(found: re.Match[bytes]) -> bytes:
        if found[1]:
            return b"%d 0 R" % numbers.get(int(found[1]), 0)  # to what is left out: null, as the format has it
        return HEADER.sub(rb"(%d-\1)" % shelf, found[0])

    head, mark, rest = body.partition(STREAM)
    return REFERENCE.sub(renumber, head) + mark + rest


def _references(numbers: list[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _stream(head: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content, 6)
    return b"<<%s/Filter /FlateDecode/Length %d>>%s%s\nendstream" % (head, len(packed), STREAM, packed)


def _text(text: str) -> bytes:
    return b"<%s>" % (b"\xfe\xff" + text.encode("utf-16-be", "replace")).hex().encode()
