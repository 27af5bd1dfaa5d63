"""What the measuring scripts share: running groundwire, and precision, recall and F1."""
import json
import os
import subprocess
import tempfile

GROUNDWIRE = os.environ.get("GROUNDWIRE", "groundwire")


def mentions(documents):
    """The mentions that `groundwire draft --mentions` sees in (id, text) pairs, by document id."""
    if os.environ.get("MENTIONS"):  # a program that reads the lines on stdin
        command, stdin = [os.environ["MENTIONS"]], True
    else:
        command, stdin = None, False
    lines = "".join(json.dumps({"id": key, "title": key, "text": text}) + "\n" for key, text in documents)
    if stdin:
        out = subprocess.run(command, input=lines, capture_output=True, text=True, check=True).stdout
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "articles.jsonl")
            with open(path, "w", encoding="utf-8") as file:
                file.write(lines)
            command = [GROUNDWIRE, "draft", path, "--mentions", "-", "--quiet"]
            out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = {key: [] for key, _ in documents}
    for line in out.splitlines():
        mention = json.loads(line)
        found[mention["document"]].append(mention)
    return found


def figures(right, proposed, gold, right_gold=None):
    """One line: precision, recall, F1."""
    precision = right / proposed if proposed else 0.0
    recall = (right if right_gold is None else right_gold) / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ({right} right of {proposed} proposed, {gold} in the set)"


def overlap(a, b):
    """Whether two spans share a code point."""
    return a[0] < b[1] and b[0] < a[1]
