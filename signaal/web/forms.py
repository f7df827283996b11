"""The base of every form: our own token, no unknown fields, nothing typed is lost, errors in plain words."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms.validators import StopValidation

from signaal.terms import Refused, Say
from signaal.web.csrf import FIELD, TokenCsrf
from signaal.web.fields import Hidden, Secret, anchor_of, names_of
from signaal.web.speech import t
from signaal.web.visit import visit

_FORM_ID = re.compile(r"^[0-9a-f]{32}$")
_F = TypeVar("_F", bound="BaseForm")


class _Words:
    """What WTForms itself would say, in our words. It speaks only when a field of ours did not."""

    def gettext(self, text: str) -> str:
        return t("errors.not_valid") if text else text

    def ngettext(self, one: str, other: str, n: int) -> str:
        return t("errors.not_valid")


class BaseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """A form that only asks: login, search, choosing. A form that stores something is a WritingForm."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF carries no types
        csrf = True
        csrf_class = TokenCsrf
        csrf_field_name = FIELD

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Only the fields of a posted form: no JSON, no files."""
            if isinstance(formdata, Mapping | MultiDict) or formdata is None:
                return formdata
            return request.form if request.method == "POST" else None

        def get_translations(self, form: Any) -> _Words:
            return _Words()

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and that nothing came along that the form does not have."""
        fine = bool(super().validate(extra_validators=extra_validators))
        strangers = set(request.form) - {name for field in self for name in names_of(field)}
        if strangers:
            self.form_errors.append(t("errors.unknown_fields", n=len(strangers)))
        for hidden in (field for field in self if field.errors and _is_hidden(field)):
            self.form_errors.extend(str(error) for error in hidden.errors if error)
            hidden.errors = []
        for field in self:
            field.errors = [error for error in field.errors if error]
        return self._looked(fine and not strangers)

    def _looked(self, fine: bool) -> bool:
        """A form that is only drawn again with what was typed has nothing to complain of yet, and does nothing."""
        here = visit()
        here.looked = True
        if not here.offered_again:
            return fine
        self.form_errors.clear()
        for field in self:
            field.errors = []
        return False

    def does(self, deed: Callable[[], object]) -> bool:
        """The form was sent, its fields are good, and the deed was not refused; its sentences stand at the fields."""
        if not self.validate_on_submit():
            return False
        try:
            deed()
        except Refused as no:
            self.take(no)
            return False
        return True

    def take(self, refused: Refused) -> None:
        """Put the sentences of a refusing rule at their fields; unknown names go to the top of the form."""
        for name, problem in refused.problems.items():
            self.complain(name, problem)
        if not refused.problems:
            self.form_errors.append(t(refused.say))

    def complain(self, name: str, problem: Say) -> None:
        """One sentence at one field, or above the form when there is no such field on it."""
        field = self._fields.get(name)
        if field is None or _is_hidden(field):
            self.form_errors.append(t(problem))
        else:
            field.errors = [*field.errors, t(problem)]

    @property
    def failed(self) -> bool:
        """Is there anything to tell?"""
        return bool(self.form_errors) or any(field.errors for field in self)


class WritingForm(BaseForm):
    """A form that stores something. Its random id makes posting twice one deed: pass `form_id.data` on."""

    form_id = Hidden(default=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fresh = not self.is_submitted() or kwargs.get("formdata", self) is None
        if fresh and not self.form_id.data:
            self.form_id.data = uuid.uuid4().hex

    def validate_form_id(self, field: Field) -> None:
        """A form of ours always has one; without it, posting twice could store twice."""
        if not _FORM_ID.match(field.data or ""):
            field.data = uuid.uuid4().hex
            raise StopValidation(t("errors.page_changed"))


class AskingForm(BaseForm):
    """A form in the address (GET): filters and paging. Reads the query, has no token, changes nothing.

    Never for names or free text: those do not belong in an address.
    """

    class Meta(BaseForm.Meta):
        csrf = False

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            return request.args


def errors_of(form: BaseForm) -> list[tuple[str | None, str]]:
    """(anchor or None, "Label: sentence") for the error summary, in the order of the form."""
    found: list[tuple[str | None, str]] = [(None, str(error)) for error in form.form_errors]
    for field in (wrong for wrong in form if wrong.errors):
        label = _introduce(field)
        found.extend((anchor_of(field), f"{label}{error}") for error in field.errors)
    return found


def _introduce(field: Field) -> str:
    label = t(field.label.text) if field.label.text else ""
    return label and (f"{label} " if label.endswith(("?", ".", ":")) else f"{label}: ")


def typed(form: BaseForm) -> dict[str, list[str]]:
    """What was posted, for a draft: without the token, secrets and whatever the form does not have."""
    names = {name for field in form if not isinstance(field, Secret) for name in names_of(field)}
    kept = names - {FIELD}
    return {name: request.form.getlist(name) for name in request.form if name in kept}


def again(kind: type[_F], stored: Mapping[str, list[str]]) -> _F:
    """The form as it was when `typed` was taken: to go on with a draft."""
    values = [(name, value) for name, found in stored.items() for value in found]
    return kind(formdata=MultiDict(values))


def _is_hidden(field: Field) -> bool:
    return isinstance(field, Hidden) or field.name == FIELD
