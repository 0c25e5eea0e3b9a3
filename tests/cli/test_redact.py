from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver import redact

# fmt: off
HIDDEN = [
    ('{"app_secret":"s\\"x"}',                      '{"app_secret":"[redacted]"}'),
    ('{"password": 12345}',                         '{"password": [redacted]}'),
    ('{"token": {"a": 1}, "tokens": ["x"',          '{"token": [redacted], "tokens": [redacted]'),
    ("<Password>abc</Password>",                    "<Password>[redacted]</Password>"),
    ('<d:pwd x="1"><![CDATA[a<b]]></d:pwd>',        '<d:pwd x="1">[redacted]</d:pwd>'),
    ("UserName=u&Password=p%40",                    "UserName=u&Password=[redacted]"),
    ("/x?access_token=zz&page=1",                   "/x?access_token=[redacted]&page=1"),
    ('{CustomerName:x,Password:"a,b",Id:1}',        '{CustomerName:x,Password:"[redacted]",Id:1}'),
    ("Authorization: Bearer abcdefghijkl",          "Authorization: Bearer [redacted]"),
    ("http://user:pass@host/x",                     "http://[redacted]@host/x"),
    ('"called":"13800990000"',                      '"called":"*********00"'),
    ('"called": 88880067',                          '"called": ******67'),
    ("to=%2B31612345678",                           "to=%2B*********78"),
    ("+44 20 7946 0000",                            "+** ** **** **00"),
    ("a\0b",                                        "[3 characters with NUL among them: not shown]"),
]
KEPT = [
    '{"callSerialNo":"1197765398201387012"}',
    "12345678-1234-1234-1234-123456789012",
    "2022/02/22,10:04:28:823",
    '{"X-Token-Expire":"600"}',
    '{"password":null}',
    "port 8080, id 100001",
]
# fmt: on


@pytest.mark.parametrize(("given", "shown"), HIDDEN)
def test_secrets_and_phone_numbers_are_hidden_in_every_format(given, shown):
    assert redact.text(given) == shown


@pytest.mark.parametrize("given", KEPT)
def test_what_is_neither_stays(given):
    assert redact.text(given) == given


@given(st.text(st.sampled_from('{}[]<>"=:,&+% \\0123456789ab/@'), max_size=60))
def test_redacting_twice_is_redacting_once(text):
    once = redact.text(f'password="{text}" {text}')

    assert redact.text(once) == once


@given(st.from_regex(r"[1-9][0-9]{6,14}", fullmatch=True))
def test_of_a_phone_number_two_digits_stay_and_the_length(number):
    assert redact.text(f"call {number}!") == f"call {'*' * (len(number) - 2)}{number[-2:]}!"


def test_headers_keep_the_way_of_authenticating():
    pairs = [("Authorization", "Bearer abc"), ("X-APP-Key", "k"), ("Cookie", "a=b"), ("Host", "h:1")]

    assert redact.headers(pairs) == (
        ("Authorization", "Bearer [redacted]"),
        ("X-APP-Key", "[redacted]"),
        ("Cookie", "[redacted]"),
        ("Host", "h:1"),
    )


def test_a_secret_column_of_csv_is_hidden():
    assert (
        redact.text("Id,Password\r\n1,abc\r\n2,\r\n", "text/csv") == "Id,Password\r\n1,[redacted]\r\n2,\r\n"
    )


def test_plain_data_is_redacted_by_the_names_of_its_members():
    value = {"a": [{"token": {"x": 1}}], "n": 5, "called": "13800990000", "secret": None}

    assert redact.plain(value) == {
        "a": [{"token": "[redacted]"}],
        "n": 5,
        "called": "*********00",
        "secret": None,
    }


@pytest.mark.parametrize(
    "piece", ['\\"', '"', "a", "<a><![CDATA[", "{a:", "password=", "1", "+1 ", "://", '"a":']
)
def test_a_hostile_body_takes_no_long_time(piece):
    began = process_time()

    redact.text(piece * (200_000 // len(piece)))

    assert process_time() - began < 2
