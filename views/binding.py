"""Many documents as one file: bound into one PDF with bookmarks and tags, or packed into a ZIP."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, OutlineItem, Pdf, String


@dataclass
class Leaf:
    """A bookmark: its title, the page that it leads to, and those below it."""

    title: str
    page: int = 0
    below: dict[str, Leaf] = field(default_factory=dict)

    def item(self) -> OutlineItem:
        """The bookmark as the format has it, closed."""
        item = OutlineItem(self.title, self.page)
        item.children = [leaf.item() for leaf in self.below.values()]
        item.is_closed = True
        return item


class Binder:
    """Binds one PDF, document after document: `add` each, then `close`, which writes it to `out`."""

    def __init__(self, out: IO[bytes], title: str) -> None:
        self.out, self.root, self.pdf = out, Leaf(title), Pdf.new()
        tree = self.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.book = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree, K=Array()))
        tree.K, tree.ParentTree = Array([self.book]), self.pdf.make_indirect(Dictionary(Nums=Array()))
        self.tree, self.marks = tree, 0

    def add(self, pdf: bytes, names: tuple[str, ...]) -> None:
        """A document under its bookmarks, the outermost first."""
        first = len(self.pdf.pages)
        with Pdf.open(io.BytesIO(pdf)) as source:
            self.pdf.pages.extend(source.pages)
            if Name.StructTreeRoot in source.Root:
                self._tag(self.pdf.copy_foreign(source.Root.StructTreeRoot), first)
        leaf = self.root
        for name in names[:-1]:
            leaf = leaf.below.setdefault(name, Leaf(name, first))
        leaf.below[f"{names[-1]} {first}"] = Leaf(names[-1], first)  # two documents may have one name

    def close(self) -> None:
        """Give it its bookmarks, title and language, and write it: the same bytes for the same documents."""
        root = self.pdf.Root
        root.Lang, root.PageMode, root.ViewerPreferences = String("zh-CN"), Name.UseOutlines, Dictionary(DisplayDocTitle=True)
        if len(self.book.K):
            root.MarkInfo, root.StructTreeRoot = Dictionary(Marked=True), self.tree
        self.pdf.docinfo.Title = String(self.root.title)
        with self.pdf.open_outline() as outline:
            outline.root.extend(leaf.item() for leaf in self.root.below.values())
        self.pdf.save(self.out, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)

    def _tag(self, tree: Any, first: int) -> None:
        """Put the tags of a document among those of the book; marks that are numbered within a document go on counting."""
        here, numbers = self.marks, list(tree.ParentTree.Nums)
        for mark, tags in zip(numbers[::2], numbers[1::2], strict=True):
            self.tree.ParentTree.Nums.extend([here + int(mark), tags])
            self.marks = max(self.marks, here + int(mark) + 1)
        for page in list(self.pdf.pages)[first:]:
            _shift(page.obj, Name.StructParents, here)
            for link in page.obj.get(Name.Annots, []):
                _shift(link, Name.StructParent, here)
        for tag in _listed(tree.K):
            tag.P = self.book
            self.book.K.append(tag)
            _rename(tag, f"{first}-")


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


def _shift(thing: Any, name: Name, by: int) -> None:
    if name in thing:
        thing[name] = int(thing[name]) + by


def _rename(tag: Any, mark: str) -> None:
    """Cells name their headings by texts that tell them apart within one document: here too each is another."""
    if not isinstance(tag, Dictionary):
        return
    if Name.ID in tag:
        tag.ID = String(mark + str(tag.ID))
    for attributes in _listed(tag.get(Name.A, [])):
        if Name.Headers in attributes:
            attributes.Headers = Array(String(mark + str(heading)) for heading in attributes.Headers)
    for below in _listed(tag.get(Name.K, [])):
        _rename(below, mark)


def _listed(one_or_many: Any) -> list[Any]:
    return list(one_or_many) if isinstance(one_or_many, Array | list) else [one_or_many]
