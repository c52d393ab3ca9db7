"""A reader of lists: CSV as offices write it, in any usual encoding and delimiter, plain or gzipped, a row at a time."""

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from adapters.customers.errors import FileRefused

LARGEST_MB = 2048
LONGEST_FIELD = 20_000
SAMPLE = 256 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_DELIMITERS = ",;\t|"
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class Row:
    """One data row: its line number as an editor shows it, and its values in the order of the header.

    `values` is None where the row has another number of columns than the header.
    """

    number: int
    values: Sequence[str] | None


class _Counted(io.RawIOBase):
    """Bytes of a file that stop at a limit, so that a small file cannot unpack into the whole memory."""

    def __init__(self, source: BinaryIO, path: Path, limit: int) -> None:
        self._source = source
        self._path = path
        self._left = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._source.read(len(buffer))
        except (zlib.error, EOFError, gzip.BadGzipFile) as error:
            raise FileRefused("not_gzip", path=self._path.name) from error
        self._left -= len(data)
        if self._left < 0:
            raise FileRefused("too_large", path=self._path.name, limit=LARGEST_MB)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._source.close()
        super().close()


class CsvRows:
    """An open list: `header`, then its rows by iteration. Use it as a context manager; FileRefused when it cannot be read.

    Every value is text and stays text: a formula or markup in it has no meaning here.
    """

    def __init__(self, path: Path, *, largest_mb: int = LARGEST_MB) -> None:
        self._path = path
        try:
            self._text = self._open(largest_mb * 1024 * 1024)
        except OSError as error:
            raise FileRefused("no_file", path=path.name, why=error.strerror or "not readable") from error
        try:
            self.header = self._read_header()
        except BaseException:
            self._text.close()
            raise

    def __enter__(self) -> "CsvRows":
        return self

    def __exit__(self, *_: object) -> None:
        self._text.close()

    def _open(self, limit: int) -> io.TextIOWrapper:
        with self._path.open("rb") as file:
            packed = file.read(2) == _GZIP_MAGIC
        sample = self._bytes(packed, limit)
        with sample:
            encoding = encoding_of(sample.read(SAMPLE), self._path)
        return io.TextIOWrapper(self._bytes(packed, limit), encoding=encoding, newline="")

    def _bytes(self, packed: bool, limit: int) -> io.BufferedReader:
        source: BinaryIO = gzip.open(self._path, "rb") if packed else self._path.open("rb")  # type: ignore[assignment]  # noqa: SIM115
        return io.BufferedReader(_Counted(source, self._path, limit), buffer_size=SAMPLE)

    def _read_header(self) -> list[str]:
        first = self._line()
        self._lines_read = 1
        while first.strip() == "" and first != "":
            first = self._line()
            self._lines_read += 1
        if not first.strip():
            raise FileRefused("empty", path=self._path.name)
        self._delimiter = max(_DELIMITERS, key=lambda each: (len(_split(first, each)), -_DELIMITERS.index(each)))
        header = [name.strip() for name in _split(first, self._delimiter)]
        for number, name in enumerate(header, start=1):
            if not name:
                raise FileRefused("header_nameless", number=number)
            if header.index(name) != number - 1:
                raise FileRefused("header_twice", column=name)
        return header

    def _line(self) -> str:
        try:
            return self._text.readline(LONGEST_FIELD * 10)
        except UnicodeError as error:
            raise FileRefused("not_text", path=self._path.name) from error

    def __iter__(self) -> Iterator[Row]:
        wanted = len(self.header)
        csv.field_size_limit(LONGEST_FIELD)
        reader = csv.reader(self._text, delimiter=self._delimiter)
        while True:
            number = self._lines_read + reader.line_num + 1
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield Row(number, None)
                continue
            except UnicodeError as error:
                raise FileRefused("not_text", path=self._path.name) from error
            if values:
                yield Row(number, values if len(values) == wanted else None)


def encoding_of(sample: bytes, path: Path) -> str:
    """The encoding of a text by its mark or by trying; FileRefused when it is none that lists come in."""
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    for encoding in ("utf-8", "gb18030"):
        try:
            # The sample may end inside a character: an incremental decoder forgives that.
            decoder = codecs.getincrementaldecoder(encoding)()
            text = decoder.decode(sample)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return encoding
    raise FileRefused("not_text", path=path.name)


def _split(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])
