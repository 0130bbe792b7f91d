from pathlib import Path

import pytest

from agent import settings
from kernel.errors import StartRefused

GIVEN = {"service": "https://zx.example", "device": "software:/media/stick/device.json", "port": None}


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "agent.toml"
    file.write_text('service = "http://file:1"\ndevice = "skf:/lib/token.so"\nport = 9001\n', encoding="utf-8")
    environ = {"ZHENGXUN_AGENT_CONFIG": str(file), "ZHENGXUN_AGENT_SERVICE": "http://Environ:2/"}
    read = settings.read({"service": None, "device": None, "port": None}, environ)
    assert (read.service, str(read.device), read.port) == ("http://environ:2", "skf:/lib/token.so", 9001)
    assert settings.read(GIVEN, environ).service == "https://zx.example"
    assert settings.read(GIVEN, {}).port == settings.PORT
    assert settings.read(GIVEN, {}).address == "http://127.0.0.1:8771"


@pytest.mark.parametrize(
    ("given", "environ", "code"),
    [
        ({"service": ""}, {}, "agent.no_service"),
        ({"service": "ftp://zx.example"}, {}, "agent.no_service"),
        ({"service": "https://zx.example/path"}, {}, "agent.no_service"),
        ({"service": "https://zx.example?x=1"}, {}, "agent.no_service"),
        ({"service": "https://user@zx.example"}, {}, "agent.no_service"),
        ({"device": "ftp:device"}, {}, "agent.no_device"),
        ({"port": "0"}, {}, "settings.expects_whole"),
        ({"port": "eighty"}, {}, "settings.expects_whole"),
        ({}, {"ZHENGXUN_AGENT_HOST": "0.0.0.0"}, "settings.unknown"),
        ({}, {"ZHENGXUN_AGENT_CONFIG": "/absent/agent.toml"}, "settings.no_file"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(given: dict[str, str], environ: dict[str, str], code: str) -> None:
    with pytest.raises(StartRefused) as refused:
        settings.read(GIVEN | given, environ)
    assert refused.value.code == code


def test_an_unknown_name_in_the_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "agent.toml"
    file.write_text('host = "0.0.0.0"\n', encoding="utf-8")
    with pytest.raises(StartRefused) as refused:
        settings.read(GIVEN, {"ZHENGXUN_AGENT_CONFIG": str(file)})
    assert refused.value.code == "settings.unknown"


def test_the_device_alone_needs_no_service() -> None:
    assert str(settings.device(None, {"ZHENGXUN_AGENT_DEVICE": "skf:/lib/token.so"})) == "skf:/lib/token.so"
    assert str(settings.device("software:a.json", {"ZHENGXUN_AGENT_DEVICE": "skf:/lib/token.so"})) == "software:a.json"
    with pytest.raises(StartRefused) as refused:
        settings.device(None, {})
    assert refused.value.code == "agent.no_device"
