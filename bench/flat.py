#!/usr/bin/env python3
"""flat.py IN.nq DIR    quads as csv tables, and the RML mapping and configuration by which Morph-KGC gives them back.

A table for each class of subject and kind of graph, a column for each predicate that a subject of it has once, and a table of two
columns for each that it has more often. RML cannot search a text for a quote or say a time in words, so offsets, labels and bounds
are columns like all others: less work than groundwire does.

  python -m morph_kgc DIR/morph.ini
"""
import csv
import os
import re
import sys

LINE = re.compile(r'<([^>]*)> <([^>]*)> (?:<([^>]*)>|"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?) <([^>]*)> \.\n')
ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|(.))')
LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def plain(text):
    return ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else LETTERS.get(m[2], m[2]), text) if "\\" in text else text


def subjects(path):
    """Each subject of each graph with what is said of it there; the graphs of an article stand together."""
    nodes, article = {}, None
    with open(path, encoding="utf-8", newline="\n") as lines:
        for line in lines:
            found = LINE.fullmatch(line)
            if not found:
                raise SystemExit("not read: " + line)
            subject, predicate, iri, text, tag, datatype, graph = found.groups()
            if graph.rsplit("/", 1)[0] != article:
                yield from nodes.items()
                nodes, article = {}, graph.rsplit("/", 1)[0]
            column = (predicate, "iri" if iri is not None else "@" + tag if tag else datatype or "")
            nodes.setdefault((graph, subject), []).append((column, iri if iri is not None else plain(text)))
    yield from nodes.items()


def shape(graph, said):
    """What a subject is put under: the kind of graph and its class."""
    classes = [value for (predicate, _), value in said if predicate == TYPE]
    return graph.rsplit("/", 1)[1], classes[0] if len(classes) == 1 else ""


def main(source, folder):
    os.makedirs(folder, exist_ok=True)
    # Which columns stand once a subject.
    columns, several = {}, set()
    for (graph, _), said in subjects(source):
        kind = shape(graph, said)
        for column, _ in said:
            columns.setdefault(kind, {}).setdefault(column, None)
        names = [column for column, _ in said]
        if len(set(names)) < len(names):
            several |= {(kind, column) for column in names if names.count(column) > 1}
    tables, mapping = {}, ["@prefix rr: <http://www.w3.org/ns/r2rml#> .", "@prefix rml: <http://semweb.mmlab.be/ns/rml#> .", "@prefix ql: <http://semweb.mmlab.be/ns/ql#> .", "@base <https://bench.example/> ."]

    def open_table(columns):
        path = os.path.join(folder, "t%d.csv" % len(tables))
        rows = csv.writer(open(path, "w", encoding="utf-8", newline=""))
        rows.writerow(["g", "s"] + ["c%d" % at for at in range(len(columns))])
        tables[path] = rows
        maps = []
        for at, (predicate, kind) in enumerate(columns):
            more = "rr:termType rr:IRI" if kind == "iri" else 'rr:termType rr:Literal' + ('; rr:language "%s"' % kind[1:] if kind.startswith("@") else "; rr:datatype <%s>" % kind if kind else "")
            maps.append('  rr:predicateObjectMap [ rr:predicate <%s> ; rr:objectMap [ rml:reference "c%d" ; %s ] ] ;' % (predicate, at, more))
        mapping.append('<#t%d>\n  rml:logicalSource [ rml:source "%s" ; rml:referenceFormulation ql:CSV ] ;\n%s\n  rr:subjectMap [ rml:reference "s" ; rr:termType rr:IRI ; rr:graphMap [ rml:reference "g" ; rr:termType rr:IRI ] ] .' % (len(tables) - 1, path, "\n".join(maps)))
        return rows

    single, link = {}, {}
    for kind, all_columns in columns.items():
        once = [column for column in all_columns if (kind, column) not in several]
        if once:
            single[kind] = (open_table(once), {column: 2 + at for at, column in enumerate(once)})
        for column in all_columns:
            if (kind, column) in several:
                link[kind, column] = open_table([column])
    for (graph, subject), said in subjects(source):
        kind = shape(graph, said)
        rows, places = single.get(kind, (None, {}))
        row = [graph, subject] + [""] * len(places)
        for column, value in said:
            if column in places:
                row[places[column]] = value
            else:
                link[kind, column].writerow([graph, subject, value])
        if any(row[2:]):
            rows.writerow(row)
    mapping_path = os.path.join(folder, "mapping.ttl")
    with open(mapping_path, "w", encoding="utf-8") as out:
        out.write("\n".join(mapping) + "\n")
    with open(os.path.join(folder, "morph.ini"), "w", encoding="utf-8") as out:
        out.write("[CONFIGURATION]\noutput_file=%s\noutput_format=N-QUADS\nnumber_of_processes=%d\nlogging_level=WARNING\n[csv]\nmappings=%s\n" % (os.path.join(folder, "morph.nq"), os.cpu_count(), mapping_path))


if __name__ == "__main__":
    main(*sys.argv[1:3])
