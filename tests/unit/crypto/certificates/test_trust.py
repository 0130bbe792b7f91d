"""The trust folder: what is read, and that one bad file stops the reading and is named."""

from pathlib import Path

import pytest

from crypto.certificates import path, trust
from crypto.certificates.certificate import Usage
from crypto.certificates.trust import Trust, read_folder
from crypto.errors import BadTrust
from tests.simulators.pki import AT, House, house, root


@pytest.fixture(scope="module")
def home() -> House:
    return house()


@pytest.fixture
def folder(home: House, tmp_path: Path) -> Path:
    for name in (trust.ROOTS, trust.INTERMEDIATES, trust.LISTS):
        (tmp_path / name).mkdir()
    (tmp_path / "roots" / "root.cer").write_bytes(home.root.certificate.der)
    (tmp_path / "intermediates" / "issuing.PEM").write_bytes(home.issuing.certificate.pem())
    (tmp_path / "lists" / "root.crl").write_bytes(home.lists[0].der)
    (tmp_path / "lists" / "issuing.crl").write_bytes(home.lists[1].pem())
    (tmp_path / "roots" / "README.txt").write_text("not looked at")
    (tmp_path / "roots" / ".tmp-1234").write_text("half written")
    return tmp_path


def test_both_forms_are_read(folder: Path, home: House) -> None:
    found = read_folder(folder)
    assert found.roots == (home.root.certificate,)
    assert found.intermediates == (home.issuing.certificate,)
    assert set(found.lists) == set(home.lists)
    assert not found.strict
    assert read_folder(folder, strict=True).strict
    assert path.check(home.person.certificate, found, AT, Usage.DIGITAL_SIGNATURE).sound


def test_an_empty_or_missing_folder_trusts_nobody(tmp_path: Path, home: House) -> None:
    for empty in (tmp_path, tmp_path / "missing"):
        assert read_folder(empty) == Trust(())
    assert not path.check(home.person.certificate, Trust(()), AT, None).sound


def test_a_bundle_of_several(folder: Path, home: House) -> None:
    other = root("另一根")
    (folder / "roots" / "both.pem").write_bytes(home.root.certificate.pem() + other.certificate.pem())
    assert set(read_folder(folder).roots) == {home.root.certificate, other.certificate}


@pytest.mark.parametrize("place", ["roots/bad.cer", "intermediates/bad.cer", "lists/bad.crl"])
@pytest.mark.parametrize("data", [b"", b"rubbish", b"\x30\x84\x7f\xff\xff\xff", b"\x30\x80\0\0"])
def test_a_bad_file_is_named(folder: Path, place: str, data: bytes) -> None:
    (folder / place).write_bytes(data)
    with pytest.raises(BadTrust) as refused:
        read_folder(folder)
    assert refused.value.file == place.split("/")[1]


def test_what_does_not_belong_there(folder: Path, home: House) -> None:
    for place, certificate in (
        ("roots/issuing.cer", home.issuing.certificate),
        ("roots/person.cer", home.person.certificate),
        ("intermediates/person.cer", home.person.certificate),
    ):
        (folder / place).write_bytes(certificate.der)
        with pytest.raises(BadTrust):
            read_folder(folder)
        (folder / place).unlink()
    read_folder(folder)


def test_a_root_whose_own_signature_is_wrong(folder: Path, home: House) -> None:
    der = bytearray(home.root.certificate.der)
    der[-1] ^= 1
    (folder / "roots" / "root.cer").write_bytes(bytes(der))
    with pytest.raises(BadTrust) as refused:
        read_folder(folder)
    assert refused.value.file == "root.cer"


def test_limits(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "roots" / "huge.cer").write_bytes(b"x" * (trust.FILE + 1))
    with pytest.raises(BadTrust):
        read_folder(folder)
    (folder / "roots" / "huge.cer").unlink()
    read_folder(folder)
    monkeypatch.setattr(trust, "FILES", 1)
    with pytest.raises(BadTrust):
        read_folder(folder)


def test_more_certificates_never_add_a_root(home: House) -> None:
    grown = Trust(()).with_more([home.root.certificate, home.issuing.certificate], home.lists)
    assert grown.roots == ()
    assert not path.check(home.person.certificate, grown, AT, None).sound


def test_registered_makers_of_seals_are_read_and_need_not_be_authorities(folder: Path, home: House) -> None:
    assert read_folder(folder).makers == ()
    (folder / "makers").mkdir()
    (folder / "makers" / "maker.cer").write_bytes(home.person.certificate.der)
    assert read_folder(folder).makers == (home.person.certificate,)
    (folder / "makers" / "bad.cer").write_bytes(b"rubbish")
    with pytest.raises(BadTrust, match=r"bad\.cer"):
        read_folder(folder)
