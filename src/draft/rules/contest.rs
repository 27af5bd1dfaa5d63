//! Contests: `Arsenal beat Chelsea 3–1`.
use super::{End, Object, Proposal, Work};
use crate::check::model::Modality;
use crate::draft::scan::name::Kind;
use crate::draft::scan::token::Form;
use crate::draft::thing::Ref;

/// Proposes matches with who took part, who won, and the score.
pub(crate) fn contests(work: &mut Work<'_, '_, '_>) {
    let view = work.view;
    for verb in 0..view.scan.tokens.len() {
        if view.lexicon.has("beats", view.small(verb))
            && view.token(verb).is_some_and(|token| token.form == Form::Lower)
        {
            work.contest(verb);
        }
    }
}

impl Work<'_, '_, '_> {
    fn contest(&mut self, verb: usize) {
        let view = self.view;
        let Some(before) = verb.checked_sub(1).filter(|before| view.same_sentence(*before, verb)) else {
            return;
        };
        let Some(first) = view.mention_at(before).filter(|first| view.mentions[*first].tokens.end == verb)
        else {
            return;
        };
        let at = verb + 1 + usize::from(view.small(verb + 1) == "the");
        let Some(second) = view.mention_from(at).filter(|_| view.same_sentence(verb, at)) else { return };
        let end = view.mentions[second].tokens.end;
        let after = end + usize::from(matches!(view.small(end), "by" | "," | "in"));
        // A score tells that it was a match.
        let digits = |at: usize| {
            view.token(at).is_some_and(|token| token.form == Form::Number) && view.word(at).len() <= 3
        };
        if !digits(after) || !matches!(view.word(after + 1), "-" | "–" | "—") || !digits(after + 2) {
            return;
        }
        let score = view.label(&(after..after + 3)).replace(['–', '—'], "-");
        let (Some(winner), Some(loser)) = (self.contestant(first), self.contestant(second)) else { return };
        if winner == loser {
            return;
        }
        let label = format!("{} v {}", self.things.get(winner).label, self.things.get(loser).label);
        let Some(event) = self.things.mint(&label, "Event") else { return };
        let quote = view.mentions[first].from..after + 3;
        let mut propose = |property: &str, object: Object| {
            self.propose(property, |property| {
                Proposal::new(End::Thing(event), property, object, quote.clone())
                    .modality(Modality::Completed)
                    .sure(0.9)
            });
        };
        propose("winner", Object::Thing(winner));
        propose("participant", Object::Thing(loser));
        propose("score", Object::Literal { text: score, datatype: None, plain: false });
    }

    fn contestant(&mut self, mention: usize) -> Option<Ref> {
        let found = &self.view.mentions[mention];
        if matches!(found.kind, Kind::Demonym | Kind::Event) {
            return None;
        }
        match found.thing {
            Some(thing) if self.things.is_a(thing, "Agent") => Some(thing),
            // A city that plays is a team, and another thing than the city.
            Some(_) => None,
            None => self.thing_as(mention, "Organization"),
        }
    }
}
