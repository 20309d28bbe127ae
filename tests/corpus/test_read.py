"""A folder becomes texts in a fixed order, and every file left out is named with its reason."""

import os
import random
import threading
from pathlib import Path

import pytest

from corpus.read import MOST_FILE_BYTES, FolderEmpty, FolderMissing, read_file, read_folder
from corpus.skipped import Skipped
from tests.conftest import CORPUS, write_corpus
from tests.corpus.texts import LEGACY_TEXTS

SENTENCE = "The ferry crosses the river every twenty minutes.\n"


def reasons(folder: Path) -> dict[str, str]:
    """Why each skipped file of the folder was skipped, beside one good file."""
    (folder / "good.txt").write_text(SENTENCE + "It is good.")
    reading = read_folder(folder)
    assert [file.path for file in reading.files] == ["good.txt"]
    return {skipped.path: skipped.reason for skipped in reading.skipped}


def test_a_folder_gives_its_texts_with_path_collection_and_kind(folder: Path) -> None:
    found = {file.path: (file.collection, file.kind) for file in read_folder(folder).files}
    assert found == {
        "ferry.txt": ("", "text"),
        "mill.md": ("", "markdown"),
        "north/orchard.txt": ("north", "text"),
    }
    assert {file.path: file.text for file in read_folder(folder).files} == CORPUS


def test_a_sub_folder_below_a_collection_belongs_to_it(tmp_path: Path) -> None:
    write_corpus(tmp_path, {"north/old/deep/a.txt": "One.", "south/b.markdown": "Two."})
    found = {file.path: file.collection for file in read_folder(tmp_path).files}
    assert found == {"north/old/deep/a.txt": "north", "south/b.markdown": "south"}


def test_endings_count_in_any_case(tmp_path: Path) -> None:
    write_corpus(tmp_path, {"A.TXT": "One.", "b.Md": "Two.", "c.text": "Three."})
    kinds = {file.path: file.kind for file in read_folder(tmp_path).files}
    assert kinds == {"A.TXT": "text", "b.Md": "markdown", "c.text": "text"}


def test_hidden_files_and_folders_are_not_even_mentioned(tmp_path: Path) -> None:
    write_corpus(tmp_path, {".secret.txt": "One.", ".git/notes.txt": "Two.", "a/.b.txt": "Three."})
    assert reasons(tmp_path) == {}


def test_other_endings_are_skipped_by_name(tmp_path: Path) -> None:
    write_corpus(tmp_path, {"a.odt": "PK", "LICENSE": "Free.", "b.txt.bak": "Old."})
    found = reasons(tmp_path)
    assert sorted(found) == ["LICENSE", "a.odt", "b.txt.bak"]
    assert ".odt" in found["a.odt"]
    assert "no ending" in found["LICENSE"]
    assert ".bak" in found["b.txt.bak"]


def test_empty_files_are_skipped(tmp_path: Path) -> None:
    write_corpus(tmp_path, {"none.txt": "", "blank.md": " \n\t\n\u3000\n"})
    (tmp_path / "mark.txt").write_bytes(b"\xef\xbb\xbf")
    found = reasons(tmp_path)
    assert sorted(found) == ["blank.md", "mark.txt", "none.txt"]
    assert all("empty" in reason for reason in found.values())


def test_a_binary_file_with_a_text_ending_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(99))
    assert "binary" in reasons(tmp_path)["photo.txt"]


def test_a_file_over_the_size_limit_is_skipped_unread(tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(MOST_FILE_BYTES + 1)
    assert f"at most {MOST_FILE_BYTES:,} are read" in reasons(tmp_path)["huge.txt"]


def test_a_file_with_one_line_of_millions_of_characters_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "dump.txt").write_text("A title\n" + "abc " * 300_000)
    assert "1,200,000 characters" in reasons(tmp_path)["dump.txt"]


def test_a_text_that_stands_twice_in_one_collection_is_read_once(tmp_path: Path) -> None:
    write_corpus(
        tmp_path, {"north/a.txt": "Same.", "north/b/c.md": "Same.", "south/a.txt": "Same."}
    )
    reading = read_folder(tmp_path)
    assert [file.path for file in reading.files] == ["north/a.txt", "south/a.txt"]
    assert [(s.path, s.reason) for s in reading.skipped] == [
        ("north/b/c.md", "the same text as north/a.txt")
    ]


def test_texts_that_differ_in_encoding_and_line_ends_only_are_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("One – two.\nThree.".encode())
    (tmp_path / "b.txt").write_bytes("One – two.\r\nThree.".encode("utf-16"))
    assert [skipped.path for skipped in read_folder(tmp_path).skipped] == ["b.txt"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = write_corpus(tmp_path / "outside", {"private.txt": "A private text."})
    inside = tmp_path / "documents"
    inside.mkdir()
    (inside / "link.txt").symlink_to(outside / "private.txt")
    (inside / "folder").symlink_to(outside)
    found = reasons(inside)
    assert sorted(found) == ["folder", "link.txt"]
    assert "a link to a folder" in found["folder"]
    assert "out of the folder" in found["link.txt"]
    named = read_file(inside, "folder/private.txt")
    assert isinstance(named, Skipped)
    assert "out of the folder" in named.reason


def test_links_that_stay_in_the_folder_are_followed_and_the_folder_may_be_one(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "south").mkdir()
    (folder / "south" / "b.txt").symlink_to(folder / "ferry.txt")
    (folder / "south" / "c.txt").write_text(SENTENCE)
    linked = tmp_path / "linked"
    linked.symlink_to(folder)
    paths = [file.path for file in read_folder(linked).files]
    assert paths == [*CORPUS, "south/b.txt", "south/c.txt"]


def test_a_link_to_nothing_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    assert reasons(tmp_path) == {"gone.txt": "a link that leads nowhere"}


def test_what_could_be_saved_otherwise_says_as_what(tmp_path: Path) -> None:
    write_corpus(tmp_path, {"a.doc": "x", "b.XLSX": "x", "c.zip": "x"})
    assert reasons(tmp_path) == {
        "a.doc": "not a format that is read (.doc): save it as .docx",
        "b.XLSX": "not a format that is read (.XLSX): save it as .csv",
        "c.zip": "not a format that is read (.zip)",
    }


def test_the_lock_beside_an_open_word_file_is_no_file(tmp_path: Path) -> None:
    write_corpus(tmp_path, {"~$a.docx": "user", "b.txt": "Text of the file.\n"})
    assert read_folder(tmp_path).skipped == ()


def test_a_link_to_itself_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    assert list(reasons(tmp_path)) == ["loop.txt"]


def test_a_named_pipe_does_not_stop_the_reading(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    (tmp_path / "good.txt").write_text(SENTENCE)
    reader = threading.Thread(target=read_folder, args=(tmp_path,), daemon=True)
    reader.start()
    reader.join(timeout=1)
    is_stuck = reader.is_alive()
    if is_stuck:
        pipe.write_bytes(b"")
        reader.join(timeout=5)
    assert not is_stuck


def test_a_name_that_is_not_utf8_is_skipped_and_shown_readably(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text(SENTENCE)
    (tmp_path / os.fsdecode(b"d\xe9p\xf4t")).mkdir()
    (tmp_path / os.fsdecode(b"d\xe9p\xf4t") / "a.txt").write_text("Another text.")
    found = reasons(tmp_path)
    assert found == {
        "caf\ufffd.txt": "its name is not UTF-8",
        "d\ufffdp\ufffdt/a.txt": "its name is not UTF-8",
    }


def test_a_guessed_encoding_is_reported_with_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(LEGACY_TEXTS["cp1251"].encode("cp1251"))
    (tmp_path / "b.txt").write_text(SENTENCE)
    found = [(file.encoding, file.is_assumed) for file in read_folder(tmp_path).files]
    assert found == [("cp1251", True), ("utf-8", False)]


def test_a_missing_folder_is_named_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(FolderMissing) as caught:
        read_folder(tmp_path / "nowhere")
    assert str(tmp_path / "nowhere") in str(caught.value)
    assert "does not exist" in str(caught.value)


def test_a_file_in_place_of_the_folder_is_called_one(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text(SENTENCE)
    with pytest.raises(FolderMissing) as caught:
        read_folder(tmp_path / "notes.txt")
    assert "is a file, not a folder" in str(caught.value)


def test_a_folder_without_documents_says_what_belongs_there_and_what_was_skipped(
    tmp_path: Path,
) -> None:
    with pytest.raises(FolderEmpty) as caught:
        read_folder(tmp_path)
    assert ".txt, .md, .pdf, .docx, .pptx, .epub, .html, .mhtml, .csv" in str(caught.value)
    write_corpus(tmp_path, {f"{n}.odt": "%PDF" for n in range(7)})
    with pytest.raises(FolderEmpty) as caught:
        read_folder(tmp_path)
    assert "0.odt: not a format that is read (.odt)" in str(caught.value)
    assert "and 2 more" in str(caught.value)


def test_the_order_does_not_depend_on_when_the_files_were_made(tmp_path: Path) -> None:
    names = ["b.txt", "a.txt", "c/z.txt", "c/a.txt", "C.txt", "ä.txt", "10.txt", "9.txt"]
    found = []
    for seed in range(3):
        random.Random(seed).shuffle(names)
        write_corpus(tmp_path / str(seed), {name: f"Text of {name}." for name in names})
        found.append([file.path for file in read_folder(tmp_path / str(seed)).files])
    assert found[0] == found[1] == found[2]
    assert sorted(found[0]) == sorted(names)


def test_texts_come_in_order_of_their_paths(tmp_path: Path) -> None:
    write_corpus(tmp_path, {"z.txt": "Zed.", "a/b.txt": "Bee.", "m.txt": "Em."})
    assert [file.path for file in read_folder(tmp_path).files] == ["a/b.txt", "m.txt", "z.txt"]
