//! What is refused, warned about or marked: the answers that keep an agent from going wrong.
use super::{Agent, data};
use serde_json::{Value, json};

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
    // Where there is no room for them, their number is given.
    let many: String = (0..50).map(|number| format!("?a af:nothing{number} ?b . ")).collect();
    let call = json!({"sparql": format!("SELECT * {{ {many} }}"), "limit": 4_000});
    let (_, answer) = agent.call("query", &call);
    let shown = answer["warnings"].as_array().unwrap().len();
    assert!(shown > 0 && answer["warningsLeftOut"] == 50 - shown, "{answer}");
    assert!(Value::from(answer.to_string()).to_string().len() <= 4_000);
}
