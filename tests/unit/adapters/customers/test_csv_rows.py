"""A list is read in whatever form offices write it, and a broken one is refused with its reason."""

import gzip
from pathlib import Path

import pytest

from adapters.customers.csv_rows import LONGEST_FIELD, CsvRows
from adapters.customers.errors import FileRefused

TEXT = "account,name\r\n0755,王芳\r\n0756,Ana\r\n"


def read(path: Path, **options: int) -> tuple[list[str], list[tuple[int, list[str] | None]]]:
    with CsvRows(path, **options) as rows:
        return rows.header, [(row.number, None if row.values is None else list(row.values)) for row in rows]


def written(folder: Path, data: bytes) -> Path:
    path = folder / "list.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_usual_encodings_read_alike(tmp_path: Path, encoding: str) -> None:
    header, rows = read(written(tmp_path, TEXT.encode(encoding)))
    assert header == ["account", "name"]
    assert rows == [(2, ["0755", "王芳"]), (3, ["0756", "Ana"])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_in_the_header(tmp_path: Path, delimiter: str) -> None:
    assert read(written(tmp_path, TEXT.replace(",", delimiter).encode()))[1][0] == (2, ["0755", "王芳"])


def test_gzip_is_unpacked_on_the_way(tmp_path: Path) -> None:
    assert read(written(tmp_path, gzip.compress(TEXT.encode())))[1][1] == (3, ["0756", "Ana"])


def test_row_numbers_are_those_an_editor_shows(tmp_path: Path) -> None:
    rows = read(written(tmp_path, b'a,b\n"two\nlines",1\n\nlast,2\n'))[1]
    assert rows == [(2, ["two\nlines", "1"]), (5, ["last", "2"])]


def test_a_row_of_another_width_is_marked_and_the_rest_goes_on(tmp_path: Path) -> None:
    assert read(written(tmp_path, b"a,b\n1\n1,2,3\n1,2\n"))[1] == [(2, None), (3, None), (4, ["1", "2"])]


def test_a_field_that_never_ends_is_a_bad_row(tmp_path: Path) -> None:
    rows = read(written(tmp_path, b"a,b\n" + b"x" * (LONGEST_FIELD + 1) + b",1\n2,3\n"))[1]
    assert rows == [(2, None), (3, ["2", "3"])]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"a,a\n1,2\n", "header_twice"),
        (b"a,,c\n1,2,3\n", "header_nameless"),
        (b"\xff\xfe\x00", "not_text"),
        (b"a,b\n\x00\x01\x02\xff\xfe\n", "not_text"),
        (b"\x1f\x8bnothing", "not_gzip"),
        (gzip.compress(b"a,b\n1,2\n" * 1000, mtime=0)[:-20], "not_gzip"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        read(written(tmp_path, data))
    assert refusal.value.code == code


def test_bytes_that_are_no_text_far_into_the_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refusal:
        read(written(tmp_path, b"a,b\n" + "王,1\n".encode() * 60_000 + b"\xff\xff,2\n"))
    assert refusal.value.code == "not_text"


def test_a_small_file_may_not_unpack_into_a_large_one(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refusal:
        read(written(tmp_path, gzip.compress(b"a,b\n" + b"1,2\n" * 600_000)), largest_mb=1)
    assert refusal.value.code == "too_large"


def test_a_missing_file_is_refused_by_its_name_alone(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refusal:
        CsvRows(tmp_path / "none.csv")
    assert refusal.value.sentence().startswith("none.csv cannot be read")
    assert str(tmp_path) not in refusal.value.sentence()
