#!/usr/bin/env python3
"""reporting.py BIN [N]    how long N and N / 4 errors or warnings of each kind take to report, as one document of JSON Lines.

Reporting is linear where the last column is near 4. The figures are processor seconds, the least of three runs.
"""
import json
import os
import resource
import subprocess
import sys
import tempfile


def document(facts, entities=None, text=None):
    article = {"id": "a", "title": "T", "text": text or "Ann Holm joined Acme."}
    people = {"ann": {"type": "Person", "label": "Ann Holm"}, "acme": {"type": "Organization", "label": "Acme"}}
    return {"article": article, "entities": entities or people, "facts": facts}


def fact(at, **keys):
    base = {"id": "f%d" % at, "subject": "ann", "predicate": "memberOf", "object": "acme", "quote": "Ann Holm joined Acme"}
    base.update(keys)
    return {key: value for key, value in base.items() if value is not None}


def words(at):
    """Words of their own for each sentence: digits of a number as syllables."""
    syllables = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu"]
    digits = "%05d" % (at * 7919 % 100000)
    return "".join(syllables[int(digit)] for digit in digits) + " " + "".join(syllables[int(digit)] for digit in reversed(digits))


def sentence(at):
    return "%s Ann Holm joined Acme as number %d" % (words(at).capitalize(), at)


def sentences(count):
    return " ".join(sentence(at) + " on a day." for at in range(count))


def people(count):
    return {"person-%d-%x" % (at, at * 7919 % 65536): {"type": "Person", "label": "Person %d" % at} for at in range(count)} | {
        "ann": {"type": "Person", "label": "Ann Holm"}, "acme": {"type": "Organization", "label": "Acme"}}


def of_each(make, text=False, entities=False):
    def build(count):
        facts = [make(at) for at in range(count)]
        return document(facts, people(count) if entities else None, sentences(count) if text else None)
    return build


KINDS = {
    "short-quote": of_each(lambda at: fact(at, quote="%s" % words(at).capitalize()), text=True),
    "long-quote": of_each(lambda at: fact(at, quote="%s on a day. %s on a day." % (sentence(at // 2), sentence(at // 2 + 1))), text=True),
    "unsupported": of_each(lambda at: fact(at, when="1999", quote=sentence(at)), text=True),
    "quote-not-found": of_each(lambda at: fact(at, quote=sentence(at).replace("Acme", "Acne")), text=True),
    "quote cut": of_each(lambda at: fact(at, quote=sentence(at)[1:]), text=True),
    "quote-ambiguous": lambda count: document([fact(at, quote=sentence(at)) for at in range(count)], None, sentences(count) + " " + sentences(count)),
    "unknown-entity": of_each(lambda at: fact(at, object="persn-%d-%x" % (at, at * 7919 % 65536)), entities=True),
    "one unknown-entity": of_each(lambda at: fact(at, object="persn-7-%x" % 7), entities=True),
    "unknown-property": of_each(lambda at: fact(at, predicate="memberof%d" % at)),
    "unknown-class": lambda count: document([], {"e%d" % at: {"type": "Persson%d" % at, "label": "x"} for at in range(count)}),
    "unknown-prefix": of_each(lambda at: fact(at, object="schma:x%d" % at)),
    "unknown-key": of_each(lambda at: fact(at, **{"quot%d" % at: "x"})),
    "missing-key": of_each(lambda at: fact(at, quote=None)),
    "bad-iri": of_each(lambda at: fact(at, object="<https://x.example/a b%d>" % at)),
    "bad-time": of_each(lambda at: fact(at, when="March %d" % (at + 1000))),
    "bad-key": of_each(lambda at: fact(at, id="f %d" % at)),
    "bad-modality": of_each(lambda at: fact(at, modality="planed%d" % at)),
    "duplicate-id": of_each(lambda at: fact(at // 2)),
    "duplicate-key": None,
    "domain": of_each(lambda at: fact(at, subject="acme", predicate="holds")),
    "inferred-note": of_each(lambda at: fact(at, inferred=True)),
    "unused-entity": lambda count: document([fact(0)], people(count)),
    "twin-entities": lambda count: document([fact(0)], {"e%d" % at: {"type": "Person", "label": "Ann Holm"} for at in range(count)} | people(0)),
    "unnamed-speaker": of_each(lambda at: fact(at, **{"according-to": "person-%d-%x" % (at, at * 7919 % 65536)}), entities=True),
}


def text_of(kind, count):
    build = KINDS[kind]
    if build is None:
        keys = ", ".join('"k": %d' % at for at in range(count))
        return '{"article": {"id": "a", "title": "T", "text": "x"}, "facts": [], "entities": {%s}}\n' % keys
    return json.dumps(build(count), ensure_ascii=False) + "\n"


def run(binary, form, path):
    least = None
    for _ in range(3):
        start = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([binary, "check", path] + form, capture_output=True, timeout=600)
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
        took = end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime
        least = took if least is None else min(least, took)
        if took > 5:
            break
    return least, done


def main(binary, count=20000):
    count = int(count)
    print("%-20s %9s %9s %9s %6s" % ("kind", "reports", count // 4, count, "ratio"))
    only = sys.argv[3:]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "news.jsonl")
        for kind in KINDS:
            if only and kind not in only:
                continue
            took = []
            for size in (count // 4, count):
                with open(path, "w", encoding="utf-8") as out:
                    out.write(text_of(kind, size))
                seconds, done = run(binary, [], path)
                took.append(seconds)
            reports = done.stderr.count(b"\nerror[") + done.stderr.count(b"\nwarning[") + 1
            print("%-20s %9d %9.2f %9.2f %6.1f" % (kind, reports, took[0], took[1], took[1] / took[0]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])
