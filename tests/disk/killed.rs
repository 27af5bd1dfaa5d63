//! Processes that are killed at any moment.
use super::{Place, groundwire, text};
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

fn kills() -> u32 {
    std::env::var("GROUNDWIRE_KILLS").ok().and_then(|number| number.parse().ok()).unwrap_or(5)
}

/// How many articles say that someone is a member; none where nothing was loaded.
fn count(place: &Place, who: &str) -> Option<u64> {
    let query = format!(
        "SELECT (COUNT(DISTINCT ?f) AS ?n) {{ ?f af:subject <https://example.org/article-facts/entity/{who}> ; a af:Fact }}"
    );
    let output = place.run(&["query", &query, "--format", "csv", "--store", "store"]);
    if !output.status.success() {
        let said = text(&output.stderr);
        assert!(
            said.contains("is empty")
                || said.contains("is not a groundwire store")
                || said.contains("no store `"),
            "{said}"
        );
        return None;
    }
    text(&output.stdout).lines().nth(1).unwrap().trim().parse().ok()
}

/// Kills a command at moments spread over the time it takes (and a little more); `check` looks at the store after each.
fn kill_often(place: &Place, arguments: &[&str], reset: &dyn Fn(), check: &dyn Fn(bool)) {
    reset();
    let begun = Instant::now();
    place.fine(arguments);
    let whole = begun.elapsed();
    let kills = kills();
    for kill in 0..kills {
        reset();
        // Spread evenly, and not in order.
        let part = f64::from(kill * 7919 % kills) / f64::from(kills.max(2) - 1);
        let mut child = groundwire(place.folder.path(), arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        sleep(Duration::from_secs_f64(whole.as_secs_f64() * part * 1.05));
        let ended = child.try_wait().unwrap().is_some();
        child.kill().unwrap();
        child.wait().unwrap();
        check(ended);
        // The next run completes it.
        place.fine(arguments);
        check(true);
    }
}

fn names(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|number| format!("a{number}")).collect()
}

fn write(place: &Place, name: &str, ids: &[String], who: &str) {
    place.write(name, &ids.iter().map(|id| (id.as_str(), who)).collect::<Vec<_>>());
}

#[test]
fn a_first_load_that_is_killed_leaves_nothing() {
    let place = Place::new();
    write(&place, "all.jsonl", &names(0..400), "ann");
    let reset = || {
        let _ = std::fs::remove_dir_all(place.path("store"));
    };
    kill_often(
        &place,
        &["load", "--store", "store", "all.jsonl"],
        &reset,
        &|ended| match count(&place, "ann") {
            None => assert!(!ended),
            Some(number) => assert_eq!(number, 400),
        },
    );
}

#[test]
fn a_change_that_is_killed_is_made_or_not_made() {
    let place = Place::new();
    write(&place, "old.jsonl", &names(0..40), "ann");
    write(&place, "new.jsonl", &names(20..60), "bea");
    change(&place, (40, 0), (20, 40));
}

#[test]
fn a_large_change_that_is_killed_is_made_or_not_made() {
    let place = Place::new();
    write(&place, "old.jsonl", &names(0..40), "ann");
    write(&place, "new.jsonl", &names(20..1520), "bea");
    change(&place, (40, 0), (20, 1500));
    // What was left behind is gone.
    let generations = std::fs::read_dir(place.path("store"))
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_str().unwrap().starts_with("gen-"));
    assert_eq!(generations.count(), 1);
}

#[test]
fn what_a_killed_change_wrote_beside_the_index_does_not_count() {
    let place = Place::new();
    write(&place, "old.jsonl", &names(0..3), "ann");
    let long = "Ann is with Acme since 2018. ".repeat(40);
    let killed = super::line("b", "ann").replace("\"text\":\"", &format!("\"text\":\"{long}"));
    let killed = killed.replace(
        "\"hall\"",
        "\"gate\":{\"type\":\"Place\",\"label\":\"Gate\",\"kind\":\"gateway\"},\"hall\"",
    );
    std::fs::write(place.path("killed.jsonl"), killed).unwrap();
    write(&place, "new.jsonl", &names(10..13), "bea");
    place.fine(&["load", "--store", "store", "old.jsonl"]);
    // A change is killed just before its transaction: another store tells what it has written by then.
    place.fine(&["load", "--store", "other", "old.jsonl"]);
    place.fine(&["load", "--store", "other", "killed.jsonl"]);
    for name in ["names", "sayers", "pairs", "things", "documents"] {
        let of = |store: &str| place.path(&format!("{store}/gen-1/{name}"));
        assert_ne!(std::fs::read(of("store")).unwrap(), std::fs::read(of("other")).unwrap(), "{name}");
        // The records are not written before the others are.
        if name != "documents" {
            std::fs::copy(of("other"), of("store")).unwrap();
        }
    }
    let ask = |files: &[&str]| {
        place.assert_holds(files);
        for thing in ["Gate", "Hall b", "ann", "gate", "gateway"] {
            let explain = |more: &[&str]| {
                let output = place.run(&[&["explain", thing, "-q"], more].concat());
                (output.status.code(), text(&output.stdout))
            };
            let of_files: Vec<&str> = files.iter().flat_map(|file| ["--in", file]).collect();
            assert_eq!(explain(&["--store", "store"]), explain(&of_files), "{thing}");
        }
    };
    ask(&["old.jsonl"]);
    // What is loaded next has its records where those of the killed one would have been.
    place.fine(&["load", "--store", "store", "new.jsonl"]);
    ask(&["old.jsonl", "new.jsonl"]);
    place.fine(&["retract", "--store", "store", "a0"]);
    place.fine(&["store", "check", "store"]);
}

fn change(place: &Place, before: (u64, u64), after: (u64, u64)) {
    let reset = || {
        let _ = std::fs::remove_dir_all(place.path("store"));
        place.fine(&["load", "--store", "store", "old.jsonl"]);
    };
    kill_often(place, &["load", "--store", "store", "new.jsonl"], &reset, &|ended| {
        let found = (count(place, "ann").unwrap(), count(place, "bea").unwrap());
        assert!(found == after || (!ended && found == before), "{found:?}");
    });
}
