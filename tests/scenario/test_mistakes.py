"""Every mistake has the line and column of the very value, and the nearest right word."""

import pytest

from tests.scenario.made_up import mistakes

CALL = "calls:\n  - "
RULE = "rules:\n  - "
GIVEN = "records:\n  nimbus:\n    given:\n      - "
SETTINGS = "vendors:\n  nimbus:\n    "

# fmt: off
MISTAKES = [  # the text, where it is wrong, what is found there, what is expected, the nearest right word
    ("", "1:1", "an empty file", "a mapping of name", ""),
    ("# nothing yet\n", "1:1", "an empty file", "a mapping of name", ""),
    ("- a", "1:1", "a list", "a mapping of name", ""),
    ("name: a\nseeed: 1", "2:1", "the key 'seeed'", "one of name", "seed"),
    ("name: 5", "1:7", "the number 5", "one line of text, in quotes", '"5"'),
    ("name: yes\nabout: true", "2:8", "true", "one line of text, in quotes", '"true"'),
    ("name: [a]", "1:7", "a list", "one line of text", ""),
    ("about: |\n  a\n  b", "1:8", "'a\\nb'", "it has several lines", ""),
    ("seed: seven", "1:7", "'seven'", "a whole number from 0", ""),
    ("seed: 1.5", "1:7", "the number 1.5", "a whole number from 0", ""),
    ("seed: -1", "1:7", "the number -1", "a whole number from 0", ""),
    ("seed: true", "1:7", "true", "a whole number from 0", ""),
    ("locale: en_USA", "1:9", "'en_USA'", "a locale", "en_US"),
    ("clock: manuel", "1:8", "'manuel'", "one of real, manual", "manual"),
    ("clock: paced", "1:8", "'paced'", "one of real, manual", ""),
    ("clock: 5", "1:8", "the number 5", "real, manual, or a mapping", ""),
    ("clock: {kind: paced}", "1:15", "'paced'", "a pace beside paced", ""),
    ("clock: {kind: paced, pace: 0}", "1:28", "the number 0", "a number above 0", ""),
    ("clock: {kind: manual, pace: 2}", "1:29", "the number 2", "no pace for a manual clock", "kind: paced"),
    ("clock: {kind: real, start: 2026-01-01}", "1:28", "'2026-01-01'", "no start", "kind: manual"),
    ("clock: {kind: manual, start: noon}", "1:30", "'noon'", "a time such as", ""),
    ("clock: {kind: manual, start: 1812-01-01}", "1:30", "'1812-01-01'", "a time from 1970", ""),
    ("clock: {start: 2026-01-01}", "1:8", "no 'kind'", "'kind'", ""),
    ("vendors: [nimbus]", "1:10", "a list", "a mapping of vendors: nimbus, stratus", ""),
    ("vendors: {}", "1:10", "a mapping", "a mapping of vendors: nimbus, stratus", ""),
    ("vendors:\n  nimbsu:", "2:3", "the key 'nimbsu'", "one of nimbus, stratus", "nimbus"),
    ("vendors: {stratus: {kee: x}}", "1:21", "the key 'kee'", "key", "key"),
    ("vendors: {stratus: 5}", "1:20", "the number 5", "settings of stratus", ""),
    (SETTINGS + "uesrs: []", "3:5", "the key 'uesrs'", "one of users", "users"),
    (SETTINGS + "errors: plian", "3:13", "'plian'", "one of plain, wrapped", "plain"),
    (SETTINGS + "users: [{Login: 5, Password: x}]", "3:21", "the number 5", "text, in quotes", '"5"'),
    (SETTINGS + "users: [{Login: a}]", "3:13", "no 'Password'", "'Password', which is required", ""),
    (SETTINGS + "users: [{Login: a, Password: b, may_wrte: 1}]", "3:37", "the key 'may_wrte'",
        "one of Login", "may_write"),
    (SETTINGS + "users: [5]", "3:13", "the number 5", "a mapping", ""),
    (SETTINGS + "users: {}", "3:12", "a mapping", "a list", ""),
    (SETTINGS + "report_to: nowhere", "3:16", "'nowhere'", "a URL", ""),
    (SETTINGS + "retries: [1, x]", "3:18", "'x'", "a whole number", ""),
    (SETTINGS + "retries: [1, 2, 3, 4]", "3:14", "a list", "a length of at most 3", ""),
    (SETTINGS + "limits: {a: 0}", "3:17", "the number 0", "something greater than or equal to 1", ""),
    ("vendors: {nimbus: {}}\nrecords: {stratus: {generate: 5}}", "2:11", "the key 'stratus'", "nimbus", ""),
    ("records: {nimbus: {}}", "1:19", "none of given, file, generate", "one of given", ""),
    ("records: {nimbus: {given: {}}}", "1:27", "a mapping", "a list of records", ""),
    (GIVEN + "{Id: 7}", "4:14", "the number 7", "text, in quotes", '"7"'),
    (GIVEN + '{Id: "7", Note: x}', "4:19", "the key 'Note'", "one of Id, Notes", "Notes"),
    (GIVEN + '{Id: "7"}\n      - {Notes: x}', "5:9", "no 'Id'", "'Id', which is required", ""),
    (GIVEN + '{Id: "7", Turns: [{Kind: a}, {Knid: b}]}', "4:39", "the key 'Knid'", "Kind", "Kind"),
    (GIVEN + '{Id: "7", Seconds: long}', "4:28", "'long'", "a number", ""),
    ("records: {nimbus: {generate: many}}", "1:30", "'many'", "a number of records", ""),
    ("records: {nimbus: {generate: -1}}", "1:30", "the number -1", "a whole number from 0", ""),
    ("records: {nimbus: {generate: {count: 1, from: 2025-02-01, to: 2025-01-01}}}", "1:63", "'2025-01-01'",
        "from before to", ""),
    ("records: {nimbus: {file: x.json}}", "1:26", "'x.json'", "a file in the folder", ""),
    ("calls: {}", "1:8", "a mapping", "a list", ""),
    (CALL + "{match: {}}", "2:5", "none of steps, outcome", "one of steps, outcome", ""),
    (CALL + "{steps: [busy], outcome: busy}", "2:21", "'outcome' as well", "only one of steps, outcome", ""),
    (CALL + "{steps: []}", "2:13", "an empty text", "a list that is not empty", ""),
    (CALL + "{steps: [rings 4s, anwsered, busy]}", "2:24", "'anwsered'", "a step that is possible",
        "answered"),
    (CALL + "{steps: [rings 4s, holds 2s, busy]}", "2:24", "'holds 2s'", "calling cannot have 'held'", ""),
    (CALL + "{steps: [rings 4s]}", "2:14", "'rings 4s'", "leaves the call open", ""),
    (CALL + "{steps: [rings 4x, busy]}", "2:14", "'rings 4x'", "not a duration", ""),
    (CALL + "{vendor: stratus, steps: [rings 4s, anwsered, busy]}", "2:41", "'anwsered'", "is no step",
        "answered"),
    (CALL + "{outcome: bussy}", "2:15", "'bussy'", "one of called_hung_up", "busy"),
    (CALL + "{match: {called: 1555}, outcome: busy}", "2:22", "the number 1555", "a pattern", '"1555"'),
    (CALL + "{match: {calld: a}, outcome: busy}", "2:14", "the key 'calld'", "one of called", "called"),
    (CALL + "{vendor: nimbsu, outcome: busy}", "2:14", "'nimbsu'", "one of nimbus, stratus", "nimbus"),
    ("together: nimbus", "1:11", "'nimbus'", "a list", ""),
    ("together: []", "1:11", "a list", "a list of two vendors or more", ""),
    ("together: [nimbus]", "1:11", "a list", "a list of two vendors or more", ""),
    ("together: [nimbus, startus]", "1:20", "'startus'", "one of nimbus, stratus", "stratus"),
    ("together: [nimbus, 5]", "1:20", "the number 5", "one of nimbus, stratus", ""),
    ("together: [nimbus, stratus, nimbus]", "1:29", "'nimbus'", "each vendor once", ""),
    ("vendors: {nimbus: }\ntogether: [nimbus, stratus]", "2:20", "'stratus'", "nimbus", ""),
    (RULE + "{operation: Ping}", "2:5", "none of respond, fault", "one of respond, fault", ""),
    (RULE + "{respnd: {status: 500}}", "2:6", "the key 'respnd'", "one of name", "respond"),
    (RULE + "{fault: CONNECTION_RESET}", "2:13", "'CONNECTION_RESET'", "one of CONNECTION_RESET_BY_PEER",
        "CONNECTION_RESET_BY_PEER"),
    (RULE + "{fault: hang}", "2:13", "'hang'", "one of CONNECTION_RESET_BY_PEER", "HANG"),
    (RULE + "{fault: 5}", "2:13", "the number 5", "the name of a fault, or a mapping", ""),
    (RULE + "{fault: {}}", "2:13", "none of delay, dribble, truncate, kind", "one of delay", ""),
    (RULE + "{fault: {delai: 2s}}", "2:14", "the key 'delai'", "one of delay", "delay"),
    (RULE + "{fault: {kind: EMPTY_RESPONS}}", "2:20", "'EMPTY_RESPONS'", "one of", "EMPTY_RESPONSE"),
    (RULE + "{fault: {kind: HANG, truncate: 4}}", "2:26", "'truncate' as well", "only one of dribble", ""),
    (RULE + "{fault: {kind: HANG, sent: 4}}", "2:32", "the number 4", "no sent",
        "kind: CONNECTION_RESET_BY_PEER"),
    (RULE + "{fault: {delay: 2s, sent: 4}}", "2:25", "'sent' alone", "'kind' beside it", ""),
    (RULE + "{fault: {kind: CONNECTION_RESET_BY_PEER, sent: 0}}", "2:52", "the number 0",
        "a number of bytes from 1", ""),
    (RULE + "{fault: {truncate: 101%}}", "2:24", "'101%'", "a number of bytes from 0, or a share", ""),
    (RULE + "{fault: {truncate: half}}", "2:24", "'half'", "a number of bytes from 0, or a share", ""),
    (RULE + "{fault: {truncate: 1.5}}", "2:24", "the number 1.5", "a number of bytes from 0", ""),
    (RULE + "{fault: {delay: 2}}", "2:21", "the number 2", "with its unit", "2s"),
    (RULE + "{fault: {delay: 2x}}", "2:21", "'2x'", "a time such as 2s, or two such as 1s..3s", ""),
    (RULE + "{fault: {delay: 3s..1s}}", "2:21", "'3s..1s'", "the shorter one first", "1s..3s"),
    (RULE + "{fault: {delay: 61m}}", "2:21", "'61m'", "of 60 minutes at the most", ""),
    (RULE + "{fault: {delay: [1s]}}", "2:21", "a list", "a time such as 2s or 1s..3s, or a mapping", ""),
    (RULE + "{fault: {delay: {}}}", "2:21", "none of fixed, uniform, lognormal", "one of fixed", ""),
    (RULE + "{fault: {delay: {unform: 1s..2s}}}", "2:22", "the key 'unform'", "one of fixed", "uniform"),
    (RULE + "{fault: {delay: {fixed: 1s..2s}}}", "2:29", "'1s..2s'", "a time such as 250ms", ""),
    (RULE + "{fault: {delay: {fixed: 250}}}", "2:29", "the number 250", "with its unit", "250s"),
    (RULE + "{fault: {delay: {fixed: 1s, uniform: 1s..2s}}}", "2:33", "'uniform' as well", "only one of", ""),
    (RULE + "{fault: {delay: {lognormal: {median: 90ms}}}}", "2:33", "no 'sigma'", "'sigma'", ""),
    (RULE + "{fault: {delay: {lognormal: {median: 90ms, sigma: 0}}}}", "2:55", "the number 0",
        "a number above 0, up to 10", ""),
    (RULE + "{fault: {delay: {lognormal: {median: 2s, sigma: 1, most: 1s}}}}", "2:62", "'1s'",
        "a time that is not below the median", ""),
    (RULE + "{fault: {dribble: {pieces: 1, over: 1s}}}", "2:32", "the number 1", "a whole number from 2", ""),
    (RULE + "{fault: {dribble: {pieces: 2}}}", "2:23", "no 'over'", "'over'", ""),
    (RULE + "{respond: {status: 500}, fault: HANG}", "2:37", "'HANG'", "a fault that lets an answer through",
        ""),
    (RULE + "{fault: {delay: 1s}, side: before}", "2:32", "'before'", "no side", ""),
    (RULE + "{respond: {}}", "2:15", "none of error, status, body", "one of error", ""),
    (RULE + "{respond: {status: 200}}", "2:24", "the number 200", "a status from 400 to 599", ""),
    (RULE + "{respond: {status: 600}}", "2:24", "the number 600", "a whole number from 200 to 599", ""),
    (RULE + "{vendor: nimbus, respond: {error: NotFoud}}", "2:39", "'NotFoud'", "one of NotFound",
        "NotFound"),
    (RULE + "{vendor: stratus, respond: {error: Busy}}", "2:40", "'Busy'", "of stratus", ""),
    (RULE + "{respond: {error: Down}}", "2:23", "'Down'", "a vendor in this rule", ""),
    (RULE + "{operation: Pnig, respond: {status: 500}}", "2:17", "'Pnig'", "one of ListCalls", "Ping"),
    (RULE + "{operation: Ping, respond: {status: 500}}", "2:17", "'Ping'", "a vendor in this rule", ""),
    (RULE + "{vendor: stratus, operation: ListCalls, respond: {status: 500}}", "2:34", "'ListCalls'",
        "one of Place, Ping of stratus", ""),
    (RULE + "{operation: Place, path: /x, respond: {status: 500}}", "2:24", "'path' as well", "only one of",
        ""),
    (RULE + "{method: PSOT, respond: {status: 500}}", "2:14", "'PSOT'", "one of GET", "POST"),
    (RULE + "{side: afer, respond: {status: 500}}", "2:12", "'afer'", "one of before, after", "after"),
    (RULE + "{respond: {status: 500, headers: {A b: x}}}", "2:39", "the name 'A b'", "a header's name", ""),
    (RULE + "{respond: {status: 500, headers: {Retry-After: 5}}}", "2:52", "the number 5", "the text of",
        '"5"'),
    (RULE + '{respond: {status: 500, headers: {A: "x\\r\\ny"}}}', "2:42", "'x\\r\\ny'", "one line of Latin",
        ""),
    (RULE + "{respond: {status: 500, content_type: a/b}}", "2:29", "'content_type' alone",
        "'body' beside it", ""),
    (RULE + "{respond: {body: a, message: b}}", "2:25", "'message' as well", "only one of message, body", ""),
    (RULE + "{respond: {body: [.nan]}}", "2:22", "a list", "a body that JSON can say", ""),
    (RULE + "{when: {nth: 0}, respond: {status: 500}}", "2:18", "the number 0", "a whole number from 1", ""),
    (RULE + "{when: {nth: 1, every: 2}, respond: {status: 500}}", "2:21", "'every' as well",
        "only one of nth", ""),
    (RULE + "{when: {header: {X: 1}}, respond: {status: 500}}", "2:25", "the number 1", "in quotes", '"1"'),
    (RULE + "{when: {header: {X: {match: a}}}, respond: {status: 500}}", "2:26", "the key 'match'",
        "matches", "matches"),
    (RULE + "{when: {query: {X: {matches: (}}}, respond: {status: 500}}", "2:34", "'('",
        "a regular expression", ""),
    (RULE + "{when: {query: {X: {matches: '[[a]'}}}, respond: {status: 500}}", "2:34", "'[[a]'",
        "nested set", ""),
    (RULE + "{when: {body: {X: 007}}, respond: {status: 500}}", "2:23", "the number 007",
        "the number 7, or", '"007"'),
    (RULE + "{when: {body: {X: [1]}}, respond: {status: 500}}", "2:23", "a list", "a value, or a mapping",
        ""),
    ("name: a\nabout: b\nname: c", "3:1", "the key 'name' a second time", "each key once", ""),
    ("name: a\n\tabout: b", "2:1", "a tab character", "YAML", ""),
    ("name: 'a\n", "2:1", "unexpected end of stream",
        "YAML, while scanning a quoted scalar that begins at 1:7", ""),
    ("calls: [a,\n b: }", "2:5", "'}'", "node content", ""),
    ("name: a\n---\nname: b", "2:1", "a second document", "one document a file", ""),
    ("name: !!python/object:os.system a", "1:7", "the tag", "a value without a tag", ""),
    ("name: *other", "1:7", "*other, which nothing is called", "the name of something above", ""),
    ("calls: &a [*a]", "1:12", "*a inside itself", "the name of something above", ""),
    ("? [a]\n: b", "1:3", "a key that is no text", "text", ""),
    ("<<: 5\nname: a", "1:5", "<< with something else", "<< with a mapping", ""),
    ("name: é\0", "1:8", "the character U+0000", "text without control characters", ""),
    ("[" * 200_000, "1:66", "more than 64 levels", "fewer", ""),
    ("- {a: " * 100_000, "1:7", "'-'", "node content", ""),
]
# fmt: on


@pytest.mark.parametrize(("text", "place", "found", "expected", "near"), MISTAKES)
def test_a_mistake_says_where_and_what(text, place, found, expected, near):
    first = mistakes(text)[0]

    assert first.startswith(f"s.yaml:{place}: found {found}")
    assert expected in first.partition("; expected ")[2]
    assert first.partition("; did you mean ")[2] == (f"{near}?" if near else "")


def test_a_key_that_is_needed_and_misspelt_is_one_mistake():
    assert len(mistakes(RULE + "{respnd: {status: 500}}")) == 1
    assert len(mistakes("calls: [{outcom: busy}]")) == 1


def test_all_mistakes_of_a_file_are_told_in_its_order():
    told = mistakes(
        """
name: 5
vendors: {nimbus: {errors: plian}, cumulus: {}}
clock: {kind: manual, sart: 2026-01-01}
calls: [{outcome: bussy}, {outcome: ringing}]
rules: [{respond: {status: 700}, side: afer}]
"""
    )

    assert [line.split(":")[1] for line in told] == ["2", "3", "3", "4", "5", "5", "6", "6"]


def test_settings_that_are_wrong_do_not_hide_the_vendor_from_the_rest_of_the_file():
    told = mistakes(
        "vendors: {nimbus: {errors: plian}}\nrules: [{operation: UpdateCall, respond: {error: Down}}]"
    )

    assert len(told) == 1


def test_aliases_cannot_unfold_without_end():
    levels = [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10) if i else 'x'}]" for i in range(12)]

    assert any("aliases for more than 100000 values" in line for line in mistakes("\n".join(levels)))


def test_aliases_cannot_nest_without_end():
    deep = "[" * 30, "]" * 30
    levels = [f"a{i}: &a{i} {deep[0]}{f'*a{i - 1}' if i else 'x'}{deep[1]}" for i in range(5)]

    assert any("more than 64 levels" in line for line in mistakes("\n".join(levels)))


def test_a_value_reached_twice_is_one_mistake():
    text = "vendors: {nimbus: {users: [&u {Login: a, Password: 5}, *u]}}"

    assert mistakes(text) == ['s.yaml:1:52: found the number 5; expected text, in quotes; did you mean "5"?']
