"""The forms of this room."""

from __future__ import annotations

from wtforms import Field
from wtforms.validators import StopValidation

from signaal.web.choices import Choice
from signaal.web.dates import DateTriple
from signaal.web.fields import Hidden, Line, Secret
from signaal.web.forms import BaseForm, WritingForm
from signaal.web.speech import t


class LoginForm(BaseForm):
    """Everything at once: one page, one answer."""

    login = Line("account.login.login", max=40)
    passphrase = Secret("account.login.passphrase", hint="account.login.passphrase_hint")
    code = Secret("account.login.code", max=20, hint="account.login.code_hint")
    next = Hidden(max=300)


class ActivationForm(BaseForm):
    """First passphrase and second factor. `setup` is the sealed second factor, `suggestion` stays the same."""

    setup = Hidden(max=200)
    suggestion = Hidden(max=200)
    passphrase = Secret("account.activate.passphrase", hint="account.activate.passphrase_hint")
    again = Secret("account.activate.again")
    code = Line("account.activate.code", max=10, hint="account.activate.code_hint")

    def validate_again(self, field: Field) -> None:
        """A passphrase that nobody can look up is typed twice."""
        if field.data != self.passphrase.data:
            raise StopValidation(t("account.activate.not_same"))


class LanguageForm(BaseForm):
    language = Choice(choices=[("nl", "nl"), ("en", "en")])


class ButtonForm(BaseForm):
    """A form that is only a button."""


class DeedForm(WritingForm):
    """A button that stores something."""


class AdmitForm(WritingForm):
    code = Line("people.team.code", max=20, hint="people.team.code_hint")


class ApproveForm(BaseForm):
    """The yes of a second pair of eyes: `seen` stands for what the page showed."""

    seen = Hidden(max=64)


class LimitForm(WritingForm):
    """Until and including which day somebody belongs to the team."""

    until = DateTriple("people.member.until", optional=True, hint="people.member.until_hint")


class ChangeForm(BaseForm):
    """Another passphrase. `suggestion` stays the same after a mistake."""

    suggestion = Hidden(max=200)
    old = Secret("account.change.old")
    new = Secret("account.change.new", hint="account.activate.passphrase_hint")
    again = Secret("account.activate.again")

    def validate_again(self, field: Field) -> None:
        """As for a first passphrase."""
        if field.data != self.new.data:
            raise StopValidation(t("account.activate.not_same"))


class AuthenticatorForm(BaseForm):
    """Another authenticator. `setup` is its sealed secret."""

    setup = Hidden(max=200)
    code = Line("account.activate.code", max=10, hint="account.activate.code_hint")


class ForgottenForm(BaseForm):
    """A recovery code instead of a link."""

    login = Line("account.login.login", max=40)
    code = Secret("account.forgotten.code", max=40, hint="account.forgotten.code_hint")


class WaitingForm(BaseForm):
    """The new passphrase and second factor, to see the code again that somebody reads out."""

    login = Line("account.login.login", max=40)
    passphrase = Secret("account.again.passphrase")
    code = Secret("account.again.code", max=20, hint="account.again.code_hint")
