"""Words of letters: syllables with the frequencies of a language, names of people and agencies."""

import random
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, product

from office.search import fold

ONSETS = "b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x".split()
RIMES = (
    "a á à ả ạ an án ạn ang áng ạng anh ánh ạnh ao áo ạo at ạt ay áy ạy ăn ắn ặn ăng ắng ặng ân "
    "ấn ận âu ấu ậu ây ấy ậy e é ẹ em ém en ẹn eo éo ê ế ệ ên ến ện ênh ệnh i í ị ich ích ịch iên "
    "iến iện iêu iếu iệu in ín ịn inh ính ịnh o ó ọ oa óa ọa oan oán oạn oi ói ọi ong óng ọng ô ố ộ "
    "ôi ối ội ông ống ộng ơ ớ ợ ơi ới ợi u ú ụ ua úa ụa ung úng ụng uôn uốn uyên uyết uyệt ư ứ ự ưa "
    "ứa ựa ương ướng ượng ước ược "
    "ac ác ách am ám ạm áp ạp ăc ắc ặc ăm ắm ặm ăp ắp ặp ăt ắt ặt âc ấc ậc "
    "âm ấm ậm ấp ập ất ật éc ét ẹt êch ếch êm ếm ệm êp ếp êt ết ệt êu ếu ệu im ím ịm íp ịp ít ịt íu "
    "ịu iêm iếm iệm iếp iệp iết iệt oc óc ọc oai oái oại oat oát oạt oăn oắn oặn om óm ọm op óp ọp ót ọt "
    "ốc ộc ôm ốm ộm ốp ộp ốt ột ơm ớm ợm ơn ớn ợn ớp ợp ớt ợt uân uấn uận uất uật uê uế uệ ui úi ụi "
    "uôc uốc uộc uôi uối uội uông uống uộng um úm ụm un ún ụn up úp ụp ut út ụt uy úy ụy uych "
    "ưc ức ực ưi ứi ưng ứng ựng ươi ưới ượi ươn ướn ượn ươt ướt ượt ưu ứu ựu"
).split()
STREAM = 500_000
SUBJECTS = 20_000
BODY_WORDS = 77
ANNEX_IN, ANNEX_WORDS = 10, 600
FAMILIES = "Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Dương".split()
MIDDLES = "Văn Thị Đức Minh Thu Ngọc Quang Hữu Thanh Xuân".split()
GIVEN = "An Bình Cúc Dũng Giang Hạnh Khôi Lam Mai Nga Oanh Phúc Quế Sơn Tâm Uyên Vinh Yến".split()
OFFICES = "Sở Ban Trung tâm Chi cục Phòng Ủy ban nhân dân xã".split(" ")


@dataclass
class Words:
    """A vocabulary of invented frequency (Zipf), and texts cut from one long stream of it."""

    seed: int = 30_2020

    @cached_property
    def vocabulary(self) -> list[str]:
        """Every syllable, the frequent ones first."""
        made = ["".join(pair) for pair in product(ONSETS, RIMES)]
        random.Random(self.seed).shuffle(made)
        return made

    @cached_property
    def stream(self) -> list[str]:
        """Running text."""
        weights = accumulate(1 / (rank + 2.7) for rank in range(len(self.vocabulary)))
        chance = random.Random(self.seed + 1)
        return chance.choices(self.vocabulary, cum_weights=list(weights), k=STREAM)

    @cached_property
    def folded(self) -> list[str]:
        """The same text as the index keeps it."""
        plain = {word: fold(word) for word in self.vocabulary}
        return [plain[word] for word in self.stream]

    @cached_property
    def subjects(self) -> list[tuple[str, str]]:
        """Subjects (trích yếu) with their folded form."""
        places = range(0, STREAM - 20, (STREAM - 20) // SUBJECTS)
        return [self._subject(place) for place in places][:SUBJECTS]

    def _subject(self, place: int) -> tuple[str, str]:
        length = 8 + place % 9
        said = " ".join(self.stream[place : place + length])
        return f"V/v {said}", "v v " + " ".join(self.folded[place : place + length])

    def body(self, number: int) -> str:
        """The folded words of a letter's files: some lines, and in every tenth a long annex."""
        length = ANNEX_WORDS if number % ANNEX_IN == 3 else BODY_WORDS
        start = number * 7_919 % (STREAM - length)
        return " ".join(self.folded[start : start + length])

    @cached_property
    def by_frequency(self) -> list[str]:
        """Folded words, the most frequent first."""
        counts: dict[str, int] = {}
        for word in self.folded:
            counts[word] = counts.get(word, 0) + 1
        return sorted(counts, key=lambda word: -counts[word])


def person_name(number: int) -> str:
    """The name of a fictional official."""
    family = FAMILIES[number % len(FAMILIES)]
    middle = MIDDLES[number // 12 % len(MIDDLES)]
    return f"{family} {middle} {GIVEN[number // 120 % len(GIVEN)]}"


def agency_name(number: int) -> str:
    """The name of a fictional sender."""
    return f"{OFFICES[number % len(OFFICES)]} mẫu số {number}".capitalize()
