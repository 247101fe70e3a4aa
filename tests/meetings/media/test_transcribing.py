"""The bytes of a question to the endpoint and what is believed of its answer."""

import json
from email import message_from_bytes

import pytest

from meetings.media import transcribing
from meetings.media.transcribing import OddAnswer, words_of


def test_a_question_is_a_form_with_the_sound():
    asked = transcribing.question(b"RIFF\r\n--sound", model="whisper-1")
    whole = f"Content-Type: {asked.content_type}\r\n\r\n".encode() + asked.body
    form = {
        part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
        for part in message_from_bytes(whole).get_payload()
    }
    assert form == {
        "model": b"whisper-1",
        "language": b"vi",
        "response_format": b"verbose_json",
        "file": b"RIFF\r\n--sound",
    }


def test_the_usual_path_is_added_to_a_bare_host():
    assert transcribing.address("http://stt.example:8000").endswith("/v1/audio/transcriptions")
    assert transcribing.address("https://stt.example/own/path") == "https://stt.example/own/path"


def test_text_is_one_line_of_composed_letters():
    told = json.dumps({"text": " Thống nhất\n\x00 phương án.\u202e "}).encode()
    assert words_of(told) == "Thống nhất phương án."
    parts = json.dumps({"segments": [{"text": "một"}, {"start": 1}, {"text": "hai"}]}).encode()
    assert words_of(parts) == "một hai"


@pytest.mark.parametrize(
    "answer",
    [b"", b"<html>", b"[]", b'{"text": 5}', b'{"segments": 3}', b'{"text": "%s"}' % (b"a" * 5000)],
)
def test_an_odd_answer_is_no_text(answer):
    with pytest.raises(OddAnswer):
        words_of(answer)
