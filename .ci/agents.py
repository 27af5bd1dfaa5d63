#!/usr/bin/env python3
"""agents.py BIN    `groundwire mcp` and `/mcp` of `groundwire serve`, asked by the `mcp` client for Python.

In both eras of the protocol (the handshake, and 2026-07-28 without one), over standard input and output and over HTTP: list,
read, terms, a query with citations, prompts, resources. Over standard input and output also: a wrong draft is refused with its
reasons, the corrected one is accepted; ids that look like paths are refused; results keep to their limits. Prints how long each
tool takes. Exit status 1 where one of these does not hold.
"""
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

from mcp import Client, StdioServerParameters

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ARTICLE = "kazakhstan-council-of-europe"
QUERY = "SELECT ?b { ent:kazakhstan af:observerAt ?b }"
GOOD = "Kazakhstan received the observer status"
# Billions of combinations.
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(STR(?c) < STR(?i)) }"
TIMES = {}


async def call(client, name, **arguments):
    """A tool's result: whether it was refused, and what it says."""
    before = time.perf_counter()
    result = await client.call_tool(name, arguments)
    TIMES.setdefault(name, []).append(time.perf_counter() - before)
    limit = arguments.get("limit", 8_000)
    assert len(result.model_dump_json()) <= limit + 300, (name, len(result.model_dump_json()))
    return bool(result.is_error), json.loads(result.content[0].text)


async def reading(client):
    """What every connection offers."""
    tools = await client.list_tools()
    size = len(json.dumps([tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in tools.tools]))
    assert size < 6_000, size
    refused, listed = await call(client, "list_documents")
    assert not refused and any(one["id"] == ARTICLE for one in listed["documents"])
    sentences, start = [], 0
    while start is not None:
        refused, page = await call(client, "read_article", document=ARTICLE, **{"from": start}, limit=2_000)
        assert not refused and "data" in page["untrusted"]
        sentences += page["sentences"]
        start = page.get("next")
    assert len(sentences) == page["total"]
    refused, terms = await call(client, "terms", word="observer")
    assert not refused and any(term["term"] == "af:observerAt" for term in terms["terms"])
    refused, answer = await call(client, "query", sparql=QUERY)
    assert not refused and answer["total"] == 3 and answer["rows"][0]["citations"][0]["quotes"][0]["exact"]
    refused, answer = await call(client, "query", sparql="SELECT ?b {")
    assert refused and answer["diagnostics"][0]["line"] == 1
    refused, page = await call(client, "explain", thing="kazakhstan", limit=40_000)
    assert not refused and page["name"] == "Kazakhstan"
    good = {"subject": "kazakhstan", "predicate": "observerAt", "object": "cepej", "quote": GOOD}
    refused, answer = await call(client, "check_facts", document=ARTICLE, facts=[good])
    assert not refused and answer["accepted"] == 1, answer
    refused, answer = await call(client, "check_facts", document=ARTICLE, facts=[{**good, "quote": "Kazakhstan left"}])
    assert refused and answer["diagnostics"][0]["code"] == "quote-not-found", answer
    for path in ("../../etc/passwd", "/etc/passwd", f"./{ARTICLE}", f"{ARTICLE}/facts.yaml", "..\\corpus.yaml"):
        refused, answer = await call(client, "read_article", document=path)
        assert refused and "no document has the id" in answer["error"], answer
    prompts = await client.list_prompts()
    assert {prompt.name for prompt in prompts.prompts} == {"read-into-facts", "answer-with-receipts"}
    prompt = await client.get_prompt("read-into-facts", {"document": ARTICLE})
    assert ARTICLE in prompt.messages[0].content.text
    resources = await client.list_resources()
    for resource in resources.resources:
        read = await client.read_resource(resource.uri)
        assert read.contents[0].text, resource.uri
    return size


async def drafting(client, folder):
    """Proposals: refused with reasons, then accepted."""
    fact = {"subject": "kazakhstan", "predicate": "observerAt", "object": "cepej", "quote": "Kazakhstan joined the moon"}
    drafts = os.path.join(folder, ARTICLE, "drafts.yaml")
    refused, answer = await call(client, "propose_facts", document=ARTICLE, facts=[fact])
    assert refused and answer["diagnostics"][0]["code"] == "quote-not-found" and not os.path.exists(drafts), answer
    fact["quote"] = GOOD
    refused, answer = await call(client, "check_facts", document=ARTICLE, facts=[fact])
    assert not refused and not os.path.exists(drafts), answer
    refused, answer = await call(client, "propose_facts", document=ARTICLE, facts=[fact])
    assert not refused and answer["written"] and os.path.exists(drafts), answer
    refused, _ = await call(client, "propose_facts", document="../" + ARTICLE, facts=[fact])
    assert refused


async def patience(client):
    """A query that takes too long ends as an error, and the next one is answered."""
    before = time.perf_counter()
    result = await client.call_tool("query", {"sparql": SLOW})
    took = time.perf_counter() - before
    assert result.is_error and 9 < took < 30, took
    refused, answer = await call(client, "query", sparql=QUERY)
    assert not refused and answer["total"] == 3
    print(f"a query that takes too long was ended after {took:.1f} s")


async def run(binary):
    for mode, version in (("legacy", "2025-11-25"), ("2026-07-28", "2026-07-28")):
        with tempfile.TemporaryDirectory() as scratch:
            folder = shutil.copytree(os.path.join(ROOT, "data"), os.path.join(scratch, "data"))
            server = StdioServerParameters(command=binary, args=["mcp", folder, "--allow-drafts"])
            async with Client(server, mode=mode) as client:
                assert client.protocol_version == version, client.protocol_version
                size = await reading(client)
                await drafting(client, folder)
                if mode == "legacy":
                    await patience(client)
            print(f"stdio, {version}: as it should be; tools/list {size} bytes with propose_facts")
        async with Client(binary_address, mode=mode) as client:
            assert client.protocol_version == version, client.protocol_version
            size = await reading(client)
            refused, _ = await call(client, "propose_facts", document=ARTICLE, facts=[{}])
            assert refused, "a server of pages takes no drafts"
        print(f"HTTP, {version}: as it should be; tools/list {size} bytes")
    for name, times in sorted(TIMES.items()):
        times.sort()
        print(f"  {name}: median {times[len(times) // 2] * 1000:.1f} ms, slowest {times[-1] * 1000:.1f} ms, {len(times)} calls")


if __name__ == "__main__":
    binary = os.path.abspath(sys.argv[1])
    pages = subprocess.Popen(
        [binary, "serve", "data", "--bind", "127.0.0.1:0"], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    try:
        binary_address = pages.stderr.readline().split()[1] + "mcp"
        asyncio.run(run(binary))
    finally:
        pages.terminate()
        pages.wait()
