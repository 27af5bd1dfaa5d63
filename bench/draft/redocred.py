"""Names and times in Re-DocRED dev (github.com/tonytan48/Re-DocRED, data/dev_revised.json): exact spans.

The tokens are joined by spaces where English writes spaces. Names are the mentions of PER, ORG, LOC and MISC.
Usage: GROUNDWIRE=target/release/groundwire python3 redocred.py dev_revised.json [documents]
"""
import json
import sys

from score import figures, mentions

documents = json.load(open(sys.argv[1], encoding="utf-8"))
limit = [int(a) for a in sys.argv[2:] if a.isdigit()]
documents = documents[: limit[0]] if limit else documents


def join(document):
    """The text, and the places of each token of each sentence."""
    text, places, open_mark = "", [], False
    glue = True
    for sentence in document["sents"]:
        spots = []
        for token in sentence:
            closes = token in {",", ".", ";", ":", "!", "?", ")", "]", "%", "'s", "'", "n't"}
            if token == '"':
                closes = open_mark
                open_mark = not open_mark
            joins = token in {"-", "–", "/"}
            if not glue and not closes and not joins:
                text += " "
            spots.append((len(text), len(text) + len(token)))
            text += token
            glue = joins or token in {"(", "[", "$", "£", "€"} or (token == '"' and open_mark)
        places.append(spots)
        glue = False
    return text, places


texts, golds = [], {}
for number, document in enumerate(documents):
    text, places = join(document)
    key = f"d{number}"
    texts.append((key, text))
    gold = {"name": set(), "time": set()}
    for entity in document["vertexSet"]:
        for mention in entity:
            first, last = mention["pos"]
            spots = places[mention["sent_id"]][first:last]
            kind = {"TIME": "time", "NUM": None}.get(mention["type"], "name")
            if kind and spots:
                gold[kind].add((spots[0][0], spots[-1][1]))
    golds[key] = gold
seen = mentions(texts)
for kind in ("name", "time"):
    right = proposed = total = 0
    missed, extra = [], []
    for key, text in texts:
        spans = {(m["start"], m["end"]) for m in seen[key] if m["kind"] == kind}
        right += len(spans & golds[key][kind])
        proposed += len(spans)
        total += len(golds[key][kind])
        missed += [text[a:b] for a, b in golds[key][kind] - spans]
        extra += [text[a:b] for a, b in spans - golds[key][kind]]
    print(kind + "s", figures(right, proposed, total))
    if "--errors" in sys.argv:
        print("MISSED", missed[:200])
        print("EXTRA", extra[:200])
