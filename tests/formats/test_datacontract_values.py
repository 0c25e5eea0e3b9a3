"""The lexical rules of DataContractSerializer, value by value, from the recorded answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from mockserver.formats.base import CannotDecode, Kind, Member, Shape
from mockserver.formats.datacontract import DataContract
from mockserver.formats.datacontract_values import write_double

XSI = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
DC = DataContract(declaration=False)


def value_of(kind: Kind, text: str) -> Any:
    shape = Shape("R", (Member("V", kind),))
    return DC.read(f"<R><V>{text}</V></R>".encode(), shape).value["V"]


# fmt: off
TAKEN = [
    (Kind.DECIMAL, "2", "2"), (Kind.DECIMAL, " 2.50\n", "2.50"), (Kind.DECIMAL, ".5", "0.5"),
    (Kind.DECIMAL, "5.", "5"),
    (Kind.DECIMAL, "+1", "1"), (Kind.DECIMAL, "-0.0", "0.0"), (Kind.DECIMAL, "1<!-- -->2", "12"),
    (Kind.DECIMAL, "79228162514264337593543950335", "79228162514264337593543950335"),
    (Kind.DECIMAL, "2.123456789012345678901234567890", "2.1234567890123456789012345679"),
    (Kind.DECIMAL, "0.00000000000000000000000000001", "0.0000000000000000000000000000"),
    (Kind.INT, " +7 ", "7"), (Kind.INT, "-2147483648", "-2147483648"),
    (Kind.BOOL, " 1 ", "true"), (Kind.BOOL, "false", "false"), (Kind.BOOL, "&#49;", "true"),
    (Kind.DOUBLE, "1e21", "1E+21"), (Kind.DOUBLE, "-INF", "-INF"), (Kind.DOUBLE, "NaN", "NaN"),
    (Kind.DOUBLE, ".1", "0.1"),
    (Kind.DOUBLE, "1e-7", "1E-07"), (Kind.DOUBLE, "100000000000000", "100000000000000"),
    (Kind.DOUBLE, "1e15", "1E+15"),
    (Kind.DOUBLE, "0.3333333333333333", "0.33333333333333331"), (Kind.DOUBLE, "-0", "0"),
    (Kind.DOUBLE, "-000000000", "0"), (Kind.DOUBLE, " -0", "-0"), (Kind.DOUBLE, "-0.0", "-0"),
    (Kind.DOUBLE, "-0000000000", "-0"), (Kind.DOUBLE, ".", "0"), (Kind.DOUBLE, "-.", "-0"),
    (Kind.DOUBLE, "1000000000000000.25", "1000000000000000.3"),
    (Kind.DOUBLE, "2.98023223876953125e-8", "2.9802322387695313E-08"),
    (Kind.DOUBLE, "12.5", "12.5"),
    (Kind.DOUBLE, "1.7976931348623157e308", "1.7976931348623157E+308"), (Kind.DOUBLE, "1e-5", "1E-05"),
    *((Kind.DATETIME, date, date) for date in (
        "2025-04-25T15:29:01.0500655Z", "2025-04-25T15:29:01+15:00", "2024-02-29T00:00:00", "2025-04-25Z",
        "2025-04",
        "2025", "15:29:01", "--04-25", "---25", "--04", "9999-12-31T23:59:59.9999999Z", "2025-04-25+02:00",
    )),
]
# fmt: on


@pytest.mark.parametrize(("kind", "text", "spelt"), TAKEN)
def test_values_are_taken_and_written_as_dotnet_does(kind: Kind, text: str, spelt: str) -> None:
    shape = Shape("R", (Member("V", kind),))

    assert DC.text({"V": value_of(kind, text)}, shape) == f"<R {XSI}><V>{spelt}</V></R>"


# fmt: off
OTHER_FORMS = [
    (Kind.DECIMAL, "decimal", ("", "1e3", "1,5", "NaN", "0x10", ".", "(1)", "1 2",
     "79228162514264337593543950336")),
    (Kind.INT, "Int32", ("", "abc", "1.0", "2147483648", "1" * 5000, "\u0661")),
    (Kind.BOOL, "Boolean", ("", "True", "FALSE", "2", "01", "yes")),
    (Kind.DOUBLE, "double", ("", " .", "1e400", "inf", "1,5", "0x1", "1_0")),
    (Kind.DATETIME, "DateTime", (
        "", "abc", "2025-04-25T15:29", "2025-04-25 15:29:01", "2025-04-25t15:29:01z", "2025-02-29",
        "0000-01-01",
        "2025-04-25T24:00:00", "2025-04-25T15:29:60Z", "2025-13-01", "2025-04-25T15:29:01+0200",
        "9999-12-31T23:59:59.99999995",
        "-0001-01-01",
        "2025-4-5T1:2:3Z", "04/25/2025 15:29:01", "/Date(0)/",
    )),
]
# fmt: on


@pytest.mark.parametrize(("kind", "name", "texts"), OTHER_FORMS)
def test_values_of_another_form_are_refused(kind: Kind, name: str, texts: tuple[str, ...]) -> None:
    for text in texts:
        with pytest.raises(CannotDecode, match=f"cannot be parsed as the type '{name}'"):
            value_of(kind, text)


def test_doubles_that_are_equal_are_each_spelt_as_themselves() -> None:
    values = [0.0, -0.0, 0, 1, 1.0, True, 1e22, Decimal(10**22)]

    spelt = [write_double(value) for value in [*values, *reversed(values)]]  # type: ignore[arg-type]

    assert spelt[:8] == ["0", "-0", "0", "1", "1", "1", "1E+22", "1.00000000000000E+22"]
    assert spelt[8:] == spelt[7::-1]
