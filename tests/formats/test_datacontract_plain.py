"""The quick reader of plain documents, held to the general one: it reads the same, or it stands aside."""

from __future__ import annotations

import re
import time
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.formats.base import CannotDecode, Kind, Limits, ListOf, Member, Shape, Type
from mockserver.formats.datacontract import DataContract
from mockserver.formats.datacontract_plain import plan_root as plan_plain
from mockserver.formats.datacontract_read import ARRAYS, Run, contract, in_order, root_contract
from mockserver.formats.datacontract_read import plan_root as plan_general
from mockserver.formats.datacontract_values import VALUE_TYPES
from mockserver.formats.xmltree import XSI, parse
from tests.thorough import examples

MODELS = "http://schemas.datacontract.org/2004/07/API.Models"
I = f'xmlns:i="{XSI}"'  # noqa: E741 (the prefix that .NET gives it)
NAMES = f'{I} xmlns="{MODELS}"'
DECLARED = '<?xml version="1.0" encoding="utf-8"?>'

# fmt: off
PART = Shape("Part", (Member("D", Kind.DOUBLE), Member("S", Kind.STRING)), MODELS)
ELSEWHERE = Shape("Elsewhere", (Member("S", Kind.STRING),), "urn:elsewhere")
UPDATE = Shape("Update", (
    Member("Id", Kind.STRING, 1), Member("Notes", Kind.STRING, 1), Member("Name", Kind.STRING),
    Member("Note", Kind.STRING),
), MODELS)
RECORD = Shape("Record", (
    Member("Flag", Kind.BOOL), Member("Count", Kind.INT), Member("Cost", Kind.DECIMAL),
    Member("At", Kind.DATETIME), Member("Part", PART), Member("Parts", ListOf(PART)),
    Member("Forms", ListOf(Kind.STRING)), Member("Far", ELSEWHERE), Member("Lists", ListOf(ListOf(PART))),
), MODELS)
BARE = Shape("Bare", (Member("S", Kind.STRING), Member("Inner", Shape("In", (Member("A", Kind.INT),)))))
TYPES: dict[str, Type] = {
    "Update": UPDATE, "Record": RECORD, "Bare": BARE, "ArrayOfPart": ListOf(PART),
    "ArrayOfstring": ListOf(Kind.STRING), "ArrayOfArrayOfPart": ListOf(ListOf(PART)),
}
# fmt: on
PLAIN = {name: plan_plain(type_) for name, type_ in TYPES.items()}
GENERAL = {name: plan_general(type_) for name, type_ in TYPES.items()}
WIDE = Limits(depth=256)
WEB_API = DataContract(declaration=False, check_characters=False, detect_encoding=False)


def names_of(root: str) -> str:
    return {"Bare": I, "ArrayOfstring": f'{I} xmlns="{ARRAYS}"'}.get(root, NAMES)


def in_root(content: str, root: str = "Update") -> bytes:
    return f"<{root} {names_of(root)}>{content}</{root}>".encode()


def generally(body: bytes, root: str, limits: Limits = WIDE) -> tuple[Any, list[str]]:
    document = parse(body, limits)
    run = Run(document, 1)
    return GENERAL[root](document.root, run), run.losses


# fmt: off
TAKEN = [
    ("Update", in_root("")), ("Update", in_root("<Name>n</Name><Note>x</Note><Id>1</Id><Notes>a b</Notes>")),
    ("Update", in_root("\n  <Name>n</Name>\r\n\t<Id>1</Id>\n")), ("Update", in_root("<Notes> \n\t </Notes>")),
    ("Update", in_root("<Name/><Note /><Id></Id>")),
    ("Update", in_root('<Name i:nil="true"/><Id i:nil="true" />')),
    ("Update", in_root("<Notes>&lt;a&gt; &amp;amp; &quot;b&quot; &apos;</Notes>")),
    ("Update", in_root("<Notes>中é😀\x7f\x85</Notes>")),
    ("Update", DECLARED.encode() + in_root("<Id>1</Id>") + b"\r\n "),
    ("Update", b'<?xml version="1.0"?>\n' + in_root("<Id>1</Id>")),
    ("Update", b'<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>' + in_root("<Id>1</Id>")),
    ("Update", f'<Update xmlns="{MODELS}" xmlns:xsi="{XSI}"><Id xsi:nil="true"/></Update>'.encode()),
    ("Update", f'<Update xmlns="{MODELS}"><Id>1</Id></Update>'.encode()),
    ("Update", f'<Update xmlns="{MODELS}" />'.encode()),
    ("Record", in_root("<At> 2024-05-01T10:00:00 </At><Cost>1.50</Cost><Count>+2</Count>", "Record")),
    ("Record", in_root("<Flag>1</Flag>", "Record")), ("Record", in_root("<Cost>-0.00</Cost>", "Record")),
    *(("Record", in_root(f"<At>{day}T23:59:59{rest}</At>", "Record")) for day, rest in (
        ("2024-02-29", "Z"), ("2025-01-31", ""), ("2025-04-30", ".1234567+08:00"),
        ("9999-12-31", ".99999994z"),
    )),
    ("Record", in_root("<Part><D>1e2</D><S>&lt;</S></Part><Parts> <Part/><Part/> </Parts>", "Record")),
    ("Record", in_root('<Parts><Part i:nil="true"/></Parts>', "Record")),
    ("Record", in_root("<Far/><Forms></Forms>", "Record")),
    ("Record", in_root("<Lists><ArrayOfPart><Part><S>x</S></Part></ArrayOfPart></Lists>", "Record")),
    ("ArrayOfPart", in_root("<Part/> <Part><S/></Part>", "ArrayOfPart")),
    ("ArrayOfstring", in_root("<string>a</string><string/>", "ArrayOfstring")),
    ("ArrayOfArrayOfPart", in_root("<ArrayOfPart/>", "ArrayOfArrayOfPart")),
    ("Bare", in_root("<Inner><A>5</A></Inner><S>x</S>", "Bare")),
]
# What it must not touch: lossy, refused, spelt otherwise, or of a meaning that only expat knows.
LEFT = [
    in_root("<Id>1</Id><Name>n</Name>"), in_root("<Id>1</Id><Id>2</Id>"), in_root("<Zzz/>"), in_root("<id/>"),
    in_root("stray"), in_root("<Id>1</Id>stray"), in_root("<Id>1</id>"), in_root("<Id>a]]>b</Id>"),
    in_root("<Id>&#65;</Id>"), in_root("<Id>&nope;</Id>"), in_root("<Id>&amp</Id>"),
    in_root("<Id>a & b</Id>"), in_root("<Id>a\rb</Id>"), in_root("<Id>\0</Id>"),
    in_root("<Id>\ufffe</Id>"), in_root("<Id>\x1f</Id>"),
    in_root("<Id><![CDATA[x]]></Id>"), in_root("<Id>a<!-- c --></Id>"), in_root("<?p i?><Id/>"),
    in_root("<Id i:nil='true'/>"), in_root('<Id i:nil="1"/>'), in_root('<Id i:nil="yes"/>'),
    in_root('<Id xsi:nil="true"/>'), in_root('<Id i:nil="true">x</Id>'), in_root('<Id i:nil="true"></Id>'),
    in_root('<Id i:type="x">1</Id>'), in_root('<Id xmlns="urn:o">1</Id>'), in_root("<q:Id/>"),
    f'<Update xmlns="{MODELS}"><Id i:nil="true"/></Update>'.encode(),
    f'<Update xmlns="{MODELS}" xmlns="{MODELS}"/>'.encode(), f'<Update {NAMES} xmlns="{MODELS}"/>'.encode(),
    f'<Update {NAMES} i:nil="true"/>'.encode(), b"<Update/>", f"<Update {NAMES}>".encode(),
    f'<p:Update xmlns:p="{MODELS}"/>'.encode(), f"<Record {NAMES}/>".encode(), b"", b"<U>", b"hello",
    in_root("") + b"x", in_root("") + in_root(""), in_root("") + b"<!-- c -->", b"\xef\xbb\xbf" + in_root(""),
    b" " + DECLARED.encode() + in_root(""), b'<?xml version="1.1"?>' + in_root(""),
    b"<!DOCTYPE Update>" + in_root(""), b'<!DOCTYPE x [<!ENTITY e "v">]>' + in_root("<Id>&e;</Id>"),
    b'<?xml version="1.0" encoding="utf-16"?>' + in_root(""), in_root("<Id>1</Id>").decode().encode("utf-16"),
    in_root("<Id>@</Id>").replace(b"@", b"\xff"), in_root("<Id>@</Id>").replace(b"@", b"\xed\xa0\x80"),
    in_root("<Id>@</Id>").replace(b"@", b"x" * 70_000),
]
OTHERS_LEFT = [
    "<Count/>", "<Count>x</Count>", "<Count>1 2</Count>", '<Count i:nil="true"/>', "<Flag>True</Flag>",
    f'<Forms xmlns:d="{ARRAYS}"><d:string>a</d:string></Forms>', "<Forms><string>a</string></Forms>",
    "<At>2025-02-29T00:00:00</At>", "<At>2025-04-31T00:00:00</At>", "<At>0000-01-01T00:00:00</At>",
    "<At>2025-01-01T24:00:00</At>", "<At>2025-13-01T00:00:00</At>", "<Count>2147483648</Count>",
    "</Part>", "<Part>", "<Part></Parts>", "<Parts></Part>", "<Part/></Part>", "<Parts><Part></Parts></Part>",
    "<Far><S>x</S></Far>", "<Parts><Part/>x</Parts>", "<Parts><Zzz/></Parts>", "<Part><S/><D>1</D></Part>",
]
# fmt: on


@pytest.mark.parametrize(("root", "body"), TAKEN)
def test_a_plain_document_is_taken_and_means_the_same(root: str, body: bytes) -> None:
    value = PLAIN[root](body, WIDE)

    assert (repr(value), []) == (repr(generally(body, root)[0]), generally(body, root)[1])


@pytest.mark.parametrize("body", LEFT)
def test_what_is_not_plain_is_left_alone(body: bytes) -> None:
    assert PLAIN["Update"](body, WIDE) is None


@pytest.mark.parametrize("content", OTHERS_LEFT)
def test_members_that_are_not_plain_are_left_alone(content: str) -> None:
    assert PLAIN["Record"](in_root(content, "Record"), WIDE) is None


# fmt: off
NOT_NAMED_PLAINLY = [
    Kind.STRING, Shape("1a", ()), Shape("a b", ()), Shape("X", (Member("a:b", Kind.STRING),)),
    Shape("X", (), 'urn:"'), Shape("X", (), "urn:&amp;"), Shape("X", (), "http://www.w3.org/2000/xmlns/"),
    Shape("X", (Member("a", Kind.STRING), Member("a", Kind.INT, 1))), ListOf(Shape("<", ())),
]
# fmt: on


@pytest.mark.parametrize("type_", NOT_NAMED_PLAINLY)
def test_a_type_that_xml_cannot_name_as_it_is_has_no_plain_documents(type_: Type) -> None:
    name, namespace = root_contract(type_)

    assert plan_plain(type_)(f'<{name} xmlns="{namespace}"/>'.encode(), WIDE) is None
    assert plan_plain(type_)(f"<{name}/>".encode(), WIDE) is None


# The body has 2 elements, of which one is in the other, and an attribute: 3 nodes, 2 levels.
@pytest.mark.parametrize("limits", [Limits(depth=1), Limits(nodes=2), Limits(size=100)])
def test_a_body_beyond_a_cap_is_refused(limits: Limits) -> None:
    with pytest.raises(CannotDecode):
        DataContract().read(in_root('<Id i:nil="true"/>'), UPDATE, limits=limits)


@pytest.mark.parametrize("charset", ["utf-16", "UTF-16LE", "utf-16be"])
def test_a_charset_that_is_not_that_of_the_body_is_still_refused(charset: str) -> None:
    with pytest.raises(CannotDecode, match="does not match the actual encoding 'utf-8'"):
        WEB_API.read(in_root("<Id>1</Id>"), UPDATE, charset=charset)


# ---------------------------------------------------------------- properties

_TEXTS = st.text(st.sampled_from("ab \n\t&<>;#'\"]/=中😀\x85"), max_size=6)
_SPELLINGS = {
    Kind.STRING: _TEXTS.map(lambda text: escape(text, {'"': "&quot;", "'": "&apos;"})),
    Kind.INT: st.sampled_from(["0", "-5", " 12 ", "+7", "2147483647"]),
    Kind.DOUBLE: st.sampled_from(["1", "0.1", "1e5", "NaN", "-INF", "\n.5"]),
    Kind.DECIMAL: st.sampled_from(["1.50", "-0.00", " 7 ", "0.12345678901234567890123456789012"]),
    Kind.BOOL: st.sampled_from(["true", "false", "1", "0", " true\n"]),
    Kind.DATETIME: st.sampled_from(["2024-05-01T10:00:00", "2024-05-01", " 10:00:00Z "]),
}
_BLANKS = st.sampled_from(["", "", "\n  ", "\t", "\r\n"])


@st.composite
def contents(draw: st.DrawFn, type_: Type, namespace: str, xsi: str) -> str:
    """What may stand in an element of a type, plain throughout."""
    if isinstance(type_, Kind):
        return draw(_SPELLINGS[type_])
    children: list[tuple[str, Type]] = []
    if isinstance(type_, Shape) and type_.namespace == namespace:
        children = [(member.name, member.type) for member in in_order(type_) if draw(st.booleans())]
    elif isinstance(type_, ListOf) and contract(type_.item)[1] == namespace:
        children = [(contract(type_.item)[0], type_.item)] * draw(st.integers(0, 3))
    spelt = [draw(elements(name, child, namespace, xsi)) + draw(_BLANKS) for name, child in children]
    return draw(_BLANKS) + "".join(spelt)


@st.composite
def elements(draw: st.DrawFn, name: str, type_: Type, namespace: str, xsi: str) -> str:
    whole = f"<{name}>{draw(contents(type_, namespace, xsi))}</{name}>"
    if type_ in VALUE_TYPES:
        return whole
    return draw(st.sampled_from([whole, whole, whole, f"<{name}/>", f'<{name} {xsi}:nil="true" />']))


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, str]:
    """The name of a type, and a plain document of it."""
    root = draw(st.sampled_from(sorted(TYPES)))
    namespace, xsi = contract(TYPES[root])[1], draw(st.sampled_from(["i", "xsi"]))
    names = [f' xmlns:{xsi}="{XSI}"', f' xmlns="{namespace}"' if namespace else ""]
    names = draw(st.permutations(names))
    head = draw(st.sampled_from(["", DECLARED, '<?xml version="1.0"?>\n', DECLARED.replace("?>", " ?>")]))
    content = draw(contents(TYPES[root], namespace, xsi))
    return root, f"{head}<{root}{''.join(names)}>{content}</{root}>{draw(_BLANKS)}"


# fmt: off
_HOSTILE = [
    "", "x", " ", "\r", "&", "&amp;", "&#65;", "&#0;", "&e;", "<", ">", "/", "]]>", '"', "'", "<!-- c -->",
    "<?p?>", "<![CDATA[x]]>", "<!DOCTYPE x>", "\0", "\x1f", "\ufffe", "<Zzz/>", "<S>", "</S>", "<S/>",
    "<Id>1</Id>", "<Part/>", "<Part>", "</Part>", "<D>x</D>", "<Count>1</Count>", ' i:nil="true"',
    ' xsi:nil="1"', " xmlns=''", ' xmlns="urn:o"', ' xmlns:i="urn:o"', f' xmlns:i="{XSI}"',
    f' xmlns="{MODELS}"', ' a="1"', ":", "i:", "xml:", '<?xml version="1.0"?>', ' encoding="utf-16"',
    ' standalone="maybe"', "\ufeff", "é", "<anyType/>",
]
# fmt: on
_PIECE = re.compile(r"<[^>]*>|[^<]+")
_CAPS = st.builds(Limits, st.integers(0, 400), st.integers(0, 6), st.integers(0, 12)) | st.just(WIDE)


@st.composite
def changed(draw: st.DrawFn) -> tuple[str, bytes]:
    """A plain document with some pieces lost, doubled, swapped, or something hostile among or in them."""
    root, text = draw(documents())
    pieces = _PIECE.findall(text)
    for _ in range(draw(st.integers(1, 3))):
        at, other = draw(st.integers(0, len(pieces) - 1)), draw(st.integers(0, len(pieces) - 1))
        inside = draw(st.integers(0, len(pieces[at])))
        hostile = draw(st.sampled_from(_HOSTILE))
        before, after = pieces[at][:inside], pieces[at][inside:]
        pieces[at] = draw(st.sampled_from([before + hostile + after, hostile, pieces[at] * 2, pieces[other]]))
    return root, "".join(pieces).encode()


@given(documents())
def test_every_plain_document_is_taken(document: tuple[str, str]) -> None:
    root, body = document[0], document[1].encode()

    value = PLAIN[root](body, WIDE)

    assert value is not None
    assert (repr(value), []) == (repr(generally(body, root)[0]), generally(body, root)[1])


@examples(300)
@given(changed(), _CAPS)
def test_the_two_readers_never_disagree(document: tuple[str, bytes], limits: Limits) -> None:
    root, body = document

    value = PLAIN[root](body, limits)

    if value is not None:  # then the general reader neither refuses nor loses a thing
        read, losses = generally(body, root, limits)
        assert (repr(value), []) == (repr(read), losses)


@given(documents())
def test_both_configurations_read_a_plain_document_alike(document: tuple[str, str]) -> None:
    root, body = document[0], document[1].encode()
    expected = generally(body, root)[0]

    for format_, charset in ((DataContract(), "utf-16"), (WEB_API, "utf-8"), (WEB_API, "gbk")):
        reading = format_.read(body, TYPES[root], charset=charset, limits=WIDE)
        assert (repr(reading.value), reading.losses) == (repr(expected), ())


# fmt: off
SLOW = [
    "<Id>" + "&amp;" * 10_000, "<Id>" + "x" * 60_000, " " * 60_000 + "x", "<Id/>" + " " * 60_000 + "<Id/>",
    "<Notes>" + "&lt;" * 10_000 + "</Note>", "<Id>" * 10_000,
]
# fmt: on


@pytest.mark.parametrize("content", SLOW, ids=map(str, range(6)))
def test_a_body_made_to_keep_it_busy_is_left_at_once(content: str) -> None:
    start = time.process_time()

    assert PLAIN["Update"](in_root(content), WIDE) is None
    assert PLAIN["Record"](in_root("<Parts>" + "<Part></Part> " * 3_000 + "<", "Record"), WIDE) is None
    assert time.process_time() - start < 2
