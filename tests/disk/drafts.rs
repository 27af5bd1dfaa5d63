//! Drafts in a store: the same answers as from the documents, and gone where they are loaded without.
use crate::decide::Scratch;

/// What a command prints, which must succeed.
fn printed(scratch: &Scratch, command: &str) -> String {
    let (out, err, code) = scratch.run(command);
    assert_eq!(code, 0, "{command}: {err}");
    out
}

#[test]
fn a_store_holds_the_drafts_that_were_loaded() {
    let scratch = Scratch::new();
    let same = |options: &str, of_store: &str| {
        let command = |place: &str| of_store.replace("PLACE", place);
        let documents = printed(&scratch, &format!("{}{options}", command("data/news")));
        assert_eq!(printed(&scratch, &command("--store s")), documents, "{of_store}");
        documents
    };
    printed(&scratch, "load --store s data/news --drafts");
    let cited =
        "query 'SELECT ?f ?c { ?f a af:Fact ; af:confidence ?c } ORDER BY ?f' PLACE --cite --format json";
    assert!(same(" --drafts", cited).contains("\"draft\":true"));
    same(
        " --drafts",
        "query 'SELECT ?g { GRAPH ?g { ?f af:confidence ?c } } ORDER BY ?g' PLACE --cite --format json",
    );
    same(" --drafts", "export PLACE --format nq");
    // What holds accepted facts alone holds no draft of a store either.
    same("", "export PLACE --format csv");
    same("", "export PLACE --view nanopub");
    printed(&scratch, "store check s");
    printed(&scratch, "load --store s data/news");
    same("", "export PLACE --format nq");
    same("", cited);
}
