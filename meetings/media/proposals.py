"""Sentences in which a task is handed out or something is concluded: proposals, never more.

The words are those by which a chair closes an item; a person decides what becomes of them.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

SENTENCE = re.compile(r"[^.!?;…]+[.!?;…]?")
TASK = re.compile(
    r"\b(giao|đề nghị|yêu cầu)\b.{3,}?\b(chủ trì|tham mưu|báo cáo|trình|phối hợp"
    r"|hoàn thành|bổ sung|rà soát|xây dựng|chuẩn bị|triển khai)\b",
    re.IGNORECASE,
)
CONCLUSION = re.compile(
    r"\b(kết luận|thống nhất|nhất trí|đồng ý|quyết định|thông qua)\b", re.IGNORECASE
)
SHORTEST = 12


class About(StrEnum):
    """What a sentence may become."""

    TASK = "task"
    CONCLUSION = "conclusion"


@dataclass(frozen=True)
class Proposal:
    """A sentence of a turn and what it may become."""

    about: About
    text: str


def proposals(text: str) -> tuple[Proposal, ...]:
    """What an accepted text of a turn gives occasion to."""
    sentences = (found.group().strip() for found in SENTENCE.finditer(text))
    read = ((_about(one), one) for one in sentences if len(one) >= SHORTEST)
    return tuple(Proposal(about, one) for about, one in read if about is not None)


def _about(sentence: str) -> About | None:
    if TASK.search(sentence):
        return About.TASK
    return About.CONCLUSION if CONCLUSION.search(sentence) else None
