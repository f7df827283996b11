"""The bill of materials: build/sbom.cdx.json, in CycloneDX 1.6, from the lock files and what is installed.

It names version, licence and hashes of everything that runs; what only tests need is left out.
"""

import json
import re
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "build" / "sbom.cdx.json"


def licence_of(name: str) -> str:
    """The licence as the installed package says it; empty when it is not on this machine."""
    try:
        about = metadata.metadata(name).json
    except metadata.PackageNotFoundError:
        return ""
    named = str(about.get("license_expression") or about.get("license") or "")
    classified = [
        str(text).rsplit(" :: ", 1)[1] for text in about.get("classifier", []) if "License ::" in text
    ]
    return named if named and len(named) < 60 else ", ".join(classified)


def component(name: str, version: str, purl: str, licence: str, hashes: list[str]) -> dict[str, Any]:
    """One part, as CycloneDX writes it."""
    part: dict[str, Any] = {
        "type": "library",
        "name": name,
        "version": version,
        "purl": purl,
        "bom-ref": purl,
    }
    if licence:
        part["licenses"] = [{"license": {"name": licence}}]
    if hashes:
        part["properties"] = [{"name": "sha256", "value": value} for value in hashes]
    return part


def python_parts() -> list[dict[str, Any]]:
    """Everything in requirements.lock."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    parts = []
    for block in re.split(r"\n(?=\S)", text):
        if found := re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", block):
            name, version = found.groups()
            hashes = re.findall(r"sha256:([0-9a-f]{64})", block)
            parts.append(
                component(name, version, f"pkg:pypi/{name.lower()}@{version}", licence_of(name), hashes)
            )
    return parts


def npm_parts() -> list[dict[str, Any]]:
    """Everything in package-lock.json that pages use."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    parts = []
    for path, package in lock["packages"].items():
        if path and not package.get("dev"):
            name, version = path.removeprefix("node_modules/"), package["version"]
            purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
            parts.append(component(name, version, purl, package.get("license", ""), []))
    return parts


def main() -> None:
    """Write the bill."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    parts = [*python_parts(), *npm_parts()]
    about = {"type": "application", "name": project["name"], "version": project["version"]}
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {"component": about}}
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps({**bill, "components": parts}, indent=2) + "\n", encoding="utf-8")
    print(f"{len(parts)} components in {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
