"""Which bytes are which letters to Web API: a byte order mark counts first, then utf-16 by its name."""

import codecs

import pytest

from mockserver.formats.jsonnet import JsonNet
from tests.formats.api_models import CALLS

JSON = JsonNet()
TEXT = '{"NeedSurvey":"中é😀"}'
VALUE = {"NeedSurvey": "中é😀"}


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode(), "klingon"),
        (TEXT.encode(), "iso-8859-1"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-16"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-8"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-8"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-8"),
        (codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"), "utf-8"),
        (TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "UTF-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode() + b"\xe4\xb8", "utf-8"),  # the end of the stream is never asked what it held back
        (TEXT.encode("utf-16-le") + b"\x00", "utf-16"),
    ],
)
def test_a_body_is_decoded(body, charset):
    assert JSON.read(body, CALLS, charset=charset).value == VALUE


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (b'{"NeedSurvey":"\xff"}', "utf-8"),
        (b'{"NeedSurvey":"Y"}\xff{}', "utf-8"),
        (b'{"NeedSurvey":"\xed\xa0\x80"}', "utf-8"),
        ('{"NeedSurvey":"'.encode("utf-16-le") + b'\x00\xd8"\x00}\x00', "utf-16"),
        (TEXT.encode("utf-16-be"), "utf-16be"),
    ],
)
def test_bad_bytes_leave_nothing(body, charset):
    reading = JSON.read(body, CALLS, charset=charset)

    assert reading.value is None
    assert reading.notes[0][0] == ""
    assert reading.notes[0][1].startswith("Unable to translate bytes [")
    assert reading.losses[0].startswith("the body: Unable to translate bytes [")


def test_bad_bytes_after_a_byte_order_mark_are_replaced():
    assert JSON.read(codecs.BOM_UTF8 + b'{"NeedSurvey":"\xff"}', CALLS).value == {"NeedSurvey": "\ufffd"}


def test_utf_16_that_is_called_nothing_is_utf_8_with_a_nul_before_every_letter():
    reading = JSON.read('{"NeedSurvey":"Y"}'.encode("utf-16-le"), CALLS)

    assert reading.value == {}  # no member has such a name
    assert reading.notes == ()
