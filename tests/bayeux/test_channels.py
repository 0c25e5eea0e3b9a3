"""Which names are channels, and which patterns fit them."""

import pytest

from mockserver.bayeux.channels import is_channel, is_pattern, patterns_of


@pytest.mark.parametrize("name", ["/a", "/a/b", "/v2/me/calls", "/*", "/**", "/a/*", "/a/b/**", "/a b/ü"])
def test_a_channel_is_segments_with_wildcards_last(name):
    assert is_channel(name)


@pytest.mark.parametrize("name", ["", "a", "/", "a/b", "/a/", "//a", "/a//b", "/*/a", "/**/b", "/a*/b"])
def test_what_has_empty_segments_or_wildcards_in_the_middle_is_none(name):
    assert not is_channel(name)


def test_a_channel_has_an_end():
    assert is_channel("/" + 49 * "a/" + "a")
    assert not is_channel("/" + 50 * "a/" + "a")
    assert is_channel("/" + 999 * "a")
    assert not is_channel("/" + 1_000 * "a")


def test_a_pattern_ends_with_a_wildcard_of_its_own():
    assert is_pattern("/a/*")
    assert is_pattern("/**")
    assert not is_pattern("/a/b*")


def test_one_star_stands_for_one_segment_and_two_for_any_number():
    assert set(patterns_of("/a/b/c")) == {"/a/b/c", "/a/b/*", "/a/b/**", "/a/**", "/**"}
    assert set(patterns_of("/a")) == {"/a", "/*", "/**"}
