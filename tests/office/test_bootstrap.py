"""The start from a bare Python: a copy of the entrance, a tiny lock and an installer of our own."""

import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from office import bootstrap

PYTHON = str(Path(sys.executable).resolve())
NAMES = ("requirements.lock", "requirements-demo.lock", "requirements-test.lock")
CLI = """
def main(argv):
    import sys, tiny
    print("started", tiny.WORD, *argv, sys.prefix)
    return 0
"""
FAKE_PIP = """
import os, signal, sys, time, zipfile
from pathlib import Path
here = Path(os.environ["FAKE"])
with (here / "calls").open("a") as calls:
    print(os.environ.get("HTTPS_PROXY", "-"), *sys.argv[1:], file=calls)
if "--version" in sys.argv:
    sys.exit(sys.prefix != sys.base_prefix)
prefix = Path(sys.prefix)
if "--python" in sys.argv:
    prefix = Path(sys.argv[sys.argv.index("--python") + 1]).parent.parent
site = next(prefix.glob("lib/python3.*/site-packages"))
print("Collecting tiny==1.0", flush=True)
if (here / "die").exists():
    (here / "die").unlink()
    (site / "half").mkdir()
    os.kill(os.getppid(), signal.SIGKILL)
    sys.exit(1)
if (here / "refuse").exists():
    sys.exit("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES")
time.sleep(float(os.environ.get("SLOW", "0")))
zipfile.ZipFile(next(here.glob("wheels/*.whl"))).extractall(site)
"""


def make_wheel(folder):
    folder.mkdir(parents=True)
    wheel = folder / "tiny-1.0-py3-none-any.whl"
    about = "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n"
    kind = "Wheel-Version: 1.0\nGenerator: us\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny.py", "WORD = 'small'\n")
        archive.writestr("tiny-1.0.dist-info/METADATA", about)
        archive.writestr("tiny-1.0.dist-info/WHEEL", kind)
        archive.writestr("tiny-1.0.dist-info/RECORD", "tiny.py,,\n")
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


class Checkout:
    """A copy of the entrance in a folder whose name has spaces and Vietnamese letters."""

    def __init__(self, folder):
        self.folder = folder / "Văn thư và lưu trữ"
        self.venv = self.folder / ".venv"
        self.fake = folder / "fake"
        digest = make_wheel(self.fake / "wheels")
        package = self.folder / "office"
        package.mkdir(parents=True)
        for name in ("__init__.py", "__main__.py", "bootstrap.py"):
            shutil.copy(bootstrap.ROOT / "office" / name, package)
        (package / "cli.py").write_text(CLI)
        for name in NAMES:
            (self.folder / name).write_text("# none\n")
        (self.folder / NAMES[0]).write_text(f"tiny==1.0 --hash=sha256:{digest}\n")
        pip = self.fake / "pip.whl" / "pip"
        pip.mkdir(parents=True)
        (pip / "__main__.py").write_text(FAKE_PIP)
        (pip / "__init__.py").write_text("")

    def environment(self, **changes):
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        wheel = str(self.fake / "pip.whl")
        fixed = {"FAKE": str(self.fake), "OFFICE_PIP_WHEEL": wheel, "PIP_NO_INDEX": "1"}
        return {**kept, **fixed, **changes}

    def popen(self, *words, **changes):
        return subprocess.Popen(
            [PYTHON, "-m", "office", *words],
            cwd=self.folder,
            env=self.environment(**changes),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def start(self, *words, **changes):
        process = self.popen(*words, **changes)
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def calls(self):
        return (self.fake / "calls").read_text().splitlines()

    def hide(self, *modules):
        """A Python that lacks these modules, as Debian splits them off."""
        hidden = self.fake / "hidden"
        hidden.mkdir(exist_ok=True)
        lines = [f"sys.modules[{name!r}] = None" for name in modules]
        (hidden / "sitecustomize.py").write_text("\n".join(["import sys", *lines]))
        return {"PYTHONPATH": str(hidden), "OFFICE_PIP_WHEEL": ""}


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


@pytest.mark.slow
def test_the_real_pip_installs_the_lock_with_its_hashes(checkout):
    source = {"OFFICE_PIP_WHEEL": "", "PIP_FIND_LINKS": str(checkout.fake / "wheels")}
    lock = checkout.folder / NAMES[0]
    right = lock.read_text()
    lock.write_text("tiny==1.0 --hash=sha256:" + "0" * 64 + "\n")
    refused = checkout.start("serve", **source)
    assert refused.returncode == 1
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    lock.write_text(right)
    done = checkout.start("serve", **source)
    assert done.stdout == f"started small serve {checkout.venv}\n", done.stderr
    assert "installing about 1 packages" in done.stderr


def test_a_second_start_goes_straight_on(checkout):
    checkout.start("serve")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    second = checkout.start("serve", "--port", "8000")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < 0.5  # of the processor: the clock would measure the neighbours too
    assert second.stdout.startswith("started small serve --port 8000")
    assert second.stderr == ""
    assert len(checkout.calls()) == 1


def test_each_command_installs_what_it_needs_and_keeps_what_is_there(checkout):
    checkout.start("serve")
    checkout.start("run")
    checkout.start("serve")
    locks = json.loads((checkout.venv / "office.stamp").read_text())["locks"]
    assert list(locks) == list(NAMES[:2])
    assert [NAMES[1] in call for call in checkout.calls()] == [False, True]


def test_a_changed_lock_is_installed_into_what_is_there(checkout):
    checkout.start("serve")
    (checkout.venv / "kept").touch()
    with (checkout.folder / NAMES[0]).open("a") as lock:
        lock.write("# changed\n")
    assert "installing" in checkout.start("serve").stderr
    assert (checkout.venv / "kept").exists()


def test_a_lost_installation_is_repaired_by_the_next_start(checkout):
    (checkout.fake / "die").touch()
    assert checkout.start("serve").returncode < 0
    assert list(checkout.venv.glob("lib/*/site-packages/half"))
    again = checkout.start("serve")
    assert again.stdout.startswith("started small"), again.stderr
    assert not list(checkout.venv.glob("lib/*/site-packages/half"))


def test_a_folder_of_something_else_is_left_alone(checkout):
    precious = checkout.folder / "home" / "letter.txt"
    precious.parent.mkdir()
    precious.touch()
    stopped = checkout.start("serve", OFFICE_VENV=str(precious.parent))
    assert "holds something else" in stopped.stderr
    assert precious.exists()


def test_a_refused_installation_says_why_and_keeps_what_is_there(checkout):
    checkout.start("serve")
    (checkout.venv / "kept").touch()
    (checkout.folder / NAMES[0]).write_text("# other\n")
    (checkout.fake / "refuse").touch()
    refused = checkout.start("serve")
    assert refused.returncode == 1
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    (checkout.fake / "refuse").unlink()
    assert checkout.start("serve").returncode == 0
    assert (checkout.venv / "kept").exists()


def test_of_two_starts_at_once_one_installs_and_both_go_on(checkout):
    both = [checkout.popen("serve", SLOW="0.7") for _ in range(2)]
    answers = [process.communicate(timeout=60) for process in both]
    assert all(out.startswith("started small") for out, _ in answers), answers
    assert sum("waiting for it" in err for _, err in answers) == 1
    assert len(checkout.calls()) == 1


def test_without_ensurepip_the_pip_of_the_machine_is_used(checkout):
    hidden = checkout.hide("ensurepip")
    path = os.pathsep.join([hidden["PYTHONPATH"], str(checkout.fake / "pip.whl")])
    done = checkout.start("serve", **{**hidden, "PYTHONPATH": path})
    assert done.stdout.startswith("started small"), done.stderr
    assert f"--python {checkout.venv}/bin/python install" in checkout.calls()[-1]


def test_without_any_pip_one_line_says_what_to_install(checkout):
    stopped = checkout.start("serve", **checkout.hide("ensurepip", "pip"))
    assert stopped.returncode == 1
    assert "apt install python3-venv" in stopped.stderr.splitlines()[-1]


def test_without_the_venv_module_one_line_says_what_to_install(checkout):
    stopped = checkout.start("serve", **checkout.hide("venv"))
    assert stopped.stderr == "office: this Python has no venv module: apt install python3-venv\n"


def test_a_folder_that_cannot_be_written_is_named(checkout):
    barred = checkout.folder / "a file"
    barred.touch()
    stopped = checkout.start("serve", OFFICE_VENV=str(barred / "venv"))
    assert stopped.returncode == 1
    assert stopped.stderr.startswith(f"office: cannot write to {barred}/venv")
    assert "set OFFICE_VENV" in stopped.stderr


def test_wheels_are_fetched_for_machines_without_an_index(checkout):
    done = checkout.start("vendor", "bánh xe")
    assert "download --require-hashes --dest" in checkout.calls()[-1]
    folder = (checkout.folder / "bánh xe").as_uri()
    assert f"PIP_NO_INDEX=1 PIP_FIND_LINKS={folder} python3 -m office run" in done.stderr


def test_the_installer_sees_the_proxy_of_the_machine(checkout):
    checkout.start("serve", HTTPS_PROXY="http://proxy.test:3128")
    assert checkout.calls()[0].startswith("http://proxy.test:3128 install")


OLD = "import sys; sys.version_info = (3, 9, 2); from office import bootstrap as b; "


def start_old(path):
    command = [PYTHON, "-c", OLD + "b.leave_old_python(['run', '--port', '1'])"]
    return subprocess.run(
        command, cwd=bootstrap.ROOT, env={"PATH": path}, capture_output=True, text=True, check=False
    )


def test_an_old_python_goes_on_in_a_newer_one(tmp_path):
    newer = tmp_path / "python3.12"
    newer.write_text('#!/bin/sh\necho newer "$@"\n')
    newer.chmod(0o755)
    assert start_old(str(tmp_path)).stdout == "newer -m office run --port 1\n"


def test_an_old_python_alone_says_what_is_needed(tmp_path):
    alone = start_old(str(tmp_path))
    assert "Python 3.11 or newer is needed, this is 3.9: apt install" in alone.stderr


def test_an_interpreter_counts_only_when_the_product_was_installed_into_it(tmp_path, monkeypatch):
    assert not bootstrap.is_installed()
    about = tmp_path / "congvu-9.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: congvu\nVersion: 9.0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert bootstrap.is_installed()
