"""What Json.NET notes, in its own words, and what we say of the same in plain ones."""

import pytest

from mockserver.formats.jsonnet import JsonNet
from tests.formats.api_models import CALLS


def read(text, type_=CALLS):
    return JsonNet().read(text.encode(), type_)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            '{"NeedSurvey":"Y"',
            "Unexpected end when deserializing object. Path 'NeedSurvey', line 1, position 17.",
        ),
        (
            '{"TotalTime":null}',
            "Error converting value {null} to type 'System.Decimal'. Path "
            "'TotalTime', line 1, position 17.",
        ),
        (
            '{"TotalTime":"abc"}',
            "Could not convert string to decimal: abc. Path 'TotalTime', line 1, position 18.",
        ),
        (
            '{"TotalTime":true}',
            "Error reading decimal. Unexpected token: Boolean. Path 'TotalTime', line 1, position 17.",
        ),
        (
            '{"NeedSurvey":{}}',
            "Error reading string. Unexpected token: StartObject. Path 'NeedSurvey', line 1, position 15.",
        ),
        ("hello", "Unexpected character encountered while parsing value: h. Path '', line 0, position 0."),
        (
            '{\n"NeedSurvey":"😀" x}',
            "After parsing a value an unexpected character was encountered: x. "
            "Path 'NeedSurvey', line 2, position 19.",
        ),
        (
            "5",
            "Error converting value 5 to type 'API.Models.ParaCallInfoList'. Path '', line 1, position 1.",
        ),
        (
            '{"Calls":1e20}',
            "Error converting value 1E+20 to type "
            "'System.Collections.Generic.List`1[API.Models.ParaCallInfo]'. "
            "Path 'Calls', line 1, position 13.",
        ),
        (
            '{"Calls":"x"}',
            'Error converting value "x" to type '
            "'System.Collections.Generic.List`1[API.Models.ParaCallInfo]'. "
            "Path 'Calls', line 1, position 12.",
        ),
    ],
)  # fmt: skip
def test_a_note_is_in_json_nets_own_words(text, words):
    assert read(text).notes[0][1] == words


def test_a_wrong_outline_is_explained_as_json_net_does():
    words = read("[]").notes[0][1]

    assert words.startswith(
        "Cannot deserialize the current JSON array (e.g. [1,2,3]) into type 'API.Models.ParaCallInfoList'"
    )
    assert words.endswith("deserialize from a JSON array.\r\nPath '', line 1, position 1.")


@pytest.mark.parametrize(
    ("text", "loss"),
    [
        ('{"needsurvey":"Y"}', "member 'needsurvey' was taken as 'NeedSurvey'"),
        ('{"Zzz":1}', "member 'Zzz' is unknown and was ignored"),
        ('{"NeedSurvey":1.50}', "NeedSurvey: the number 1.50 was taken as the text '1.5'"),
        ('{"NeedSurvey":true}', "NeedSurvey: the boolean true was taken as the text 'True'"),
        ('{"TotalTime":"2,5"}', "TotalTime: the text '2,5' was taken as the decimal 25"),
        ('{"TotalTime":010}', "TotalTime: the number 010 was taken as the decimal 8"),
        (
            '{"NeedSurvey":"a","IsSuccessful":NaN}',
            "IsSuccessful: the number NaN was taken as the boolean true",
        ),
        ('{"IsSuccessful":5}', "IsSuccessful: the number 5 was taken as the boolean true"),
        (
            '{"IsSuccessful":"yes"}',
            "IsSuccessful: Error converting value \"yes\" to type 'System.Boolean', so it kept its default",
        ),
        (
            '{"Calls":[{"StartTime_Utc":"4/25/2025"}]}',
            "Calls[0].StartTime_Utc: the text '4/25/2025' was taken as the date 2025-04-25T00:00:00",
        ),
        (
            '{"Calls":[1]}',
            "Calls[0]: Error converting value 1 to type 'API.Models.ParaCallInfo', so the item was dropped",
        ),
        ('{"NeedSurvey":"a","NeedSurvey":"b"}', "NeedSurvey: it came again, and the last one counts"),
        ('{"Calls":[],"Calls":[]}', "Calls: it came again, and it was added to what was there"),
        ('{"NeedSurvey":"a"}{}', "what stands after the first value was ignored"),
        (
            '{"NeedSurvey":"a"',
            "NeedSurvey: Unexpected end when deserializing object, so the rest is missing",
        ),
        (
            "[]",
            "the body: Cannot deserialize the current JSON array (e.g. [1,2,3]) into type "
            "'API.Models.ParaCallInfoList' because the type requires a JSON object "
            '(e.g. {"name":"value"}) to deserialize correctly, so the whole body counts as null',
        ),
    ],
)  # fmt: skip
def test_what_was_lost_or_changed_is_said_in_plain_words(text, loss):
    assert any(each.startswith(loss) for each in read(text).losses)
