#!/usr/bin/env python3
"""formats.py BINARY [DOCUMENTS]...    the peak memory of each export format from JSON Lines, and of large answers.

Each document is small: a title, two sentences, five entities and four facts. Memory is the maximum
resident set that `/usr/bin/time` (GNU) reports; it does not depend on how busy the machine is. Answers are measured beside the same query with `ASK`, which
holds the same data and gives one value.
"""
import json
import os
import subprocess
import sys
import tempfile

FORMATS = ["nq", "nt", "ttl", "trig", "rdf", "jsonld", "jsonld --graphs", "csv", "jsonl"]
ANSWERS = ["csv", "tsv", "json", "xml", "table"]


def document(number):
    text = f"Minister {number} met Ann Lee in Oslo on 3 May 2018. The group gave {number}.5 dollars to school {number}."
    entities = {
        "minister": {"type": "Person", "label": f"Minister {number}"},
        "ann": {"type": "Person", "label": "Ann Lee"},
        "oslo": {"type": "Place", "label": "Oslo"},
        "meeting": {"type": "Event", "label": f"meeting of Minister {number}"},
        "school": {"type": "Organization", "label": f"school {number}"},
    }
    met = f"Minister {number} met Ann Lee in Oslo on 3 May 2018"
    facts = [
        {"id": "f1", "subject": "meeting", "predicate": "participant", "object": "minister", "quote": met},
        {"id": "f2", "subject": "meeting", "predicate": "participant", "object": "ann", "when": "2018-05-03", "quote": met},
        {"id": "f3", "subject": "meeting", "predicate": "place", "object": "oslo", "quote": met},
        {"id": "f4", "subject": "school", "predicate": "amount", "quantity": {"number": number + 0.5, "unit": "dollar"},
         "quote": f"gave {number}.5 dollars to school {number}"},
    ]
    return {"article": {"id": f"a{number}", "title": f"Minister {number} meets", "text": text}, "entities": entities, "facts": facts}


def peak(command):
    """The peak memory of a command in MB, and the bytes that it gives. A child of Python starts with Python's own peak, so
    that `time` starts it."""
    with tempfile.NamedTemporaryFile() as memory, tempfile.TemporaryFile() as trouble:
        timed = ["/usr/bin/time", "-f", "%M", "-o", memory.name, *command]
        with subprocess.Popen(timed, stdout=subprocess.PIPE, stderr=trouble) as process:
            size = 0
            while chunk := process.stdout.read(1 << 20):
                size += len(chunk)
        if process.returncode:
            trouble.seek(0)
            sys.exit(f"{' '.join(command)}: {trouble.read(2000).decode()}")
        return int(memory.read()) / 1024, size


def main():
    binary = os.path.abspath(sys.argv[1])
    counts = [int(count) for count in sys.argv[2:]] or [2_000, 20_000]
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            path = os.path.join(folder, f"{count}.jsonl")
            with open(path, "w", encoding="utf-8") as lines:
                for number in range(1, count + 1):
                    lines.write(json.dumps(document(number)) + "\n")
            for name in FORMATS:
                rows.setdefault(name, []).append(peak([binary, "export", path, "--format", *name.split(), "--quiet"]))
            everything = "?s ?p ?o"
            rows.setdefault("ASK", []).append(peak([binary, "query", f"ASK {{ {everything} }}", path, "--quiet"]))
            for name in ANSWERS:
                query = f"SELECT * {{ {everything} }}"
                rows.setdefault(f"SELECT as {name}", []).append(peak([binary, "query", query, path, "--format", name, "--quiet"]))
    print("| | " + " | ".join(f"{count:,} documents" for count in counts) + " | output |")
    print("|---|" + "---|" * (len(counts) + 1))
    for name, found in rows.items():
        print(f"| {name} | " + " | ".join(f"{memory:.0f} MB" for memory, _ in found) + f" | {found[-1][1] / 1e6:.0f} MB |")


if __name__ == "__main__":
    main()
