from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.formats.base import CannotDecode, Kind, Limits
from mockserver.formats.form import CannotBind, Form, bind, fields, split_pairs, unescape
from tests.formats.shapes import REQUEST, TYPED, bodies, texts, types

FORM = Form()


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("", {}),
        ("Id=1&Notes=a+b", {"Id": "1", "Notes": "a b"}),
        ("id=1&NOTES=a%20b", {"Id": "1", "Notes": "a b"}),
        ("Notes=%E4%B8%AD%C3%A9", {"Notes": "中é"}),
        ("Notes=a%26b%3Dc", {"Notes": "a&b=c"}),
        ("Notes=a&Notes=b", {"Notes": "a,b"}),
        ("Notes=a&notes=b", {"Notes": "a,b"}),
        ("Zzz=1&Id=1", {"Id": "1"}),
        ("Notes=a=b", {"Notes": "a=b"}),
        ("Id=1;Notes=a", {"Id": "1;Notes=a"}),
        ("Notes=%22q%22", {"Notes": '"q"'}),
        ("Notes=%5B1%2C2%5D", {"Notes": "[1,2]"}),
        ("Id=a%2Bb", {"Id": "a+b"}),
        ("Notes=+", {"Notes": " "}),
        ("Notes=&Id=", {}),
        ("Notes&Id", {}),
        ("Notes=null", {"Notes": "null"}),
        ("&&Id=1&", {"Id": "1"}),
    ],
)
def test_a_form_as_the_framework_binds_it(body, value):
    assert FORM.read(body.encode(), REQUEST).value == value


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("%zz%4", "%zz%4"),
        ("%u4E2D", "中"),
        ("%u4e2", "%u4e2"),
        ("%ud83d%ude00", "😀"),
        ("%ud800", "�"),
        ("a%ffb", "a�b"),
        ("%00", "\x00"),
        ("100%", "100%"),
    ],
)
def test_percent_encoding_as_dotnet_undoes_it(text, plain):
    assert unescape(text) == plain


def test_the_charset_of_a_form_counts():
    assert FORM.read(b"Notes=%e9", REQUEST, charset="iso-8859-1").value == {"Notes": "é"}


def test_pairs_keep_order_repetition_and_missing_signs():
    assert split_pairs("a=1&b&a=&=x") == [("a", "1"), ("b", None), ("a", ""), ("", "x")]


def test_fields_keep_the_first_spelling():
    assert fields([("Notes", "a"), ("NOTES", "b"), ("x", None)]) == {"Notes": "a,b", "x": ""}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Int=5&Double=1.5&Decimal=2.50", {"Int": 5, "Double": 1.5, "Decimal": 2.5}),
        ("Bool=on", {"Bool": True}),
        ("Bool=true,false", {"Bool": True}),
        ("Bool=True&Bool=False", {"Bool": True}),
        ("Texts=a,b", {"Texts": ["a", "b"]}),
        ("Ints=1,2", {"Ints": [1, 2]}),
        ("Sub={Type:t}", {"Sub": {"Type": "t"}}),
        ("Int=", {}),
    ],
)
def test_members_have_their_types(text, value):
    assert FORM.read(text.encode(), TYPED).value == value


def test_what_does_not_fit_is_named_as_it_was_sent():
    with pytest.raises(CannotBind, match="Unable to bind to request 'Typed'") as caught:
        FORM.read(b"int=abc&Bool=yes&Double=x&Text=t", TYPED)

    assert caught.value.errors == (("int", "abc"), ("Bool", "yes"), ("Double", "x"))


def test_what_was_lost_is_said():
    assert bind({"Zzz": "1", "Notes": ""}, REQUEST).losses == (
        "member 'Zzz' is unknown and was ignored",
        "Notes: an empty value counts as absent",
    )


def test_without_a_shape_the_fields_are_the_value():
    assert FORM.read(b"a=1&A=2&b", Kind.ANY).value == {"a": "1,2", "b": ""}


def test_too_many_fields_are_refused():
    with pytest.raises(CannotDecode, match="more than 10 values"):
        FORM.read(b"a=1&" * 50, REQUEST, limits=Limits(nodes=10))


def test_writing():
    value = {"Text": "a b&中", "Int": 5, "Bool": True, "Texts": ["x", "y,z"], "Sub": None}

    assert FORM.write(value, TYPED) == b"Text=a+b%26%E4%B8%AD&Int=5&Bool=True&Texts=%5Bx%2C%22y%2Cz%22%5D"


@given(st.fixed_dictionaries({"Id": texts.filter(bool), "Notes": texts.filter(bool)}))
def test_what_is_written_is_read_again(value):
    assert FORM.read(FORM.write(value, REQUEST), REQUEST).value == value


@given(bodies, types)
def test_any_body_is_read_or_refused(body, type_):
    with suppress(CannotDecode):
        FORM.write(FORM.read(body, type_).value, type_)
