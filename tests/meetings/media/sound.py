"""Sound and films made here: nothing is recorded and nothing is brought along."""

import shutil
import subprocess

QUIET = ("-v", "error", "-y")
SPOKEN = "Kính thưa các đồng chí, cuộc họp hôm nay bàn về ba việc."


def run(*words):
    program = shutil.which(words[0])
    return subprocess.run([program, *map(str, words[1:])], check=True, capture_output=True).stdout


def said(path, words=SPOKEN):
    run("espeak-ng", "-v", "vi", "-w", path, words)
    return path


def two_speakers(path, *, silence=4):
    """A sentence, so many seconds of silence, another sentence; gives its beginning and its end."""
    one = said(path.with_suffix(".one.wav"))
    other = said(path.with_suffix(".other.wav"), "Tôi thống nhất với ý kiến của chủ tọa.")
    first = seconds(one)
    joined = (
        f"[0]aresample=16000,apad=pad_dur={silence}[a];[1]aresample=16000[b];[a][b]concat=v=0:a=1"
    )
    run("ffmpeg", "-v", "error", "-y", "-i", one, "-i", other, "-filter_complex", joined, path)
    return first, first + silence, seconds(path)


def webm(path, *, sound, picture=False):
    """As a recorder leaves it: a stream without length and index."""
    shown = ("-f", "lavfi", "-i", "testsrc=size=160x90:rate=5", "-c:v", "libvpx")
    live = (
        "-c:a",
        "libopus",
        "-b:a",
        "32k",
        "-f",
        "webm",
        "-live",
        "1",
        "-cluster_time_limit",
        "500",
    )
    told = shown if picture else ()
    run("ffmpeg", *QUIET, "-i", sound, *told, "-t", seconds(sound), *live, path)
    return path


def seconds(path):
    told = run("ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path)
    return float(told)


def chunks(path, count):
    """The bytes of a file in so many slices, cut anywhere as a recorder cuts them."""
    data = path.read_bytes()
    size = -(-len(data) // count)
    return [data[n * size : (n + 1) * size] for n in range(count)]
