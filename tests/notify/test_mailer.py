"""Mail over SMTP and into a folder, against a server on loopback."""

import email
import ssl
import stat
from datetime import UTC, datetime
from email.policy import default

import pytest

from signaal.notify.mailer import FolderMailer, Mail, NotDelivered, Problem, SmtpMailer

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
MAIL = Mail(
    "team@huis.example", "signaal: er staat iets voor u klaar", "Eén regel.\n", "<1@huis.example>", NOW
)


def mailer(box, **changes):
    settings = {"security": "none", "sender": "signaal@huis.example", "timeout": 60, **changes}
    return SmtpMailer("127.0.0.1", box.port, **settings)


def test_a_mail_arrives_whole(postbox):
    mailer(postbox).send(MAIL)
    letter = email.message_from_bytes(postbox.taken[0], policy=default)
    assert letter["To"] == "team@huis.example"
    assert letter["From"] == "signaal <signaal@huis.example>"
    assert letter["Subject"] == MAIL.subject
    assert letter["Message-ID"] == "<1@huis.example>"
    assert letter["Date"].datetime == NOW
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().replace("\r\n", "\n") == MAIL.body


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"RCPT": "550 nobody here"}, Problem.REFUSED),
        ({"RCPT": "450 later"}, Problem.BUSY),
        ({"MAIL": "554 not you"}, Problem.BUSY),
        ({".": "554 not this"}, Problem.REFUSED),
        ({".": "451 later"}, Problem.BUSY),
        ({"DATA": "421 closing"}, Problem.BUSY),
    ],
)
def test_what_the_server_answers_becomes_a_code(postbox, answers, problem):
    postbox.answers.update(answers)
    with pytest.raises(NotDelivered) as failure:
        mailer(postbox).send(MAIL)
    assert failure.value.problem is problem
    assert "huis.example" not in str(failure.value)
    assert failure.value.__cause__ is None
    assert not postbox.taken


def test_a_server_that_hangs_up_is_tried_again_later(postbox):
    postbox.drops_at = "MAIL"
    with pytest.raises(NotDelivered) as failure:
        mailer(postbox).send(MAIL)
    assert failure.value.problem is Problem.UNREACHABLE


def test_a_clumsy_goodbye_does_not_send_the_mail_twice(postbox):
    postbox.answers["QUIT"] = "500 what"
    mailer(postbox).send(MAIL)
    assert len(postbox.taken) == 1


def test_a_server_that_is_not_there(postbox):
    postbox.port = 1
    with pytest.raises(NotDelivered) as failure:
        mailer(postbox).send(MAIL)
    assert failure.value.problem is Problem.UNREACHABLE


def test_without_starttls_nothing_is_sent_in_the_clear(postbox):
    with pytest.raises(NotDelivered) as failure:
        mailer(postbox, security="starttls", username="u", password="geheim").send(MAIL)
    assert failure.value.problem is Problem.SECURITY
    assert not any(line.startswith(("AUTH", "MAIL")) for line in postbox.heard)


def test_a_certificate_that_nobody_vouches_for_is_refused(postbox, certificate):
    postbox.extensions, postbox.tls = ("STARTTLS",), certificate.server
    with pytest.raises(NotDelivered) as failure:
        mailer(postbox, security="starttls").send(MAIL)
    assert failure.value.problem is Problem.SECURITY
    assert not any(line.startswith("MAIL") for line in postbox.heard)


def test_a_vouched_certificate_and_a_login(postbox, certificate):
    postbox.extensions, postbox.tls = ("STARTTLS", "AUTH PLAIN"), certificate.server
    postbox.answers["AUTH"] = "235 welcome"
    sender = mailer(postbox, security="starttls", username="u", password="geheim", context=certificate.client)
    sender.send(MAIL)
    assert len(postbox.taken) == 1
    assert any(line.startswith("AUTH PLAIN") for line in postbox.heard)


def test_a_wrong_password_is_a_login_problem(postbox):
    postbox.extensions = ("AUTH PLAIN",)
    postbox.answers["AUTH"] = "535 no"
    with pytest.raises(NotDelivered) as failure:
        mailer(postbox, username="u", password="geheim").send(MAIL)
    assert failure.value.problem is Problem.LOGIN


def test_the_password_is_in_no_description(postbox):
    assert "geheim" not in repr(mailer(postbox, username="u", password="geheim"))


@pytest.mark.parametrize(
    "to", ["a@b\nBcc: c@d.example", "a", "", "Noor <a@b.example>", "a@b, c@d", "é@b.example"]
)
def test_an_address_that_is_none_never_leaves(postbox, tmp_path, to):
    mail = Mail(to, MAIL.subject, MAIL.body, MAIL.message_id, NOW)
    for way in (mailer(postbox), FolderMailer(tmp_path, "signaal@huis.example")):
        with pytest.raises(NotDelivered) as failure:
            way.send(mail)
        assert failure.value.problem is Problem.ADDRESS
    assert not postbox.heard
    assert not list(tmp_path.iterdir())


def test_a_line_break_in_a_subject_never_leaves(tmp_path):
    with pytest.raises(NotDelivered):
        FolderMailer(tmp_path, "signaal@huis.example").send(
            Mail("a@b.example", "x\r\nBcc: c@d.example", "", "<1@x>", NOW)
        )


def test_a_folder_holds_one_private_file_a_message_with_a_neutral_name(tmp_path):
    folder = FolderMailer(tmp_path / "mail", "signaal@huis.example")
    folder.send(MAIL)
    folder.send(MAIL)
    (file,) = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml"
    assert "team" not in file.name
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    letter = email.message_from_bytes(file.read_bytes(), policy=default)
    assert letter["To"] == "team@huis.example"
    assert letter.get_content().replace("\r\n", "\n") == MAIL.body


def test_a_folder_that_cannot_be_written_is_a_problem_not_a_crash(tmp_path):
    (tmp_path / "mail").write_text("in the way")
    with pytest.raises(NotDelivered) as failure:
        FolderMailer(tmp_path / "mail", "signaal@huis.example").send(MAIL)
    assert failure.value.problem is Problem.FOLDER


def test_tls_from_the_start(new_postbox, certificate):
    box = new_postbox()
    with pytest.raises(NotDelivered) as failure:  # this server speaks first, in the clear
        mailer(box, security="tls", context=certificate.client).send(MAIL)
    assert failure.value.problem is Problem.SECURITY
    assert isinstance(certificate.client, ssl.SSLContext)
