"""Forms as Web API 2's model binder reads them, beside what was recorded."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.formats.base import CannotDecode, Kind, Limits, ListOf
from mockserver.formats.modelbinding import ModelBindingForm
from tests.formats.api_models import ALL, CALLS

FORM = ModelBindingForm()
REQUIRED = "A value is required."
HIDDEN = "An error has occurred."


def read(text, type_=ALL):
    return FORM.read(text.encode(), type_)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("Text=a+b%20c%2B", {"Text": "a b c+"}),
        ("text=a&TEXT=b", {"Text": "a"}),
        ("Text=%E4%B8%AD%ff", {"Text": "中\ufffd"}),
        ("Text=a%&Zzz", {"Text": "a%"}),
        ("Text=%u4e2d", {"Text": "%u4e2d"}),
        ("Text=a=b", {"Text": "a=b"}),
        ("Text=", {"Text": None}),
        ("Text=+", {"Text": None}),
        ("Text", {"Text": None}),
        ("&&", {}),
        ('{"Text":"a"}', {}),
        ("Int=12", {"Int": 12}),
        ("Int=%230F", {"Int": 15}),
        ("Int=0x10&Bool=+TRUE+", {"Int": 16, "Bool": True}),
        ("Double=1e3&Decimal=-2.50", {"Double": 1000.0, "Decimal": Decimal("-2.50")}),
        ("Double=-Infinity&Decimal=1e-70", {"Double": float("-inf"), "Decimal": Decimal("0E-28")}),
        ("Date=4/25/2025", {"Date": "2025-04-25T00:00:00"}),
        ("Date=2025-04-25T15:29:01%2B02:00", {"Date": "2025-04-25T13:29:01+00:00"}),
        ("Date=2025-04-25T15:29:01Z", {"Date": "2025-04-25T15:29:01+00:00"}),
        ("Any=x", {"Any": "x"}),
    ],
)
def test_a_field_becomes_a_member(body, value):
    assert read(body).value == value
    assert read(body).notes == ()


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("Sub.Name=n&sub.size=1", {"Sub": {"Name": "n", "Size": 1}}),
        ("Sub[Name]=n", {"Sub": {"Name": "n"}}),
        ("[Sub][[]Name=n", {}),
        ("Text[]]=n", {}),
        ("Texts[٠]=a", {"Texts": []}),
        ("Sub=x", {"Sub": {}}),
        ("Subs.Name=n", {}),
        ("Texts[0]=a&Texts[1]=b&Texts[3]=d", {"Texts": ["a", "b"]}),
        ("Texts=a&Texts=b", {"Texts": ["a", "b"]}),
        ("Texts[]=a&Texts[]=", {"Texts": ["a", None]}),
        ("Texts.x=a", {"Texts": []}),
        ("Ints[0]=1&Ints[1]=", {"Ints": [1, 0]}),
        ("Ints.index=7&Ints.index=9&Ints[9]=2", {"Ints": [0, 2]}),
        ("Lists[0][0]=1&Lists[0][1]=2&Lists[1][0]=3", {"Lists": [[1, 2], [3]]}),
        ("Lists=1", {"Lists": [[]]}),
    ],
)
def test_a_name_is_a_path(body, value):
    assert read(body).value == value


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("Calls[1].CallTime=1", {"Calls": []}),
        ("Calls=x&Calls=y&Calls.CallTime=1", {"Calls": [{"CallTime": Decimal(1)}] * 2}),
        ("Calls[0]=x", {"Calls": [{}]}),
        ("Calls.index=a&Calls[0].CallTime=1", {"Calls": [None]}),
    ],
)
def test_a_list_of_objects_goes_on_until_one_is_missing(body, value):
    assert read(body, CALLS).value == value


@pytest.mark.parametrize(
    ("body", "note"),
    [
        ("Bool=1", ("Bool", "The value '1' is not valid for Bool.")),
        ("Bool=yes&Bool=true", ("Bool", "The value 'yes,true' is not valid for Bool.")),
        ("Decimal=2,5", ("Decimal", "The value '2,5' is not valid for Decimal.")),
        ("Decimal=1-", ("Decimal", "The value '1-' is not valid for Decimal.")),
        ("Decimal=1e29", ("Decimal", HIDDEN)),
        ("Double=1e999", ("Double", HIDDEN)),
        ("Int=2147483648", ("Int", HIDDEN)),
        ("Int=0x100000000", ("Int", HIDDEN)),
        ("Double=1,5", ("Double", "The value '1,5' is not valid for Double.")),
        ("Int=1.0", ("Int", "The value '1.0' is not valid for Int.")),
        ("Date=x", ("Date", "The value 'x' is not valid for Date.")),
        ("Sub.Size=x", ("Sub.Size", "The value 'x' is not valid for Size.")),
        ("Ints[0]=x", ("Ints[0]", "The value 'x' is not valid for Int32.")),
        ("int=+", ("Int", REQUIRED)),
        ("Date=", ("Date", REQUIRED)),
    ],
)
def test_a_field_that_does_not_convert_is_noted_and_left_out(body, note):
    reading = read(f"{body}&Text=t")

    assert reading.notes == (note,)
    assert reading.value["Text"] == "t"
    assert note[0] not in reading.value


@pytest.mark.parametrize("body", ["Text[=a", "Text=t&Sub[Name=n", "&".join(f"x{n}=1" for n in range(1001))])
def test_a_broken_name_or_too_many_of_them_leave_nothing(body):
    reading = read(body)

    assert (reading.value, reading.notes) == (None, (("", HIDDEN),))
    assert reading.losses


def test_no_body_is_no_form():
    assert read("").value is None


@pytest.mark.parametrize(
    ("type_", "body", "value"), [(ListOf(Kind.INT), "[0]=1&[1]=2", [1, 2]), (Kind.INT, "=5", 5)]
)
def test_a_form_may_be_a_list_or_a_scalar(type_, body, value):
    assert read(body, type_).value == value


@pytest.mark.parametrize(
    ("body", "loss"),
    [
        ("Zzz=1", "member 'Zzz' is unknown and was ignored"),
        ("Text=", "Text: an empty value counts as null"),
        ("Text=a&Text=b", "Text: it was given 2 times, and the first one counts"),
        ("Bool=1", "Bool: The value '1' is not valid for Bool, so it kept its default"),
        ("Int=", "Int: A value is required, so it kept its default"),
        (
            "Decimal=1e99",
            "Decimal: Value was either too large or too small for a Decimal, so it kept its default",
        ),
    ],
)
def test_what_was_lost_is_said_in_plain_words(body, loss):
    assert loss in read(body).losses


@pytest.mark.parametrize("limits", [Limits(size=5), Limits(nodes=2)])
def test_the_limits_hold(limits):
    with pytest.raises(CannotDecode):
        FORM.read(b"a=1&b=2&c=3&d=4", ALL, limits=limits)


@given(
    st.lists(
        st.sampled_from(
            ["Ints", "[0]", "[", "]", ".", "=", "&", "x", "1", "%41", "Sub", "Size", "Lists[0][0]"]
        )
    )
)
def test_any_form_can_be_read(pieces):
    reading = read("".join(pieces))

    assert reading.value is None or isinstance(reading.value, dict)


@pytest.mark.parametrize("again", ["&Calls=1", "&Calls.index=0"])
def test_one_field_cannot_stand_in_too_many_items(again):
    body = f"Calls{'[0]' * ('index' in again)}.AdditionalInfo={'x' * 50_000}{again * 400}"

    assert len(read(body[50_000:], CALLS).value["Calls"]) == 400
    with pytest.raises(CannotDecode, match="too often"):
        read(body, CALLS)
