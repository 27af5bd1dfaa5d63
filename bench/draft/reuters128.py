"""Names in Reuters-128 (github.com/dice-group/n3-collection, Reuters-128.nt): exact spans.

Usage: GROUNDWIRE=target/release/groundwire python3 reuters128.py Reuters-128.nt
"""
import re
import sys

from score import figures, mentions

text, gold = {}, {}
literal = re.compile(r'^<([^>]*)#char=(\d+),(\d+)> <[^>]*#(isString|anchorOf)> "(.*)"(?:\^\^|@)')
for line in open(sys.argv[1], encoding="utf-8"):
    found = literal.match(line)
    if not found:
        continue
    document, start, end, kind, words = found.groups()
    words = words.encode("latin-1", "backslashreplace").decode("unicode_escape") if "\\" in words else words
    if kind == "isString":
        text[document] = words
    else:
        gold.setdefault(document, set()).add((int(start), int(end)))
seen = mentions(sorted(text.items()))
right = proposed = total = 0
missed, extra = [], []
for document, words in text.items():
    names = {(m["start"], m["end"]) for m in seen[document] if m["kind"] == "name"}
    spans = gold.get(document, set())
    right += len(names & spans)
    proposed += len(names)
    total += len(spans)
    missed += [words[a:b] for a, b in spans - names]
    extra += [words[a:b] for a, b in names - spans]
print("names", figures(right, proposed, total))
if "--errors" in sys.argv:
    print("MISSED", missed[:150])
    print("EXTRA", extra[:300])
