"""Which letters a text is shown in, and from which font."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest
from fpdf import FPDF
from fpdf.fonts import TTFFont

from receptionist.errors import PublishError
from receptionist.publishers.documents import lettering as module
from receptionist.publishers.documents.lettering import Lettering, Written


@pytest.fixture(scope="module")
def lettering() -> Iterator[Lettering]:
    with closing(Lettering(FPDF())) as found:
        yield found


JAPANESE, KOREAN, CHINESE, TAIWANESE = "CJK0", "CJK1", "CJK2", "CJK3"


@pytest.mark.parametrize(
    "text", ["Zoë", "Łukasz Nguyễn", "Ελένη", "Ольга", "محمد", "עברית", "देवनागरी", "ไทย", "ქეთევან"]
)
def test_one_font_has_most_scripts(lettering: Lettering, text: str) -> None:
    assert lettering.write(text) == Written(text=text)


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("李小龙", CHINESE),
        ("Bruce 李小龙", CHINESE),
        ("陳小明", TAIWANESE),
        ("渡辺", JAPANESE),
        ("さくら", JAPANESE),
        ("高橋 ハナ", JAPANESE),
        ("김철수", KOREAN),
        ("김 鐵洙", KOREAN),
        ("中山", CHINESE),
        ("𠮷田", CHINESE),
    ],
)
def test_east_asian_characters_have_the_shapes_of_where_they_are_written(
    lettering: Lettering, text: str, family: str
) -> None:
    """Where nothing tells, they are Chinese: most who bear such names are."""
    assert lettering.write(text) == Written(text=text, fallbacks=(family,))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("தமிழ்", "tmil*"),
        ("Anna தமிழ் Lee", "Anna tmil* Lee"),
        ("Sarah😀", "Sarah:grinning:*"),
        ("李 😀", "李 :grinning:*"),
        ("\U0010fffd", "?*"),
    ],
)
def test_a_word_that_no_font_has_is_transliterated_as_a_whole(lettering: Lettering, text: str, shown: str) -> None:
    """Half a word in another script would be read by nobody."""
    assert lettering.write(text) == Written(text=shown, fallbacks=(CHINESE,), rewritten=True)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (" a\u3000b\tc\nd\u2028e ", "a b c d e"),
        ("Zoe\u0308", "Zoë"),
        ("\u202eAnna\u202c", "Anna"),
        ("نیم\u200cروز", "نیم\u200cروز"),
        ("a\ufe0fb\u00adc", "abc"),
        ("", ""),
    ],
)
def test_a_text_is_one_line_of_what_can_be_seen(lettering: Lettering, text: str, shown: str) -> None:
    """Joiners stay: between Persian letters they change the letters' shapes."""
    assert lettering.write(text) == Written(text=shown)


def test_what_was_unpacked_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    lettering = Lettering(FPDF())
    assert len(list(tmp_path.glob("card-*/*.ttf"))) == 2
    lettering.close()
    assert list(tmp_path.iterdir()) == []


def test_no_font_stays_open() -> None:
    """A worker makes cards for weeks."""
    pdf = FPDF()
    lettering = Lettering(pdf)
    lettering.write("李")
    files = [cast("TTFFont", font).ttfont.reader.file for font in pdf.fonts.values()]
    assert [file.closed for file in files] == [False] * 3
    lettering.close()
    assert [file.closed for file in files] == [True] * 3


def test_without_room_for_the_fonts_the_relay_may_try_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(
        PublishError, match=r"^the card's fonts cannot be unpacked: No such file or directory$"
    ) as caught:
        Lettering(FPDF())
    assert type(caught.value) is PublishError


def test_the_collections_faces_are_what_their_numbers_say(lettering: Lettering) -> None:
    names = ("JP", "KR", "SC", "TC")
    faces = (module._JAPANESE, module._KOREAN, module._CHINESE, module._TAIWANESE)
    found = [lettering._pdf.fonts[f"cjk{face}"] for face in faces if lettering._face(face)]
    assert [font.name for font in found] == [f"NotoSansCJK{name}" for name in names]
