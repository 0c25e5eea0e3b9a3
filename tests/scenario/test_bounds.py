"""What a template may use up: whatever it tries, its sandbox goes on before long."""

import pytest

from mockserver.clock import stopwatch
from mockserver.scenario import bounds
from mockserver.scenario.scene import dummies
from mockserver.scenario.templates import CannotRender, problem, rendered, text

# fmt: off
ENDLESS = [
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "{% for i in range(99999) if [range(99999)|list]|map('sort')|list and false %}{% endfor %}",
    "{% macro twice(n) %}{% if n %}{{ twice(n-1) }}{{ twice(n-1) }}{% endif %}{% endmacro %}{{ twice(99) }}",
    "{% set r = range(99999)|list %}{% for i in r %}{{ -1 in r }}{% endfor %}",
    "{% set r = range(99999)|list %}{% for i in r if -1 in r %}{% endfor %}",
    "{% set r = range(99999)|list %}{{ r|select('in', r|map('string')|list)|list }}",
    "{% for i in [1] recursive %}{{ loop(range(99999)) if 0 in range(9) else '' }}{% endfor %}",
]
LARGE = [
    "{{ 'x'.ljust(900000000) }}",
    "{{ ''.zfill(900000000) }}",
    "{{ 'x'|center(900000000) }}",
    "{{ 'a\nb'|indent(900000000) }}",
    "{{ '%900000000d' % 1 }}",
    "{{ '%(n)900000000d' % {'n': 1} }}",
    "{{ '%*d' % (900000000, 1) }}",
    "{{ '%900000000d'|format(1) }}",
    "{{ '{:900000000}'.format(1) }}",
    "{{ '{:{}}'.format(1, 900000000) }}",
    "{{ now.strftime('%900000000d') }}",
    "{{ [1]|batch(900000000, 1)|list }}",
    "{{ [1]|slice(900000000)|list }}",
    "{{ 1|round(900000000, 'ceil') }}",
    "{{ [1]|tojson(indent=900000000) }}",
    "{{ ((9**999)**999)**999 > 1 }}",
    "{{ 'x' * 1000001 }}",
    "{{ [[0]] * 1000001 }}",
    "{{ ('x' * 600000) + ('x' * 600000) }}",
    "{{ ('x' * 600000) ~ ('x' * 600000) }}",
    "{% set a = 'x' * 600000 %}{{ a }}{{ a }}",
    "{% set a = 'x' * 600000 %}{% set b %}{{ a }}{{ a }}{% endset %}{{ b|length }}",
    "{% set a = 'x' * 600000 %}{% macro m() %}{{ a }}{{ a }}{% endmacro %}{{ m()|length }}",
    "{% set a = [0] * 600000 %}{{ [a, a] }}",
    "{% set a = [0] * 600000 %}{{ [a, a]|string|length }}",
    "{% set a = 'x' * 99999 %}{{ a.replace('x', a)|length }}",
    "{{ ('x' * 99999)|replace('x', 'x' * 99999)|length }}",
    "{{ range(99999)|map('string')|join('x' * 99999)|length }}",
    "{{ ('x' * 99999).join(range(99999)|map('string'))|length }}",
    "{{ ([[0] * 9] * 99999)|sum(start=[]) }}",
    "{{ fake.pystr(max_chars=900000000) }}",
    "{{ fake.binary(900000000) }}",
]
HARMLESS = [
    ("{{ '%05d' % count }} {{ '%s-%3d'|format('a', 7) }} {{ '{:05d}'.format(count) }}", "00001 a-  7 00001"),
    ("{{ 'a' ~ 1 ~ none }}{{ 'a' + 'b' }}{{ 2 ** 10 }}{{ 7 % 4 }}{{ 'ab' * 2 }}", "a1Noneab10243abab"),
    ("{{ [3, 1]|sort|join(', ') }} {{ [1, 2]|sum }} {{ 'a,b'.split(',')|last }}", "1, 3 3 b"),
    ("{% for i in range(5) if i is even %}{{ loop.index }}{{ ',' if not loop.last }}{% endfor %}", "1,2,3"),
    ("{% for i in [] %}{{ i }}{% else %}none{% endfor %}", "none"),
    ("{% for i in [[[]], []] recursive %}<{{ loop(i) }}>{% endfor %}", "<<>><>"),
    ("{% set a %}x{{ count }}{% endset %}{{ a|upper }}", "X1"),
    ("{{ now.millis|round|int }} {{ 10 ** 12 * 3 }} {{ 900000000000|int }}",
     "1767225600000 3000000000000 900000000000"),
    ("{{ fake.random_int(900000000, 900000000) }} {{ fake.pyint(min_value=7, max_value=7) }}", "900000000 7"),
    ("{{ [1, 2]|tojson }} {{ 'a text'|truncate(5, true, leeway=0) }}{{ 'a'|center(3) }}{{ {'a': 1}|tojson }}",
     '[1, 2] a ... a {"a": 1}'),
    ("{{ ('x' * 1000000)|length }}", "1000000"),
]
# fmt: on


@pytest.fixture(autouse=True)
def _hurry(monkeypatch):
    monkeypatch.setattr(bounds, "LONGEST", 20_000)


@pytest.mark.parametrize("template", ENDLESS)
def test_no_template_goes_on_for_long(template):
    begun = stopwatch()

    assert problem(template) is not None
    assert stopwatch() - begun < 1_000_000


@pytest.mark.parametrize("template", LARGE)
def test_no_template_makes_something_large(template):
    assert problem(template) is not None


@pytest.mark.parametrize(("template", "made"), HARMLESS)
def test_what_people_write_is_left_alone(template, made):
    assert problem(template) is None
    assert text(template, dummies()) == made


def test_all_templates_of_a_value_have_one_time_together():
    slow = ENDLESS[0]

    with pytest.raises(CannotRender, match="it takes more than"):
        rendered([slow, slow], dummies())


def test_what_cost_too_much_leaves_time_for_the_next_one():
    assert problem(ENDLESS[0]) is not None
    assert problem("{% for i in range(9) %}{{ i }}{% endfor %}") is None
