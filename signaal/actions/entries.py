"""Checks of what an admin fills in: one sentence per field, nothing stored while there is one."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from signaal.terms import Refused, Say
from signaal.workflows.lists import Lists

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{1,18}[0-9]")
_LONGEST = 100


def filled(field: str, typed: str, problems: dict[str, Say]) -> str:
    """A line of 1 to 100 characters that can all be seen."""
    text = typed.strip()
    if not text:
        problems[field] = Say("errors.required")
    elif len(text) > _LONGEST:
        problems[field] = Say("errors.too_long", {"max": _LONGEST, "n": len(text)})
    elif not text.isprintable():
        problems[field] = Say("errors.hidden_characters")
    return text


def duty_function(field: str, typed: str, lists: Lists, problems: dict[str, Say]) -> str:
    """Who answers for a duty: the code of a known function, however it was written, else the words as they are.

    A code so that whoever reads the other language reads its own word.
    """
    words = filled(field, typed, problems)
    return lists.of("handover_functions").code_of(words) or words


def chosen(field: str, code: str, codes: Collection[str], problems: dict[str, Say]) -> str:
    """One of a closed list."""
    if code not in codes:
        problems[field] = Say("errors.not_in_list")
    return code


def login_name(field: str, typed: str, problems: dict[str, Say]) -> str:
    """Small letters, digits, dot, dash and underscore; 2 to 40 characters."""
    name = typed.strip().lower()
    if not _LOGIN.fullmatch(name):
        problems[field] = Say("people.bad_login")
    return name


def email(field: str, typed: str, problems: dict[str, Say]) -> str:
    """An address, or nothing: then messages stay inside signaal."""
    address = typed.strip()
    if address and (len(address) > 254 or not _EMAIL.fullmatch(address)):
        problems[field] = Say("people.bad_email")
    return address


def phone_number(field: str, typed: str | None, problems: dict[str, Say]) -> str | None:
    """A number to call, or nothing."""
    number = (typed or "").strip()
    if number and not _PHONE.fullmatch(number):
        problems[field] = Say("people.bad_phone")
    return number or None


def raise_for(problems: Mapping[str, Say]) -> None:
    """Refused when there is any problem."""
    if problems:
        raise Refused(problems)
