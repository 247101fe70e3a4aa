"""The body of the minutes as blocks: one order for the PDF and for the word processor."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from meetings.compose.facts import Attendant, Fingerprint, Item, Minutes, Order, Statement, Vote
from meetings.compose.manifest import grouped
from meetings.compose.words import Block, Run, blocks, line

END_MARK = "./."
NOTHING = "Không có."


def body(minutes: Minutes) -> tuple[Block, ...]:
    """Everything between the title and the signatures, ended by "./."."""
    given = [*_opening(minutes), *_course(minutes), *_closing(minutes)]
    return (*given[:-1], _ended(given[-1]))


def moment(at: datetime) -> str:
    """A moment in the words of official papers: "08 giờ 05 phút, ngày 03 tháng 4 năm 2026"."""
    month = f"{at.month:02}" if at.month <= 2 else str(at.month)
    day = f"{at.day:02} tháng {month} năm {at.year}"
    return f"{at.hour:02} giờ {at.minute:02} phút, ngày {day}"


def person(one: Attendant) -> str:
    """A name with its post and unit."""
    return ", ".join(part for part in (line(one.name), line(one.post), line(one.unit)) if part)


def _opening(minutes: Minutes) -> Iterator[Block]:
    yield _words(f"Thời gian bắt đầu: {moment(minutes.began)}.")
    form = f" ({line(minutes.form)})" if minutes.form else ""
    yield _words(f"Địa điểm: {line(minutes.venue) or 'trực tuyến'}{form}.")
    yield from _people("Thành phần tham dự", minutes.present)
    yield from _people("Khách mời", minutes.invited)
    yield from _people("Vắng mặt", minutes.absent)
    yield _words(f"Chủ trì (chủ tọa): {person(minutes.chair)}.")
    yield _words(f"Thư ký (người ghi biên bản): {person(minutes.secretary)}.")


def _people(name: str, people: tuple[Attendant, ...]) -> Iterator[Block]:
    if not people:
        return
    yield _words(f"{name} ({len(people)} người):")
    for place, one in enumerate(people, 1):
        more = "; ".join(line(part) for part in (one.note, one.reason) if part.strip())
        words = f"{place}. {person(one)}{f' ({more})' if more else ''}"
        yield _point(f"{words}{'.' if place == len(people) else ';'}")


def _course(minutes: Minutes) -> Iterator[Block]:
    yield _heading("Nội dung (theo diễn biến cuộc họp):")
    yield from blocks(minutes.head)
    for place, item in enumerate(minutes.items, 1):
        yield from _item(place, item)


def _item(place: int, item: Item) -> Iterator[Block]:
    span = f" ({line(item.span)})" if item.span else ""
    yield _heading(f"{place}. {line(item.title)}{span}")
    if item.presenter:
        yield _words(f"Người trình bày: {line(item.presenter)}.")
    yield from blocks(item.course)
    if item.floor:
        yield _words(f"Đã phát biểu: {'; '.join(map(line, item.floor))}.")
    for statement in item.statements:
        yield from _statement(statement)
    for vote in item.votes:
        yield from _vote(vote)
    yield from _conclusion(item)
    yield from _orders(item.tasks)


def _statement(statement: Statement) -> Iterator[Block]:
    """Who spoke stands in front of his first paragraph."""
    said = blocks(statement.words)
    note = f" ({line(statement.note)})" if statement.note else ""
    lead = Run(f"{line(statement.speaker)}{note}: ", bold=True)
    if said and said[0].kind == "paragraph":
        yield replace(said[0], runs=(lead, *said[0].runs))
        yield from said[1:]
        return
    yield Block("paragraph", (lead,))
    yield from said


def _vote(vote: Vote) -> Iterator[Block]:
    yield Block(
        "paragraph",
        (Run("Biểu quyết: ", bold=True), Run(f"{line(vote.question)} ({line(vote.manner)}).")),
    )
    yield _words(
        f"Số người có quyền biểu quyết: {vote.entitled}; có mặt: {vote.present}; "
        f"số phiếu: {vote.cast}."
    )
    if vote.counts:
        heads = ((Run("Phương án"),), (Run("Số phiếu"),))
        rows = (((Run(line(name)),), (Run(str(count)),)) for name, count in vote.counts)
        yield Block("table", rows=(heads, *rows))
    for choice, names in vote.by_name:
        yield _words(f"{line(choice)} ({len(names)}): {', '.join(map(line, names))}.")
    base = f" ({line(vote.base)})" if vote.base else ""
    outcome = line(vote.outcome) or NOTHING
    yield _words(f"Kết quả: {outcome[:1].lower()}{outcome[1:].rstrip('.')}{base}.")


def _conclusion(item: Item) -> Iterator[Block]:
    if not item.conclusion.strip() and not item.decision:
        return
    number = f" số {line(item.decision)}" if item.decision else ""
    yield _heading(f"Kết luận của chủ tọa{number}")
    yield from blocks(item.conclusion)


def _orders(orders: tuple[Order, ...]) -> Iterator[Block]:
    if not orders:
        return
    yield _heading("Nhiệm vụ được giao")
    heads = ("TT", "Nội dung", "Chủ trì", "Phối hợp", "Thời hạn", "Sản phẩm")
    rows = (
        (str(place), one.words, one.lead, "; ".join(one.cooperating), one.due, one.product)
        for place, one in enumerate(orders, 1)
    )
    cells = (tuple((Run(line(cell)),) for cell in row) for row in (heads, *rows))
    yield Block("table", rows=tuple(cells))


def _closing(minutes: Minutes) -> Iterator[Block]:
    yield from blocks(minutes.tail)
    if minutes.fingerprint:
        yield from _recording(minutes.fingerprint, minutes.gaps)
    if minutes.ended:
        yield _words(f"Cuộc họp kết thúc vào {moment(minutes.ended)}")
    else:
        yield _words("Cuộc họp kết thúc")


def _recording(mark: Fingerprint, gaps: tuple[str, ...]) -> Iterator[Block]:
    yield _heading("Bản ghi âm, ghi hình")
    length = f", thời lượng {line(mark.length)}" if mark.length else ""
    yield _words(
        f"Số đoạn ghi: {mark.segments}{length}." if mark.segments else "Cuộc họp không ghi âm."
    )
    for gap in gaps:
        yield _point(f"- Không có bản ghi: {line(gap)}.")
    yield _words("Mã xác thực hồ sơ cuộc họp (SHA-256):")
    groups = grouped(mark.sha256)
    half = len(groups) // 2
    yield from (_point(groups[:half]), _point(groups[half + 1 :]))


def _words(text: str) -> Block:
    return Block("paragraph", (Run(text),))


def _point(text: str) -> Block:
    return Block("item", (Run(text),), level=1)


def _heading(text: str) -> Block:
    return Block("subheading", (Run(text),))


def _ended(block: Block) -> Block:
    *rest, last = block.runs
    return replace(
        block, runs=(*rest, replace(last, text=last.text.rstrip().rstrip(".;") + END_MARK))
    )
