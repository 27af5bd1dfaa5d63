//! What is refused, in words.
use super::Place;
use std::fs::{self, File};

#[test]
fn what_is_no_store_is_refused_and_left_alone() {
    let place = Place::new();
    place.write("a.jsonl", &[("a", "ann")]);
    fs::create_dir(place.path("mine")).unwrap();
    fs::write(place.path("mine/letter.txt"), "dear").unwrap();
    let said = place.refused(&["load", "--store", "mine", "a.jsonl"]);
    assert!(said.contains("`mine` is not a groundwire store"), "{said}");
    let said = place.refused(&["query", "ASK {}", "--store", "mine"]);
    assert!(said.contains("`mine` is not a groundwire store"), "{said}");
    assert_eq!(fs::read_dir(place.path("mine")).unwrap().count(), 1);
    let said = place.refused(&["load", "--store", "a.jsonl", "a.jsonl"]);
    assert!(said.contains("`a.jsonl` is not a folder"), "{said}");
    let said = place.refused(&["query", "ASK {}", "--store", "nowhere"]);
    assert!(said.contains("no store `nowhere` exists"), "{said}");
    // An empty folder becomes one.
    fs::create_dir(place.path("empty")).unwrap();
    place.fine(&["load", "--store", "empty", "a.jsonl"]);
}

#[test]
fn where_it_is_not_known_which_generation_counts_nothing_is_removed() {
    let place = Place::new();
    place.write("a.jsonl", &[("a", "ann")]);
    place.fine(&["load", "--store", "store", "a.jsonl"]);
    for current in ["gen-3\n", "gen-\n", "."] {
        fs::write(place.path("store/CURRENT"), current).unwrap();
        for arguments in [&["load", "--store", "store", "a.jsonl"][..], &["retract", "--store", "store", "a"]]
        {
            let said = place.refused(arguments);
            let named = format!("its `CURRENT` names `{}`", current.trim_end());
            assert!(said.contains(&named), "{said}");
        }
    }
    fs::write(place.path("store/CURRENT"), "").unwrap();
    place.refused(&["load", "--store", "store", "a.jsonl"]);
    fs::write(place.path("store/CURRENT"), "gen-1\n").unwrap();
    place.assert_holds(&["a.jsonl"]);
}

#[test]
fn a_store_of_another_format_is_refused() {
    let place = Place::new();
    place.write("a.jsonl", &[("a", "ann")]);
    place.fine(&["load", "--store", "store", "a.jsonl"]);
    fs::write(place.path("store/groundwire-store"), "groundwire store 1\n").unwrap();
    for arguments in [
        &["load", "--store", "store", "a.jsonl"][..],
        &["query", "ASK {}", "--store", "store"],
        &["retract", "--store", "store", "a"],
    ] {
        let said = place.refused(arguments);
        assert!(said.contains("has format 1"), "{said}");
    }
}

#[test]
fn a_second_process_hears_that_the_first_is_at_work() {
    let place = Place::new();
    place.write("a.jsonl", &[("a", "ann")]);
    place.fine(&["load", "--store", "store", "a.jsonl"]);
    let lock = File::options().write(true).open(place.path("store/lock")).unwrap();
    lock.lock().unwrap();
    let said = place.refused(&["load", "--store", "store", "a.jsonl"]);
    assert!(said.contains("is being changed by another process"), "{said}");
    // Readers do not mind: what is being built is beside what they read.
    place.fine(&["query", "ASK {}", "--store", "store"]);
    drop(lock);
    let lock = File::options().write(true).open(place.path("store/gen-1/lock")).unwrap();
    lock.lock_shared().unwrap();
    let said = place.refused(&["retract", "--store", "store", "a"]);
    assert!(said.contains("is being read by another process"), "{said}");
    place.fine(&["query", "ASK {}", "--store", "store"]);
}

#[test]
fn nothing_is_loaded_where_a_document_is_refused() {
    let place = Place::new();
    place.write("bad.jsonl", &[("a", "ann"), ("b", "nobody"), ("c", "bea")]);
    assert_eq!(place.run(&["load", "--store", "store", "bad.jsonl"]).status.code(), Some(1));
    let said = place.refused(&["query", "ASK {}", "--store", "store"]);
    assert!(said.contains("the store `store` is empty"), "{said}");
    // The good ones alone where that is asked for.
    let all = ["load", "--store", "store", "bad.jsonl", "--rejects", "rejects.jsonl"];
    assert_eq!(place.run(&all).status.code(), Some(1));
    let [given, kept] =
        ["bad.jsonl", "rejects.jsonl"].map(|name| fs::read_to_string(place.path(name)).unwrap());
    assert_eq!(kept.lines().collect::<Vec<_>>(), [given.lines().nth(1).unwrap()]);
    place.write("good.jsonl", &[("a", "ann"), ("c", "bea")]);
    place.assert_holds(&["good.jsonl"]);
    assert_eq!(place.run(&["load", "--store", "store", "bad.jsonl"]).status.code(), Some(1));
    place.assert_holds(&["good.jsonl"]);
    let said = place.refused(&["retract", "--store", "store", "d"]);
    assert!(said.contains("no article `d` exists"), "{said}");
}

/// RocksDB's own errors end with a message, too.
#[test]
fn an_index_that_cannot_be_opened_is_named() {
    let place = Place::new();
    place.write("a.jsonl", &[("a", "ann")]);
    place.fine(&["load", "--store", "store", "a.jsonl"]);
    fs::remove_file(place.path("store/gen-1/index/CURRENT")).unwrap();
    let said = place.refused(&["query", "ASK {}", "--store", "store"]);
    assert!(said.contains("the store `store`") && said.contains("CURRENT"), "{said}");
}
