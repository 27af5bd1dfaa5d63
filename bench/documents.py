#!/usr/bin/env python3
"""documents.py N FILE [--seed S]    N made-up documents as JSON Lines: about 11 kB each, 40 sentences, 16 entities, 20 facts.

The same arguments give the same bytes. Every document passes `groundwire check` with the core ontology alone. The texts are of
invented words, a few with accents or in Cyrillic, with typographic quotation marks and dashes; facts have objects, values and
quantities, times, sources, and quotes alone, in lists and with a prefix. Nothing is needed but Python.
"""
import argparse
import hashlib
import json
import random

CONSONANTS, VOWELS = "bcdfghjklmnprstvz", "aeiou"
ACCENTED = {"a": "á", "e": "é", "i": "ï", "o": "ö", "u": "ū"}
CYRILLIC = dict(zip("abcdefghijklmnoprstuvz", "абцдефгхийклмнопрстувз"))


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.serial = 0

    def one(self, items):
        return items[int(self.random.random() * len(items))]

    def chance(self, share):
        return self.random.random() < share

    def number(self, least, most):
        return least + int(self.random.random() * (most - least + 1))

    def word(self):
        word = "".join(self.one(CONSONANTS) + self.one(VOWELS) for _ in range(self.number(1, 3))) + self.one(["", "", "n", "r", "s", "l"])
        if self.chance(0.05):
            return "".join(CYRILLIC.get(letter, letter) for letter in word)
        if self.chance(0.05):
            return "".join(ACCENTED.get(letter, letter) for letter in word)
        return word

    def words(self, count):
        return " ".join(self.word() for _ in range(count))

    def name(self, count):
        return " ".join(self.word().capitalize() for _ in range(count))

    def unique(self):
        """A word that stands nowhere else: a serial number in syllables of their own."""
        self.serial += 1
        digits, rest = [], self.serial
        while rest:
            rest, digit = divmod(rest, 17)
            digits.append(CONSONANTS[digit] + "y")
        return "x" + "".join(digits)

    def entities(self):
        """Entities by key, and keys by class."""
        entities, keys = {}, {}
        plan = ["Person"] * 4 + ["Organization"] * 4 + ["Country"] * 2 + ["Place", "Position", "Programme", "LegalInstrument", "Utterance", "Utterance"]
        for kind in plan:
            label = self.name(3 if kind in ("Programme", "LegalInstrument") else 2)
            key = "%s-%d" % (label.lower().replace(" ", "-"), self.number(1, 9999))
            if key in entities:
                continue
            entity = {"type": kind, "label": label}
            if self.chance(0.3):
                entity["label"] = {"en": label, "ru": self.name(2)}
            if self.chance(0.2):
                entity["alt-label"] = [self.name(1), self.name(2)]
            if self.chance(0.3):
                entity["same-as"] = "wd:Q%d" % self.number(1, 200000)
            if kind in ("Person", "Organization") and self.chance(0.5):
                entity["kind"] = self.one(["minister", "head-of-state", "agency", "bank"])
            entities[key] = entity
            keys.setdefault(kind, []).append(key)
        return entities, keys

    def sentence(self, label):
        """A sentence, with the words that a fact may quote: they hold one that stands nowhere else."""
        lead, tail = self.words(self.number(4, 9)), self.words(self.number(6, 14))
        quote = "%s %s %s" % (label, self.words(self.number(1, 4)), self.unique())
        if self.chance(0.3):
            quote += " %d,%03d" % (self.number(1, 99), self.number(0, 999))
        if self.chance(0.15):
            tail = "“%s” – %s" % (self.words(4), tail)
        return "%s %s %s." % (lead.capitalize(), quote, tail), quote, lead

    def fact(self, keys):
        """A fact's subject, predicate and object."""
        person, agent = self.one(keys["Person"]), self.one(keys["Organization"] + keys["Country"])
        choice = self.random.random()
        if choice < 0.10:
            return {"subject": agent, "predicate": "memberCount", "value": self.number(2, 500)}
        if choice < 0.22:
            return self.one([
                {"subject": agent, "predicate": "skos:altLabel", "value": self.name(2)},
                {"subject": agent, "predicate": "skos:altLabel", "value": {"value": self.name(1), "lang": "en-GB"}},
                {"subject": agent, "predicate": "memberCount", "value": {"value": str(self.number(2, 500)), "datatype": "xsd:integer"}},
            ])
        if choice < 0.27:
            unit = self.one(["percent", "us-dollar", "tonne"])
            quantity = self.one([{"number": self.number(1, 99), "unit": unit}, {"from": self.number(1, 9), "to": self.number(10, 99), "unit": unit}, {"from": 60, "unit": unit, "about": True}])
            return {"subject": agent, "predicate": "share", "quantity": quantity}
        if choice < 0.35:
            return {"subject": self.one(keys["Programme"]), "predicate": "when", "object": self.time()}
        predicate, subject, thing = self.one([
            ("memberOf", person, self.one(keys["Organization"])),
            ("observerAt", agent, self.one(keys["Organization"])),
            ("holdsPosition", person, self.one(keys["Position"])),
            ("cooperatesWith", agent, person),
            ("partyTo", agent, self.one(keys["LegalInstrument"])),
            ("place", self.one(keys["Programme"]), self.one(keys["Place"])),
            ("supports", agent, "wd:Q%d" % self.number(1, 200000)),
            ("hosts", agent, "<https://things.example/%d>" % self.number(1, 9999)),
        ])
        return {"subject": subject, "predicate": predicate, "object": thing}

    def time(self):
        year, month = self.number(1990, 2025), self.number(1, 12)
        return self.one(["%d" % year, "%d-%02d" % (year, month), "%d-%02d-%02d" % (year, month, self.number(1, 28)), "%d/.." % year, "../%d" % year, "%d/%d" % (year, year + 3), "%d~" % year, "%d?" % year])

    def document(self, number):
        entities, keys = self.entities()
        spoken = keys["Person"] + keys["Organization"]
        sentences = [self.sentence(self.label(entities[self.one(spoken)])) for _ in range(40)]
        facts = []
        for count in range(20):
            fact = {"id": "f%d" % (count + 1), **self.fact(keys)}
            if count < 2:
                fact = {"id": fact["id"], "subject": keys["Utterance"][count], "predicate": "speaker", "object": self.one(spoken)}
            elif self.chance(0.25):
                fact["stated-in"] = self.one(keys["Utterance"])
            elif self.chance(0.15):
                fact["according-to"] = self.one(spoken)
            if count >= 2 and self.chance(0.3):
                fact["modality"] = self.one(["ongoing", "completed", "planned", "aspired", "expected"])
            if self.chance(0.2):
                fact["when"] = self.time()
            if self.chance(0.1):
                fact["topic"] = [self.one(spoken)]
            if self.chance(0.05):
                fact.update(inferred=True, note=self.words(6))
            _, quote, lead = sentences[2 * count]
            fact["quote"] = quote.replace("“", '"').replace("”", '"')
            if self.chance(0.2):
                fact["quote"] = {"exact": quote, "prefix": lead.split()[-1]} if " " in lead else quote
            elif self.chance(0.15):
                fact["quote"] = [quote, sentences[2 * count + 1][1]]
            facts.append(fact)
        paragraphs = [" ".join(text for text, _, _ in sentences[at:at + 5]) for at in range(0, 40, 5)]
        text = "\n\n".join(paragraphs)
        article = {"id": "a%07d" % number, "title": self.words(6), "publisher": self.one(keys["Organization"]), "author": [self.one(keys["Person"])], "source": "https://news.example/%d" % number, "published": "2024-%02d" % self.number(1, 12), "language": "en", "sha256": hashlib.sha256(text.encode()).hexdigest(), "text": text}
        return {"article": article, "prefixes": {"wd": "http://www.wikidata.org/entity/"}, "entities": entities, "facts": facts}

    @staticmethod
    def label(entity):
        label = entity["label"]
        return label if isinstance(label, str) else label["en"]


# Beyond so many documents the same ones come again under new ids: making them takes longer than all that is measured.
DIFFERENT = 10_000


def write(count, path, seed=1):
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        again = []
        for number in range(1, count + 1):
            if number <= DIFFERENT:
                # Each document by its own seed: the first thousand of many are the same as a thousand.
                document = Maker("%d-%d" % (seed, number)).document(number)
                line = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
                if count > DIFFERENT:
                    again.append(line)
            else:
                first = (number - 1) % DIFFERENT
                line = again[first].replace('"a%07d"' % (first + 1), '"a%07d"' % number, 1)
            out.write(line + "\n")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("count", type=int)
    options.add_argument("file")
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    write(options.count, options.file, options.seed)
