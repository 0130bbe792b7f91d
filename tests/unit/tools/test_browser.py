"""Which browser is taken, and what is said when there is none."""

import sys
from pathlib import Path

import pytest

from tools import browser


def _program(path: Path, says: str, code: int = 0) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with fonts but no browser, where nothing can be installed."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("ZHENGXUN_TEST_BROWSER", raising=False)
    monkeypatch.setattr(browser, "_BUILDS", tmp_path / "browsers")
    monkeypatch.setattr(browser, "_MAC", ())
    monkeypatch.setattr(browser, "_has_chinese_fonts", lambda: True)
    monkeypatch.setattr(browser, "_apt", lambda *_packages: False)
    monkeypatch.setattr(browser, "_from_playwright", lambda: None)
    return tmp_path


def test_a_named_browser_is_taken_or_refused_by_name(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = _program(bare / "mine", "Chromium 140")
    monkeypatch.setenv("ZHENGXUN_TEST_BROWSER", named)
    assert browser.ensure() == named
    monkeypatch.setenv("ZHENGXUN_TEST_BROWSER", str(bare / "absent"))
    with pytest.raises(browser.NoBrowserError, match="absent"):
        browser.ensure()


def test_a_script_that_only_points_to_a_snap_is_passed_over(bare: Path) -> None:
    _program(bare / "bin" / "chromium-browser", "requires the chromium snap to be installed", 1)
    own = _program(bare / "browsers" / "chromium-1" / "chrome-linux" / "chrome", "Chromium 141")
    assert browser.ensure() == own


def test_an_installed_browser_comes_first(bare: Path) -> None:
    installed = _program(bare / "bin" / "chromium", "Chromium 140")
    _program(bare / "browsers" / "chromium-1" / "chrome-linux" / "chrome", "Chromium 141")
    assert browser.ensure() == installed


def test_a_shell_without_a_window_comes_before_all_others(bare: Path) -> None:
    _program(bare / "bin" / "chromium", "Chromium 140")
    own = _program(bare / "browsers" / "chromium_headless_shell-1" / "linux" / "headless_shell", "Chromium 139")
    assert browser.ensure() == own
    installed = _program(bare / "bin" / "chromium-headless-shell", "Chromium 138")
    assert browser.ensure() == installed


def test_the_shell_is_asked_for_once_and_taken_when_it_came(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = _program(bare / "bin" / "chromium", "Chromium 140")
    wanted: list[tuple[str, ...]] = []

    def refused(*packages: str) -> bool:
        wanted.append(packages)
        return False

    monkeypatch.setattr(browser, "_os_release", lambda: "debian")
    monkeypatch.setattr(browser, "_apt", refused)
    assert [browser.ensure(), browser.ensure()] == [window, window]
    assert wanted == [("chromium-headless-shell",)], "without network it is not asked for again"
    (bare / "browsers" / "asked").unlink()
    shell = bare / "bin" / "chromium-headless-shell"
    monkeypatch.setattr(browser, "_apt", lambda *_packages: bool(_program(shell, "Chromium 140")))
    assert browser.ensure() == str(shell)


def test_no_browser_at_all_is_an_error_that_says_what_to_install(bare: Path) -> None:
    with pytest.raises(browser.NoBrowserError, match="apt-get install chromium"):
        browser.ensure()


def test_no_chinese_fonts_is_the_same_error(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(bare / "bin" / "chromium", "Chromium 140")
    monkeypatch.setattr(browser, "_has_chinese_fonts", lambda: False)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(browser.NoBrowserError, match="fonts-noto-cjk"):
        browser.ensure()
