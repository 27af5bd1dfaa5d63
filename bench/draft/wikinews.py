"""Draws articles of Wikinews by chance, and lists what is drafted for them, one proposal a line, to be judged by a reader.

usage: wikinews.py draw wikinews_2020.csv NUMBER SEED > articles.jsonl
       wikinews.py list drafted.jsonl

The data: github.com/vanatteveldt/wikinews, `data/`. Only articles of 800 to 5,000 characters are drawn: shorter ones are
stubs, longer ones interviews. The same seed draws the same articles."""

import csv
import json
import random
import sys


def draw(path, number, seed):
    csv.field_size_limit(10**9)
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pool = [at for at, row in enumerate(rows) if 800 <= len(row["text"]) <= 5000]
    for at in sorted(random.Random(seed).sample(pool, int(number))):
        row = rows[at]
        text = row["text"].replace("\u00a0", " ")
        print(json.dumps({"id": f"wikinews-{at}", "title": row["title"], "date": row["date"], "text": text}))


def show(path):
    total = articles = 0
    for line in open(path, encoding="utf-8"):
        document = json.loads(line)
        article, entities = document["article"], document.get("entities", {})

        def label(key):
            labels = entities.get(key, {}).get("label", key)
            return str(next(iter(labels.values())) if isinstance(labels, dict) else labels)

        print(f"## {article['id']}: {article['title']}\n{article['text'].strip()}\n")
        for fact in document["facts"]:
            ends = [label(fact["subject"]), fact["predicate"]]
            ends.append(label(fact["object"]) if "object" in fact else str(fact.get("value", fact.get("quantity"))))
            more = [fact.get("modality", ""), label(fact["stated-in"]) if "stated-in" in fact else ""]
            quote = fact["quote"]["exact"] if isinstance(fact["quote"], dict) else fact["quote"]
            print("  " + " | ".join([fact["id"], *ends, *more, fact["confidence"] if isinstance(fact["confidence"], str)
                                     else str(fact["confidence"]), quote]))
        total, articles = total + len(document["facts"]), articles + 1
        print()
    print(f"{total} proposals for {articles} articles")


if sys.argv[1] == "draw":
    draw(*sys.argv[2:5])
else:
    show(sys.argv[2])
