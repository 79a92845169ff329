"""Settings from the environment: defaults, every wrong value as one line, a secret that is kept."""

from pathlib import Path

import pytest

from xiaoer.settings import SettingsError, read_settings

ROOT = Path(__file__).parents[2]


def test_nothing_set_is_a_working_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings({})
    assert settings.data == tmp_path / "data"
    assert settings.sqlite_file == tmp_path / "data" / "xiaoer.db"
    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert (settings.nats_url, settings.log_level, settings.writers) == ("", "info", 2)
    assert settings.trusted_proxies == ("127.0.0.1",)


def test_everything_can_be_set(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "XIAOER_DATA": str(tmp_path),
            "XIAOER_DATABASE_URL": "postgresql://u:p@db:5432/xiaoer",
            "XIAOER_HOST": "0.0.0.0",  # noqa: S104  # what a container sets
            "XIAOER_PORT": "80",
            "XIAOER_PUBLIC_URL": "https://service.example/",
            "XIAOER_NATS_URL": "nats://bus:4222",
            "XIAOER_SECRET": "x" * 40,
            "XIAOER_LOG_LEVEL": "DEBUG",
            "XIAOER_WRITERS": "4",
            "XIAOER_TRUSTED_PROXIES": "10.0.0.0/8, 192.0.2.1",
            "XIAOER_TEST_ANYTHING": "1",
        }
    )
    assert settings.sqlite_file is None
    assert settings.public_url == "https://service.example"
    assert settings.secret == b"x" * 40
    assert settings.trusted_proxies == ("10.0.0.0/8", "192.0.2.1")
    assert "xxxx" not in repr(settings)


def test_the_secret_is_made_once_and_is_for_its_owner_only(tmp_path: Path) -> None:
    first = read_settings({"XIAOER_DATA": str(tmp_path / "new")})
    second = read_settings({"XIAOER_DATA": str(tmp_path / "new")})
    assert first.secret == second.secret
    assert len(first.secret) >= 32
    assert (tmp_path / "new" / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret"]
    assert read_settings({"XIAOER_DATA": str(tmp_path / "other")}).secret != first.secret


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("PORT", "eighty", "1 to 65535"),
        ("PORT", "0", "1 to 65535"),
        ("WRITERS", "9", "2 to 4"),
        ("LOG_LEVEL", "loud", "debug, info, warning, error"),
        ("HOST", "my host", "127.0.0.1"),
        ("DATABASE_URL", "mysql://u:geheim@db/x", "postgresql://"),
        ("PUBLIC_URL", "service.example", "https://"),
        ("NATS_URL", "http://bus", "nats://"),
        ("SECRET", "geheim", "32"),
        ("TRUSTED_PROXIES", "everybody", "10.0.0.0/8"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_variable_and_choice(
    tmp_path: Path, name: str, value: str, allowed: str
) -> None:
    with pytest.raises(SettingsError) as wrong:
        read_settings({"XIAOER_DATA": str(tmp_path), f"XIAOER_{name}": value})
    (line,) = wrong.value.complaints
    assert line.startswith(f"XIAOER_{name}")
    assert allowed in line
    assert "geheim" not in line
    assert "\n" not in line


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as wrong:
        read_settings({"XIAOER_DATA": str(tmp_path), "XIAOER_PORT": "x", "XIAOER_WRITERS": "x"})
    assert len(wrong.value.complaints) == 2


def test_a_misspelt_variable_is_not_ignored(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="do you mean XIAOER_PORT"):
        read_settings({"XIAOER_DATA": str(tmp_path), "XIAOER_PROT": "80"})


def test_a_data_folder_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="XIAOER_DATA"):
        read_settings({"XIAOER_DATA": str(tmp_path / "file")})


def test_a_short_secret_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("abc")
    with pytest.raises(SettingsError, match="too short"):
        read_settings({"XIAOER_DATA": str(tmp_path)})


def test_every_setting_is_documented() -> None:
    source = (ROOT / "xiaoer" / "settings.py").read_text()
    asked = [line.split('"')[1] for line in source.splitlines() if "reader.value(" in line]
    documented = (ROOT / "docs" / "settings.md").read_text()
    assert len(asked) >= 10
    assert [name for name in asked if f"`XIAOER_{name}`" not in documented] == []
