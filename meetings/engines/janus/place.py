"""Where Janus lives in a data folder: its generated settings, its secrets, its raw recordings.

Debian's own settings carry a well-known administrator's word and open demonstration rooms; nothing
of them is used. The secret is new at each start; words of a room are derived and never stored.
"""

import hashlib
import hmac
import json
import re
import secrets
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from office.config import write_private

FOLDER = "janus"
WHERE = "where.json"
MODULES = Path("/usr/lib")
WANTED = {"plugins": "libjanus_videoroom.so", "transports": "libjanus_http.so"}
PROTECTED = ("/bin", "/boot", "/dev", "/etc", "/lib", "/proc", "/sbin", "/sys", "/usr")
PORTS = re.compile(r"\d{4,5}-\d{4,5}")
ADDRESS = re.compile(r"[0-9A-Fa-f.:,]*")
SESSION_SECONDS = 45


@dataclass(frozen=True)
class Wishes:
    """What the operator may set: media ports, and the address that a router shows for us."""

    rtp_ports: str = "20000-20999"
    public_address: str = ""


@dataclass(frozen=True)
class Place:
    """A running Janus, for whoever may read the data folder."""

    port: int
    secret: str

    @property
    def url(self) -> str:
        """The HTTP interface, on loopback."""
        return f"http://127.0.0.1:{self.port}/janus"

    def word(self, purpose: str, room: str) -> str:
        """The secret of a room for a purpose (`pin`, `secret`)."""
        text = f"{purpose}\n{room}".encode()
        return hmac.new(self.secret.encode(), text, hashlib.sha256).hexdigest()


def installed() -> str | None:
    """The program, where the machine has it."""
    return shutil.which("janus")


def home(data_dir: Path) -> Path:
    """The folder of all this."""
    return (data_dir / FOLDER).absolute()


def recordings(data_dir: Path) -> Path:
    """Where raw tracks grow; one folder a room."""
    return home(data_dir) / "rec"


def found(data_dir: Path) -> Place | None:
    """The Janus that serves the data folder, unless none was started."""
    try:
        return Place(**json.loads((home(data_dir) / WHERE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def prepare(data_dir: Path, *, port: int, wishes: Wishes) -> Place:
    """Write the settings for one start with a new secret; `found` knows it from then on."""
    folder = home(data_dir)
    recordings(data_dir).mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    place = Place(port, secrets.token_urlsafe(32))
    for name, text in _files(folder, place, _checked(wishes)).items():
        write_private(folder / name, text)
    write_private(folder / WHERE, json.dumps(asdict(place)))
    return place


def forget(data_dir: Path) -> None:
    """Nobody runs any more."""
    (home(data_dir) / WHERE).unlink(missing_ok=True)


def command() -> list[str]:
    """How it is started in its folder; as a word it takes no name that is not ASCII."""
    program = installed()
    if program is None:
        raise FileNotFoundError("janus")
    return [program, "-F", ".", "-o"]


def _checked(wishes: Wishes) -> Wishes:
    """Settings go into a file of another program: nothing in them may end a line of it."""
    if not PORTS.fullmatch(wishes.rtp_ports) or not ADDRESS.fullmatch(wishes.public_address):
        raise ValueError(wishes)
    return wishes


def _files(folder: Path, place: Place, wishes: Wishes) -> dict[str, str]:
    return {
        "janus.jcfg": _core(folder, place, wishes),
        "janus.transport.http.jcfg": (
            f'general: {{ json = "compact"\n base_path = "/janus"\n http = true\n'
            f' port = {place.port}\n ip = "127.0.0.1"\n https = false }}\n'
            "admin: { admin_http = false\n admin_https = false }\n"
        ),
        "janus.plugin.videoroom.jcfg": (
            f'general: {{ admin_key = "{place.word("admin", "")}"\n'
            " lock_rtp_forward = true\n string_ids = true }\n"
        ),
    }


def _core(folder: Path, place: Place, wishes: Wishes) -> str:
    modules = _modules()
    protected = ", ".join(f'"{one}"' for one in PROTECTED)
    mapped = f' nat_1_1_mapping = "{wishes.public_address}"\n' if wishes.public_address else ""
    folders = "".join(
        f' {kind}_folder = "{modules / kind}"\n'
        for kind in ("plugins", "transports", "events", "loggers")
    )
    return (
        f'general: {{ configs_folder = "{folder}"\n{folders} debug_level = 3\n'
        f' debug_timestamps = true\n api_secret = "{place.secret}"\n'
        f' server_name = "congvu"\n session_timeout = {SESSION_SECONDS}\n'
        ' recordings_tmp_ext = "tmp"\n'
        f" protected_folders = [{protected}] }}\n"
        f'media: {{ rtp_port_range = "{wishes.rtp_ports}" }}\n'
        f'nat: {{ nice_debug = false\n{mapped} ice_ignore_list = "vmnet" }}\n'
        f"{_disabled(modules)}events: {{ broadcast = false }}\n"
    )


def _modules() -> Path:
    """The folder of plugins; its name holds the kind of the machine."""
    return next((path.parent for path in sorted(MODULES.glob("*/janus/plugins"))), MODULES)


def _disabled(modules: Path) -> str:
    """Everything that meetings do not need stays out of the process."""
    lines = ""
    for kind in ("plugins", "transports", "loggers"):
        names = sorted(path.name for path in (modules / kind).glob("*.so"))
        unused = ",".join(name for name in names if name != WANTED.get(kind))
        lines += f'{kind}: {{ disable = "{unused}" }}\n'
    return lines
