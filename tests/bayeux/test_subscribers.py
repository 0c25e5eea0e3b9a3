"""Whoever comes, subscribes and goes: those who are asked are those who hear."""

from hypothesis import given
from hypothesis import strategies as st

from mockserver.frozen import replaced
from tests.bayeux.listening import Place

CHANNELS = ("/a", "/a/b", "/a/c", "/b/c/d")
NAMES = st.frozensets(st.sampled_from((*CHANNELS, "/*", "/**", "/a/*", "/a/**", "/b/**")))
CHANGE = st.tuples(st.sampled_from(("subscribes", "goes", "comes", "has not")), st.integers(0, 3), NAMES)


def change(hub, what, which, names):
    sessions = hub.sessions()
    if what == "comes" or not sessions:
        hub.open("ann", "")
    elif what == "goes":
        hub.drop(sessions[which % len(sessions)].id)
    elif what == "subscribes":
        hub.keep(replaced(sessions[which % len(sessions)], subscriptions=names))
    else:
        with hub.undone():
            change(hub, "goes", which, names)
            change(hub, "subscribes", which, names)


@given(st.lists(CHANGE, max_size=20))
def test_everybody_who_hears_is_asked_and_nobody_else(changes):
    hub = Place().hub
    for each in changes:
        change(hub, *each)

    for channel in CHANNELS:
        hub.publish(None, [(channel, channel)])

    for session in hub.sessions():
        heard = [message["data"] for message in session.queue]
        assert heard == [channel for channel in CHANNELS if session.hears(channel)]
    for name in (*CHANNELS, "/*"):
        assert hub.is_known(name) == any(name in session.subscriptions for session in hub.sessions())
