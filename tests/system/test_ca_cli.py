"""`zhengxun ca`: an authority from its founding to revocation, on the command line, with what can go wrong on the way."""

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from app import cli, pins, templating
from app.ca import acts as ca_acts
from app.ca import importing as ca_import
from app.ca import register as ca_register
from app.ca.folder import Ca
from crypto import sm2, sm3
from crypto.certificates import build, envelopedkey, path, profiles, requests, standing
from crypto.certificates.authority import Order
from crypto.certificates.certificate import Certificate, Usage, load
from crypto.certificates.profiles import Role
from crypto.certificates.standing import StandingReason
from crypto.certificates.trust import Trust, read_folder
from crypto.devices.softtoken import SoftwareToken
from kernel import clock
from kernel.errors import StartRefused
from tests.simulators.pki import DISTID, House, empty_list, holder, house, openssl, template

PROJECT = Path(__file__).resolve().parents[2]
DAY = timedelta(days=1)
SIGN, ENCRYPT = Usage.DIGITAL_SIGNATURE, Usage.KEY_ENCIPHERMENT
ROOT_PIN, ISSUING_PIN = "root-pin-1234", "issuing-pin-1234"


class Desk:
    """The security administrator at his terminal."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.ca, self.trust, self.out = folder / "data" / "ca", folder / "data" / "trust", folder / "out"

    def run(self, *words: str | Path) -> int:
        """One command; what it printed is in `said`."""
        self._capsys.readouterr()
        code = cli.main(["ca", *map(str, words)])
        captured = self._capsys.readouterr()
        self.said = captured.out + captured.err
        return code

    def issuing(self, *words: str | Path) -> int:
        return self.run(*words, "--pin-file", self.folder / "issuing.pin", "--yes")

    def rooted(self, *words: str | Path) -> int:
        return self.run(*words, "--root-pin-file", self.folder / "root.pin", "--yes")

    def request(self, name: str = "张三", pair: sm2.PrivateKey | None = None) -> tuple[Path, sm2.PrivateKey]:
        pair = pair or sm2.generate()
        file = self.folder / f"{name}.csr"
        file.write_bytes(requests.make(profiles.name(name, "某市分局", "办公室"), pair.public.raw, pair.sign))
        return file, pair

    def issued(self, name: str = "张三") -> tuple[Path, sm2.PrivateKey]:
        """The folder of a person's certificates."""
        file, pair = self.request(name)
        assert self.issuing("issue", file, "--out", self.out) == 0, self.said
        return next(each for each in self.out.iterdir() if each.name.startswith(name[:2])), pair

    def check(self, certificate: Certificate, usage: Usage = SIGN, trust: Path | None = None) -> path.Path:
        return path.check(certificate, read_folder(trust or self.trust, strict=True), clock.now(), usage)

    def register(self) -> list[dict[str, str]]:
        """Its entries; every line numbered."""
        rows = [json.loads(line) for line in (self.ca / "register.jsonl").read_bytes().splitlines()]
        assert [row["n"] for row in rows] == list(range(1, len(rows) + 1))
        return [entry for row in rows for entry in row["entries"]]


def secret(file: Path, text: str) -> Path:
    file.write_text(text)
    file.chmod(0o600)
    return file


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority just founded, to be copied: making its devices takes most of the time of a test."""
    folder = tmp_path_factory.mktemp("ca")
    secret(folder / "root.pin", ROOT_PIN + "\n")
    secret(folder / "issuing.pin", ISSUING_PIN)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("ZHENGXUN_DATA", str(folder / "data"))
        files = ["--root-pin-file", str(folder / "root.pin"), "--pin-file", str(folder / "issuing.pin")]
        assert cli.main(["ca", "init", "--organisation", "某省局", *files, "--yes"]) == 0
    return folder


@pytest.fixture
def desk(
    founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Desk]:
    folder = tmp_path / "house"
    shutil.copytree(founded, folder)
    monkeypatch.setenv("ZHENGXUN_DATA", str(folder / "data"))
    yield Desk(folder, capsys)
    clock.install()


def later(days: float) -> None:
    moment = clock.now() + days * DAY
    clock.install(lambda: moment)


@pytest.mark.requirement("KEY-01")
def test_founding_makes_two_authorities_and_trusts_them(desk: Desk) -> None:
    trust = read_folder(desk.trust)
    root, issuing = trust.roots[0], trust.intermediates[0]
    assert (root.name, issuing.name) == ("某省局根证书", "某省局签发证书")
    assert len(trust.lists) == 2
    assert path.check(issuing, read_folder(desk.trust, strict=True), clock.now(), Usage.KEY_CERT_SIGN).sound
    assert [(row["act"], row.get("role", row["issuer"])) for row in desk.register()] == [
        ("issued", "root"), ("issued", "issuing"), ("list", "root"), ("list", "issuing"),
    ]  # fmt: skip
    private = [desk.ca / "register.jsonl", desk.ca / "root" / "device.json", desk.ca / "issuing" / "device.json"]
    assert [oct(each.stat().st_mode & 0o777) for each in private] == ["0o600"] * 3


def test_what_is_founded_is_not_founded_over(desk: Desk) -> None:
    before = (desk.ca / "register.jsonl").read_bytes()
    files = ("--root-pin-file", desk.folder / "root.pin", "--pin-file", desk.folder / "issuing.pin", "--yes")
    assert desk.run("init", "--organisation", "另一局", *files) == 2
    assert "已有内容" in desk.said
    assert (desk.ca / "register.jsonl").read_bytes() == before


def test_a_founding_that_fails_leaves_nothing(desk: Desk) -> None:
    short = secret(desk.folder / "short.pin", "1234")
    place, stick = desk.folder / "new", desk.folder / "stick"
    init = (
        "init",
        "--organisation",
        "局",
        "--folder",
        place / "ca",
        "--trust",
        place / "trust",
        "--root-folder",
        stick,
    )
    root = ("--root-pin-file", desk.folder / "root.pin", "--yes")
    assert desk.run(*init, *root, "--pin-file", short) == 2
    assert list(place.iterdir()) == []
    assert not stick.exists()
    assert desk.run(*init, *root, "--pin-file", desk.folder / "issuing.pin") == 0
    assert not (place / "ca" / "root").exists()
    again = ("crl", "--root", "--folder", place / "ca", "--trust", place / "trust", *root[:2])
    assert desk.run(*again) == 2
    assert desk.run(*again, "--root-folder", stick) == 0
    assert desk.run(*init[:4], place / "third", *init[5:], *root, "--pin-file", desk.folder / "issuing.pin") == 2
    assert "已有内容" in desk.said


@pytest.mark.requirement("KEY-02")
def test_a_device_gets_both_certificates_and_its_encryption_key(desk: Desk) -> None:
    folder, pair = desk.issued()
    assert sorted(each.name for each in folder.iterdir()) == ["chain.pem", "encrypt.cer", "encrypt.key", "sign.cer"]
    sign, encrypt = load((folder / "sign.cer").read_bytes()), load((folder / "encrypt.cer").read_bytes())
    assert desk.check(sign).sound
    assert desk.check(encrypt, ENCRYPT).sound
    parts = envelopedkey.parts((folder / "encrypt.key").read_bytes())
    assert envelopedkey.unsealed(parts, pair.decrypt(parts.key)).public.raw == encrypt.public_key
    (folder / "issuing.pem").write_bytes(read_folder(desk.trust).intermediates[0].pem())
    said = openssl("verify", "-x509_strict", "-partial_chain", "-vfyopt", DISTID, "-trusted", folder / "issuing.pem",
                   folder / "sign.cer")  # fmt: skip
    assert said.strip().endswith("OK")


def test_a_token_asks_and_receives(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGXUN_DATA", str(desk.folder / "data"))
    pin = secret(desk.folder / "token.pin", "123456")
    token = SoftwareToken.create(desk.folder / "token.key", "123456", label="张三")
    address, file = f"software:{desk.folder / 'token.key'}", desk.folder / "token.csr"
    who = ("--name", "张三", "--organisation", "某市分局", "--unit", "办公室")
    assert cli.main(["device", "request", address, *who, "--out", str(file), "--pin-file", str(pin)]) == 0
    assert desk.issuing("issue", file, "--out", desk.out) == 0
    (folder,) = desk.out.iterdir()
    sign, encrypt = load((folder / "sign.cer").read_bytes()), load((folder / "encrypt.cer").read_bytes())
    token.unlock("123456")
    token.install(sign, encrypt, (folder / "encrypt.key").read_bytes())
    assert (token.certificates().sign, token.certificates().encrypt) == (sign, encrypt)
    token.close()
    assert cli.main(["device", "request", "ftp:nowhere", *who, "--out", str(file), "--pin-file", str(pin)]) == 2


def test_an_authority_whose_keys_are_in_devices_of_their_own(desk: Desk) -> None:
    for name in ("top", "daily"):
        secret(desk.folder / f"{name}.pin", f"{name}-pin-1234")
        SoftwareToken.create(desk.folder / f"{name}.key", f"{name}-pin-1234").close()
    top, daily = (f"software:{desk.folder / name}.key" for name in ("top", "daily"))
    place = ("--folder", desk.folder / "other" / "ca", "--trust", desk.folder / "other" / "trust")
    given = ("--root-pin-file", desk.folder / "top.pin", "--pin-file", desk.folder / "daily.pin", "--yes")
    init = ("init", "--organisation", "某市局", *place, *given)
    wrong = ("--root-pin-file", desk.folder / "top.pin", "--pin-file", desk.folder / "top.pin", "--yes")
    assert desk.run(*init[:-5], *wrong, "--root-device", top, "--device", top) == 2
    assert "同一把密钥" in desk.said
    assert desk.run(*init, "--root-device", top, "--device", daily) == 0, desk.said
    assert sorted(each.name for each in (desk.folder / "other" / "ca" / "root").iterdir()) == ["address"]
    file, _ = desk.request()
    assert desk.run("issue", file, *place, "--out", desk.out, *given[2:]) == 0, desk.said
    made = load(next(desk.out.glob("*/sign.cer")).read_bytes())
    assert desk.check(made, trust=desk.folder / "other" / "trust").sound
    (desk.folder / "daily.key").rename(desk.folder / "elsewhere.key")
    assert desk.run("crl", *place, *given[2:4]) == 2


def test_a_module_gets_one_certificate(desk: Desk) -> None:
    file, _ = desk.request("密码机")
    assert desk.issuing("issue", file, "--role", "service", "--days", "30", "--out", desk.out) == 0
    (folder,) = desk.out.iterdir()
    made = load((folder / "sign.cer").read_bytes())
    assert sorted(each.name for each in folder.iterdir()) == ["chain.pem", "sign.cer"]
    assert desk.check(made).sound
    assert made.not_after - clock.now() < 30 * DAY


@pytest.mark.requirement("KEY-05")
def test_a_seal_maker_is_registered_by_the_act_that_certifies_him(desk: Desk) -> None:
    assert read_folder(desk.trust).makers == ()
    person, _ = desk.request("张三")
    assert desk.issuing("issue", person, "--out", desk.out) == 0
    assert read_folder(desk.trust).makers == ()
    maker, _ = desk.request("制章人")
    assert desk.issuing("issue", maker, "--role", "seal_maker", "--out", desk.out) == 0
    made = load(next(desk.out.glob("制章人-*/sign.cer")).read_bytes())
    assert read_folder(desk.trust).makers == (made,)


def test_the_administrator_decides_on_the_name(desk: Desk) -> None:
    file, _ = desk.request("张三")
    assert desk.issuing("issue", file, "--name", "张三丰", "--unit", "财务处", "--out", desk.out) == 0
    made = load(next(desk.out.glob("*/sign.cer")).read_bytes())
    assert made.parsed.subject == profiles.name("张三丰", "某市分局", "财务处")
    assert desk.issuing("issue", desk.request("李四")[0], "--name", "长" * 65, "--out", desk.out) == 2
    assert "名称不能用" in desk.said


def test_requests_that_are_refused(desk: Desk) -> None:
    file, pair = desk.request()
    genuine = file.read_bytes()
    for data, words in (
        (genuine.replace("张三".encode(), "李四".encode()), "签名不对"),
        (genuine[:-1], "不是可用的"),
        (b"", "不是可用的"),
    ):
        file.write_bytes(data)
        assert desk.issuing("issue", file, "--out", desk.out) == 2
        assert words in desk.said
    assert desk.issuing("issue", desk.folder / "missing.csr", "--out", desk.out) == 2
    assert len(desk.register()) == 4
    file.write_bytes(genuine)
    assert desk.issuing("issue", file, "--out", desk.out) == 0
    again, _ = desk.request("李四", pair)
    assert desk.issuing("issue", again, "--out", desk.out) == 2
    assert "已经签发过" in desk.said
    another, _ = desk.request()
    assert desk.issuing("issue", another, "--out", desk.out) == 0
    assert "同一名称已有 1 份有效证书" in desk.said


def test_the_register_is_written_before_the_certificate_leaves(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def power_cut(*_: object) -> Path:
        raise KeyboardInterrupt

    file, _ = desk.request()
    with monkeypatch.context() as patched:
        patched.setattr(ca_acts, "hand_out", power_cut)
        assert desk.issuing("issue", file, "--out", desk.out) == 130
    rows = desk.register()
    assert [row.get("role") for row in rows[4:]] == ["signing", "encryption"]
    assert desk.run("export", rows[4]["serial"][:10], "--out", desk.out) == 0
    (folder,) = desk.out.iterdir()
    assert f"{load((folder / 'sign.cer').read_bytes()).serial:x}" == rows[4]["serial"]
    assert (folder / "encrypt.key").is_file()


def test_nothing_leaves_when_the_register_cannot_be_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "register.jsonl")

    with monkeypatch.context() as patched:
        patched.setattr(ca_register, "append", full)
        assert desk.issuing("issue", desk.request()[0], "--out", desk.out) == 2
    assert "磁盘已满" in desk.said
    assert not desk.out.exists()


@pytest.mark.requirement("KEY-04")
def test_revoking_takes_the_whole_device_at_once(desk: Desk) -> None:
    folder, _ = desk.issued()
    serial = f"{load((folder / 'sign.cer').read_bytes()).serial:x}"
    later(1)
    assert desk.issuing("renew", serial, "--out", desk.out) == 0
    certificates = [load(each.read_bytes()) for each in desk.out.glob("*/*.cer")]
    assert len(certificates) == 4
    before = clock.now()
    later(1)
    assert desk.issuing("revoke", serial[:12], "--reason", "lost") == 0
    assert "已吊销 4 份" in desk.said
    for each in certificates:
        usage = SIGN if SIGN in (each.usage or ()) else ENCRYPT
        found = desk.check(each, usage)
        assert {f.reason for f in found.findings if f.level == "failed"} == {StandingReason.REVOKED}
        assert path.check(each, read_folder(desk.trust, strict=True), before, usage).sound
    assert desk.issuing("revoke", serial, "--reason", "lost") == 2
    assert "已经吊销" in desk.said
    assert desk.issuing("renew", serial, "--out", desk.out) == 2


def test_a_device_lost_days_ago_is_doubted_since_then(desk: Desk) -> None:
    folder, _ = desk.issued()
    sign = load((folder / "sign.cer").read_bytes())
    later(5)
    lost = clock.local(clock.now() - 2 * DAY)
    assert desk.issuing("revoke", f"{sign.serial:x}", "--reason", "lost", "--since", f"{lost:%Y-%m-%d}") == 0
    trust = read_folder(desk.trust)
    assert not path.check(sign, trust, clock.now() - 1 * DAY, SIGN).sound
    assert path.check(sign, trust, clock.now() - 4 * DAY, SIGN).sound
    after = f"{clock.local(clock.now() + 2 * DAY):%Y-%m-%d}"
    assert desk.issuing("revoke", f"{sign.serial:x}", "--reason", "lost", "--since", after) == 2


def test_renewing_the_issuing_authority_needs_the_root(desk: Desk) -> None:
    folder, _ = desk.issued()
    later(3000)
    assert desk.rooted("renew", "issuing", "--out", desk.out) == 0
    assert len(read_folder(desk.trust).intermediates) == 2
    file, _ = desk.request("李四")
    assert desk.issuing("issue", file, "--out", desk.out) == 0
    made = load(next(desk.out.glob("李四-*/sign.cer")).read_bytes())
    assert made.not_after - clock.now() > 1094 * DAY  # the old authority would have cut it
    assert path.check(made, read_folder(desk.trust), clock.now(), SIGN).sound
    assert folder.is_dir()


def test_a_root_that_is_locked_away(desk: Desk) -> None:
    safe = desk.folder / "safe"
    shutil.move(desk.ca / "root", safe)
    assert desk.rooted("renew", "issuing", "--out", desk.out) == 2
    assert "密钥设备不在" in desk.said
    desk.issued()  # everyday work goes on
    assert desk.rooted("renew", "issuing", "--root-folder", safe, "--out", desk.out) == 0
    shutil.copytree(desk.ca / "issuing", desk.folder / "wrong")
    words = ("renew", "root", "--root-folder", desk.folder / "wrong", "--out", desk.out, "--yes")
    assert desk.run(*words, "--root-pin-file", desk.folder / "issuing.pin") == 2
    assert "不是一对" in desk.said


def test_a_revoked_issuing_authority_issues_nothing(desk: Desk) -> None:
    folder, _ = desk.issued()
    issuing = f"{read_folder(desk.trust).intermediates[0].serial:x}"
    assert desk.rooted("revoke", issuing, "--reason", "lost") == 0
    assert not desk.check(load((folder / "sign.cer").read_bytes())).sound
    assert desk.issuing("issue", desk.request("李四")[0], "--out", desk.out) == 2
    root = f"{read_folder(desk.trust).roots[0].serial:x}"
    assert desk.rooted("revoke", root, "--reason", "lost") == 2
    assert "不能吊销自己" in desk.said


@pytest.mark.requirement("KEY-03")
def test_check_tells_scripts_what_runs_out(desk: Desk) -> None:
    desk.issued()
    assert desk.run("check") == 0
    later(25)  # the issuing authority's list lives 30 days
    assert desk.run("check") == 3
    assert "吊销列表" in desk.said
    later(6)
    assert desk.run("check") == 1
    assert desk.run("crl", "--pin-file", desk.folder / "issuing.pin") == 0
    assert desk.run("check") == 0
    later(1095 - 31 - 20)
    for words in (("crl", "--pin-file", desk.folder / "issuing.pin"),
                  ("crl", "--root", "--root-pin-file", desk.folder / "root.pin")):  # fmt: skip
        assert desk.run(*words) == 0
    assert desk.run("check") == 3
    assert desk.said.count("张三") == 2
    assert "请尽快换发" in desk.said
    later(30)
    assert desk.run("check") == 1


def test_lists_are_numbered_and_the_newer_replaces_the_older(desk: Desk) -> None:
    for _ in range(2):
        assert desk.run("crl", "--pin-file", desk.folder / "issuing.pin") == 0
    lists = read_folder(desk.trust).lists
    assert sorted(each.number or 0 for each in lists) == [1, 3]
    assert len(list((desk.trust / "lists").iterdir())) == 2


def test_list_shows_what_stands(desk: Desk) -> None:
    desk.issued("张三")
    folder, _ = desk.issued("李四[red]")
    assert desk.run("list") == 0
    assert desk.said.count("张三") == 2
    assert "李四[red]" in desk.said
    assert desk.issuing("revoke", f"{load((folder / 'sign.cer').read_bytes()).serial:x}", "--reason", "moved") == 0
    assert desk.run("list") == 0
    assert "李四" not in desk.said
    assert desk.run("list", "--all") == 0
    assert desk.said.count("已吊销") == 2


# --- an outside authority ---


@pytest.fixture(scope="module")
def outside() -> House:
    return house()


def files(folder: Path, outside: House) -> tuple[Path, ...]:
    folder.mkdir(exist_ok=True)
    (folder / "root.cer").write_bytes(outside.root.certificate.der)
    (folder / "issuing.pem").write_bytes(outside.issuing.certificate.pem())
    (folder / "person.cer").write_bytes(outside.person.certificate.der)
    (folder / "issuing.crl").write_bytes(outside.lists[1].der)
    return tuple(folder / name for name in ("root.cer", "issuing.pem", "issuing.crl"))


def test_an_outside_root_is_trusted_by_its_fingerprint(desk: Desk, outside: House) -> None:
    clock.install(lambda: outside.root.certificate.not_before + DAY)
    given = files(desk.folder / "theirs", outside)
    fingerprint = outside.root.certificate.fingerprint
    assert desk.run("import", *given) == 2
    assert "核对指纹" in desk.said
    assert desk.run("import", *given, "--fingerprint", fingerprint[:-1] + "x") == 2
    assert desk.run("import", *given, "--fingerprint", fingerprint[:32]) == 2
    assert len(read_folder(desk.trust).roots) == 1
    shown = " ".join(fingerprint[each : each + 8] for each in range(0, 64, 8))
    assert shown in desk.said
    assert desk.run("import", *given, "--fingerprint", shown.upper()) == 0
    trust = read_folder(desk.trust)
    assert outside.root.certificate in trust.roots
    assert path.check(outside.person.certificate, trust, clock.now(), SIGN).sound
    assert desk.run("import", given[2]) == 0  # a newer list needs no fingerprint


def test_the_fingerprint_is_typed_at_a_terminal(desk: Desk, outside: House, monkeypatch: pytest.MonkeyPatch) -> None:
    clock.install(lambda: outside.root.certificate.not_before + DAY)
    given = files(desk.folder / "theirs", outside)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    for typed, code in (("", 2), ("y", 2), (outside.root.certificate.fingerprint, 0)):
        monkeypatch.setattr("builtins.input", lambda _prompt, typed=typed: typed)
        assert desk.run("import", *given) == code


@pytest.mark.requirement("KEY-05")
def test_an_outside_seal_maker_is_registered_by_name_and_never_by_the_way(desk: Desk, outside: House) -> None:
    clock.install(lambda: outside.root.certificate.not_before + DAY)
    given = files(desk.folder / "theirs", outside)
    maker = desk.folder / "theirs" / "person.cer"
    assert desk.run("import", "--maker", maker) == 2
    assert "不能用来制章" in desk.said
    assert desk.run("import") == 2
    assert "没有给出" in desk.said
    assert desk.run("import", *given, "--fingerprint", outside.root.certificate.fingerprint) == 0
    assert desk.run("import", "--maker", given[1]) == 2
    assert read_folder(desk.trust).makers == ()
    assert desk.run("import", "--maker", maker) == 0
    assert read_folder(desk.trust).makers == (outside.person.certificate,)


def test_what_an_import_refuses(desk: Desk, outside: House) -> None:
    clock.install(lambda: outside.root.certificate.not_before + DAY)
    root, issuing, made = files(desk.folder / "theirs", outside)
    fingerprint = ("--fingerprint", outside.root.certificate.fingerprint)
    broken = desk.folder / "broken.cer"
    der = bytearray(root.read_bytes())
    der[-1] ^= 1
    broken.write_bytes(bytes(der))
    (desk.folder / "rubbish.cer").write_bytes(b"rubbish")
    for given, words in (
        ((issuing,), "不能上溯"),
        ((root, desk.folder / "theirs" / "person.cer", *fingerprint), "不能上溯"),
        ((made,), "不是这些机构签发"),
        ((broken, *fingerprint), "签名不对"),
        ((desk.folder / "rubbish.cer",), "不是可用的"),
        ((desk.folder / "missing.cer",), "读不到"),
    ):
        assert desk.run("import", *given) == 2
        assert words in desk.said, given
    assert len(read_folder(desk.trust).roots) == 1
    (desk.trust / "roots" / "bad.cer").write_bytes(b"bad")
    assert desk.run("import", root, *fingerprint) == 2
    assert "bad.cer" in desk.said


def test_a_name_from_outside_steers_no_terminal(desk: Desk) -> None:
    pair = sm2.generate()
    evil = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "好\x1b[2J\u202e人[red]")])
    top = replace(template("x", Role.ROOT, pair), subject=evil, not_before=clock.now())
    (desk.folder / "evil.cer").write_bytes(build.self_signed(top, pair.sign).der)
    assert desk.run("import", desk.folder / "evil.cer") == 2
    assert "好\ufffd[2J\ufffd人[red]" in desk.said
    assert "\x1b[2J" not in desk.said


def test_our_authorities_go_to_another_house(desk: Desk) -> None:
    folder, _ = desk.issued()
    assert desk.run("export", "authorities", "--out", desk.folder / "for-them") == 0
    given = sorted((desk.folder / "for-them").iterdir())
    assert [each.name for each in given] == ["issuing.cer", "issuing.crl", "root.cer", "root.crl"]
    fingerprint = read_folder(desk.trust).roots[0].fingerprint
    theirs = desk.folder / "their-trust"
    assert desk.run("import", *given, "--trust", theirs, "--fingerprint", fingerprint) == 0
    assert desk.check(load((folder / "sign.cer").read_bytes()), trust=theirs).sound


# --- PINs and the terminal ---


def test_pins_come_from_private_files_or_a_terminal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    file, _ = desk.request()
    words = ("issue", file, "--out", desk.out, "--yes")
    assert desk.run(*words) == 2
    assert "不能输入" in desk.said
    (desk.folder / "issuing.pin").chmod(0o640)
    assert desk.run(*words, "--pin-file", desk.folder / "issuing.pin") == 2
    assert "别人也能读" in desk.said
    wrong = secret(desk.folder / "wrong.pin", "wrong-pin-1234")
    assert desk.run(*words, "--pin-file", wrong) == 2
    assert "还可以试 5 次" in desk.said
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: ISSUING_PIN)
    assert desk.run(*words) == 0


def test_a_new_pin_is_typed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["first-pin-1", "other-pin-1", "first-pin-1", "first-pin-1"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    with pytest.raises(StartRefused) as refused:
        pins.read("x", None, new=True)
    assert refused.value.code == "pin.differ"
    assert pins.read("x", None, new=True) == "first-pin-1"


def test_nothing_is_made_without_a_yes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    file, _ = desk.request()
    words = ("issue", file, "--out", desk.out, "--pin-file", desk.folder / "issuing.pin")
    assert desk.run(*words) == 2
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _prompt: "n")
    assert desk.run(*words) == 2
    assert len(desk.register()) == 4
    monkeypatch.setattr("builtins.input", lambda _prompt: "y")
    assert desk.run(*words) == 0


# --- the register ---


def damaged(rows: Sequence[bytes]) -> dict[str, list[bytes]]:
    return {
        "altered": [rows[0].replace(b'"role": "root"', b'"role": "issuing"'), *rows[1:]],
        "dropped": [rows[0], *rows[2:]],
        "doubled": [rows[0], rows[0], *rows[1:]],
        "swapped": [rows[1], rows[0], *rows[2:]],
        "rubbish": [*rows, b"rubbish"],
        "a list": [*rows, b"[]"],
        "forged": [*rows, json.dumps({"entries": [], "before": "0" * 64}).encode()],
        "nothing in it": [*rows, json.dumps({"before": sm3.hash(rows[-1]).hex()}).encode()],
    }


@pytest.mark.parametrize(
    "how", ["altered", "dropped", "doubled", "swapped", "rubbish", "a list", "forged", "nothing in it"]
)
def test_a_register_that_was_touched_stops_everything(desk: Desk, how: str) -> None:
    file = desk.ca / "register.jsonl"
    rows = file.read_bytes().splitlines()
    file.write_bytes(b"".join(row + b"\n" for row in damaged(rows)[how]))
    for words in (("list",), ("check",), ("crl", "--pin-file", desk.folder / "issuing.pin")):
        assert desk.run(*words) == 2
        assert "登记簿" in desk.said


def test_a_line_torn_by_a_power_cut_was_never_written(desk: Desk) -> None:
    file = desk.ca / "register.jsonl"
    whole = file.read_bytes()
    desk.issued("李四")
    torn = file.read_bytes().removeprefix(whole)[:-1]
    for cut in (1, 40, len(torn) // 2, len(torn)):
        file.write_bytes(whole + torn[:cut])
        assert desk.run("list") == 0
        assert "李四" not in desk.said  # neither of the two certificates
    folder, _ = desk.issued()
    assert file.read_bytes().startswith(whole)
    assert len(desk.register()) == 6
    assert folder.is_dir()


def test_several_at_once_write_one_register(desk: Desk) -> None:
    ca = Ca(desk.ca)

    def certify(number: int) -> None:
        pair = sm2.generate()
        name = profiles.name(f"第{number}人", "单位")
        asked = requests.read(requests.make(name, pair.public.raw, pair.sign))
        order = Order(name, Role.SIGNING, clock.now(), build.new_serial())
        ca_acts.certify(ca, asked, order, ISSUING_PIN)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(certify, range(4)))
    book = ca.book()
    assert len(book.issued) == 2 + 8
    assert len({each.certificate.serial for each in book.issued}) == 10


def test_serial_numbers_are_found_by_their_beginning(desk: Desk) -> None:
    folder, _ = desk.issued()
    serial = f"{load((folder / 'sign.cer').read_bytes()).serial:x}"
    for words in (serial.upper(), ":".join(serial[each : each + 2] for each in range(0, 32, 2)), serial[:9]):
        assert desk.run("export", words, "--out", desk.out) == 0
    for words in ("", "0", "xyz", "ffffffffffffffffffffffffffffffff0"):
        assert desk.run("export", words, "--out", desk.out) == 2


# --- words ---

USED = {
    *((reason, "failed") for reason in path.PathReason),
    *((path.PathReason[name], "passed") for name in ("AUTHORITY", "CHAIN", "PERIOD", "SIGNATURE", "USAGE")),
    (path.PathReason.USAGE, "notice"),
    *((StandingReason.REVOKED, level) for level in ("passed", "notice", "failed")),
    *((reason, level) for reason in (StandingReason.LIST_MISSING, StandingReason.LIST_STALE) for level in ("notice", "failed")),
    (StandingReason.LIST_UNREADABLE, "failed"),
}  # fmt: skip


def test_every_finding_has_its_sentence_and_every_failure_a_next_step() -> None:
    for reason, level in USED:
        code = f"verify.{reason}.{level}"
        assert templating.message(code), code
        assert level != "failed" or templating.next_step(code), code
    assert {reason for reason, _ in USED} == {*path.PathReason, *standing.StandingReason}


def test_every_code_of_the_authority_has_words() -> None:
    found = set()
    for file in (*(PROJECT / "app" / "ca").glob("*.py"), PROJECT / "app" / "shown.py", PROJECT / "app" / "pins.py"):
        found |= set(re.findall(r'"((?:ca|pin)\.(?!act\b)[a-z_.]*[a-z])"', file.read_text("utf-8")))
    assert len(found) > 60
    assert [code for code in sorted(found) if not templating.message(code)] == []


def test_the_words_of_every_act_and_role_are_there(desk: Desk) -> None:
    for role in Role:
        assert templating.message(f"ca.role.{role}")
    with pytest.raises(SystemExit):
        desk.run("--help")
    assert ca_import.OWN == "authorities"


def test_without_an_authority(tmp_path: Path, desk: Desk) -> None:
    for words in (("list",), ("check",), ("crl",), ("export", "authorities", "--out", tmp_path)):
        assert desk.run(*words, "--folder", tmp_path / "nowhere") == 2
        assert "没有证书机构" in desk.said


def test_control_of_the_imports(outside: House) -> None:
    # The control of the imports above: their list is the issuing authority's own and whole.
    assert standing.counts(outside.lists[1], outside.issuing.certificate)
    other = holder(outside.root, Role.ISSUING, "测试签发")
    assert not standing.counts(empty_list(other), outside.issuing.certificate)
    assert Trust((outside.root.certificate,)).lists == ()
