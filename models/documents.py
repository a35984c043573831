"""The shelf of documents: the district's plan and rules, and a community's own, each as a file or an address where there is one."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from urllib.parse import urlsplit

from peewee import BlobField, CharField, DateField, ForeignKeyField, TextField

from models import clock
from models.areas import Compound
from models.communals import Shared
from models.database import Model, Query, db
from models.images import shrink
from models.records import Invalid, Number, tidy
from models.users import NOT_PROPERTY, User

LARGEST = 8 * 1024 * 1024  # bytes
UNPACKED = 200 * 1024 * 1024
PDF, OFD = "application/pdf", "application/ofd"
OFFICE = "application/vnd.openxmlformats-officedocument."
PACKED = {  # what stands in the archive of each
    "word/document.xml": ("docx", OFFICE + "wordprocessingml.document"),
    "xl/workbook.xml": ("xlsx", OFFICE + "spreadsheetml.sheet"),
    "OFD.xml": ("ofd", OFD),
}
KINDS = "只收 PDF、OFD、Word（.docx）、Excel（.xlsx）和照片"
ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|OpenAction)\b")


class Document(Shared):
    """A document and where it is to be had. Without a community it is of the whole district."""

    title = "文件"
    readers = NOT_PROPERTY
    searched = ("name", "number", "issuer")

    compound: Any = ForeignKeyField(Compound, null=True, backref="+", verbose_name="小区", help_text="只管一个小区的才选")
    name = CharField(100, verbose_name="名称")
    number = CharField(40, null=True, verbose_name="文号")
    issuer = CharField(60, null=True, verbose_name="谁发的")
    day = DateField(null=True, verbose_name="哪天的")
    address = CharField(300, null=True, verbose_name="网址", help_text="https:// 开头；有网址的不用传文件")
    note = TextField(default="", verbose_name="说明")

    @classmethod
    def about(cls, compound: Compound) -> Query:
        """Those of a compound, then of its community, then of the district."""
        own = (cls.compound == compound.id) | (cls.compound.is_null() & (cls.community.is_null() | (cls.community == compound.community_id)))
        return cls.select().where(own).order_by(cls.compound.is_null(), cls.community.is_null(), cls.day.desc(nulls="last"), cls.id)

    def clean(self) -> None:
        super().clean()
        if self.address:
            parts = urlsplit(self.address)
            if parts.scheme not in ("http", "https") or "." not in parts.netloc or any(sign in self.address for sign in " <>\"'"):
                raise Invalid(address="网址要写全，比如 https://www.km.gov.cn/…")
        if self.day and self.day > clock.today():
            raise Invalid(day="不能是以后的日子")

    @property
    def file(self) -> Any:
        """Its file without the content; None where there is none."""
        return DocumentFile.select(DocumentFile.id, DocumentFile.name, DocumentFile.size).where(DocumentFile.document == self.id).first()

    def keep(self, by: User, filename: str, content: bytes) -> None:
        """Keep a file in place of what was there. Raises Invalid for what is none of the kinds, too large, damaged, or does something by itself."""
        kind, mimetype, content = examined(content)
        name = f"{tidy(filename).rpartition('.')[0][-80:] or self.name}.{kind}"
        with db.atomic():
            before = self.file
            DocumentFile.delete().where(DocumentFile.document == self.id).execute()
            DocumentFile.create(document=self, name=name, mimetype=mimetype, size=len(content), content=content)
            self.record("amend", by, {"附件": before.name} if before else {}, {"附件": name})


class DocumentFile(Model):
    """The file of a document, apart so that a list does not carry it."""

    document: Any = ForeignKeyField(Document, backref="+", unique=True, on_delete="CASCADE")
    name = CharField(100)
    mimetype = CharField(100)
    size = Number(high=LARGEST)
    content = BlobField()


def examined(content: bytes) -> tuple[str, str, bytes]:
    """(ending, type, content) of a file by what it holds, never by its name; a picture comes back without its EXIF. Raises Invalid(file=…)."""
    if len(content) > LARGEST:
        raise Invalid(file=f"最多 {LARGEST // 1024 // 1024} MB")
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"PK"):
        return _archive(content)
    if not content.startswith((b"\xff\xd8", b"\x89PNG", b"RIFF")):
        raise Invalid(file=f"{KINDS}；别的格式请另存一份再传")
    try:
        return "jpg", "image/jpeg", shrink(io.BytesIO(content))
    except Invalid as error:
        raise Invalid(file=str(error)) from error


def _pdf(content: bytes) -> tuple[str, str, bytes]:
    if b"%%EOF" not in content[-2048:]:
        raise Invalid(file="这个 PDF 不完整，请重新导出再传")
    if ACTIVE.search(content):
        raise Invalid(file="这个 PDF 里有脚本或附件，请打印成普通 PDF 再传")
    return "pdf", PDF, content


def _archive(content: bytes) -> tuple[str, str, bytes]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        names = archive.namelist()
        heavy = sum(part.file_size for part in archive.infolist()) > UNPACKED
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError) as error:
        raise Invalid(file="这个文件打不开，可能坏了") from error
    found = next((kind for part, kind in PACKED.items() if part in names), None)
    if found is None or heavy:
        raise Invalid(file=f"{KINDS}；别的格式请另存一份再传")
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".js")) or "activex" in name.lower() for name in names):
        raise Invalid(file="文件里有宏或程序，请去掉再传")
    return (*found, content)
