"""Header fields: encoded-words, folds, mailboxes, and where each of them stands in the message."""

from __future__ import annotations

import base64

import pytest

from apology_lint.email import Address, Email
from apology_lint.engine import Linter
from apology_lint.readers import read
from apology_lint.source import Text


def message(headers: str | bytes) -> tuple[Email, bytes]:
    data = (headers.encode() if isinstance(headers, str) else headers) + b"\nTo: b@b.example\n\nHello"
    return read("draft.eml", data), data


def subject(value: str | bytes) -> str:
    email, _ = message(b"Subject: " + (value.encode() if isinstance(value, str) else value))
    assert email.subject is not None
    return email.subject.value


def sender(value: str) -> tuple[str, str]:
    address = message(f"From: {value}")[0].sender
    assert address is not None
    return address.name.value, address.address.value


def bytes_of(text: Text, data: bytes, start: int = 0, end: int | None = None) -> bytes:
    span = text.span(start, end)
    assert span is not None
    first, after = span.extent()
    return data[first.offset : after.offset]


def b_word(text: str, charset: str = "utf-8") -> str:
    return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("We are sorry", "We are sorry"),
        ("  We are\r\n sorry\n\tindeed ", "We are sorry indeed"),
        ("=?utf-8?Q?We=E2=80=99re_sorry?=", "We’re sorry"),
        ("=?UTF-8?q?caf=c3=a9?= news", "café news"),
        (b_word("نعتذر منكم"), "نعتذر منكم"),
        (b_word("نعتذر", "windows-1256"), "نعتذر"),
        (b_word("お詫び", "iso-2022-jp"), "お詫び"),
        ("=?utf-8?Q?We_are?= =?utf-8?Q?_sorry?=", "We are sorry"),
        ("=?utf-8?Q?We?=\r\n =?utf-8?B?" + base64.b64encode(b" are").decode() + "?=", "We are"),
        ("=?utf-8?Q?We?= and =?utf-8?Q?you?=", "We and you"),
        ("Re: =?utf-8?Q?sorry?= (2)", "Re: sorry (2)"),
        ("=?utf-8*en?Q?Hi?=", "Hi"),
        ("=?windows-1256?Q?=E4=DA=CA=D0=D1?=", "نعتذر"),
        ("=?no-such?Q?a=20b?=", "a b"),
        ("=?utf-8?Q?never closed", "=?utf-8?Q?never closed"),
        ("=?utf-8?X?what?=", "=?utf-8?X?what?="),
        ("=?utf-8?Q?=ZZ?=", "=ZZ"),
        ("=?utf-8?Q??=x", "x"),
        ("=?utf-8?B?!!!?=x", "x"),
        ("=?utf-8?B?SGVsbG8?=", "Hello"),
        ("=?utf-8?B?SGVsbG8xx?=", "Hello1"),
        ("Désolé 🙈", "Désolé 🙈"),
    ],
)
def test_subject(written: str, expected: str) -> None:
    assert subject(written) == expected


def test_bytes_of_no_charset_are_replaced() -> None:
    assert subject(b"caf\xe9 news") == "caf\ufffd news"


@pytest.mark.parametrize("written", ["=?utf-8?Q?caf=E9?= news", "=?utf-8?Q?caf=E9_=E2=80=99?= news"])
def test_bytes_of_no_charset_in_encoded_words(written: str) -> None:
    email, _ = message(f"Subject: {written}\nFrom: =?utf-8?Q?Caf=E9?= <a@a.example>")
    assert email.subject is not None
    assert "\ufffd" in email.subject.value
    assert email.sender is not None
    assert email.sender.name.value == "Caf\ufffd"
    Linter().check(email)


def test_a_character_over_two_encoded_words() -> None:
    assert subject("=?utf-8?Q?We=E2=80?= =?utf-8?Q?=99re?=") == "We’re"


def test_the_first_of_several_counts() -> None:
    email, _ = message(
        "Subject: one\nFrom: a@a.example\nReply-To: c@c.example\n"
        "Subject: two\nFrom: b@b.example\nReply-To: d@d.example"
    )
    assert (email.subject and email.subject.value) == "one"
    assert (email.sender and email.sender.address.value) == "a@a.example"
    assert (email.reply_to and email.reply_to.address.value) == "c@c.example"


def test_content_language() -> None:
    assert message("Content-Language: ar, en\nContent-Language: fr")[0].declared_language == "ar, en"


def test_names_of_headers_in_any_case_and_with_space() -> None:
    assert subject("x") == "x"
    assert (message("SUBJECT : Sorry")[0].subject or Text.given("")).value == "Sorry"


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("Ann Smith <ann@a.example>", "Ann Smith", "ann@a.example"),
        ('"Smith, Ann" <ann@a.example>', "Smith, Ann", "ann@a.example"),
        ('"Acme <team>" <ann@a.example>', "Acme <team>", "ann@a.example"),
        ("<ann@a.example>", "", "ann@a.example"),
        ('"" <ann@a.example>', "", "ann@a.example"),
        ("ann@a.example", "", "ann@a.example"),
        ("Acme Support", "Acme Support", ""),
        ("Ann (Acme) <ann@a.example>", "Ann (Acme)", "ann@a.example"),
        ("Ann <a@a.example>, Bob <b@b.example>", "Ann", "a@a.example"),
        ("a@a.example, b@b.example", "", "a@a.example"),
        (", Ann <a@a.example>", "Ann", "a@a.example"),
        ("Ann <a@a.example", "Ann", "a@a.example"),
        ("=?utf-8?Q?Andr=C3=A9?= <ann@a.example>", "André", "ann@a.example"),
        (f"{b_word('فريق الدعم')} <ann@a.example>", "فريق الدعم", "ann@a.example"),
        ("Zoë Ünal <ann@a.example>", "Zoë Ünal", "ann@a.example"),
        ("Ann\r\n Smith\r\n <ann@a.example>", "Ann Smith", "ann@a.example"),
    ],
)
def test_mailboxes(written: str, name: str, address: str) -> None:
    assert sender(written) == (name, address)


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("Acme, Inc. <h@acme.example>", "Acme, Inc.", "h@acme.example"),
        ("=?utf-8?Q?Acme=2C_Inc=2E?= <h@acme.example>", "Acme, Inc.", "h@acme.example"),
        (f"{b_word('Acme, Inc.')} <h@acme.example>", "Acme, Inc.", "h@acme.example"),
        ("h@acme.example (Acme Support)", "(Acme Support)", "h@acme.example"),
        ("Acme <h@acme.example> (Support)", "Acme", "h@acme.example"),
        ("Team: Ann <a@a.example>, b@b.example;", "Ann", "a@a.example"),
        ("Team: a@a.example, b@b.example;", "", "a@a.example"),
        ("Ann <a@a.example>;", "Ann", "a@a.example"),
        (r'"Ann \"A\" Smith" <a@a.example>', 'Ann "A" Smith', "a@a.example"),
    ],
)
def test_mailboxes_that_are_split_wrongly(written: str, name: str, address: str) -> None:
    assert sender(written) == (name, address)


@pytest.mark.parametrize("written", ["", " ", ",", "(,)", "undisclosed-recipients:;"])
def test_no_mailbox(written: str) -> None:
    found: Address | None = message(f"From: {written}")[0].sender
    assert found is None or not found.address.value


def test_parts_of_an_address() -> None:
    found = message('Reply-To: "x@y" <No-Reply@Mail.ACME.example.>')[0].reply_to
    assert found is not None
    assert (found.local, found.domain) == ("No-Reply", "mail.acme.example")


def test_places_of_names_and_addresses() -> None:
    email, data = message(
        'Subject: x\r\nFrom: =?utf-8?Q?Andr=C3=A9_S?=\r\n "of A" <ann@a.example>\r\n'
        "Reply-To: Zoë <z@a.example>"
    )
    assert email.sender is not None
    assert email.reply_to is not None
    assert bytes_of(email.sender.address, data) == b"ann@a.example"
    assert bytes_of(email.sender.name, data, 4, 5) == b"=C3=A9"
    assert bytes_of(email.sender.name, data, 0, 7) == b"Andr=C3=A9_S"
    assert bytes_of(email.reply_to.name, data) == "Zoë".encode()
    span = email.reply_to.address.span()
    assert span is not None
    start, end = span.extent()
    assert (start.line, start.column, end.column) == (4, 16, 27)
    assert data[start.offset : end.offset] == b"z@a.example"


@pytest.mark.parametrize(
    ("written", "word", "expected"),
    [
        ("=?utf-8?Q?We=E2=80=99re_so_sorry?=", "sorry", b"sorry"),
        ("=?utf-8?Q?We=E2=80=99re?= so =?utf-8?Q?so=72ry_now?=", "sorry", b"so=72ry"),
        ("We are =?utf-8?Q?so=72ry?= now", "sorry", b"=?utf-8?Q?so=72ry?="),
        ("Désolé\n 🙈 sorry now", "sorry", b"sorry"),
        ("=?windows-1256?Q?=E4=DA_sorry?=", "sorry", b"sorry"),
        ("=?gb18030?Q?=CE=D2=C3=C7_sorry?=", "们", b"=C3=C7"),
    ],
)
def test_places_in_a_subject(written: str, word: str, expected: bytes) -> None:
    email, data = message(f"Subject: {written}")
    assert email.subject is not None
    at = email.subject.value.index(word)
    assert bytes_of(email.subject, data, at, at + len(word)) == expected


def test_places_in_a_subject_whose_charset_has_state() -> None:
    body = "お詫び sorry".encode("iso-2022-jp").decode().replace("\x1b", "=1B").replace(" ", "_")
    email, data = message(f"Subject: =?iso-2022-jp?Q?{body}?=")
    assert email.subject is not None
    assert bytes_of(email.subject, data, 4, 9) == b"sorry"


def test_base64_subjects_are_a_source_of_their_own() -> None:
    email, _ = message(f"Subject: Re: {b_word('Désolé, oops')}")
    assert email.subject is not None
    span = email.subject.span(12)
    assert span is not None
    assert (span.source.decoded, span.slice) == ("Subject header (encoded-word, base64)", "oops")
    start, end = span.extent()
    assert (start.offset, start.line, start.column, end.offset) == (14, 1, 13, 18)
