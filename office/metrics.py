"""Numbers for a monitoring program in the text format of Prometheus; packages add their own.

Only sums and ages: no names of people, no addresses, no documents.
"""

import hmac
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from office import clock
from office.config import current_settings
from office.db import db
from office.outbox import JobState, OutboxMessage

TYPE = "text/plain; version=0.0.4; charset=utf-8"
RECENT = timedelta(minutes=10)
MOST_RECENT = 500
QUANTILES = (0.5, 0.95)

Labels = Mapping[str, str]
Sample = tuple[Labels, float]
Measure = Callable[[], Iterator["Figure"]]

measures: list[Measure] = []


@dataclass(frozen=True)
class Figure:
    """One number, or one for each set of labels; `says` is what it means."""

    name: str
    says: str
    samples: tuple[Sample, ...]
    kind: str = "gauge"


def figure(name: str, says: str, value: float) -> Figure:
    """A number without labels."""
    return Figure(name, says, (({}, value),))


def by_label(name: str, says: str, label: str, values: Mapping[str, float]) -> Figure:
    """A number for each value of one label."""
    samples = tuple(({label: key}, value) for key, value in sorted(values.items()))
    return Figure(name, says, samples)


def measured(measure: Measure) -> Measure:
    """Register what a package counts."""
    measures.append(measure)
    return measure


def is_known(given: str) -> bool:
    """Whether who asks shows the word of the file that OFFICE_METRICS_TOKEN_FILE names."""
    file = current_settings().metrics_token_file
    if file is None or not file.is_file():
        return False
    word = file.read_text(encoding="utf-8").strip()
    return bool(word) and hmac.compare_digest(given.encode(), f"Bearer {word}".encode())


def text() -> str:
    """The numbers as they are now."""
    found = (one for measure in measures for one in measure())
    return "".join(f"{line}\n" for one in found for line in _lines(one))


def _lines(one: Figure) -> Iterator[str]:
    yield f"# HELP {one.name} {_escaped(one.says)}"
    yield f"# TYPE {one.name} {one.kind}"
    for labels, value in one.samples:
        words = ",".join(f'{key}="{_quoted(word)}"' for key, word in labels.items())
        yield f"{one.name}{{{words}}} {value:g}" if words else f"{one.name} {value:g}"


def _escaped(words: str) -> str:
    return words.replace("\\", r"\\").replace("\n", r"\n")


def _quoted(words: str) -> str:
    return _escaped(words).replace('"', r"\"")


# ------------------------------------------------------------------------ of the kernel


@measured
def _machine() -> Iterator[Figure]:
    free = shutil.disk_usage(current_settings().data_dir).free
    yield figure("office_disk_free_bytes", "Free bytes of the disk that holds the data", free)


@measured
def _jobs() -> Iterator[Figure]:
    now, job = clock.now(), OutboxMessage
    waiting = select(job.lane, func.count(), func.min(job.due_at)).where(
        job.state == JobState.READY, job.due_at <= now
    )
    rows = db.session.execute(waiting.group_by(job.lane)).all()
    counts = {lane.value: float(count) for lane, count, _oldest in rows}
    ages = {lane.value: (now - oldest).total_seconds() for lane, _count, oldest in rows}
    dead = select(job.lane, func.count()).where(job.state == JobState.DEAD).group_by(job.lane)
    given_up = {lane.value: float(count) for lane, count in db.session.execute(dead)}
    yield by_label("office_jobs_due", "Jobs that are due and not done", "lane", counts)
    yield by_label("office_job_oldest_seconds", "Age of the oldest due job", "lane", ages)
    yield by_label("office_jobs_dead", "Jobs that were given up", "lane", given_up)
    yield _durations()


def _durations() -> Figure:
    """From the moment a job was due to its end; the longest and the usual of the last minutes."""
    job = OutboxMessage
    done = select(job.lane, job.due_at, job.done_at).where(
        job.state == JobState.DONE, job.done_at > clock.now() - RECENT
    )
    seconds: dict[str, list[float]] = {}
    for lane, due, end in db.session.execute(done.order_by(job.id.desc()).limit(MOST_RECENT)):
        lasted = (end - due).total_seconds() if end else 0.0
        seconds.setdefault(lane.value, []).append(max(0.0, lasted))
    samples = tuple(
        ({"lane": lane, "quantile": str(part)}, sorted(all_)[int(part * (len(all_) - 1))])
        for lane, all_ in sorted(seconds.items())
        for part in QUANTILES
    )
    says = "Seconds from due to done, of the jobs of the last ten minutes"
    return Figure("office_job_seconds", says, samples)
