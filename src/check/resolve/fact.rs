//! Facts: subject, predicate, object, who says so, and the quotes.
use super::entity::concept;
use super::misquote::{self, Claimed};
use super::names::{Minted, Names, check_key};
use super::reference::{known_entity, unknown_entity};
use super::{place_of, text_of_language, time};
use super::{recorder, unit};
use crate::check::model::{
    Entity, Fact, Iri, Literal, LiteralType, Modality, Object, Quantity, Quote, Referent,
};
use crate::check::quote;
use crate::diagnostic::Span;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::facts::{self, Number, Spanned};
use crate::ontology::terms::{Kind, Term};
use crate::ontology::{Misfit, MisfitReason, PropertyId};
use crate::term::iri::nearest;
use crate::term::literal;
use crate::term::vocab::{self, AF, af, rdf, xsd};
use crate::text::ordered::Ordered;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::cmp::Ordering;

/// What facts are checked with.
pub(super) struct Facts<'n, 'd> {
    pub(super) names: &'n Names<'d>,
    pub(super) entities: &'n [Entity<'d>],
    /// The units that units of the document are multiples of, sorted.
    pub(super) base_units: &'n [Referent<'d>],
    /// Who wrote the facts down that do not say.
    pub(super) recorders: &'n [Referent<'d>],
    pub(super) text: Option<&'n quote::ArticleText<'d, 'n>>,
    pub(super) lenient: bool,
    pub(super) kinds: &'n mut Vec<&'d str>,
    /// The kinds that facts name, and where.
    pub(super) named_kinds: Vec<(&'d str, Span)>,
    /// All quotes found, in the order of the facts.
    pub(super) quotes: Vec<Quote>,
    /// The facts with a quote whose words stand elsewhere than its context says, and those with one that is
    /// gone, where the text is not the one that was pinned.
    pub(super) moved: Vec<&'d str>,
    pub(super) gone: Vec<&'d str>,
    pub(super) diagnostics: &'n mut Vec<Diagnostic>,
}

/// What an object is checked as.
enum Role {
    Subject,
    Object,
}

impl<'d> Facts<'_, 'd> {
    /// Checks all facts; those with an error are left out. They come in the order of the output, by id, and
    /// are checked in it: so they need not be moved.
    pub(super) fn check(&mut self, written: &'d [facts::RawFact<'d>]) -> Vec<Fact<'d>> {
        let id = |fact: &'d facts::RawFact<'d>| fact.id.as_deref().unwrap_or_default();
        let mut order: Vec<_> = written.iter().map(|fact| Ordered::new(id(fact))).zip(0..).collect();
        order.sort_unstable();
        self.check_ids(written, &order);
        let mut checked = Vec::with_capacity(written.len());
        for (_, index) in order {
            checked.extend(self.fact(index, &written[index]));
        }
        self.check_named_kinds();
        if written.iter().any(|fact| fact.stated_in.is_some() && fact.according_to.is_none()) {
            speakers(&mut checked, self.names.ontology.property(af::SPEAKER));
        }
        checked
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports an error of domain, range or property kind: a warning where lenient.
    fn misfit(&mut self, mut diagnostic: Diagnostic) {
        if self.lenient {
            diagnostic.severity = Severity::Warning;
        }
        self.report(diagnostic);
    }

    fn check_ids(&mut self, written: &'d [facts::RawFact<'d>], order: &[(Ordered<'_>, usize)]) {
        let mut last: Option<&Spanned<'_>> = None;
        for id in order.iter().filter_map(|(_, index)| written[*index].id.as_ref()) {
            check_key(id, "a fact's id", self.diagnostics);
            let twin = last.replace(id).filter(|last| last.text == id.text);
            if let Some(first) = twin.map(|twin| twin.span) {
                self.report(
                    Diagnostic::error(
                        Code::DuplicateId,
                        id.span,
                        format!("two facts have the id `{}`", &**id),
                    )
                    .related(first, "the first one")
                    .help("give one of them another id; it is part of the fact's IRI"),
                );
            }
        }
    }

    fn fact(&mut self, index: usize, written: &'d facts::RawFact<'d>) -> Option<Fact<'d>> {
        let before = self.diagnostics.len();
        let modality = self.modality(written.modality.as_ref());
        let subject = written.subject.as_ref().and_then(|name| self.thing(name, None));
        let predicate =
            written.predicate.as_ref().and_then(|name| self.names.property(name, self.diagnostics));
        let object = self.one_object(written, predicate);
        if let Some(predicate) = predicate {
            self.ends(predicate, subject.as_ref(), object.as_ref(), written);
        }
        let according_to = written.according_to.as_ref().and_then(|key| self.agent(key));
        let stated_in = written.stated_in.as_ref().and_then(|key| self.utterance(key));
        let when = written.when.as_ref().and_then(|text| time(text, self.diagnostics));
        let mut topics = Vec::with_capacity(written.topics.len());
        for key in &written.topics {
            topics.extend(known_entity(key, self.names, self.diagnostics));
        }
        topics.sort_unstable();
        topics.dedup();
        let confidence = self.confidence(written);
        let recorded_by = match &written.recorded_by {
            Some(keys) => recorder::check(keys, self.entities, self.names, self.diagnostics),
            // Whoever wrote the document down has not seen its drafts.
            None if written.is_draft => Vec::new(),
            None => self.recorders.to_vec(),
        };
        if written.inferred && written.note.is_none() {
            let span = place_of(written.id.as_ref(), written.span);
            self.report(
                Diagnostic::error(Code::InferredNote, span, "an inferred fact has no `note`")
                    .help("add a `note` that states what must be inferred, and from what"),
            );
        }
        let evidence = self.evidence(written);
        let new = self.diagnostics.get(before..).unwrap_or_default();
        if new.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
            return None;
        }
        Some(Fact {
            id: written.id.as_deref()?,
            index,
            subject: subject?,
            predicate: predicate?,
            object: object?,
            modality,
            negated: written.negated,
            inferred: written.inferred,
            when,
            according_to: according_to.into_iter().collect(),
            stated_in,
            evidence,
            topics,
            recorded_by,
            confidence,
            origin: written.origin.as_ref(),
            note: written.note.as_deref(),
            is_draft: written.is_draft,
        })
    }

    fn modality(&mut self, written: Option<&Spanned<'_>>) -> Modality {
        let Some(name) = written else { return Modality::Realized };
        if let Some(modality) = Modality::from_name(name) {
            return modality;
        }
        let names = || Modality::ALL.into_iter().map(Modality::name);
        let mut diagnostic =
            Diagnostic::error(Code::BadModality, name.span, format!("unknown modality `{}`", &**name));
        if let Some(near) = nearest(name, names()) {
            diagnostic = diagnostic.label(format!("did you mean `{near}`?")).rename(name.span, near);
        }
        let all: Vec<String> = names().map(|name| format!("`{name}`")).collect();
        self.report(diagnostic.help(format!("the modalities are {}", all.join(", "))));
        Modality::Realized
    }

    /// What a subject's or an object's name represents.
    fn thing(&mut self, name: &'d Spanned<'d>, object_of: Option<PropertyId>) -> Option<Referent<'d>> {
        if &**name == "article" {
            return Some(Referent::Article);
        }
        if let Some(thing) = self.names.entity(name) {
            return Some(thing);
        }
        if let Some((minted, key)) = self.names.minted(name) {
            return self.minted(name, minted, key);
        }
        if Names::is_iri(name) {
            return self.names.iri(name, self.diagnostics).map(Referent::Iri);
        }
        if vocab::CONTROLLED.contains(&&**name) {
            return Some(Referent::Iri(Iri { namespace: Cow::Borrowed(AF), local: Cow::Borrowed(name) }));
        }
        self.report(unknown_entity(name, self.names, object_of));
        None
    }

    /// What `ent:key` or `kind:key` stands for. Which kinds are declared is known when all facts have been read.
    fn minted(&mut self, name: &'d Spanned<'d>, minted: Minted, key: &'d str) -> Option<Referent<'d>> {
        if minted == Minted::Kind {
            self.named_kinds.push((key, name.span));
            return Some(Referent::Kind(Cow::Borrowed(key)));
        }
        if self.names.shared(key).is_some() {
            return Some(Referent::Shared(Cow::Borrowed(key)));
        }
        let message = format!("no shared entity has the key `{key}`");
        let help = if self.names.own(key).is_some() {
            format!("write `{key}`: it is an entity of this document")
        } else {
            format!("declare `{key}` under `entities` of `corpus.yaml`")
        };
        self.report(Diagnostic::error(Code::UnknownEntity, name.span, message).help(help));
        None
    }

    /// Reports the kinds that facts name by `kind:key` and that nobody declares.
    fn check_named_kinds(&mut self) {
        for (key, span) in std::mem::take(&mut self.named_kinds) {
            if self.names.is_kind(key) || self.kinds.contains(&key) {
                continue;
            }
            let help = if self.names.is_entity(key) {
                format!("write `{key}`: it is a declared entity")
            } else {
                format!("use `{key}` as a `kind` or a `unit`, or declare it under `entities`")
            };
            let message = format!("no kind or unit `{key}` is declared");
            self.report(Diagnostic::error(Code::UnknownEntity, span, message).help(help));
        }
    }

    fn one_object(
        &mut self,
        written: &'d facts::RawFact<'d>,
        predicate: Option<PropertyId>,
    ) -> Option<Object<'d>> {
        if let Some(second) = written.more_objects.first() {
            self.report(
                Diagnostic::error(
                    Code::ObjectOrValue,
                    *second,
                    "a fact has more than one of `object`, `value` and `quantity`",
                )
                .help("keep one and write another fact for the other"),
            );
            return None;
        }
        match written.object.as_ref()? {
            facts::RawObject::Thing(name) => self.object(name, predicate),
            facts::RawObject::Value(value) => self.value(value, predicate, written).map(Object::Literal),
            facts::RawObject::Quantity(quantity) => {
                self.quantity(quantity, predicate, written).map(Box::new).map(Object::Quantity)
            }
        }
    }

    fn object(&mut self, name: &'d Spanned<'d>, predicate: Option<PropertyId>) -> Option<Object<'d>> {
        let Some(property) = predicate else { return self.thing(name, None).map(Object::Thing) };
        if self.names.ontology.range_is_time(property) && !self.names.is_entity(name) && !Names::is_iri(name)
        {
            return time(name, self.diagnostics).map(Object::Time);
        }
        self.thing(name, predicate).map(Object::Thing)
    }

    /// Whether subject and object fit a property.
    fn ends(
        &mut self,
        property: PropertyId,
        subject: Option<&Referent<'d>>,
        object: Option<&Object<'d>>,
        written: &facts::RawFact<'_>,
    ) {
        let object = match object {
            Some(Object::Thing(thing)) => Some(thing),
            _ => None,
        };
        let subject_fits = subject.is_none_or(|subject| self.subject_misfit(property, subject).is_none());
        let object_fits = object.is_none_or(|object| self.object_misfit(property, object).is_none());
        if subject_fits && object_fits {
            return;
        }
        let named = (written.subject.as_ref(), written.object_text());
        if let (Some(subject), Some(object), (Some(name), Some(object_name))) = (subject, object, named)
            && [subject, object].iter().all(|thing| self.names.class_set(thing, self.entities).is_some())
            && self.subject_misfit(property, object).is_none()
            && self.object_misfit(property, subject).is_none()
        {
            let predicate = predicate_name(written);
            let message = format!("the subject and the object of `{predicate}` are the wrong way round");
            self.misfit(
                Diagnostic::error(Code::Domain, name.span, message)
                    .related(object_name.span, "this is the subject")
                    .help(format!("write `subject: {}` and `object: {}`", &**object_name, &**name)),
            );
            return;
        }
        let fitting = match (subject, object) {
            (Some(subject), Some(object)) => Some((subject, object)),
            _ => None,
        };
        if let (Some(subject), Some(name)) = (subject, named.0) {
            self.fits(property, subject, name, Role::Subject, written, fitting);
        }
        if let (Some(object), Some(name)) = (object, named.1) {
            self.fits(property, object, name, Role::Object, written, fitting);
        }
    }

    /// Why a thing does not fit a property as its subject. One whose classes are not known fits.
    fn subject_misfit(&self, property: PropertyId, thing: &Referent<'d>) -> Option<Misfit<'d>> {
        let set = self.names.class_set(thing, self.entities)?;
        self.names.ontology.domain_misfit(property, &set)
    }

    /// Why a thing does not fit a property as its object.
    fn object_misfit(&self, property: PropertyId, thing: &Referent<'d>) -> Option<Misfit<'d>> {
        let set = self.names.class_set(thing, self.entities);
        self.names.ontology.range_misfit(property, set.as_deref())
    }

    /// Properties that say of what they are, and that fit these two.
    fn fitting(&self, subject: &Referent<'d>, object: &Referent<'d>) -> Vec<String> {
        /// So many are named.
        const MOST: usize = 5;
        let set = |thing| self.names.class_set(thing, self.entities);
        let (Some(subject), Some(object)) = (set(subject), set(object)) else { return Vec::new() };
        let ontology = self.names.ontology;
        let fits = |term: &&Term| {
            let says = |all: &[String], any: &[String]| !all.is_empty() || !any.is_empty();
            says(&term.domain, &term.domain_includes)
                && says(&term.range, &term.range_includes)
                && !term.domain.iter().any(|class| class == "Fact")
                && ontology.property(&term.iri).is_some_and(|property| {
                    ontology.domain_misfit(property, &subject).is_none()
                        && ontology.range_misfit(property, Some(&object)).is_none()
                })
        };
        let found = ontology.terms().of(Kind::Property).filter(fits).take(MOST);
        found.map(|term| format!("`{}`", self.names.short(&term.iri))).collect()
    }

    /// Whether a thing fits a property's domain or range.
    fn fits(
        &mut self,
        property: PropertyId,
        thing: &Referent<'d>,
        name: &Spanned<'_>,
        role: Role,
        written: &facts::RawFact<'_>,
        ends: Option<(&Referent<'d>, &Referent<'d>)>,
    ) {
        let (code, what, misfit) = match role {
            Role::Subject => (Code::Domain, "a subject", self.subject_misfit(property, thing)),
            Role::Object => (Code::Range, "an object", self.object_misfit(property, thing)),
        };
        let Some(misfit) = misfit else { return };
        let (name, predicate, span) = (&**name, predicate_name(written), name.span);
        if misfit.reason == MisfitReason::TakesLiterals {
            self.misfit(
                Diagnostic::error(
                    code,
                    span,
                    format!("`{predicate}` takes a literal, but `{name}` is a thing"),
                )
                .help("write the literal as `value`"),
            );
            return;
        }
        let wanted = self.wanted(&misfit);
        let set = self.names.class_set(thing, self.entities);
        let is = set.map(|set| self.names.classes(&set)).unwrap_or_default();
        let message = format!("`{name}` is {is}, and `{predicate}` takes {what} that is {wanted}");
        let fitting = ends.map(|(subject, object)| self.fitting(subject, object)).unwrap_or_default();
        let others = if fitting.is_empty() {
            "use another property".to_owned()
        } else {
            format!("use another property ({} fit these two)", fitting.join(", "))
        };
        let help = match thing {
            Referent::Own(_) | Referent::Shared(_) => {
                format!("{others}, or give `{name}` the type {wanted} if it is one")
            }
            _ => format!("{others}, or another thing"),
        };
        self.misfit(Diagnostic::error(code, span, message).help(help));
    }

    /// The classes or datatypes that a property wants, as words.
    fn wanted(&self, misfit: &Misfit<'_>) -> String {
        let names: Vec<String> =
            misfit.wanted.iter().map(|iri| format!("`{}`", self.names.short(iri))).collect();
        names.join(if misfit.all { " and " } else { " or " })
    }

    fn value(
        &mut self,
        value: &'d facts::RawValue<'d>,
        predicate: Option<PropertyId>,
        written: &'d facts::RawFact<'d>,
    ) -> Option<Literal<'d>> {
        let text: &'d str = &value.text;
        let kind = if let Some(tag) = &value.language {
            LiteralType::Tagged(text_of_language(tag, self.diagnostics)?)
        } else if let Some(datatype) = &value.datatype {
            let iri = self.names.iri(datatype, self.diagnostics)?;
            if let Err(reason) = self.names.with_whole(&iri, |whole| literal::valid(text, whole)) {
                self.report(
                    Diagnostic::error(
                        Code::BadValue,
                        value.text.span,
                        format!("invalid value `{text}` for `{}`: expected {}", &**datatype, reason.wants),
                    )
                    .help("correct the value or its datatype"),
                );
                return None;
            }
            LiteralType::Typed(iri)
        } else if value.plain {
            match literal::kind_of(text) {
                literal::Kind::String => LiteralType::Plain,
                kind => LiteralType::Typed(Iri {
                    namespace: Cow::Borrowed(kind.datatype()),
                    local: Cow::Borrowed(""),
                }),
            }
        } else {
            LiteralType::Plain
        };
        if let Some(property) = predicate {
            self.value_fits(property, text, &kind, value.text.span, written);
        }
        Some(Literal { text, kind })
    }

    fn value_fits(
        &mut self,
        property: PropertyId,
        text: &str,
        kind: &LiteralType<'_>,
        span: Span,
        written: &facts::RawFact<'_>,
    ) {
        let name = predicate_name(written);
        let misfit =
            |datatype: &str, language| self.names.ontology.value_misfit(property, text, datatype, language);
        let misfit = match kind {
            LiteralType::Plain => misfit(xsd::STRING, None),
            LiteralType::Tagged(tag) => misfit(rdf::LANG_STRING, Some(*tag)),
            LiteralType::Typed(iri) => self.names.with_whole(iri, |datatype| misfit(datatype, None)),
        };
        let Some(misfit) = misfit else { return };
        let (message, help) = if misfit.reason == MisfitReason::TakesThings {
            (
                format!("`{text}` is a literal, and `{name}` takes a thing"),
                self.instead_of_a_literal(property, text),
            )
        } else {
            let wanted = self.wanted(&misfit);
            let datatype = match kind {
                LiteralType::Plain => self.names.short(xsd::STRING),
                LiteralType::Tagged(_) => self.names.short(rdf::LANG_STRING),
                LiteralType::Typed(iri) => self.names.with_whole(iri, |iri| self.names.short(iri)),
            };
            let message = format!("`{name}` takes {wanted}, but `{text}` is a literal of `{datatype}`");
            let help = match kind {
                LiteralType::Plain => {
                    format!("write a value of {wanted}, or give its datatype: `{{value: …, datatype: …}}`")
                }
                _ => format!("write a value of {wanted}"),
            };
            (message, help)
        };
        self.misfit(Diagnostic::error(Code::Range, span, message).help(help));
    }

    /// What to write where a literal is given and the property takes a thing.
    fn instead_of_a_literal(&self, property: PropertyId, text: &str) -> String {
        let ontology = self.names.ontology;
        if ontology.range_is_quantity(property) {
            let is_number = literal::kind_of(text).is_number();
            return if is_number {
                format!("give the number with its unit: `quantity: {{number: {text}, unit: …}}`")
            } else {
                "give a number with its unit: `quantity: {number: 54.2, unit: billion-us-dollars}`".to_owned()
            };
        }
        if ontology.range_is_time(property) {
            return "give the time as `object`: `object: 2019-03-26`".to_owned();
        }
        "name the thing as `object`, and declare it under `entities`".to_owned()
    }

    fn quantity(
        &mut self,
        written: &'d facts::RawQuantity<'d>,
        predicate: Option<PropertyId>,
        fact: &'d facts::RawFact<'d>,
    ) -> Option<Quantity<'d>> {
        let before = self.diagnostics.len();
        self.bounds(written);
        let unit_key = written.unit.as_ref()?;
        let unit = concept(unit_key, "unit", self.entities, self.names, self.kinds, self.diagnostics);
        if let Some(property) = predicate {
            self.quantity_fits(property, written.span, fact);
        }
        let new = self.diagnostics.get(before..).unwrap_or_default();
        if new.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
            return None;
        }
        let unit = unit?;
        let base = unit::base_of(&unit, self.entities, self.base_units, self.names)
            .map(|base| Box::new(unit::convert(written, base, self.diagnostics)));
        let unit_label = match &unit {
            Referent::Kind(key) if !key.contains('-') => key.clone(),
            Referent::Kind(key) => Cow::Owned(key.replace('-', " ")),
            Referent::Own(key) => {
                let entity = self.names.own(key).and_then(|index| self.entities.get(index));
                Cow::Owned(entity.map_or("", Entity::label).to_owned())
            }
            Referent::Shared(key) => Cow::Borrowed(self.names.shared(key).map_or("", Entity::label)),
            Referent::Article | Referent::Iri(_) => Cow::Borrowed(""),
        };
        let text = |number: &'d Option<Number<'d>>| number.as_ref().map(|number| &*number.text.text);
        Some(Quantity {
            number: text(&written.number),
            least: text(&written.from),
            most: text(&written.to),
            above: text(&written.above),
            below: text(&written.below),
            unit,
            unit_label,
            approximate: written.about,
            base,
        })
    }

    /// A number, or at most one bound at either side, the lower one below the upper.
    fn bounds(&mut self, written: &facts::RawQuantity<'_>) {
        let wrong = |number: &Number<'_>, message: String, help: &str| {
            Diagnostic::error(Code::BadQuantity, number.text.span, message).help(help)
        };
        let facts::RawQuantity { number, from, to, above, below, .. } = written;
        for number in [number, from, to, above, below].into_iter().flatten() {
            self.number(number);
        }
        if let Some(number) = number {
            if written.lower().is_some() || written.upper().is_some() {
                let message = "the quantity has both a `number` and a bound".to_owned();
                self.report(wrong(number, message, "keep `number`, or the bounds"));
            }
            return;
        }
        for (included, excluded, names, help) in [
            (
                from,
                above,
                "two lower bounds, `from` and `above`",
                "keep `from` (\"at least\") or `above` (\"more than\")",
            ),
            (
                to,
                below,
                "two upper bounds, `to` and `below`",
                "keep `to` (\"at most\") or `below` (\"less than\")",
            ),
        ] {
            if let (Some(_), Some(second)) = (included, excluded) {
                self.report(wrong(second, format!("a quantity has {names}"), help));
                return;
            }
        }
        let (Some(lower), Some(upper)) = (written.lower(), written.upper()) else {
            if written.lower().or(written.upper()).is_none() {
                self.report(
                    Diagnostic::error(Code::BadQuantity, written.span, "the quantity has no number")
                        .help("add `number: …`, or `from: …` and `to: …`, or `above: …`, or `below: …`"),
                );
            }
            return;
        };
        let name = |bound: &Option<_>, one, other| if bound.is_some() { one } else { other };
        let (low, high) = (name(from, "from", "above"), name(to, "to", "below"));
        match literal::compare(&lower.text, &upper.text) {
            Some(Ordering::Greater) => self.report(wrong(
                lower,
                format!("`{low}` ({}) is above `{high}` ({})", &*lower.text, &*upper.text),
                "swap the bounds",
            )),
            Some(Ordering::Equal) if above.is_some() || below.is_some() => self.report(wrong(
                lower,
                format!("no number lies between `{low}: {}` and `{high}: {}`", &*lower.text, &*upper.text),
                "write `number`, or `from` and `to`, which include the bounds",
            )),
            _ => {}
        }
    }

    fn number(&mut self, number: &Number<'_>) {
        let text = &number.text;
        let is_number = literal::kind_of(text).is_number();
        if number.plain && is_number {
            return;
        }
        let diagnostic =
            Diagnostic::error(Code::BadQuantity, text.span, format!("invalid number `{}`", &**text));
        let help = if is_number {
            "remove the quotation marks"
        } else {
            "write digits: `5`, `3.20`, `1e3`; the unit belongs in `unit`"
        };
        self.report(diagnostic.help(help));
    }

    fn quantity_fits(&mut self, property: PropertyId, span: Span, fact: &facts::RawFact<'_>) {
        let ontology = self.names.ontology;
        let name = predicate_name(fact);
        let Some(class) = ontology.class(af::QUANTITY) else { return };
        let Some(misfit) = ontology.range_misfit(property, Some(&ontology.class_set(&[class]))) else {
            return;
        };
        let (message, help) = if misfit.reason == MisfitReason::TakesLiterals {
            (
                format!("`{name}` takes a literal, not a quantity (a number with a unit)"),
                "write the number without a unit as `value`, or use a property that takes a quantity",
            )
        } else {
            (
                format!("`{name}` takes an object that is {}, not a quantity", self.wanted(&misfit)),
                "use a property that takes a quantity, or give a thing as `object`",
            )
        };
        self.misfit(Diagnostic::error(Code::Range, span, message).help(help));
    }

    fn agent(&mut self, key: &'d Spanned<'d>) -> Option<Referent<'d>> {
        self.of_class(
            key,
            af::AGENT,
            Code::NotAnAgent,
            "`according-to` takes",
            "an agent (a person, organization, group or country)",
        )
    }

    fn utterance(&mut self, key: &'d Spanned<'d>) -> Option<Referent<'d>> {
        self.of_class(
            key,
            af::UTTERANCE,
            Code::NotAnUtterance,
            "`stated-in` takes",
            "an utterance (a speech, a remark or a report)",
        )
    }

    fn of_class(
        &mut self,
        key: &'d Spanned<'d>,
        class: &str,
        code: Code,
        takes: &str,
        due: &str,
    ) -> Option<Referent<'d>> {
        let thing = known_entity(key, self.names, self.diagnostics)?;
        let ontology = self.names.ontology;
        let set = self.names.class_set(&thing, self.entities);
        if let (Some(set), Some(class)) = (set, ontology.class(class))
            && !ontology.is_a(&set, class)
        {
            let is = self.names.classes(&set);
            self.report(
                Diagnostic::error(code, key.span, format!("{takes} {due}, but `{}` is {is}", &**key))
                    .help(format!("name another entity, or give `{}` the right type", &**key)),
            );
            return None;
        }
        Some(thing)
    }

    fn confidence(&mut self, written: &'d facts::RawFact<'d>) -> Option<&'d str> {
        let (text, plain) = written.confidence.as_ref()?;
        let decimal = matches!(literal::kind_of(text), literal::Kind::Integer | literal::Kind::Decimal);
        let within = |low: Option<Ordering>, high: Option<Ordering>| {
            low.is_some_and(Ordering::is_ge) && high.is_some_and(Ordering::is_le)
        };
        if *plain && decimal && within(literal::compare(text, "0"), literal::compare(text, "1")) {
            return Some(text);
        }
        self.report(
            Diagnostic::error(
                Code::BadConfidence,
                text.span,
                format!("invalid confidence `{}`: expected a decimal from 0 to 1", &**text),
            )
            .help("write a number such as `0.85`; omit it if a person wrote the fact"),
        );
        None
    }

    /// Finds the quotes; their places are indices into `self.quotes`.
    fn evidence(&mut self, fact: &'d facts::RawFact<'d>) -> SmallVec<[u32; 4]> {
        let quotes = &fact.quotes;
        let mut evidence = SmallVec::with_capacity(quotes.len());
        let Some(text) = self.text else { return evidence };
        for written in quotes {
            match text.find(&written.claim()) {
                Ok(spans) => {
                    for bytes in spans.iter() {
                        let (start, end) = (text.code_points(bytes.start), text.code_points(bytes.end));
                        evidence.push(u32::try_from(self.quotes.len()).unwrap_or(u32::MAX));
                        self.quotes.push(Quote { start, end, bytes: bytes.clone() });
                    }
                }
                Err(miss) => {
                    let list = if matches!(miss, quote::Miss::Context(_) | quote::Miss::Ambiguous(_)) {
                        &mut self.moved
                    } else {
                        &mut self.gone
                    };
                    list.extend(fact.id.as_deref());
                    let diagnostic = misquote::report(&Claimed { written, text }, miss);
                    self.report(diagnostic);
                }
            }
        }
        evidence
    }
}

fn predicate_name<'f>(fact: &'f facts::RawFact<'_>) -> &'f str {
    fact.predicate.as_deref().unwrap_or_default()
}

/// Gives facts that an utterance states its speakers as sources, where they name none themselves.
fn speakers(facts: &mut [Fact<'_>], speaker: Option<PropertyId>) {
    let mut spoken: FxHashMap<Referent<'_>, Vec<Referent<'_>>> = FxHashMap::default();
    for fact in facts.iter() {
        if let Object::Thing(who) = &fact.object
            && Some(fact.predicate) == speaker
            && fact.holds()
        {
            spoken.entry(fact.subject.clone()).or_default().push(who.clone());
        }
    }
    for speakers in spoken.values_mut() {
        speakers.sort_unstable();
        speakers.dedup();
    }
    for fact in facts {
        if let Some(utterance) = &fact.stated_in
            && fact.according_to.is_empty()
            && let Some(speakers) = spoken.get(utterance)
        {
            fact.according_to.clone_from(speakers);
        }
    }
}
