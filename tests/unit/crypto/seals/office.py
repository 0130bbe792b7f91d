"""An authority, a seal maker, officials and their seals, made once for the tests of this folder."""

import io
import zipfile
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from crypto import sm2
from crypto.certificates import build
from crypto.certificates.certificate import Certificate
from crypto.certificates.profiles import PROFILES, Role, name
from crypto.certificates.signer import Signer
from crypto.certificates.trust import Trust
from crypto.seals.making import SealSpec, SealType, make
from crypto.seals.reading import Picture

NOW = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Office:
    """Everybody, and the two seals."""

    trust: Trust
    issuing: Signer
    maker: Signer
    official: Signer
    second: Signer
    stranger: Signer  # a good certificate, in nobody's list
    spec: SealSpec
    seal: bytes
    second_seal: bytes


@cache
def office() -> Office:
    root_key = sm2.generate()
    root = build.self_signed(template("测试根", Role.ROOT, root_key), root_key.sign)
    issuing = holder("测试签发机构", Role.ISSUING, Signer(root, root_key.sign))
    maker, official, second, stranger = (
        holder(each, role, issuing)
        for each, role in (
            ("测试制章机构", Role.SEAL_MAKER),
            ("云麓市办公厅", Role.SIGNING),
            ("云麓市财政局", Role.SIGNING),
            ("别的单位", Role.SIGNING),
        )
    )
    spec = SealSpec(
        id="50011200000399",
        vendor="ZHENGXUN",
        type=SealType.UNIT,
        name="云麓市办公厅（测试）",
        certificates=(official.certificate,),
        created=START,
        start=START,
        end=START + timedelta(days=1000),
        picture=Picture("PNG", png(), 42, 42),
    )
    other = replace(spec, id="50011200000400", name="云麓市财政局（测试）", certificates=(second.certificate,))
    trust = Trust((root,), (issuing.certificate,))
    return Office(trust, issuing, maker, official, second, stranger, spec, make(spec, maker), make(other, maker))


def template(common: str, role: Role, key: sm2.PrivateKey, start: datetime = START) -> build.Template:
    profile = PROFILES[role]
    return build.Template(name(common), key.public.raw, profile, build.new_serial(), *build.period(profile, start))


def holder(common: str, role: Role, issuer: Signer, start: datetime = START) -> Signer:
    key = sm2.generate()
    return Signer(build.issue(template(common, role, key, start), issuer), key.sign)


def png(size: int = 8) -> bytes:
    """A red square, half transparent."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = size.to_bytes(4, "big") * 2 + bytes([8, 6, 0, 0, 0])
    rows = (b"\0" + b"\xe6\0\x12\x80" * size) * size
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def holding(certificates: tuple[Certificate, ...], **changes: object) -> SealSpec:
    return replace(office().spec, certificates=certificates, **changes)  # type: ignore[arg-type]


OFD = '<?xml version="1.0" encoding="UTF-8"?>\n<ofd:{0} xmlns:ofd="http://www.ofdspec.org/2016"{1}>{2}</ofd:{0}>'


def ofd(words: str = "关于测试的通知", pages: int = 2) -> bytes:
    """A small OFD as another program writes it: deflated, with folders and dates."""
    body = "<ofd:DocBody><ofd:DocInfo><ofd:DocID>07723bc91fdf4078a17588d63c419bea</ofd:DocID></ofd:DocInfo>"
    listed = "".join(f'<ofd:Page ID="{n + 1}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(pages))
    area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    common = f"<ofd:MaxUnitID>50</ofd:MaxUnitID>{area}<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
    document = f"<ofd:CommonData>{common}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>"
    font = '<ofd:Fonts><ofd:Font ID="20" FontName="宋体"/></ofd:Fonts>'
    parts = {
        "OFD.xml": OFD.format(
            "OFD", ' Version="1.0" DocType="OFD"', f"{body}<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
        ),
        "Doc_0/Document.xml": OFD.format("Document", "", document),
        "Doc_0/PublicRes.xml": OFD.format("Res", ' BaseLoc="Res"', font),
    }
    steps = " ".join(["6"] * (len(words) - 1))
    for number in range(pages):
        text = (
            f'<ofd:Layer ID="{30 + 2 * number}" Type="Body"><ofd:TextObject ID="{31 + 2 * number}" Boundary="30 40 150 8"'
            f' Font="20" Size="6"><ofd:TextCode X="0" Y="6" DeltaX="{steps}">{words}</ofd:TextCode></ofd:TextObject></ofd:Layer>'
        )
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = OFD.format("Page", "", f"<ofd:Content>{text}</ofd:Content>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("Doc_0")
        for each, content in parts.items():
            archive.writestr(zipfile.ZipInfo(each, (2026, 11, 20, 10, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
