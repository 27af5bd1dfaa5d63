//! The prefixes that queries need not declare.
use crate::ask::sparql;
use crate::corpus::Corpus;
use crate::term::prefixes::Prefixes;
use std::borrow::Cow;

/// The prefixes that a query needs not declare: the usual ones, those of the corpora, and some for the corpora's own
/// things.
pub(crate) fn prefixes(corpora: &[Corpus]) -> Prefixes {
    let mut prefixes = Prefixes::predeclared();
    for corpus in corpora.iter().rev() {
        for (prefix, namespace) in corpus.prefixes() {
            prefixes.insert(prefix, namespace);
        }
    }
    for corpus in corpora {
        for (prefix, folder) in
            [("ent", "entity/"), ("entity", "entity/"), ("kind", "kind/"), ("time", "time/")]
        {
            let namespace = format!("{}{folder}", corpus.base());
            // The corpus's own name for it is the one to show; `entity` is an older name for `ent`.
            if prefix == "entity" || prefixes.iter().all(|(_, known)| known != namespace) {
                prefixes.insert_new(prefix, namespace);
            }
        }
    }
    prefixes
}

/// The prefixes, with those articles' ids that a query uses as prefixes of their own entities. `has` tells
/// whether there is an article with an IRI.
pub(crate) fn with_articles<'p, E>(
    text: &str,
    corpora: &[Corpus],
    prefixes: &'p Prefixes,
    mut has: impl FnMut(&str) -> Result<bool, E>,
) -> Result<Cow<'p, Prefixes>, E> {
    let mut all = Cow::Borrowed(prefixes);
    // What could be one: an id with a dot is none.
    let can_be = |id: &String| id.starts_with(char::is_alphabetic) && !id.contains('.');
    for id in sparql::undeclared(text, prefixes).into_iter().filter(can_be) {
        for corpus in corpora {
            let article = format!("{}article/{id}", corpus.base());
            if has(&article)? {
                all.to_mut().insert_new(id.as_str(), format!("{article}/entity/"));
            }
        }
    }
    Ok(all)
}
