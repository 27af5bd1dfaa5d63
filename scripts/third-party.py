#!/usr/bin/env python3
"""third-party.py TARGET    The licenses of everything that a binary for this target contains, as text.

Most licenses ask that their text goes with each copy of the program.
"""
import json
import re
import subprocess
import sys
from pathlib import Path

LICENSE = re.compile(r"(un)?licen[cs]e|copying|copyright|notice", re.IGNORECASE)


def packages(target):
    """The packages that are linked into the program: neither for tests nor for the build alone."""
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", target]
    metadata = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    root = metadata["resolve"]["root"]
    found, waiting = {root}, [root]
    while waiting:
        for dependency in nodes[waiting.pop()]["deps"]:
            linked = any(kind["kind"] is None for kind in dependency["dep_kinds"])
            if linked and dependency["pkg"] not in found:
                found.add(dependency["pkg"])
                waiting.append(dependency["pkg"])
    return sorted(
        (package for package in metadata["packages"] if package["id"] in found - {root}),
        key=lambda package: (package["name"], package["version"]),
    )


def texts(package):
    """The license files of a package, also of the C code inside it."""
    folder = Path(package["manifest_path"]).parent
    for path in sorted(folder.rglob("*")):
        source = path.suffix in {".rs", ".h", ".c", ".py"}
        if path.is_file() and not source and LICENSE.match(path.name):
            yield path.read_text(encoding="utf-8", errors="replace").strip()


def main():
    (target,) = sys.argv[1:]
    names, licenses = [], {}
    for package in packages(target):
        name = f"{package['name']} {package['version']}"
        about = [package["license"], *package["authors"], package["repository"]]
        names.append(f"{name}: {', '.join(filter(None, about))}")
        for text in texts(package):
            # Many packages have the same text, in lines of another length.
            licenses.setdefault(" ".join(text.split()), (text, []))[1].append(name)
    print("groundwire is under MIT or Apache-2.0, at your option. The program also contains the packages below, and the")
    print("Rust standard library (MIT or Apache-2.0, the Rust Project contributors). A package's source is on crates.io.")
    if "musl" in target:
        print("It contains musl (MIT, Copyright © 2005-2020 Rich Felker, et al.).")
    print()
    print("\n".join(names))
    for text, users in licenses.values():
        print(f"\n{'=' * 80}\n{', '.join(dict.fromkeys(users))}\n\n{text}")


if __name__ == "__main__":
    main()
