"""The shelf of documents: a register whose rows may carry a file."""

from __future__ import annotations

from typing import Any

from flask import Response, abort
from flask_login import current_user
from flask_wtf.file import FileField

from models.database import db
from models.documents import KINDS, LARGEST, Document, DocumentFile
from views.forms import Form
from views.register import Register
from views.spreadsheets import attachment

HINT = f"{KINDS}，最多 {LARGEST // 1024 // 1024} MB"


class Documents(Register):
    """The register with its file: kept with the record, given out only as something to keep."""

    def _add_pages(self) -> None:
        super()._add_pages()
        self.add_url_rule(f"/{self.name}/<id:pk>/file", "file", self.file)

    def form(self) -> type[Form]:
        """With a file beside the fields."""
        plain: Any = super().form()

        class DocumentForm(plain):  # type: ignore[misc]
            file = FileField("附件", description=HINT)

            @property
            def values(self) -> dict[str, Any]:
                """The fields of the record, of which the file is none."""
                return {name: value for name, value in super().values.items() if name != "file"}

        return DocumentForm

    def change(self, row: Document, form: Form) -> str:
        """The values and the file, or neither."""
        with db.atomic():
            row.amend(current_user, **form.values)
            _keep(row, form)
        return "改好了"

    def file(self, pk: int) -> Response:
        """The file, as something to keep: nothing of it is ever run here."""
        row = self.find(pk)
        kept = DocumentFile.get_or_none(DocumentFile.document == row.id) or abort(404)
        return attachment(bytes(kept.content), kept.name, kept.mimetype)

    def _add(self, form: Form) -> str:
        row = Document.add(current_user, **{**self.fill(current_user), **form.values})
        _keep(row, form)
        return self.address(row)


def _keep(row: Document, form: Any) -> None:
    if sent := form.file.data:
        row.keep(current_user, sent.filename, sent.read())


bp = Documents(
    "documents",
    Document,
    fields=("name", "number", "issuer", "day", "community", "compound", "address", "note"),
    columns=("name", "number", "issuer", "day", "community"),
    order=(Document.day.desc(nulls="last"), Document.id),
    removable=True,
    show="documents/show.html",
    more=lambda row: {"file": row.file},
    menu="机制、驿站、组织",
)
