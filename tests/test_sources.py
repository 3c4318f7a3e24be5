"""Where raw files come from: folders, globs, addresses, archives, and all that is wrong with them."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import os
import pickle
import tarfile
import threading
import zipfile
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from flows import archives
from flows.sources import Address, Clock, Found, Opener, find, open_member, uri_of
from transforms.model import RejectError

REPORT = "新街镇党委强化组织建设。".encode()
LATER = Clock(now=lambda: 4e9, sleep=lambda _: None)  # every file is old


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


def look(raw: Path, *paths: str | Path, clock: Clock = LATER) -> Found:
    return find(paths or (raw,), raw, raw.parent / "spool", clock)


def uris(found: Found) -> list[str]:
    return [file.uri for file in found.files]


def refusals(found: Found) -> dict[str, str]:
    return {one.uri: one.error.reason for one in found.refused}


def contents(found: Found) -> dict[str, bytes]:
    with Opener() as opener:
        return {file.uri: opener.open(file.address).read() for file in found.files}


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def test_folders_files_and_globs(raw: Path) -> None:
    (raw / "2020" / "04").mkdir(parents=True)
    (raw / "2020" / "04" / "b.html").write_bytes(b"<p>")
    (raw / "a.txt").write_bytes(REPORT)
    outside = raw.parent / "outside.txt"
    outside.write_bytes(REPORT)
    assert uris(look(raw)) == ["2020/04/b.html", "a.txt"]
    assert uris(look(raw, raw / "a.txt", raw, str(raw / "**" / "*.html"))) == ["2020/04/b.html", "a.txt"]
    assert uris(look(raw, outside, outside.as_uri())) == [outside.as_posix()]
    assert look(raw, raw / "none.txt", str(raw / "*.pdf")).missing == sorted(
        [str(raw / "none.txt"), str(raw / "*.pdf")]
    )
    first = look(raw).files[1]
    assert (first.sha256, first.size) == (hashlib.sha256(REPORT).hexdigest(), len(REPORT))
    assert pickle.loads(pickle.dumps(first)) == first


def test_hidden_and_unfinished_files_are_named(raw: Path) -> None:
    for name in ("a.txt", ".hidden.txt", "b.txt.part"):
        (raw / name).write_bytes(REPORT)
    (raw / ".git").mkdir()
    (raw / ".git" / "c.txt").write_bytes(REPORT)
    found = look(raw)
    assert uris(found) == ["a.txt"]
    assert found.skipped == [".git", ".hidden.txt", "b.txt.part"]


def test_a_young_file_is_looked_at_again(raw: Path) -> None:
    for name in ("old.txt", "young.txt", "growing.txt", "gone.txt"):
        (raw / name).write_bytes(REPORT)
        os.utime(raw / name, (1000, 1000 if name == "old.txt" else 2000))
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        with (raw / "growing.txt").open("ab") as file:
            file.write(REPORT)
        (raw / "gone.txt").unlink()

    found = look(raw, clock=Clock(now=lambda: 2001.5, sleep=sleep))
    assert uris(found) == ["old.txt", "young.txt"]
    assert found.waiting == ["gone.txt", "growing.txt"]
    assert waits == [2.0]


def test_no_wait_without_a_young_file(raw: Path) -> None:
    (raw / "a.txt").write_bytes(REPORT)
    os.utime(raw / "a.txt", (1000, 1000))

    def sleep(seconds: float) -> None:
        raise AssertionError("waited")

    assert uris(look(raw, clock=Clock(now=lambda: 2000.0, sleep=sleep))) == ["a.txt"]


def test_a_file_from_the_future_is_taken(raw: Path) -> None:
    (raw / "a.txt").write_bytes(REPORT)
    os.utime(raw / "a.txt", (5000, 5000))
    assert uris(look(raw, clock=Clock(now=lambda: 2000.0, sleep=lambda _: None))) == ["a.txt"]


@pytest.mark.parametrize(
    ("name", "pack"),
    [("a.txt.gz", gzip.compress), ("a.txt.bz2", bz2.compress), ("a.txt.xz", lzma.compress), ("a.txt", gzip.compress)],
)
def test_compressed_files(raw: Path, name: str, pack: Callable[[bytes], bytes]) -> None:
    data = pack(REPORT)
    (raw / name).write_bytes(data)
    found = look(raw)
    assert contents(found) == {name: REPORT}
    assert found.files[0].sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.zip", zipped),
        ("a.tar", tarred),
        ("a.tar.gz", partial(tarred, mode="w:gz")),
        ("a.tar.bz2", partial(tarred, mode="w:bz2")),
        ("a.tar.xz", partial(tarred, mode="w:xz")),
    ],
)
def test_archives_and_archives_in_archives(raw: Path, name: str, pack: Callable[[dict[str, bytes]], bytes]) -> None:
    inner = {"x.txt": REPORT, "deep.zip": zipped({"q.txt": REPORT})}
    files = {"b.html": b"<p>", "d/c.txt.gz": gzip.compress(REPORT), "e.zip": zipped(inner),
             "f.tgz": tarred(inner, "w:gz"), ".h": b"x", "__MACOSX/._b.html": b"x"}  # fmt: skip
    (raw / name).write_bytes(pack(files))
    found = look(raw)
    assert contents(found) == {
        f"{name}!b.html": b"<p>",
        f"{name}!d/c.txt.gz": REPORT,
        f"{name}!e.zip!x.txt": REPORT,
        f"{name}!f.tgz!x.txt": REPORT,
    }
    assert refusals(found) == {f"{name}!e.zip!deep.zip": "archive_limit", f"{name}!f.tgz!deep.zip": "archive_limit"}
    assert found.skipped == [f"{name}!.h", f"{name}!__MACOSX/._b.html"]
    by_uri = {file.uri: file for file in found.files}
    assert by_uri[f"{name}!b.html"].sha256 == hashlib.sha256(b"<p>").hexdigest()
    with open_member(by_uri[f"{name}!f.tgz!x.txt"].address) as stream:
        assert stream.read() == REPORT


def test_office_documents_are_no_archives(raw: Path) -> None:
    (raw / "a.docx").write_bytes(zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}))
    assert uris(look(raw)) == ["a.docx"]


def test_names_that_lead_out(raw: Path) -> None:
    names = ["../up.txt", "/abs.txt", "d/../../up.txt", "C:\\win.txt", "good.txt"]
    (raw / "a.zip").write_bytes(zipped(dict.fromkeys(names, REPORT)))
    found = look(raw)
    assert uris(found) == ["a.zip!good.txt"]
    assert set(refusals(found).values()) == {"unreadable"}
    assert len(found.refused) == 4


def test_links_in_a_tar_are_skipped(raw: Path) -> None:
    with tarfile.open(raw / "a.tar", "w") as archive:
        info = tarfile.TarInfo("passwd")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)
    assert (uris(look(raw)), look(raw).skipped) == ([], ["a.tar!passwd"])


def test_old_zip_names_are_read_as_gbk(raw: Path) -> None:
    data = zipped({"XXXXXX.txt": REPORT}).replace(b"XXXXXX", "新街镇".encode("gbk"))
    (raw / "a.zip").write_bytes(data)
    assert contents(look(raw)) == {"a.zip!新街镇.txt": REPORT}


def test_bombs(raw: Path) -> None:
    zeros = bytes(30_000_000)
    (raw / "a.zip").write_bytes(zipped({"0.txt": REPORT, "1.txt": zeros, "2.txt": REPORT}))
    (raw / "b.tar.gz").write_bytes(tarred({"0.txt": REPORT, "1.txt": zeros, "2.txt": REPORT}, "w:gz"))
    (raw / "c.gz").write_bytes(gzip.compress(zeros))
    (raw / "d.zip").write_bytes(zipped({"in.zip": zipped({"1.txt": zeros})}))
    found = look(raw)
    assert uris(found) == ["a.zip!0.txt", "b.tar.gz!0.txt", "c.gz"]
    assert set(refusals(found).values()) == {"archive_limit"}
    assert {"a.zip!1.txt", "a.zip!2.txt", "b.tar.gz", "d.zip!in.zip!1.txt"} <= refusals(found).keys()
    with pytest.raises(RejectError) as caught:
        open_member(found.files[2].address)
    assert caught.value.reason == "archive_limit"


def test_more_than_the_limit(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "BYTES_LIMIT", 200_000)
    (raw / "a.zip").write_bytes(zipped({f"{n}.txt": os.urandom(80_000) for n in range(4)}))
    assert list(refusals(look(raw)).values()) == ["archive_limit"] * 2


@pytest.mark.parametrize("cut", [20, 200, 3000])
@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "gz", "xz", "bz2"])
def test_cut_archives(raw: Path, kind: str, cut: int) -> None:
    noise = os.urandom(5000)
    pack: dict[str, Callable[[], bytes]] = {
        "zip": lambda: zipped({"1.txt": noise, "2.txt": noise}),
        "tar": lambda: tarred({"1.txt": noise, "2.txt": noise}),
        "tar.gz": lambda: tarred({"1.txt": noise, "2.txt": noise}, "w:gz"),
        "gz": lambda: gzip.compress(noise),
        "xz": lambda: lzma.compress(noise),
        "bz2": lambda: bz2.compress(noise),
    }
    (raw / f"a.{kind}").write_bytes(pack[kind]()[:-cut])
    found = look(raw)
    seen = list(refusals(found).values())
    with Opener() as opener:
        for file in found.files:
            try:
                opener.open(file.address).read()
            except RejectError as error:
                seen.append(error.reason)
    assert seen or kind == "tar"
    assert set(seen) <= {"unreadable"}


def test_a_zip_with_a_password(raw: Path) -> None:
    data = bytearray(zipped({"a.txt": REPORT}))
    data[6] |= 1  # the flag in the local header
    data[data.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    (raw / "a.zip").write_bytes(bytes(data))
    assert refusals(look(raw)) == {"a.zip!a.txt": "unreadable"}


def test_links_and_loops(raw: Path) -> None:
    (raw / "real").mkdir()
    (raw / "real" / "a.txt").write_bytes(REPORT)
    (raw / "real" / "up").symlink_to(raw)
    (raw / "alias").symlink_to(raw / "real")
    (raw / "me").symlink_to(raw / "me")
    (raw / "nowhere").symlink_to(raw / "none")
    (raw / "linked.txt").symlink_to(raw / "real" / "a.txt")
    os.mkfifo(raw / "pipe")
    found = look(raw)
    assert uris(found) == ["linked.txt", "real/a.txt"]
    assert refusals(found) == {"me": "unreadable", "nowhere": "unreadable", "pipe": "unreadable"}


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_closed_folders_and_files(raw: Path) -> None:
    (raw / "shut").mkdir(mode=0)
    (raw / "shut.txt").write_bytes(REPORT)
    (raw / "shut.txt").chmod(0)
    assert refusals(look(raw)) == {"shut": "unreadable", "shut.txt": "unreadable"}


def test_closed_folder_for_anyone(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (raw / "shut").mkdir()
    (raw / "a.txt").write_bytes(REPORT)
    listed = Path.iterdir

    def iterdir(folder: Path) -> object:
        if folder.name == "shut":
            raise PermissionError(13, "Permission denied")
        return listed(folder)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    found = look(raw)
    assert (uris(found), refusals(found)) == (["a.txt"], {"shut": "unreadable"})


def test_strange_names(raw: Path) -> None:
    (raw / "a\nb.txt").write_bytes(REPORT)
    Path(os.fsdecode(os.fsencode(raw) + b"/\xd0\xc2.txt")).write_bytes(REPORT)
    (raw / "back\\slash.txt").write_bytes(REPORT)
    found = look(raw)
    assert set(uris(found)) == {"a\\x0ab.txt", "back\\\\slash.txt", "\\xd0\\xc2.txt"}
    assert all(uri.encode() for uri in uris(found))
    assert set(contents(found).values()) == {REPORT}


def test_uri(raw: Path) -> None:
    assert uri_of(raw / "x" / "y.txt", raw) == "x/y.txt"
    assert uri_of(raw.parent / "z.txt", raw) == (raw.parent / "z.txt").as_posix()


def test_memory_addresses(raw: Path) -> None:
    import fsspec

    system = fsspec.filesystem("memory")
    system.pipe({"/reports/a.txt": REPORT, "/reports/d/b.zip": zipped({"c.txt": b"c"}), "/reports/.h": b"h"})
    found = look(raw, "memory://reports", "memory://reports/a.txt", "memory://none", "nonsense://a")
    assert contents(found) == {"memory://reports/a.txt": REPORT, "memory://reports/d/b.zip!c.txt": b"c"}
    assert found.skipped == ["memory://reports/.h"]
    assert found.missing == ["memory://none"]
    assert refusals(found) == {"nonsense://a": "unreadable"}
    assert found.files[0].modified_at is None


def test_web_addresses(raw: Path) -> None:
    served = raw.parent / "served"
    served.mkdir()
    (served / "a.txt").write_bytes(REPORT)

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(served)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    found = look(raw, f"{base}/a.txt", f"{base}/none.txt")
    server.shutdown()
    server.server_close()
    assert contents(found) == {f"{base}/a.txt": REPORT}
    assert refusals(found) == {f"{base}/none.txt": "unreadable"}


def test_an_opener_keeps_what_is_open(raw: Path) -> None:
    (raw / "a.zip").write_bytes(zipped({f"{n}.txt": f"{n}".encode() for n in range(5)}))
    (raw / "b.txt.gz").write_bytes(gzip.compress(REPORT))
    with Opener() as opener:
        files = look(raw).files
        assert [opener.open(file.address).read() for file in files] == [b"0", b"1", b"2", b"3", b"4", REPORT]
        stream = opener.open(files[-1].address)
        assert stream is opener.open(files[-1].address)
        stream.close()
        assert opener.open(files[-1].address).read() == REPORT
    with pytest.raises(RejectError):
        open_member(Address(str(raw / "gone.txt")))
    with pytest.raises(RejectError):
        open_member(Address(str(raw / "a.zip"), ("none.txt",)))
