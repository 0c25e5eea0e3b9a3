import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.formats.numbers import (
    NotANumber,
    decimal_text,
    double_json,
    double_xml,
    parse_bool,
    parse_double,
    parse_int,
)


@pytest.mark.parametrize(
    ("value", "in_json", "in_xml"),
    [
        (0.0, "0", "0"),
        (-0.0, "0", "-0"),
        (3.0, "3", "3"),
        (12.5, "12.5", "12.5"),
        (-1.5, "-1.5", "-1.5"),
        (0.1 + 0.2, "0.3", "0.30000000000000004"),
        (1 / 3, "0.333333333333333", "0.33333333333333331"),
        (123456789.12345679, "123456789.123457", "123456789.12345679"),
        (1e14, "100000000000000", "100000000000000"),
        (1e15, "1E+15", "1E+15"),
        (999999999999999.9, "1E+15", "999999999999999.88"),
        (9999999999999998.0, "1E+16", "9999999999999998"),
        (1e21, "1E+21", "1E+21"),
        (0.0001, "0.0001", "0.0001"),
        (1e-5, "1E-05", "1E-05"),
        (1e-7, "1E-07", "1E-07"),
        (5e-324, "4.94065645841247E-324", "4.94065645841247E-324"),
        (2.2250738585072014e-308, "2.2250738585072E-308", "2.2250738585072014E-308"),
        (1.7976931348623157e308, "1.7976931348623157E+308", "1.7976931348623157E+308"),
        (100000000000000.5, "100000000000001", "100000000000000.5"),  # halfway: away from zero
        (-1234567890123.125, "-1234567890123.13", "-1234567890123.125"),
        (1000000000000000.25, "1E+15", "1000000000000000.3"),
        (2.0**-25, "2.98023223876953E-08", "2.9802322387695313E-08"),
        (math.nan, "NaN", "NaN"),
        (math.inf, "Infinity", "INF"),
        (-math.inf, "-Infinity", "-INF"),
    ],
)
def test_doubles_as_dotnet_spells_them(value, in_json, in_xml):
    assert (double_json(value), double_xml(value)) == (in_json, in_xml)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_in_xml_loses_nothing(value):
    assert float(double_xml(value)) == value


@given(st.floats(allow_nan=False))
def test_a_double_in_json_is_read_again(value):
    assert math.isclose(parse_double(double_json(value)), value, rel_tol=1e-13, abs_tol=1e-320)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,5", 15.0), (" 1.5 ", 1.5), ("+.5", 0.5), ("1.", 1.0), ("1e3", 1000.0), ("-Infinity", -math.inf)],
)
def test_doubles_as_dotnet_reads_them(text, value):
    assert parse_double(text) == value


@pytest.mark.parametrize("text", ["", "abc", ",5", ".", "1e", "1_0", "0x1", "١", "1e999", "inf", "1 2"])
def test_what_is_no_double(text):
    with pytest.raises(NotANumber):
        parse_double(text)


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), (" -5 ", -5), ("2147483647", 2**31 - 1), ("-2147483648", -(2**31))]
)
def test_ints_as_servicestack_reads_them(text, value):
    assert parse_int(text) == value


@pytest.mark.parametrize("text", ["", "+1", "01", "1.5", "2147483648", "-", "9" * 5000, "٣"])
def test_what_is_no_int(text):
    with pytest.raises(NotANumber):
        parse_int(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", True), ("0", False), ("x", False), ("on", True), ("no", False), ("TRUE", True), ("false", False)],
)
def test_bools_as_servicestack_reads_them(text, value):
    assert parse_bool(text) is value


@pytest.mark.parametrize("text", ["", "yes", "off", " true"])
def test_what_is_no_bool(text):
    with pytest.raises(NotANumber):
        parse_bool(text)


@pytest.mark.parametrize(("value", "text"), [(Decimal("1.50"), "1.50"), (1e-7, "0.0000001"), (3, "3")])
def test_decimals_have_no_exponent(value, text):
    assert decimal_text(value) == text
