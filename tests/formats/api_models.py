"""Shapes for the tests of Web API's formats: WEYI's, as recorded, and one with every kind of member."""

from decimal import Decimal

from mockserver.formats.base import Kind, ListOf, Member, Shape

NAMESPACE = "http://schemas.datacontract.org/2004/07/API.Models"


def model(name: str, **types: object) -> Shape:
    return Shape(name, tuple(Member(each, type_) for each, type_ in types.items()), NAMESPACE)


CALL = model(
    "ParaCallInfo",
    StartTime_Utc=Kind.DATETIME,
    EndTime_Utc=Kind.DATETIME,
    CallTime=Kind.DECIMAL,
    IsSuccessful=Kind.BOOL,
    AdditionalInfo=Kind.STRING,
    ThirdPartyCallId=Kind.STRING,
)
CALLS = model(
    "ParaCallInfoList",
    NeedSurvey=Kind.STRING,
    TotalTime=Kind.DECIMAL,
    IsSuccessful=Kind.BOOL,
    Calls=ListOf(CALL),
)
ALL = model(
    "All",
    Text=Kind.STRING,
    Int=Kind.INT,
    Double=Kind.DOUBLE,
    Decimal=Kind.DECIMAL,
    Bool=Kind.BOOL,
    Date=Kind.DATETIME,
    Any=Kind.ANY,
    Sub=model("Sub", Name=Kind.STRING, Size=Kind.INT),
    Texts=ListOf(Kind.STRING),
    Ints=ListOf(Kind.INT),
    Decimals=ListOf(Kind.DECIMAL),
    Bools=ListOf(Kind.BOOL),
    Lists=ListOf(ListOf(Kind.INT)),
)

_DEFAULTS = {
    Kind.DATETIME: "0001-01-01T00:00:00", Kind.DECIMAL: Decimal(0), Kind.BOOL: False, Kind.INT: 0,
    Kind.DOUBLE: 0.0,
}  # fmt: skip


def filled(value, type_):
    """A value with the defaults of .NET where nothing was read."""
    if value is None:
        return None
    if isinstance(type_, ListOf):
        return [filled(item, type_.item) for item in value]
    if isinstance(type_, Shape):
        return {
            m.name: filled(value[m.name], m.type) if m.name in value else _DEFAULTS.get(m.type)
            for m in type_.members
        }
    return value
