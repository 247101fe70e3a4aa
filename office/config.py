"""Settings of one process: OFFICE_* variables or office.toml in the data folder."""

import json
import secrets
from enum import StrEnum
from pathlib import Path
from typing import Any

from flask import current_app
from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


class FolderKind(StrEnum):
    """What a data folder was born as; it never changes."""

    DEMO = "demo"
    REAL = "real"


class SmarthostTls(StrEnum):
    """How the line to the smarthost is kept private; `none` only on a trusted network."""

    STARTTLS = "starttls"
    WRAPPED = "tls"
    NONE = "none"


class Settings(BaseSettings):
    """Everything an operator may set; each name is explained in docs/operations.md."""

    model_config = SettingsConfigDict(env_prefix="OFFICE_", extra="ignore")

    data_dir: Path = Path("var")
    database_url: str = ""
    secret_key: str = Field(default="", repr=False)
    secure_cookies: bool = False
    axis_poll_seconds: float = 3.0
    scans: Path | None = None
    scan_poll_seconds: float = 3.0
    scan_settle_seconds: float = 2.0
    worker_threads_act: int = 2
    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    trusted_proxies: int = Field(default=0, ge=0)
    allowed_fetch: tuple[str, ...] = ()
    fonts: Path | None = None
    libreoffice: str = ""
    libreoffice_without_wall: bool = False
    smarthost: str = ""
    smarthost_tls: SmarthostTls = SmarthostTls.STARTTLS
    smarthost_user: str = ""
    smarthost_secret_file: Path | None = None
    mail_from: str = ""
    smtp_name: str = ""
    smtp_certificate: Path | None = None
    smtp_key: Path | None = None
    smtp_largest_mib: int = Field(default=50, ge=1)
    smtp_mends_line_ends: bool = False
    smtp_blocked: tuple[str, ...] = ()
    smtp_dnsbl: tuple[str, ...] = ()
    smtp_dnsbl_refuses: bool = False
    smtp_proxies: tuple[str, ...] = ()
    mail_direct: bool = False
    mail_direct_port: int = 25
    dns_servers: tuple[str, ...] = ()
    dns_port: int = 53
    mail_intake_seconds: float = 2.0
    clamd: str = ""
    imap: bool = False
    imap_poll_seconds: float = 3.0
    janus: bool = True
    janus_port: int = 7188
    janus_rtp_ports: str = "20000-20999"
    janus_public_address: str = ""
    janus_kbit: int = Field(default=400, ge=50, le=8000)
    janus_senders: int = Field(default=30, ge=2, le=500)
    ice_servers: tuple[str, ...] = ()
    turn_secret_file: Path | None = None
    livekit_url: str = ""
    livekit_key: str = ""
    livekit_secret_file: Path | None = None
    livekit_page: str = ""
    jitsi_url: str = ""
    jitsi_app: str = "congvu"
    jitsi_secret_file: Path | None = None
    live_streams: int = Field(default=200, ge=0)
    live_waits: int = Field(default=50, ge=0)
    live_ping_seconds: float = Field(default=15.0, gt=0)
    recording_quota_mib: int = Field(default=8192, ge=1)
    recording_free_mib: int = Field(default=512, ge=0)
    transcribe_url: str = ""
    transcribe_key_file: Path | None = None
    transcribe_model: str = "whisper-1"
    text_url: str = ""
    text_key_file: Path | None = None
    metrics_token_file: Path | None = None
    backup_nightly: bool = True
    backup_dir: Path | None = None
    backup_key_file: Path | None = None
    backup_keep: int = Field(default=7, ge=1)
    testing: bool = False

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Words of the caller first, then the environment, then office.toml of the data folder."""
        given = init_settings() | env_settings()
        folder = Path(str(given.get("data_dir", "var")))
        toml = TomlConfigSettingsSource(settings_cls, folder / "office.toml")
        return init_settings, env_settings, toml

    @property
    def url(self) -> str:
        """The database address; a SQLite file in the data folder unless another is set."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'office.db').absolute()}"

    @property
    def smarthost_secret(self) -> str:
        """The word for the smarthost, read anew so that a changed file needs no restart."""
        file = self.smarthost_secret_file
        return file.read_text(encoding="utf-8").strip() if file else ""

    @property
    def transcribe_key(self) -> str:
        """The word for the service that writes down speech, read anew at each call."""
        file = self.transcribe_key_file
        return file.read_text(encoding="utf-8").strip() if file else ""

    @property
    def text_key(self) -> str:
        """The word for the service that carries text messages, read anew at each call."""
        file = self.text_key_file
        return file.read_text(encoding="utf-8").strip() if file else ""

    @property
    def scan_dir(self) -> Path:
        """Where the folders of the scanners stand, one for each clerks' desk."""
        return self.scans or self.data_dir / "scans"

    @property
    def blob_dir(self) -> Path:
        """Where files are kept by their SHA-256."""
        return self.data_dir / "blobs"

    @property
    def kind(self) -> FolderKind | None:
        """Demo or real; None while the folder has not been born."""
        return read_kind(self.data_dir)

    @property
    def is_demo(self) -> bool:
        """A demo folder: loopback only, BẢN THỬ on every page and stamp."""
        return self.kind is FolderKind.DEMO


def read_kind(folder: Path) -> FolderKind | None:
    """The kind written into the folder at its birth."""
    mark = folder / "folder.json"
    if not mark.exists():
        return None
    return FolderKind(json.loads(mark.read_text(encoding="utf-8"))["kind"])


def give_birth(folder: Path, kind: FolderKind) -> None:
    """Create a data folder of a kind with its secret; an existing folder keeps what it is."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    mark = folder / "folder.json"
    if not mark.exists():
        write_private(folder / "secret.key", secrets.token_urlsafe(48))
        write_private(mark, json.dumps({"kind": kind.value}))


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.touch(mode=0o600)
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def load_settings(**given: Any) -> Settings:
    """Read the settings and the secret of the data folder."""
    settings = Settings(**given)
    secret = settings.data_dir / "secret.key"
    if not settings.secret_key and secret.exists():
        settings.secret_key = secret.read_text(encoding="utf-8").strip()
    return settings


def current_settings() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.extensions["office.settings"]
    return found
