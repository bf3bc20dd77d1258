"""nginx, Apache and Caddy from the system's packages on a loopback port, each with the very file of deploy/.

Changed are only the lines that say whose site it is: name, folder, path, and what certbot adds for https.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import curriculum

from camtay.plan import addresses
from camtay.site import lists
from camtay.verify.web import Web
from finished import ROOT, build

DEPLOY = ROOT / "deploy"
HOST = "camtay.test"
MODULES = Path("/usr/lib/apache2/modules")
WANTED = ("mpm_event", "authz_core", "dir", "mime", "headers", "deflate", "filter", "alias", "unixd", "ssl", "socache_shmcb")  # or built in


@dataclass(frozen=True)
class Place:
    """What a server is given: the folder that it publishes, and the site's path below its address."""

    top: Path
    base: str
    certificate: Path
    key: Path

    @property
    def site(self) -> Path:
        return self.top / self.base.strip("/")

    @property
    def url(self) -> str:
        return f"https://{HOST}{self.base}"


@dataclass(frozen=True)
class Ports:
    """Loopback ports that stand for 80 and 443."""

    http: int
    https: int

    def web(self, most: int = 5000) -> Web:
        return Web(most, "127.0.0.1", {"http": self.http, "https": self.https})


def make_sites(top: Path) -> dict[str, Place]:
    """The made-up curriculum at the root and below /project/, with a file of every kind that a site may hold."""
    curriculum.write(top / "made", 2, 2)
    for name in ("bat-dau", "bao-sai"):
        (top / "made" / "docs" / f"{name}.md").write_text(f"# {name}\n\nChữ.\n", "utf-8")
    certificate, key = make_certificate(top, 90)
    places = {}
    for base in ("/", "/project/"):
        place = places[base] = Place(top / f"www{base.strip('/')}", base, certificate, key)
        made = build(top / "made" / "lessons", place.site, "--site-url", place.url)
        assert made.returncode == 0, made.stdout + made.stderr
        _add_kinds(place.site)
        (place.site / addresses.FILES).unlink()  # hard links lead into the build's cache
        (place.site / addresses.FILES).write_bytes(lists.listed(lists.files(place.site)).body)
    return places


def make_certificate(folder: Path, days: int, name: str = "certificate") -> tuple[Path, Path]:
    """(certificate, key) for HOST, signed by itself."""
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    words = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={HOST}", "-days", str(days)]
    words += ["-addext", f"subjectAltName=DNS:{HOST}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([program("openssl"), "req", *words], check=True, capture_output=True)
    return certificate, key


def _add_kinds(site: Path) -> None:
    """Sheets, recordings and bundles take long to make; a server looks at their names and first bytes."""
    starts = {
        **{"a.pdf": b"%PDF-1.7\n", "a.png": b"\x89PNG\r\n\x1a\n", "a.webp": b"RIFF\x04\0\0\0WEBP", "a.mp3": b"ID3\x04\0\0"},
        **{"a.zip": b"PK\x03\x04", "manifest.webmanifest": b"{}", "a.jpg": b"\xff\xd8\xff\xe0", "a.woff2": b"wOF2"},
    }
    folder = site / "kinds"
    folder.mkdir()
    for name, start in starts.items():
        (folder / name).write_bytes(start + bytes(2000))
    links = "".join(f'<a href="{name}">{name}</a>' for name in starts)
    (folder / "index.html").write_text(f'<!doctype html><html lang="en"><title>kinds</title>{links}</html>', "utf-8")
    home = site / "index.html"
    text = home.read_text("utf-8").replace("</main>", '<a href="kinds/">kinds</a></main>')
    home.unlink()  # hard links lead into the build's cache
    home.write_text(text, "utf-8")


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that a server's own user may read, unlike those of pytest."""
    with tempfile.TemporaryDirectory(prefix="camtay-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


# --- servers --------------------------------------------------------------------------------------


def changed(text: str, changes: Mapping[str, str]) -> str:
    """Each line that is the deployer's own stands there as often as the documentation says: once."""
    for old, new in changes.items():
        assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
        text = text.replace(old, new)
    return text


def nginx(place: Place, ports: Ports, work: Path, spoiled: Mapping[str, str] | None = None) -> list[str]:
    """The command; its files are in `work`. `spoiled`: further changes, to see deploy-check complain."""
    secure = f"listen 127.0.0.1:{ports.https} ssl; ssl_certificate {place.certificate}; ssl_certificate_key {place.key};"
    ours = changed(
        (DEPLOY / "nginx.conf").read_text("utf-8"),
        {
            "listen 80;": secure,
            "server_name cam-tay.example.vn;": f"server_name {HOST};",
            "root /srv/cam-tay/site;": f"root {place.top};",
            "set $base /;": f"set $base {place.base};",
            **(spoiled or {}),
        },
    )
    (work / "site.conf").write_text(ours, "utf-8")
    folders = "".join(f"{name}_temp_path {work}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (work / "nginx.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''}\ndaemon off;\nworker_processes 1;\npid {work}/pid;\nerror_log {work}/log;\n"
        f"events {{}}\nhttp {{\ninclude /etc/nginx/mime.types;\ndefault_type application/octet-stream;\naccess_log off;\n{folders}"
        f"server {{ listen 127.0.0.1:{ports.http}; server_name {HOST}; return 301 https://$host$request_uri; }}\n"
        f"include {work}/site.conf;\n}}\n",
        "utf-8",
    )
    return [program("nginx"), "-e", f"{work}/log", "-c", f"{work}/nginx.conf"]


def apache(place: Place, ports: Ports, work: Path, spoiled: Mapping[str, str] | None = None) -> list[str]:
    """As nginx; the rules included by the virtual host."""
    rules = changed((DEPLOY / "htaccess").read_text("utf-8"), _not_found(place))
    (work / "htaccess").write_text(changed(rules, spoiled or {}), "utf-8")
    return _apache(place, ports, work, {"Include /srv/cam-tay/deploy/htaccess": f"Include {work}/htaccess"})


def htaccess(place: Place, ports: Ports, work: Path, spoiled: Mapping[str, str] | None = None) -> list[str]:
    """As apache; the rules in the published folder, as on shared hosting."""
    shutil.copytree(place.top, work / "www")
    rules = changed((DEPLOY / "htaccess").read_text("utf-8"), _not_found(place))
    (work / "www" / ".htaccess").write_text(changed(rules, spoiled or {}), "utf-8")
    lines = {"AllowOverride None": "AllowOverride FileInfo Indexes", "Include /srv/cam-tay/deploy/htaccess": ""}
    return _apache(Place(work / "www", place.base, place.certificate, place.key), ports, work, lines)


def _not_found(place: Place) -> dict[str, str]:
    return {"ErrorDocument 404 /404.html": f"ErrorDocument 404 {place.base}404.html"}


def _apache(place: Place, ports: Ports, work: Path, lines: Mapping[str, str]) -> list[str]:
    secure = f"<VirtualHost *:{ports.https}>\nSSLEngine on\nSSLCertificateFile {place.certificate}\nSSLCertificateKeyFile {place.key}"
    text = (DEPLOY / "apache.conf").read_text("utf-8").replace("/srv/cam-tay/site", str(place.top))
    host = changed(text, {"<VirtualHost *:80>": secure, "ServerName cam-tay.example.vn": f"ServerName {HOST}", **lines})
    (work / "site.conf").write_text(host, "utf-8")
    load = "".join(f"LoadModule {m}_module {MODULES}/mod_{m}.so\n" for m in WANTED if (MODULES / f"mod_{m}.so").is_file())
    user = "User www-data\nGroup www-data\n" if os.geteuid() == 0 else ""
    (work / "apache2.conf").write_text(
        f"ServerRoot {work}\nDefaultRuntimeDir {work}\nPidFile {work}/pid\nErrorLog {work}/log\nServerName {HOST}\n{load}{user}"
        f"TypesConfig /etc/mime.types\nListen 127.0.0.1:{ports.http}\nListen 127.0.0.1:{ports.https}\n"
        f"<VirtualHost *:{ports.http}>\nServerName {HOST}\nRedirect permanent / https://{HOST}/\n</VirtualHost>\n"
        f"Include {work}/site.conf\n",
        "utf-8",
    )
    return [program("apache2"), "-DFOREGROUND", "-f", f"{work}/apache2.conf"]


def caddy(place: Place, ports: Ports, work: Path, spoiled: Mapping[str, str] | None = None) -> list[str]:
    """As nginx; Caddy's own certificate would need the network."""
    ours = changed(
        (DEPLOY / "Caddyfile").read_text("utf-8"),
        {
            "\ncam-tay.example.vn {": f"\n{HOST} {{\n\tbind 127.0.0.1\n\ttls {place.certificate} {place.key}",
            "root * /srv/cam-tay/site": f"root * {place.top}",
            "rewrite * /404.html": f"rewrite * {place.base}404.html",
            **(spoiled or {}),
        },
    )
    lines = ("admin off", f"http_port {ports.http}", f"https_port {ports.https}", "default_bind 127.0.0.1", f"storage file_system {work}")
    ground = "{\n" + "".join(f"\t{line}\n" for line in lines) + "}\n"
    (work / "Caddyfile").write_text(ground + ours, "utf-8")
    return [program("caddy"), "run", "--adapter", "caddyfile", "--config", f"{work}/Caddyfile"]


SERVERS: Mapping[str, Callable[..., list[str]]] = {"nginx": nginx, "apache": apache, "htaccess": htaccess, "caddy": caddy}


def program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert found, f"no {name} on this machine: apt install {name}"
    return found


@contextmanager
def running(server: str, place: Place, spoiled: Mapping[str, str] | None = None) -> Iterator[Ports]:
    """One of SERVERS; ended with all of its processes, whatever happens."""
    ports = Ports(free_port(), free_port())
    with open_folder() as work:
        command = SERVERS[server](place, ports, work, spoiled)
        env = {**os.environ, "HOME": str(work), "XDG_CONFIG_HOME": str(work), "XDG_DATA_HOME": str(work)}
        with (work / "said").open("wb") as said:
            process = subprocess.Popen(command, stdout=said, stderr=said, env=env, start_new_session=True)
        try:
            _wait(process, ports, work)
            yield ports
        finally:
            _end(process)


def _wait(process: subprocess.Popen[bytes], ports: Ports, work: Path) -> None:
    until = time.monotonic() + 15
    while time.monotonic() < until and process.poll() is None:
        try:
            for port in (ports.http, ports.https):
                socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    told = "\n".join(p.read_text("utf-8", "replace") for p in (work / "said", work / "log") if p.is_file())
    raise AssertionError(f"it did not start:\n{told}")


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(5)
    except ProcessLookupError:
        pass
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(5)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
