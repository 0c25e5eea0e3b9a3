from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.formats.base import Kind, ListOf
from mockserver.formats.jsonnet import JsonNet
from tests.formats.api_models import ALL, CALLS, filled, model

JSON = JsonNet()


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Kind.DECIMAL, Decimal(2), "2.0"),
        (Kind.DECIMAL, Decimal("2.50"), "2.50"),
        (Kind.DECIMAL, Decimal("1E+3"), "1000.0"),
        (Kind.DECIMAL, 2.5, "2.5"),
        (Kind.DOUBLE, 1, "1.0"),
        (Kind.DOUBLE, 1e20, "1E+20"),
        (Kind.DOUBLE, 1 / 3, "0.33333333333333331"),
        (Kind.DOUBLE, float("nan"), '"NaN"'),
        (Kind.DOUBLE, float("-inf"), '"-Infinity"'),
        (Kind.INT, True, "1"),
        (Kind.BOOL, False, "false"),
        (Kind.DATETIME, "2025-04-25T15:29:01.05Z", '"2025-04-25T15:29:01.05Z"'),
        (Kind.STRING, None, "null"),
        (Kind.STRING, 'a"b\\c/d', '"a\\"b\\\\c/d"'),
        (Kind.STRING, "\b\t\n\f\r\x00\x1f\x7f", '"\\b\\t\\n\\f\\r\\u0000\\u001f\x7f"'),
        (Kind.STRING, "\x85\u2028\u2029", '"\\u0085\\u2028\\u2029"'),
        (Kind.STRING, "中é😀<&'>\xa0", '"中é😀<&\'>\xa0"'),
        (Kind.STRING, "\ud83d", '"\ufffd"'),
        (ListOf(Kind.INT), [1, None], "[1,null]"),
        (ListOf(Kind.INT), [], "[]"),
    ],
)
def test_a_value_is_spelt_as_json_net_spells_it(kind, value, text):
    assert JSON.text(value, kind) == text


def test_members_are_written_in_the_order_of_declaration_and_nulls_too():
    shape = model("Answer", NeedSurvey=Kind.STRING, Reason=Kind.STRING)

    assert (
        JSON.write({"Reason": None, "NeedSurvey": "中"}, shape)
        == '{"NeedSurvey":"中","Reason":null}'.encode()
    )
    assert JSON.text({}, shape) == '{"NeedSurvey":null,"Reason":null}'
    assert JSON.text(None, shape) == "null"


values = st.fixed_dictionaries(
    {
        "Text": st.none() | st.text(st.characters(exclude_categories=["Cs"])),
        "Int": st.integers(-(2**31), 2**31 - 1),
        "Decimal": st.integers(-(10**20), 10**20).map(lambda digits: Decimal(digits).scaleb(-2)),
        "Bool": st.booleans(),
        "Double": st.floats(allow_nan=False, allow_infinity=False),
        "Texts": st.none() | st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"]))),
    }
)


@given(values)
def test_what_is_written_is_read_again(value):
    reading = JSON.read(JSON.write(filled(value, ALL), ALL), ALL)

    assert {name: reading.value[name] for name in value} == value
    assert reading.notes == ()


def test_a_whole_answer_is_written_without_blanks():
    text = JSON.text(filled({"NeedSurvey": "Y", "Calls": [{"CallTime": Decimal("1.5")}, None]}, CALLS), CALLS)

    assert text == (
        '{"NeedSurvey":"Y","TotalTime":0.0,"IsSuccessful":false,"Calls":[{"StartTime_Utc":"0001-01-01T00:00:00",'
        '"EndTime_Utc":"0001-01-01T00:00:00","CallTime":1.5,"IsSuccessful":false,"AdditionalInfo":null,'
        '"ThirdPartyCallId":null},null]}'
    )
