//! `groundwire explain`: what a corpus says of a thing or a triple, and how it connects two things.
use serde_json::Value;
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Runs the command in the project's folder: exit code, stdout, stderr.
pub(crate) fn groundwire(args: &[&str]) -> (i32, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_groundwire")).args(args).current_dir(ROOT).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

fn json(args: &[&str]) -> Value {
    let (code, out, err) = groundwire(&[&["explain", "--format", "json"], args].concat());
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

fn keys(facts: &Value) -> Vec<&str> {
    let facts = facts.as_array().unwrap().iter();
    facts.map(|fact| fact["fact"].as_str().unwrap().rsplit('/').next().unwrap()).collect()
}

#[test]
fn a_triple_is_shown_with_its_words() {
    let (code, out, err) = groundwire(&["explain", "kazakhstan observerAt CEPEJ"]);
    let expected = "\
Realized (1)

  Kazakhstan — observer at → European Commission for the Efficiency of Justice, since 2018,
    ongoing
    Moreover, in 2015 «Kazakhstan received the observer status» at the Consultative Council of
    European Prosecutors (CCPE), and «in 2018 – at the European Commission for the Efficiency of
    Justice (CEPEJ)» and Consultative Council of European Judges (CCJE).
    Kazakhstan and Council of Europe discuss new phase of cooperation, 2734–2773, 2838–2912, fact
    f13b; recorded by The groundwire project; note: Who received what is carried over from the first
    clause.
";
    assert_eq!((code, out.as_str(), err.as_str()), (0, expected, ""));
    for other in [
        &["explain", "kazakhstan", "observerAt", "cepej"][..],
        &["explain", "<https://example.org/article-facts/entity/kazakhstan> af:observerAt ent:cepej"],
    ] {
        assert_eq!(groundwire(other).1, expected);
    }
}

#[test]
fn every_fact_of_a_thing_is_there_once_in_its_group() {
    let page = json(&["eritrea"]);
    assert_eq!(page["name"], "Eritrea");
    assert_eq!(page["sameAs"][0], "http://www.wikidata.org/entity/Q986");
    assert_eq!(keys(&page["facts"]), ["f09h", "f09g"]);
    assert_eq!(page["facts"][0]["group"], "realized");
    assert_eq!(page["facts"][1]["group"], "denied");
    let page = json(&["regional-office-kazakhstan"]);
    assert!(page["facts"].as_array().unwrap().iter().any(|fact| fact["group"] == "notYet"));
    let realized = json(&["regional-office-kazakhstan", "--realized"]);
    assert!(realized["facts"].as_array().unwrap().iter().all(|fact| fact["group"] != "notYet"));
}

#[test]
fn facts_are_in_the_order_of_their_times() {
    let page = json(&["kazakhstan observerAt ?"]);
    assert_eq!(keys(&page["facts"]), ["f13a", "f13b", "f13c"]);
    let page = json(&["kazakhstan"]);
    let times = |group: &str| -> Vec<Option<String>> {
        let facts = page["facts"].as_array().unwrap().iter().filter(|fact| fact["group"] == group);
        facts.map(|fact| fact["when"].as_str().map(|when| when[..4].to_owned())).collect()
    };
    let realized = times("realized");
    let dated: Vec<&String> = realized.iter().flatten().collect();
    assert!(dated.is_sorted() && dated.len() > 3);
    assert!(realized.iter().skip(dated.len()).all(Option::is_none), "those without a time come last");
}

#[test]
fn colours_mark_the_words_in_place_of_signs() {
    let (_, out, _) = groundwire(&["explain", "kazakhstan observerAt ccpe", "--color", "always"]);
    assert!(out.contains("\x1b[1;4min 2015 Kazakhstan received"), "{out}");
    assert!(!out.contains('«'));
}

#[test]
fn voices_can_be_left_out() {
    let all = json(&["kazakhstan"]);
    let own = json(&["kazakhstan", "--voice", "article"]);
    assert!(keys(&all["facts"]).len() > keys(&own["facts"]).len());
    assert!(own["facts"].as_array().unwrap().iter().all(|fact| fact.get("accordingTo").is_none()));
}

#[test]
fn two_things_are_connected_by_the_shortest_chains() {
    let answer = json(&["Roman Vassilenko", "strasbourg"]);
    assert_eq!(answer["count"], 2);
    let facts = |chain: &Value| -> Vec<String> {
        chain.as_array().unwrap().iter().flat_map(|step| keys(&step["facts"])).map(str::to_owned).collect()
    };
    let mut chains: Vec<_> = answer["chains"].as_array().unwrap().iter().map(facts).collect();
    chains.sort();
    assert_eq!(chains, [["f02a", "f02m"], ["f02l", "f02g"]]);
    let (code, out, _) = groundwire(&["explain", "kazakhstan", "nigeria"]);
    assert_eq!((code, out.as_str()), (1, "No chain of facts connects Kazakhstan and Nigeria.\n"));
}

#[test]
fn a_plan_or_a_claim_connects_only_where_it_may() {
    let ends = ["regional-office-kazakhstan", "kazakhstan"];
    assert_eq!(groundwire(&["explain", ends[0], ends[1]]).0, 0);
    let direct = json(&ends);
    let (code, out, _) = groundwire(&["explain", ends[0], ends[1], "--realized", "--format", "json"]);
    let realized: Value = serde_json::from_str(&out).unwrap();
    assert_ne!(direct["chains"], realized["chains"]);
    assert_eq!(code, i32::from(realized["count"] == 0));
    // A denial connects nothing.
    let (code, ..) = groundwire(&["explain", "eritrea", "afcfta-agreement", "--format", "json"]);
    if code == 0 {
        let chains = json(&["eritrea", "afcfta-agreement"]);
        assert!(chains["chains"][0].as_array().unwrap().len() > 1);
    }
}

#[test]
fn what_is_not_there_is_said() {
    let (code, out, err) = groundwire(&["explain", "kazakstan"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("did you mean `kazakhstan`?"), "{err}");
    let (code, out, _) = groundwire(&["explain", "kazakhstan memberOf african-union"]);
    assert_eq!((code, out.as_str()), (1, "No fact mentions it.\n"));
    assert_eq!(groundwire(&["explain", "kazakhstan", "Kazakhstan"]).0, 2);
    assert_eq!(groundwire(&["explain", "? ? ?"]).0, 2);
}

#[test]
fn an_articles_id_is_a_prefix_of_what_is_its_own() {
    let page = json(&["uk-prorogation-ruling:quashing"]);
    assert_eq!(page["name"], "Quashing of the Order in Council");
    let (code, out, _) = groundwire(&["explain", "kazakhstan-council-of-europe:f13b"]);
    assert!(code == 0 && out.contains("received the observer status"), "{out}");
    assert_eq!(groundwire(&["explain", "kazakhstan-council-of-europe:nobody"]).0, 2);
    // A fact's id alone, where one article has it; here, several have.
    let (code, _, err) = groundwire(&["explain", "f13b"]);
    assert!(code == 2 && err.contains("kazakhstan-council-of-europe/fact/f13b>"), "{err}");
}

#[test]
fn folders_behind_the_things_are_searched() {
    let (code, out, _) = groundwire(&["explain", "kazakhstan", "data/kazakhstan-council-of-europe"]);
    let within = ["explain", "kazakhstan", "--in", "data/kazakhstan-council-of-europe"];
    assert_eq!((code, out), (0, groundwire(&within).1));
    let chain = groundwire(&["explain", "kazakhstan", "cepej", "data"]);
    assert_eq!(chain, groundwire(&["explain", "kazakhstan", "cepej"]));
    let (code, _, err) = groundwire(&["explain", "kazakhstan", "observerAt", "cepej", "strasbourg"]);
    assert!(code == 2 && err.contains("`strasbourg` is one thing too many"), "{err}");
}
