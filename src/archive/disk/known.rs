//! Texts that nearly every document has: a record names them by number and does not hold them.
//!
//! The list belongs to the format of a store: whoever changes it raises [`VERSION`](super::error::VERSION).
use crate::rdf::fact::{NODES, Role};
use crate::term::vocab::{af, dcterms, oa, owl, pav, prov, rdf, rdfs, schema, skos, xsd};
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::Hasher;
use std::sync::{LazyLock, OnceLock};

/// The texts, by their number.
pub(super) const KNOWN: &[&str] = &[
    rdf::TYPE,
    rdfs::LABEL,
    rdfs::COMMENT,
    owl::SAME_AS,
    skos::CONCEPT,
    skos::PREF_LABEL,
    skos::ALT_LABEL,
    dcterms::TITLE,
    dcterms::PUBLISHER,
    dcterms::CREATOR,
    dcterms::SOURCE,
    dcterms::LICENSE,
    dcterms::ISSUED,
    dcterms::LANGUAGE,
    dcterms::TYPE,
    dcterms::IDENTIFIER,
    schema::ARTICLE_BODY,
    schema::SHA256,
    pav::RETRIEVED_ON,
    prov::WAS_GENERATED_BY,
    oa::EXACT,
    oa::PREFIX,
    oa::SUFFIX,
    oa::START,
    oa::END,
    xsd::BOOLEAN,
    xsd::INTEGER,
    xsd::DECIMAL,
    xsd::DOUBLE,
    xsd::NON_NEGATIVE_INTEGER,
    xsd::DATE,
    xsd::DATE_TIME,
    xsd::G_YEAR,
    xsd::G_YEAR_MONTH,
    xsd::ANY_URI,
    af::ARTICLE,
    af::FACT,
    af::QUOTE,
    af::TIME_SPAN,
    af::QUANTITY,
    af::PERSON,
    af::ORGANIZATION,
    af::COUNTRY,
    af::PLACE,
    af::LEGAL_INSTRUMENT,
    af::EVENT,
    af::MEETING,
    af::PROGRAMME,
    af::UTTERANCE,
    af::SUBJECT,
    af::PREDICATE,
    af::OBJECT,
    af::VALUE,
    af::MODALITY,
    af::EVIDENCE,
    af::NEGATED,
    af::INFERRED,
    af::WHEN,
    af::ACCORDING_TO,
    af::STATED_IN,
    af::SPEAKER,
    af::TOPIC,
    af::HAPPENS_AT,
    af::CONFIDENCE,
    af::IN_ARTICLE,
    af::EDTF,
    af::DATE,
    af::EARLIEST,
    af::LATEST,
    af::NUMBER,
    af::LEAST,
    af::MOST,
    af::ABOVE,
    af::BELOW,
    af::UNIT,
    af::APPROXIMATE,
    af::BASE_UNIT,
    af::BASE_NUMBER,
    af::BASE_LEAST,
    af::BASE_MOST,
    af::BASE_ABOVE,
    af::BASE_BELOW,
    af::REALIZED,
    af::COMPLETED,
    af::ONGOING,
    af::UNDERWAY,
    af::PLANNED,
    af::ASPIRED,
    af::EXPECTED,
    af::POSSIBLE,
    af::HYPOTHETICAL,
];

/// A text's hash.
pub(super) fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// The number of a text that is known, by its [hash].
pub(super) fn number_hashed(text: &str, hash: u64) -> Option<u32> {
    static TABLE: OnceLock<HashTable<u32>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut table = HashTable::with_capacity(KNOWN.len());
        for (number, known) in (0..).zip(KNOWN) {
            let hash = self::hash(known);
            table.insert_unique(hash, number, |&number: &u32| self::hash(KNOWN[number as usize]));
        }
        table
    });
    table.find(hash, |&number| KNOWN[number as usize] == text).copied()
}

/// What a text tells as the predicate of a fact, a quote, a time, a quantity or an article.
pub(super) fn role(text: u32) -> Option<Role> {
    static ROLES: LazyLock<Vec<Option<Role>>> =
        LazyLock::new(|| KNOWN.iter().map(|known| Role::of(known)).collect());
    ROLES.get(text as usize).copied().flatten()
}

/// Whether a text is the predicate of labels.
pub(super) fn is_label(text: u32) -> bool {
    KNOWN.get(text as usize) == Some(&rdfs::LABEL)
}

/// Whether a text is the class of quotes, times or quantities.
pub(super) fn is_node(text: u32) -> bool {
    KNOWN.get(text as usize).is_some_and(|known| NODES.contains(known))
}

#[cfg(test)]
mod tests {
    use super::super::error::VERSION;
    use super::*;

    fn number(text: &str) -> Option<u32> {
        number_hashed(text, hash(text))
    }

    fn crc(text: &str) -> u32 {
        let mut crc = flate2::Crc::new();
        crc.update(text.as_bytes());
        crc.sum()
    }

    #[test]
    fn the_list_belongs_to_the_format() {
        let all = KNOWN.iter().map(|known| format!("{known}\n")).collect::<String>();
        assert_eq!((VERSION, crc(&all)), ("8", 0xe2c4_4c22), "another list is another format");
        for (at, known) in (0..).zip(KNOWN) {
            assert_eq!(number(known), Some(at), "{known}");
        }
        assert_eq!(number("http://a"), None);
        assert!(NODES.iter().all(|class| number(class).is_some_and(is_node)));
        for wanted in Role::ALL {
            assert_eq!(number(wanted.iri()).and_then(role), Some(*wanted));
        }
    }
}
