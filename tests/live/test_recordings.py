"""The address of a recording leads to a WAV file that plays as long as the talk took."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator

import pytest
import requests

from tests.live.crowd import HUAWEI
from tests.live.serving import Mock, Starter

pytestmark = pytest.mark.live

SCENARIO = """\
name: recordings
seed: 4
clock: manual
vendors: {huawei: {}}
calls:
  - match: {called: "7000"}
    steps: [agent rings 1s, agent answers, rings 2s, answered, talks 12500ms, hung up by called]
"""


@pytest.fixture(scope="module")
def server(start: Starter) -> Iterator[Mock]:
    with start(SCENARIO) as mock:
        yield mock


@pytest.fixture(params=["", "/~alice"], ids=["default sandbox", "sandbox by path"])
def mock(server: Mock, request: pytest.FixtureRequest) -> Mock:
    return server.sandbox("alice") if request.param else server


def recorded(mock: Mock) -> str:
    """The address of the recording of a call that is over."""
    headers = mock.token()
    call = mock.post(f"{HUAWEI}/createCall", {"caller": "100", "called": "7000"}, **headers).json()
    mock.advance("1m")
    asked = {"callSerialNo": call["result"]["callSerialNo"]}
    told = mock.post(f"{HUAWEI}/getRecordingAddress", asked, **headers).json()
    assert told["retCode"] == 0, told
    url: str = told["result"]["url"]
    return url


def test_a_recording_is_a_wav_file_as_long_as_the_talk(mock: Mock) -> None:
    answer = requests.get(recorded(mock), timeout=10)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "audio/wav")
    with wave.open(io.BytesIO(answer.content)) as sound:
        seconds = sound.getnframes() / sound.getframerate()
        frames = sound.readframes(sound.getnframes())
        assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
    assert seconds == 12.5
    assert len(set(frames)) > 10  # not silence


def test_an_address_is_good_for_five_minutes(mock: Mock) -> None:
    url = recorded(mock)

    mock.advance("299s")
    good = requests.get(url, timeout=10).status_code
    mock.advance("2s")
    late = requests.get(url, timeout=10).status_code

    assert (good, late) == (200, 403)
