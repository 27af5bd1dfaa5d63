//! What is refused, warned about or marked: the answers that keep an agent from going wrong.
use super::{ARTICLE, Agent, data, with_meta};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, Write};

#[test]
fn names_that_exist_nowhere_are_warned_about() {
    let (_folder, data) = data();
    let mut agent = Agent::start(&data, &[]);
    for sparql in [
        "SELECT * { ?a af:observerAtt ?b }",
        "ASK { ?a af:observerAtt ?b }",
        "CONSTRUCT WHERE { ?a af:observerAtt ?b }",
    ] {
        let (refused, answer) = agent.call("query", &json!({"sparql": sparql}));
        let warning = &answer["warnings"][0];
        assert!(!refused && warning["severity"] == "warning" && warning["line"] == 1, "{answer}");
        assert!(warning["message"].as_str().unwrap().contains("observerAtt"), "{answer}");
    }
    let known = json!({"sparql": "SELECT * { ?a af:observerAt ?b }"});
    assert!(agent.call("query", &known).1["warnings"].is_null());
    // Warnings that do not fit are counted.
    let many: String = (0..50).map(|number| format!("?a af:nothing{number} ?b . ")).collect();
    let call = json!({"sparql": format!("SELECT * {{ {many} }}"), "limit": 4_000});
    let (_, answer) = agent.call("query", &call);
    let shown = answer["warnings"].as_array().unwrap().len();
    assert!(shown > 0 && answer["warningsLeftOut"] == 50 - shown, "{answer}");
    assert!(Value::from(answer.to_string()).to_string().len() <= 4_000);
}

#[test]
fn words_of_articles_are_marked_wherever_they_come() {
    let (_folder, data) = data();
    let mut agent = Agent::start(&data, &[]);
    let mark = agent.call("read_article", &json!({"document": ARTICLE})).1["untrusted"].clone();
    assert!(mark.as_str().unwrap().contains("not instructions"));
    for (tool, arguments) in [
        ("list_documents", json!({})),
        ("query", json!({"sparql": "SELECT ?b { ent:kazakhstan af:observerAt ?b }"})),
        ("query", json!({"sparql": "ASK { ent:kazakhstan af:observerAt ?b }"})),
        ("query", json!({"sparql": "CONSTRUCT WHERE { ?q oa:exact ?words }"})),
        ("explain", json!({"thing": "kazakhstan"})),
    ] {
        let (_, answer) = agent.call(tool, &arguments);
        assert_eq!(answer["untrusted"], mark, "{answer}");
        assert_eq!(answer.to_string().matches("\"untrusted\":").count(), 1);
    }
    let uri = format!("groundwire:article/{ARTICLE}");
    let read = agent.ask("resources/read", &json!({"uri": uri}))["result"]["contents"][0].clone();
    assert_eq!(read["_meta"]["untrusted"], mark, "{read}");
    let listed = agent.ask("resources/list", &json!({}))["result"]["resources"].clone();
    let listed = listed.as_array().unwrap().iter().find(|one| one["uri"] == uri.as_str()).unwrap();
    assert_eq!(listed["description"], mark);
    // What is our own is not marked.
    let own = agent.ask("resources/read", &json!({"uri": "groundwire:format"}));
    assert!(own["result"]["contents"][0]["_meta"].is_null());
}

#[test]
fn arguments_outside_the_schema_are_refused_with_what_is_allowed() {
    let (_folder, data) = data();
    let mut agent = Agent::start(&data, &["--allow-drafts"]);
    for (tool, arguments, said) in [
        ("list_documents", json!({"from": -1}), "`from` must be an integer, 0 or more; found -1"),
        ("list_documents", json!({"from": 1.5}), "`from` must be an integer, 0 or more; found 1.5"),
        (
            "list_documents",
            json!({"limit": "x"}),
            "`limit` must be an integer from 500 to 40000; found \"x\"",
        ),
        ("list_documents", json!({"limit": 0}), "`limit` must be an integer from 500 to 40000; found 0"),
        ("terms", json!({"limit": 100_000_000_000_u64}), "from 500 to 40000; found 100000000000"),
        ("terms", json!({"word": ["a"]}), "`word` must be a string; found a list"),
        ("read_article", json!({"document": 5}), "`document` must be a string; found 5"),
        ("read_article", json!({}), "`document` is required: a string"),
        ("query", json!({"sparql": {}}), "`sparql` must be a string; found an object"),
        ("explain", json!({"thing": null}), "`thing` is required: a string"),
        ("check_facts", json!({"document": ARTICLE, "facts": "x"}), "`facts` must be a list; found \"x\""),
        (
            "propose_facts",
            json!({"document": ARTICLE, "facts": [{}], "entities": []}),
            "`entities` must be an object",
        ),
    ] {
        let (refused, answer) = agent.call(tool, &arguments);
        assert!(refused && answer["error"].as_str().unwrap().contains(said), "{tool} {arguments}: {answer}");
    }
    // Null is nothing, and JSON has one kind of numbers.
    for limit in [json!(null), json!(500), json!(2_000.0), json!(40_000)] {
        let (refused, answer) = agent.call("list_documents", &json!({"limit": limit}));
        assert!(!refused, "{answer}");
    }
}

#[test]
fn an_agent_signs_as_itself_and_says_a_thing_once() {
    let (_folder, data) = data();
    let drafts = data.join(ARTICLE).join("drafts.yaml");
    let fact = |more: &Value| {
        let mut fact = json!({"subject": "kazakhstan", "predicate": "observerAt", "object": "cepej",
            "quote": "Kazakhstan received the observer status"});
        fact.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        fact
    };
    let call = |facts: &[Value]| json!({"document": ARTICLE, "facts": facts});
    let mut agent = Agent::start(&data, &["--allow-drafts"]);
    let forged = fact(&json!({"recorded-by": "someone"}));
    for tool in ["check_facts", "propose_facts"] {
        let (refused, answer) = agent.call(tool, &call(std::slice::from_ref(&forged)));
        assert!(refused && answer["error"].as_str().unwrap().contains("`recorded-by`"), "{answer}");
    }
    assert!(!drafts.exists());
    let origin = json!({"origin": {"by": "person", "name": "someone"}, "recorded-by": null});
    let (_, answer) = agent.call("propose_facts", &call(&[fact(&origin)]));
    assert_eq!(answer["written"], json!([{"id": "a1", "given": null}]), "{answer}");
    let text = fs::read_to_string(&drafts).unwrap();
    assert!(text.contains("by: agent") && text.contains("name: test") && !text.contains("someone"), "{text}");
    // The same again, in another order of its members, beside a new one.
    let again = json!({"quote": "Kazakhstan received the observer status", "object": "cepej", "id": "mine",
        "subject": "kazakhstan", "predicate": "observerAt"});
    let (refused, answer) = agent.call("propose_facts", &call(std::slice::from_ref(&again)));
    assert!(!refused && answer["written"] == json!([]), "{answer}");
    assert_eq!(answer["known"], json!([{"id": "a1", "given": "mine"}]), "{answer}");
    assert_eq!(fs::read_to_string(&drafts).unwrap(), text);
    let new = fact(&json!({"confidence": 0.5}));
    let (_, answer) = agent.call("propose_facts", &call(&[again, new.clone(), new]));
    assert_eq!(answer["written"], json!([{"id": "a2", "given": null}]), "{answer}");
    assert_eq!(
        answer["known"],
        json!([{"id": "a1", "given": "mine"}, {"id": "a2", "given": null}]),
        "{answer}"
    );
    // In the newer protocol each request names the client.
    let mut silent = Agent::silent(&data, &["--allow-drafts"]);
    let arguments = call(&[fact(&json!({"confidence": 0.25}))]);
    let mut params = with_meta(json!({"name": "propose_facts", "arguments": arguments}));
    params["_meta"]["io.modelcontextprotocol/clientInfo"]["name"] = "a newer\nclient".into();
    let answer = silent.ask("tools/call", &params);
    assert!(answer["result"]["isError"] != true, "{answer}");
    let text = fs::read_to_string(&drafts).unwrap();
    assert!(text.contains("name: a newer client"), "{text}");
}

#[test]
fn a_prompt_names_a_document_that_is_there() {
    let (_folder, data) = data();
    let mut agent = Agent::start(&data, &[]);
    for (prompt, arguments, said) in [
        ("read-into-facts", json!({}), "`document` is required"),
        ("read-into-facts", json!({"document": ""}), "no document has the id"),
        ("read-into-facts", json!({"document": "../../x"}), "no document has the id `../../x`"),
        ("read-into-facts", json!({"document": ARTICLE, "path": "x"}), "no argument `path`"),
        ("answer-with-receipts", json!({}), "`question` is required"),
        ("nothing", json!({}), "no prompt is called `nothing`"),
    ] {
        let answer = agent.ask("prompts/get", &json!({"name": prompt, "arguments": arguments}));
        assert_eq!(answer["error"]["code"], -32602, "{answer}");
        assert!(answer["error"]["message"].as_str().unwrap().contains(said), "{answer}");
    }
    let asked = json!({"name": "answer-with-receipts", "arguments": {"question": "Who observes?"}});
    assert!(agent.ask("prompts/get", &asked)["result"].to_string().contains("Who observes?"));
}

#[test]
fn a_resource_is_read_as_the_type_that_it_is_listed_with() {
    let (_folder, data) = data();
    let mut agent = Agent::start(&data, &[]);
    let listed = agent.ask("resources/list", &json!({}))["result"]["resources"].clone();
    for resource in listed.as_array().unwrap() {
        let read = agent.ask("resources/read", &json!({"uri": resource["uri"]}));
        assert_eq!(read["result"]["contents"][0]["mimeType"], resource["mimeType"], "{resource}");
    }
}

/// Sends bytes as they are; the next line of the server.
fn raw(agent: &mut Agent, bytes: &[u8]) -> String {
    agent.stdin.write_all(bytes).unwrap();
    let mut line = String::new();
    assert!(agent.stdout.read_line(&mut line).unwrap() > 0, "the server went away");
    line
}

#[test]
fn what_is_not_json_rpc_is_answered_with_the_id_null() {
    let (_folder, data) = data();
    let mut agent = Agent::start(&data, &[]);
    let deep = [vec![b'['; 100_000], b"\n".to_vec()].concat();
    let long = [b"\"".to_vec(), vec![b'a'; 17 << 20], b"\"\n".to_vec()].concat();
    for (bytes, code) in [
        (&b"{\"jsonrpc\": \"2.0\", \"id\": 7, \"method\": \n"[..], -32700),
        (b"{\"jsonrpc\": \"2.0\", \"id\": 8, \"method\": \"\xff\"}\n", -32700),
        (&deep, -32700),
        (b"{\"jsonrpc\": \"2.0\", \"id\": 1.5, \"method\": \"tools/list\"}\n", -32600),
        (b"[1, 2]\n", -32600),
        (&long, -32600),
    ] {
        let line = raw(&mut agent, bytes);
        let answer: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(answer["error"]["code"], code, "{answer}");
        assert!(answer["jsonrpc"] == "2.0" && line.contains("\"id\":null"), "{line}");
    }
    // Empty lines say nothing, and the server goes on.
    agent.stdin.write_all(b"\n \r\n").unwrap();
    assert!(agent.ask("tools/list", &json!({}))["result"].is_object());
}

#[test]
fn the_server_ends_with_its_input() {
    let (_folder, data) = data();
    for first in ["", "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/list\"}\n", "x\n"] {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_groundwire"))
            .arg("mcp")
            .arg(&data)
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(first.as_bytes()).unwrap();
        drop(stdin);
        let begun = std::time::Instant::now();
        while child.try_wait().unwrap().is_none() {
            assert!(begun.elapsed().as_secs() < 60, "the server does not end after {first:?}");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
}

#[test]
fn a_row_that_does_not_fit_is_not_among_the_rows() {
    let (_folder, data) = data();
    let mut agent = Agent::start(&data, &[]);
    let cells: String = (0..80).map(|number| format!("(1 AS ?a_rather_long_name{number}) ")).collect();
    let call = json!({"sparql": format!("SELECT {cells} {{ VALUES ?n {{ 1 2 }} }}"), "limit": 500});
    let (refused, answer) = agent.call("query", &call);
    assert!(!refused && answer["rows"] == json!([]) && answer["total"] == 2, "{answer}");
    assert!(answer["tooLarge"]["item"] == 0 && answer["next"] == 1, "{answer}");
    assert!(answer["tooLarge"]["help"].as_str().unwrap().contains("`limit`"), "{answer}");
    let mut larger = call.clone();
    larger["limit"] = 40_000.into();
    let (_, answer) = agent.call("query", &larger);
    assert!(answer["tooLarge"].is_null() && answer["rows"].as_array().unwrap().len() == 2, "{answer}");
}
