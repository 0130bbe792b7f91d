import stat
from pathlib import Path

import pytest

from app import settings
from app.settings import BadSetting, Settings


def _refused(environ: dict[str, str]) -> BadSetting:
    with pytest.raises(BadSetting) as refused:
        settings.read(environ)
    return refused.value


def test_nothing_set_means_the_embedded_database_on_this_machine_only(tmp_path: Path) -> None:
    read = settings.read({"ZHENGXUN_DATA": str(tmp_path)})
    assert read.embedded
    assert (read.host, read.port) == ("127.0.0.1", 8000)
    assert read.postgres_folder == tmp_path / "postgres"
    assert read.heads_folder == tmp_path / "heads"


def test_the_file_in_the_data_folder_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    (tmp_path / "zhengxun.toml").write_text('port = 9000\nhost = "0.0.0.0"\ndemo = true\n', encoding="utf-8")
    read = settings.read({"ZHENGXUN_DATA": str(tmp_path), "ZHENGXUN_PORT": "9100"})
    assert (read.port, read.host, read.demo) == (9100, "0.0.0.0", True)


def test_a_named_file_may_set_the_data_folder(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text(f'data = "{tmp_path}/here"\nallowed_hosts = ["a.example", "b.example"]\n', encoding="utf-8")
    read = settings.read({"ZHENGXUN_CONFIG": str(file)})
    assert read.data == tmp_path / "here"
    assert read.allowed_hosts == ("a.example", "b.example")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("ZHENGXUN_PORT", "eighty", "settings.expects_whole"),
        ("ZHENGXUN_PORT", "70000", "settings.expects_whole"),
        ("ZHENGXUN_DATABASE_URL", "mysql://a:b@c/d", "settings.expects_address"),
        ("ZHENGXUN_MAIL_TLS", "ssl", "settings.expects_choice"),
        ("ZHENGXUN_DEMO", "maybe", "settings.expects_flag"),
        ("ZHENGXUN_SESSION_IDLE_MINUTES", "0", "settings.expects_whole"),
        ("ZHENGXUN_ALLOWED_HOSTS", "a,,b", "settings.expects_list"),
        ("ZHENGXUN_QUIET_HOURS", "20:00", "settings.expects_hours"),
        ("ZHENGXUN_SMS_URL", "http://sms.example.invalid/send", "settings.expects_address"),
        ("ZHENGXUN_PROT", "8000", "settings.unknown"),
        ("ZHENGXUN_CONFIG", "/absent/zhengxun.toml", "settings.no_file"),
        ("ZHENGXUN_OWNER_URL", "postgresql://a@b/c", "settings.owner_without_database"),
    ],
)
def test_a_wrong_value_is_refused_by_name(tmp_path: Path, name: str, value: str, code: str) -> None:
    error = _refused({"ZHENGXUN_DATA": str(tmp_path), name: value})
    assert error.code == code
    assert error.facts["name"] == name


@pytest.mark.parametrize(
    ("text", "code"), [("port = ", "bad_file"), ("prot = 1", "unknown"), ("port = '1'x", "bad_file")]
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "zhengxun.toml").write_text(text, encoding="utf-8")
    assert _refused({"ZHENGXUN_DATA": str(tmp_path)}).code == f"settings.{code}"


def test_a_secret_with_a_wrong_value_is_not_quoted(tmp_path: Path) -> None:
    error = _refused({"ZHENGXUN_DATA": str(tmp_path), "ZHENGXUN_REDIS_URL": "http://:hunter2@host"})
    assert "hunter2" not in str(error)


def test_shown_and_repr_hold_no_secret(tmp_path: Path) -> None:
    secret = "hunter2"
    read = settings.read({
        "ZHENGXUN_DATA": str(tmp_path),
        "ZHENGXUN_DATABASE_URL": f"postgresql://service:{secret}@db.example:5432/zx",
        "ZHENGXUN_OWNER_URL": f"postgresql://owner:{secret}@db.example:5432/zx",
        "ZHENGXUN_REDIS_URL": f"redis://:{secret}@cache.example/0",
        "ZHENGXUN_KEK_PIN": secret,
        "ZHENGXUN_MAIL_PASSWORD": secret,
    })  # fmt: skip
    assert secret not in repr(read)
    assert secret not in "".join(read.shown().values())
    assert "db.example" in read.shown()["database_url"]
    assert set(read.shown()) == set(Settings.__dataclass_fields__)


def test_the_pin_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    read = settings.read({"ZHENGXUN_DATA": str(tmp_path)})
    pin = read.pin()
    assert len(pin) >= 16
    assert settings.read({"ZHENGXUN_DATA": str(tmp_path)}).pin() == pin
    assert stat.S_IMODE((tmp_path / "secrets" / "pin").stat().st_mode) == 0o600


def test_the_pin_is_never_made_beside_a_database_of_its_own(tmp_path: Path) -> None:
    read = settings.read({"ZHENGXUN_DATA": str(tmp_path), "ZHENGXUN_DATABASE_URL": "postgresql://a:b@c/d"})
    with pytest.raises(BadSetting) as refused:
        read.pin()
    assert refused.value.code == "settings.no_pin"
    assert not (tmp_path / "secrets").exists()


def test_a_pin_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "pin").write_text("from a file\n", encoding="utf-8")
    environ = {"ZHENGXUN_DATA": str(tmp_path), "ZHENGXUN_KEK_PIN_FILE": str(tmp_path / "pin")}
    assert settings.read(environ).pin() == "from a file"


def test_the_gateway_of_short_messages_needs_a_key_that_is_one(tmp_path: Path) -> None:
    url = "https://sms.example.invalid/send"
    file = tmp_path / "key"
    given = {"ZHENGXUN_DATA": str(tmp_path), "ZHENGXUN_SMS_URL": url, "ZHENGXUN_SMS_KEY_FILE": str(file)}
    assert _refused({"ZHENGXUN_DATA": str(tmp_path), "ZHENGXUN_SMS_URL": url}).code == "settings.sms_no_key"
    assert _refused(given).code == "settings.sms_key_unreadable"
    file.write_text("too short\n", encoding="ascii")
    assert _refused(given).code == "settings.sms_key_short"
    file.write_text("x" * 32 + "\n", encoding="ascii")
    read = settings.read(given)
    assert (read.sms_url, read.sms_key(), read.quiet_hours) == (url, b"x" * 32, "20:00-07:30")
    here = settings.read(given | {"ZHENGXUN_SMS_URL": "http://127.0.0.1:9000/send"})
    assert here.sms_url == "http://127.0.0.1:9000/send"
