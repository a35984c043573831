"""Forms: fields made from a model's own, messages in Chinese, and the key that makes a form count once."""

from __future__ import annotations

import uuid
from functools import cached_property, partial
from typing import Any

import peewee
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, Field, HiddenField, IntegerField, StringField, TelField, TextAreaField, TimeField
from wtforms.fields.choices import Choice as Option
from wtforms.fields.choices import SelectFieldBase
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import Select

from models.money import Fen, in_fen, in_yuan
from models.records import EARLIEST, LATEST, Invalid, Number, Record
from models.telephones import Telephone

REQUIRED = "这一项要填"
ONE_OF = "没有这个选项，请重新选"


class Form(FlaskForm):
    """A form in Chinese that carries the client's key, so that sending it twice makes one entry."""

    class Meta(FlaskForm.Meta):
        locales = ("zh",)

    form_id = HiddenField(default=lambda: str(uuid.uuid4()))

    @property
    def key(self) -> uuid.UUID:
        """The client's UUID. Raises Invalid without one: a fresh key for each try would make two entries of a retry.

        What was refused so is shown again with a key, and can be sent.
        """
        sent = self.form_id.raw_data or [""]
        try:
            return uuid.UUID(sent[0])
        except ValueError:
            self.form_id.data = str(uuid.uuid4())
            raise Invalid(form_id="这张表单的编号丢了，请再交一次") from None

    def refuse(self, error: Invalid) -> None:
        """Put the model's messages beside the fields; what has no field of its own goes to the top."""
        for name, message in error.errors.items():
            field = getattr(self, name, None)
            if isinstance(field, Field) and not isinstance(field, HiddenField):
                field.errors = [*field.errors, message]
            else:
                self.form_errors.append(message)

    @property
    def values(self) -> dict[str, Any]:
        """What was filled in, by field name, without the form's own machinery."""
        return {name: field.data for name, field in self._fields.items() if name not in ("csrf_token", "form_id", "version")}


class Day(DateField):
    """A calendar day between 1900 and 2100, in the words of a person."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; an impossible one is refused in words."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("没有这一天，请写成 2026-10-24 这样") from None
        if self.data and not EARLIEST <= self.data <= LATEST:
            self.data = None  # what was typed stays in raw_data
            raise ValueError("日期不对")


class Hour(TimeField):
    """A time of day, in the words of a person."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time; an impossible one is refused in words."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("没有这个时间，要写成 15:30 这样") from None


class Yuan(StringField):
    """An amount as typed, as whole fen of a column: never through a float."""

    def __init__(self, label: str, validators: Any, column: Fen, **kwargs: Any) -> None:
        self.column = column
        super().__init__(label, validators, render_kw={"inputmode": "decimal"}, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the amount; anything else is refused in words and stays in the field."""
        self.data = None
        self.data = in_fen(valuelist[0] if valuelist else "", self.column)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else in_yuan(self.data)


class Whole(IntegerField):
    """A whole number, full-width digits included."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; anything else is refused in words."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        text = valuelist[0].strip()
        if not text.removeprefix("-").isdecimal() or len(text) > 12:
            raise ValueError("请填整数")
        self.data = int(text)


class Choice(SelectFieldBase):
    """One of a list of (key, text); nothing chosen gives None. `coerce` makes the key's own type of it.

    The list may be a function that gives it: it is asked once, when the choice is shown or has been made, and not for a form that leaves it open.
    """

    widget = Select()

    def __init__(self, label: str = "", choices: Any = (), required: bool = True, coerce: Any = str, **kwargs: Any) -> None:
        self.blank = [] if required and kwargs.get("default") else [("", "请选择" if required else "（不填）")]
        self.offered, self.kind = choices, coerce
        super().__init__(label, [InputRequired(REQUIRED)] if required else [Optional()], **kwargs)

    def offer(self, rows: Any) -> None:
        """Have one of these rows be chosen, or of those that a function gives."""
        self.offered = partial(_offered, rows)

    @cached_property
    def choices(self) -> list[tuple[str, str]]:
        """What may be chosen."""
        offered = self.offered() if callable(self.offered) else self.offered
        return self.blank + [(str(key), str(text)) for key, text in offered]

    def process_data(self, value: Any) -> None:
        """Take a row, a key or a plain value."""
        self.data = str(getattr(value, "id", value)) if value is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was chosen, if anything was."""
        self.data = valuelist[0] if valuelist else self.data

    def pre_validate(self, form: Any) -> None:
        """Refuse what was not offered: another place's key, for one."""
        if self.data and self.data not in {key for key, _ in self.choices}:
            raise ValidationError(ONE_OF)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Give the chosen key in its own type."""
        if not self.errors:
            self.data = self.kind(self.data) if self.data else None

    def _value(self) -> str:
        return "" if self.data is None else str(self.data)

    def iter_choices(self) -> Any:
        """The options with the chosen one marked, also after validation."""
        return (Option(key, text, key == self._value(), {}) for key, text in self.choices)


class Version(StringField):
    """The version of a row that its form was made from; None where the form says nothing.

    Not a hidden input: a draft that a tablet puts back into the form brings its own along (static/js/offline/forms.js).
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("", render_kw={"hidden": True, "readonly": True, "autocomplete": "off"}, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; nonsense is the very first version, so that nothing is overwritten by it."""
        if valuelist:
            self.data = int(valuelist[0]) if valuelist[0].isdecimal() and len(valuelist[0]) < 10 else 0


class Several(Field):
    """Any number of words, as ticked."""

    widget = Select(multiple=True)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was ticked."""
        self.data = valuelist


class Reason(StringField):
    """Why something is changed: one of the usual reasons by a tap, or a sentence of one's own, which counts more."""

    ready = ("写错了", "日子记错了", "当时没写全")

    def __init__(self, label: str = "为什么改", required: str = "", **kwargs: Any) -> None:
        super().__init__(label, [InputRequired(required) if required else Optional(), Length(max=200, message="最多 200 个字")], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed, else what was tapped; there is always something to check."""
        self.data = reason_of(valuelist)
        self.raw_data = [self.data]


def reason_of(sent: list[str]) -> str:
    """What was typed, which comes last, else what was tapped."""
    return next((text.strip() for text in reversed(sent) if text.strip()), "")


def rows_choice(model: type[Record], label: str, required: bool = True, rows: Any = None, **kwargs: Any) -> Choice:
    """A choice among the rows of `model` that the user sees (or of `rows`, which may be a function that gives them)."""
    return Choice(label, partial(_offered, partial(model.visible_to, current_user) if rows is None else rows), required, int, **kwargs)


def _offered(rows: Any) -> list[tuple[int, str]]:
    return [(row.id, str(row)) for row in (rows() if callable(rows) else rows)]


def form_for(model: type[Record], names: tuple[str, ...]) -> type[Form]:
    """A form class with one field for each named column of the model."""
    fields = model._meta.fields
    return type(f"{model.__name__}Form", (Form,), {name: field_for(fields[name]) for name in names})


def field_for(column: peewee.Field) -> Any:
    """The form field for a column: its label, its limits, and whether it has to be filled: a day or a count that is proposed may not be emptied."""
    proposed = isinstance(column, peewee.DateField | Number) and column.default
    required = not column.null and bool(column.default is None or proposed)
    label, asked, hint = column.verbose_name, [InputRequired(REQUIRED)] if required else [Optional()], column.help_text or ""
    default = column.default() if callable(column.default) else column.default
    if column.choices:
        return Choice(label, column.choices, required or not column.null, default=default, description=hint)
    if isinstance(column, peewee.ForeignKeyField):
        return rows_choice(column.rel_model, label, required, description=hint)
    if isinstance(column, peewee.BooleanField):
        return BooleanField(label, default=default, description=hint)
    if isinstance(column, Fen):
        return Yuan(label, asked, column, description=hint)
    if isinstance(column, Number):
        return Whole(label, [*asked, NumberRange(column.low, column.high, f"要在 {column.low} 到 {column.high} 之间")], default=default, description=hint)
    if isinstance(column, peewee.DateField):
        return Day(label, asked, default=column.default, description=hint)
    if isinstance(column, peewee.TimeField):
        return Hour(label, asked, description=hint)
    if isinstance(column, peewee.TextField):
        return TextAreaField(label, [*asked, Length(max=4000, message="最多 4000 个字")], default=default, description=hint)
    line = TelField if isinstance(column, Telephone) else StringField
    return line(label, [*asked, Length(max=column.max_length, message=f"最多 {column.max_length} 个字")], default=default, description=hint)
