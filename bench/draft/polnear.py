"""Attribution in PolNeAR dev (github.com/networkdynamics/PolNeAR, data/dev).

A cue is right where it overlaps one of the set, each matched once. A source is right where its cue is and it overlaps
the set's source; a content where its characters share half of the union with the set's; a triple where all are.
Usage: GROUNDWIRE=target/release/groundwire python3 polnear.py data/dev
"""
import glob
import os
import sys

from score import figures, mentions, overlap

folder = sys.argv[1]
texts, golds = [], {}
for path in sorted(glob.glob(os.path.join(folder, "attributions", "*.ann"))):
    key = os.path.basename(path).rsplit("_", 1)[0]
    text_path = os.path.join(folder, "text", key + ".txt")
    if key in golds or not os.path.exists(text_path):
        continue
    texts.append((key, open(text_path, encoding="utf-8", newline="").read()))
    spans, events = {}, []
    for line in open(path, encoding="utf-8"):
        parts = line.rstrip("\n").split("\t")
        if len(parts) < 2:
            continue
        if line.startswith("T"):
            places = parts[1].split(" ", 1)[1]
            spans[parts[0]] = [tuple(map(int, piece.split())) for piece in places.split(";")]
        elif line.startswith("E"):
            events.append([role.split(":") for role in parts[1].split()])
    golds[key] = []
    for roles in events:
        gold = {"Cue": [], "Source": [], "Content": []}
        for role, target in roles:
            name = role.rstrip("0123456789")
            if name in gold:
                gold[name] += spans[target]
        golds[key].append(gold)
seen = mentions(texts)


def letters(spans):
    return {at for a, b in spans for at in range(a, b)}


count = dict.fromkeys(("cue", "source", "content", "triple"), 0)
proposed = dict.fromkeys(count, 0)
total = dict.fromkeys(count, 0)
missed, extra = {}, {}
for key, text in texts:
    gold = [g for g in golds[key] if g["Cue"]]
    total["cue"] += len(gold)
    total["source"] += sum(1 for g in gold if g["Source"])
    total["content"] += sum(1 for g in gold if g["Content"])
    total["triple"] += sum(1 for g in gold if g["Content"] and g["Source"])
    free = list(gold)
    for mention in (m for m in seen[key] if m["kind"] == "attribution"):
        proposed["cue"] += 1
        proposed["source"] += mention["source"] is not None
        proposed["content"] += 1
        proposed["triple"] += mention["source"] is not None
        match = next((g for g in free if any(overlap(mention["cue"], c) for c in g["Cue"])), None)
        if match is None:
            words = text[slice(*mention["cue"])].split()[-1]
            extra[words] = extra.get(words, 0) + 1
            continue
        free.remove(match)
        count["cue"] += 1
        source = mention["source"] is not None and any(overlap(mention["source"], s) for s in match["Source"])
        ours, theirs = letters(mention["content"]), letters(match["Content"])
        content = bool(theirs) and len(ours & theirs) / len(ours | theirs) >= 0.5
        count["source"] += source
        count["content"] += content
        count["triple"] += source and content
    for gold_left in free:
        words = text[slice(*gold_left["Cue"][0])].lower()
        missed[words] = missed.get(words, 0) + 1
for what in count:
    print(f"{what:8}", figures(count[what], proposed[what], total[what]))
if "--errors" in sys.argv:
    order = lambda d: sorted(d.items(), key=lambda kv: -kv[1])[:80]
    print("MISSED", order(missed))
    print("EXTRA", order(extra))
