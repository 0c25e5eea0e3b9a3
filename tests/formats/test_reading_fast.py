"""What is read in one go is what is read letter by letter, to the type, the order and the remark."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.formats.base import CannotDecode, Kind, Limits, Reading
from mockserver.formats.flat_json import read_flat
from mockserver.formats.guard import check_json, check_jsv, is_small
from mockserver.formats.json import PlainJson, ServiceStackJson
from mockserver.formats.lenient_json import LenientJson
from mockserver.formats.typed import Typed
from tests.formats import plainly
from tests.formats.shapes import RECORD, REQUEST, TYPED, bodies, near_misses, shape

ODD_NAMES = shape("Odd", "", "a b", "é", ("Id", Kind.INT), "id", 'q"')
SHAPES = st.sampled_from([TYPED, REQUEST, RECORD, ODD_NAMES])
NAMES = [member.name for each in (TYPED, REQUEST, RECORD, ODD_NAMES) for member in each.members]

# Values as they may stand in a body: common ones, and such as one reader may take for another.
words = st.sampled_from(
    ["null", "true", "false", "True", "NaN", "Infinity", "-Infinity", "0", "-0", "-0.0", "0.0", "1e3",
     "1E400", "-1e-400", "1.5", "2147483647", "2147483648", "-2147483648", "12345678901234567890",
     "9" * 400, "01", "+1", "[]", "{}", '["a",null]', '{"Type":"t"}', '[{"Type":"t"}]', "'a'", "abc", "",
     "nul"]
)  # fmt: skip
escapes = st.sampled_from(
    ["\\n", "\\\\", '\\"', "\\/", "\\u0041", "\\u4e2d", "\\ud83d", "\\ude00", "\\uD83D\\uDE00", "\\u12",
     "\\q", "\\x41", "\\v", "\\", ",", "{", '","', ":", "/Date(12)/", "\\/Date(12)\\/", "2024-05-01", "\x01",
     "\t", "\xa0"]
)  # fmt: skip
texts = st.lists(escapes | st.text(max_size=4), max_size=4).map("".join)
quoted = texts.map(lambda text: f'"{text}"')
clean = st.text(max_size=6).map(json.dumps) | st.text(max_size=6).map(
    lambda text: json.dumps(text, ensure_ascii=False)
)
numbers = (st.integers() | st.floats()).map(json.dumps)
values = st.one_of(clean, quoted, words, numbers, st.booleans().map(json.dumps))
blanks = st.sampled_from(["", "", "", "", "", "", " ", "\n", "\t", "\r\n", "\x85", "\xa0", "\x0b"])
names = (
    st.sampled_from([*NAMES, "notes", "ID", "\\u0049d", "Zzz", "zzz", 'a","Id']).map(lambda name: f'"{name}"')
    | clean
    | quoted
)


dates = st.sampled_from(['"2024-05-01T10:00:00"', '"/Date(12)/"', '"x"'])
FITTING = {
    Kind.STRING: clean | quoted | st.just("null"),
    Kind.ANY: clean | quoted | st.just("null"),
    Kind.INT: st.integers(-(2**32), 2**32).map(str),
    Kind.DOUBLE: numbers | words,
    Kind.DECIMAL: numbers,
    Kind.BOOL: st.booleans().map(json.dumps),
    Kind.DATETIME: dates,
}


@st.composite
def samples(draw):
    """A shape, and a flat object that most often fits it; or that is one member, one letter beside it."""
    type_ = draw(SHAPES)
    members = draw(st.lists(st.sampled_from(type_.members), max_size=6, unique_by=lambda member: member.name))
    pairs = [
        (
            json.dumps(draw(st.sampled_from([each.name, each.name, each.name.lower()]))),
            draw(fitting(each.type)),
        )
        for each in members
    ]
    pairs += draw(st.lists(st.tuples(names, values), max_size=1))
    return written(draw, draw(st.permutations(pairs))), type_


def fitting(type_):
    return FITTING.get(type_, st.just("null")) if isinstance(type_, Kind) else st.just("null")


def written(draw, pairs):
    gap, end = draw(blanks), draw(st.sampled_from(["", "", "", "", "}", "x", ","]))
    members = (f"{gap}{name}{gap}:{gap}{value}{gap}" for name, value in pairs)
    return f"{{{gap}{','.join(members)}}}{gap}{end}"


def slowly(text, type_):
    typed = Typed(LenientJson())
    return Reading(typed.read(text, type_), typed.remarks.all())


@given(samples())
@example(('{"Id":"1","Notes":"a\\n\\u4e2d"}', REQUEST))
@example(('{"\\u0049d":"1"}', REQUEST))
@example(('{"Notes":"{\\"","Id":"2"}', REQUEST))
@example(('{"Date":"\\/Date(1)\\/"}', TYPED))
@example(('{"Double":-0}', TYPED))
@example(('{"Double":1e999}', TYPED))
@example(('{"Text":"\\ud800 \\ud83d\\ude00"}', TYPED))
@example(('{"Sub":null,"Texts":null,"Int":null}', TYPED))
@example(('{"Id":"1","Id":"2"}', REQUEST))
@example(('{"Id":5}', ODD_NAMES))
def test_a_flat_object_is_read_as_the_lenient_reader_reads_it(sample):
    text, type_ = sample
    quick = read_flat(text, type_)

    if quick is not None:
        assert repr(quick) == repr(slowly(text, type_))


@given(bodies.map(lambda body: body.decode("utf-8", "replace")) | st.text(), SHAPES)
def test_so_is_any_body(text, type_):
    quick = read_flat(text, type_)

    if quick is not None:
        assert repr(quick) == repr(slowly(text, type_))


@given(
    st.dictionaries(st.sampled_from([m.name for m in REQUEST.members]), st.text() | st.none()), st.booleans()
)
def test_a_request_of_texts_is_read_in_one_go(given, ascii_):
    text = json.dumps(given, ensure_ascii=ascii_) + "\r\n"

    assert read_flat(text, REQUEST) == slowly(text, REQUEST) == Reading(given)


@pytest.mark.parametrize(
    "text",
    [
        '{"Text":5}',
        '{"Text":"a","text":"a"}',
        '{"Zzz":[]}',
        '{"Text":"a"',
        '{"Sub":{}}',
        '{"Int":"5"}',
        "",
        "[]",
        "null",
    ],
)
def test_what_may_be_read_otherwise_is_left_to_the_lenient_reader(text):
    assert read_flat(text, TYPED) is None


def test_a_flat_object_of_every_kind_is_read_in_one_go():
    text = (
        '{"Text":"t","Int":-5,"Double":1.5,"Decimal":7,"Bool":true,"Date":"2024-05-01","Any":"a","Subs":null}'
    )

    assert read_flat(text, TYPED) == Reading({
        "Text": "t", "Int": -5, "Double": 1.5, "Decimal": 7.0, "Bool": True, "Date": "2024-05-01", "Any": "a",
        "Subs": None,
    })  # fmt: skip


def test_names_in_another_case_and_unknown_ones_are_read_in_one_go_and_remarked():
    reading = read_flat('{"zzz":1,"notes":"n","Zzz":"z","Id":"1"}', REQUEST)

    assert reading is not None
    assert reading.value == {"Notes": "n", "Id": "1"}
    assert reading.losses == (
        "member 'zzz' is unknown and was ignored",
        "member 'notes' was taken as 'Notes'",
        "member 'Zzz' is unknown and was ignored",
    )


@pytest.mark.parametrize("limits", [Limits(nodes=2), Limits(depth=0), Limits(size=10)])
def test_limits_hold_for_flat_objects_too(limits):
    with pytest.raises(CannotDecode):
        ServiceStackJson().read(b'{"Id":"1","Notes":"n","UserName":"u"}', REQUEST, limits=limits)


strict = st.recursive(
    values, lambda inner: st.lists(inner, max_size=3).map(lambda items: f"[{','.join(items)}]")
    | st.lists(st.tuples(names, inner), max_size=3).map(
        lambda pairs: f"{{{','.join(f'{name}:{value}' for name, value in pairs)}}}"
    ), max_leaves=8,
)  # fmt: skip


def outcome(reads, body):
    try:
        return repr(reads(body))
    except CannotDecode as why:
        return f"refused: {why}"


@given(strict | samples().map(lambda sample: sample[0]) | st.text() | near_misses.map(bytes.decode))
@example('{"a":1,"a":2}')
@example('[{"a":"\\ud800"}]')
@example("[1e999]")
@example("[NaN]")
@example('\ufeff\ufeff{"a":1}')
@example(f"[{'9' * 5000}]")
@example('{"a":1} \r\n')
@example('{"a":1} x')
def test_strict_json_is_read_as_with_a_hook_for_everything(text):
    body = text.encode("utf-8", "surrogatepass")

    assert outcome(lambda b: PlainJson().read(b, Kind.ANY), body) == outcome(plainly.read_json, body)


pieces = st.lists(st.sampled_from(["{", "[", "}", "]", ",", '"', "\\", "a", ":"]), max_size=40).map("".join)


@pytest.mark.parametrize(
    ("check", "token"), [(check_json, plainly.JSON_MARKS), (check_jsv, plainly.JSV_MARKS)]
)
@given(text=pieces, depth=st.integers(0, 6), nodes=st.integers(0, 12))
@example(text=",,,,", depth=0, nodes=3)
@example(text="[{[", depth=2, nodes=9)
def test_the_look_before_refuses_what_it_ever_refused(check, token, text, depth, nodes):
    limits = Limits(depth=depth, nodes=nodes)
    within = plainly.is_within(text, limits, token)

    if within:
        check(text, limits)
    else:
        assert not is_small(text, limits)
        with pytest.raises(CannotDecode):
            check(text, limits)
