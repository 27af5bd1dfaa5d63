//! The facts that are said by the same words.
use super::focus::statements;
use super::judge::{Case, Judge};
use crate::check::model::Fact;

/// The other facts that share half the words of a fact's quotes, and whether they do so with quotes that say them rather
/// than only name what they are about.
pub(super) fn neighbours<'s, 'd>(judge: &Judge<'s, 'd>, case: &Case<'_, '_>) -> Vec<(&'s Fact<'d>, bool)> {
    let page = &judge.page;
    let quotes = |fact: &'s Fact<'d>| {
        fact.evidence.iter().filter_map(|index| judge.document.quotes.get(*index as usize))
    };
    let mut found: Vec<(&'s Fact<'d>, bool)> = Vec::new();
    let own = statements(judge, case);
    let words: usize = own.iter().map(|quote| page.words_in(quote).len()).sum();
    for quote in &own {
        for sentence in page.sentences_of(quote).take(8) {
            let facts = judge.by_sentence().get(&sentence).into_iter().flatten().take(200);
            for other in facts.filter_map(|index| judge.document.facts.get(*index)) {
                if other.id == case.fact.id || found.iter().any(|(known, _)| known.id == other.id) {
                    continue;
                }
                let shared = quotes(other).map(|other| page.overlap(&other.bytes, quote)).max();
                if shared.unwrap_or_default() * 2 < page.words_in(quote).len() {
                    continue;
                }
                let quotes = statements(judge, &judge.case(other));
                let shared = |quote| quotes.iter().map(|other| page.overlap(other, quote)).max();
                found.push((other, own.iter().filter_map(shared).sum::<usize>() * 2 >= words));
            }
        }
    }
    found
}
