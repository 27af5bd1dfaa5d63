#!/usr/bin/env python3
"""How well sentences are split: python3 bench/sentences.py LANGUAGE FILE.conllu [PROGRAM [ARGUMENT]...]

FILE is a test set of Universal Dependencies (https://universaldependencies.org); it is read, never copied. Its sentences,
as `# text =` gives them, are joined into paragraphs of ten. Without PROGRAM a naive splitter is measured: after `.`, `!` or
`?` and a space, before a capital or a digit, and after `。！？`. Else PROGRAM reads the text on standard input and writes where
each sentence begins and ends, in code points:

    cargo build --release --example sentences
    python3 bench/sentences.py de de_gsd-ud-test.conllu target/release/examples/sentences de

A boundary between two sentences counts as found where a sentence ends at the same place. The last end of a paragraph is
certain and does not count.
"""
import re
import subprocess
import sys

PARAGRAPH = 10


def sentences(path):
    """The texts of the test set."""
    with open(path, encoding="utf-8") as lines:
        return [line[len("# text = ") :].strip() for line in lines if line.startswith("# text = ")]


def paragraphs(texts, glue):
    """The text, and the ends of its sentences in code points, those at the ends of paragraphs apart."""
    text, ends, certain = "", set(), set()
    for number, sentence in enumerate(texts, 1):
        text += sentence
        last = number % PARAGRAPH == 0 or number == len(texts)
        (certain if last else ends).add(len(text))
        text += "\n\n" if last else glue
    return text, ends, certain


def naive(text):
    """The ends that a simple rule finds."""
    pattern = r"(?<=[.!?])[\"'”»)]*(?=\s+[\"'“«(]*[A-ZА-ЯҚҒҢӨҮҰІÀ-Þ0-9])|(?<=[。！？])"
    return {found.end() for found in re.finditer(pattern, text)}


def program(command, text):
    """The ends that a program finds."""
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return {int(line.split()[1]) for line in done.stdout.splitlines()}


def main():
    language, path, command = sys.argv[1], sys.argv[2], sys.argv[3:]
    text, ends, certain = paragraphs(sentences(path), "" if language == "zh" else " ")
    found = (program(command, text) if command else naive(text)) - certain
    right = len(found & ends)
    precision, recall = right / max(len(found), 1), right / len(ends)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"{language}: {len(ends)} boundaries, precision {precision:.1%}, recall {recall:.1%}, F1 {f1:.1%}")


if __name__ == "__main__":
    main()
