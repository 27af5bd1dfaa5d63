//! The IRIs that the code itself names. Each is written here once; a test holds those of `af:` against
//! `ontology/article-facts.ttl`.

/// The namespace of the core ontology.
pub(crate) const AF: &str = "https://w3id.org/article-facts#";
/// The namespace of [RDF](https://www.w3.org/TR/rdf11-concepts/).
pub(crate) const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// The namespace of [RDF Schema](https://www.w3.org/TR/rdf-schema/).
pub(crate) const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
/// The namespace of the [XSD datatypes](https://www.w3.org/TR/xmlschema11-2/).
pub(crate) const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
/// The namespace of [OWL](https://www.w3.org/TR/owl2-overview/).
pub(crate) const OWL: &str = "http://www.w3.org/2002/07/owl#";
/// The namespace of [SKOS](https://www.w3.org/TR/skos-reference/).
pub(crate) const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
/// The namespace of the [DCMI terms](https://www.dublincore.org/specifications/dublin-core/dcmi-terms/).
pub(crate) const DCTERMS: &str = "http://purl.org/dc/terms/";
/// The namespace of [schema.org](https://schema.org/) as its RDF has it.
pub(crate) const SCHEMA: &str = "http://schema.org/";
/// The other spelling of [`SCHEMA`] that published ontologies use.
pub(crate) const SCHEMA_HTTPS: &str = "https://schema.org/";
/// The namespace of [Web Annotation](https://www.w3.org/TR/annotation-vocab/).
pub(crate) const OA: &str = "http://www.w3.org/ns/oa#";
/// The namespace of [PROV-O](https://www.w3.org/TR/prov-o/).
pub(crate) const PROV: &str = "http://www.w3.org/ns/prov#";
/// The namespace of [PAV](https://pav-ontology.github.io/pav/), provenance, authoring and versioning.
pub(crate) const PAV: &str = "http://purl.org/pav/";
/// The namespace of [Activity Streams](https://www.w3.org/TR/activitystreams-vocabulary/).
pub(crate) const AS: &str = "http://www.w3.org/ns/activitystreams#";
/// The namespace of the older [Dublin Core](https://www.dublincore.org/specifications/dublin-core/dces/).
pub(crate) const DC: &str = "http://purl.org/dc/elements/1.1/";
/// The namespace of the [DCMI types](https://www.dublincore.org/specifications/dublin-core/dcmi-type-vocabulary/).
pub(crate) const DCTYPES: &str = "http://purl.org/dc/dcmitype/";
/// The namespace of [FOAF](http://xmlns.com/foaf/spec/).
pub(crate) const FOAF: &str = "http://xmlns.com/foaf/0.1/";
/// The namespace of [nanopublications](https://nanopub.net/).
pub(crate) const NP: &str = "http://www.nanopub.org/nschema#";

/// The prefixes that every document has without declaring them, and may redefine.
pub(crate) const PREDECLARED: &[(&str, &str)] = &[
    ("af", AF),
    ("oa", OA),
    ("rdf", RDF),
    ("rdfs", RDFS),
    ("xsd", XSD),
    ("owl", OWL),
    ("skos", SKOS),
    ("dcterms", DCTERMS),
    ("schema", SCHEMA),
    ("prov", PROV),
    ("pav", PAV),
];

/// The modalities of what is or was so: `realized` and what is narrower. Their facts give plain triples.
pub(crate) const REALIZED: [&str; 3] = [af::REALIZED, af::COMPLETED, af::ONGOING];

/// Whether a fact with this modality says that it is or was so; so does one without any that the core knows.
pub(crate) fn is_realized(modality: Option<&str>) -> bool {
    modality.is_none_or(|modality| !modality.starts_with(AF) || REALIZED.contains(&modality))
}

/// The controlled values, by their core names, sorted: what the core declares to be a `skos:Concept`.
pub(crate) const CONTROLLED: &[&str] = &[
    "aspired",
    "completed",
    "directSpeech",
    "expected",
    "hypothetical",
    "ongoing",
    "planned",
    "possible",
    "realized",
    "reportedSpeech",
    "underway",
    "unrealized",
];

macro_rules! terms {
    ($(#[doc = $about:literal])+ $module:ident $namespace:literal { $($name:ident = $local:literal,)+ }) => {
        $(#[doc = $about])+
        pub(crate) mod $module {
            $(
                #[doc = concat!("<", $namespace, $local, ">")]
                pub(crate) const $name: &str = concat!($namespace, $local);
            )+
            /// All the terms of this module.
            #[cfg(test)]
            pub(crate) const ALL: &[&str] = &[$($name,)+];
        }
    };
}

terms! {
    /// Terms of the core ontology.
    af "https://w3id.org/article-facts#" {
        ARTICLE = "Article",
        FACT = "Fact",
        QUOTE = "Quote",
        TIME_SPAN = "TimeSpan",
        QUANTITY = "Quantity",
        AGENT = "Agent",
        PERSON = "Person",
        ORGANIZATION = "Organization",
        COUNTRY = "Country",
        PLACE = "Place",
        LEGAL_INSTRUMENT = "LegalInstrument",
        EVENT = "Event",
        MEETING = "Meeting",
        PROGRAMME = "Programme",
        UTTERANCE = "Utterance",
        SOFTWARE = "Software",
        SUBJECT = "subject",
        PREDICATE = "predicate",
        OBJECT = "object",
        VALUE = "value",
        MODALITY = "modality",
        EVIDENCE = "evidence",
        NEGATED = "negated",
        INFERRED = "inferred",
        WHEN = "when",
        ACCORDING_TO = "accordingTo",
        STATED_IN = "statedIn",
        SPEAKER = "speaker",
        TOPIC = "topic",
        HAPPENS_AT = "place",
        CONFIDENCE = "confidence",
        IN_ARTICLE = "inArticle",
        EDTF = "edtf",
        DATE = "date",
        EARLIEST = "earliest",
        LATEST = "latest",
        NUMBER = "number",
        LEAST = "least",
        MOST = "most",
        ABOVE = "above",
        BELOW = "below",
        UNIT = "unit",
        APPROXIMATE = "approximate",
        BASE_UNIT = "baseUnit",
        FACTOR = "factor",
        BASE_NUMBER = "baseNumber",
        BASE_LEAST = "baseLeast",
        BASE_MOST = "baseMost",
        BASE_ABOVE = "baseAbove",
        BASE_BELOW = "baseBelow",
        REALIZED = "realized",
        COMPLETED = "completed",
        ONGOING = "ongoing",
        UNDERWAY = "underway",
        PLANNED = "planned",
        ASPIRED = "aspired",
        EXPECTED = "expected",
        POSSIBLE = "possible",
        HYPOTHETICAL = "hypothetical",
    }
}
terms! {
    /// Terms of RDF.
    rdf "http://www.w3.org/1999/02/22-rdf-syntax-ns#" {
        TYPE = "type",
        FIRST = "first",
        REST = "rest",
        NIL = "nil",
        LIST = "List",
        PROPERTY = "Property",
        REIFIES = "reifies",
        VALUE = "value",
        LANG_STRING = "langString",
        DIR_LANG_STRING = "dirLangString",
        PLAIN_LITERAL = "PlainLiteral",
        XML_LITERAL = "XMLLiteral",
        HTML = "HTML",
        JSON = "JSON",
    }
}
terms! {
    /// Terms of RDF Schema.
    rdfs "http://www.w3.org/2000/01/rdf-schema#" {
        LABEL = "label",
        COMMENT = "comment",
        CLASS = "Class",
        DATATYPE = "Datatype",
        LITERAL = "Literal",
        RESOURCE = "Resource",
        DOMAIN = "domain",
        RANGE = "range",
        SUB_CLASS_OF = "subClassOf",
        SUB_PROPERTY_OF = "subPropertyOf",
    }
}
terms! {
    /// Datatypes of XSD that the mapping writes.
    xsd "http://www.w3.org/2001/XMLSchema#" {
        STRING = "string",
        BOOLEAN = "boolean",
        INTEGER = "integer",
        DECIMAL = "decimal",
        DOUBLE = "double",
        NON_NEGATIVE_INTEGER = "nonNegativeInteger",
        DATE = "date",
        DATE_TIME = "dateTime",
        TIME = "time",
        FLOAT = "float",
        G_YEAR = "gYear",
        G_YEAR_MONTH = "gYearMonth",
        ANY_URI = "anyURI",
    }
}
terms! {
    /// Terms of OWL.
    owl "http://www.w3.org/2002/07/owl#" {
        SAME_AS = "sameAs",
        THING = "Thing",
        CLASS = "Class",
        DATA_RANGE = "DataRange",
        ONTOLOGY = "Ontology",
        NAMED_INDIVIDUAL = "NamedIndividual",
        OBJECT_PROPERTY = "ObjectProperty",
        DATATYPE_PROPERTY = "DatatypeProperty",
        ANNOTATION_PROPERTY = "AnnotationProperty",
        ONTOLOGY_PROPERTY = "OntologyProperty",
        FUNCTIONAL_PROPERTY = "FunctionalProperty",
        INVERSE_FUNCTIONAL_PROPERTY = "InverseFunctionalProperty",
        TRANSITIVE_PROPERTY = "TransitiveProperty",
        SYMMETRIC_PROPERTY = "SymmetricProperty",
        ASYMMETRIC_PROPERTY = "AsymmetricProperty",
        REFLEXIVE_PROPERTY = "ReflexiveProperty",
        IRREFLEXIVE_PROPERTY = "IrreflexiveProperty",
        DEPRECATED_PROPERTY = "DeprecatedProperty",
        DEPRECATED_CLASS = "DeprecatedClass",
        RESTRICTION = "Restriction",
        IMPORTS = "imports",
        EQUIVALENT_CLASS = "equivalentClass",
        EQUIVALENT_PROPERTY = "equivalentProperty",
        UNION_OF = "unionOf",
        INTERSECTION_OF = "intersectionOf",
        COMPLEMENT_OF = "complementOf",
        ONE_OF = "oneOf",
        DISJOINT_WITH = "disjointWith",
        DISJOINT_UNION_OF = "disjointUnionOf",
        ALL_DISJOINT_CLASSES = "AllDisjointClasses",
        MEMBERS = "members",
        ON_DATATYPE = "onDatatype",
        REAL = "real",
        RATIONAL = "rational",
    }
}
terms! {
    /// Terms of SKOS.
    skos "http://www.w3.org/2004/02/skos/core#" {
        CONCEPT = "Concept",
        PREF_LABEL = "prefLabel",
        ALT_LABEL = "altLabel",
        DEFINITION = "definition",
        BROADER = "broader",
        IN_SCHEME = "inScheme",
    }
}
terms! {
    /// DCMI terms.
    dcterms "http://purl.org/dc/terms/" {
        TITLE = "title",
        PUBLISHER = "publisher",
        CREATOR = "creator",
        SOURCE = "source",
        LICENSE = "license",
        ISSUED = "issued",
        LANGUAGE = "language",
        TYPE = "type",
        IDENTIFIER = "identifier",
        CREATED = "created",
        RIGHTS = "rights",
    }
}
terms! {
    /// Terms of the older Dublin Core, which Web Annotation uses.
    dc "http://purl.org/dc/elements/1.1/" {
        FORMAT = "format",
        LANGUAGE = "language",
    }
}
terms! {
    /// Terms of the DCMI types.
    dctypes "http://purl.org/dc/dcmitype/" {
        DATASET = "Dataset",
    }
}
terms! {
    /// Terms of FOAF.
    foaf "http://xmlns.com/foaf/0.1/" {
        PERSON = "Person",
        ORGANIZATION = "Organization",
        NAME = "name",
    }
}
terms! {
    /// Terms of Activity Streams.
    activity "http://www.w3.org/ns/activitystreams#" {
        APPLICATION = "Application",
    }
}
terms! {
    /// Terms of [nanopublications](https://nanopub.net/guidelines/working_draft/).
    np "http://www.nanopub.org/nschema#" {
        NANOPUBLICATION = "Nanopublication",
        HAS_ASSERTION = "hasAssertion",
        HAS_PROVENANCE = "hasProvenance",
        HAS_PUBLICATION_INFO = "hasPublicationInfo",
    }
}
terms! {
    /// Terms of schema.org.
    schema "http://schema.org/" {
        ARTICLE_BODY = "articleBody",
        SHA256 = "sha256",
        DOMAIN_INCLUDES = "domainIncludes",
        RANGE_INCLUDES = "rangeIncludes",
    }
}
terms! {
    /// Terms of Web Annotation.
    oa "http://www.w3.org/ns/oa#" {
        EXACT = "exact",
        PREFIX = "prefix",
        SUFFIX = "suffix",
        START = "start",
        END = "end",
        ANNOTATION = "Annotation",
        TEXTUAL_BODY = "TextualBody",
        SPECIFIC_RESOURCE = "SpecificResource",
        TEXT_QUOTE_SELECTOR = "TextQuoteSelector",
        TEXT_POSITION_SELECTOR = "TextPositionSelector",
        HAS_BODY = "hasBody",
        HAS_TARGET = "hasTarget",
        HAS_SOURCE = "hasSource",
        HAS_SELECTOR = "hasSelector",
        MOTIVATED_BY = "motivatedBy",
        HAS_PURPOSE = "hasPurpose",
        DESCRIBING = "describing",
    }
}

terms! {
    /// Terms of PROV-O.
    prov "http://www.w3.org/ns/prov#" {
        WAS_ATTRIBUTED_TO = "wasAttributedTo",
        WAS_GENERATED_BY = "wasGeneratedBy",
        WAS_DERIVED_FROM = "wasDerivedFrom",
        HAD_PRIMARY_SOURCE = "hadPrimarySource",
        ACTIVITY = "Activity",
        ENDED_AT_TIME = "endedAtTime",
        WAS_ASSOCIATED_WITH = "wasAssociatedWith",
    }
}
terms! {
    /// Terms of PAV.
    pav "http://purl.org/pav/" {
        RETRIEVED_ON = "retrievedOn",
    }
}

#[cfg(test)]
mod tests {
    use super::{
        AF, AS, CONTROLLED, DC, DCTYPES, FOAF, NP, PREDECLARED, activity, af, dc, dcterms, dctypes, foaf, np,
        oa, owl, pav, prov, rdf, rdfs, schema, skos, xsd,
    };
    use oxrdf::{NamedOrBlankNode, Term};
    use oxttl::TurtleParser;

    /// The subjects of the core ontology with the classes they are of.
    fn core() -> Vec<(String, String)> {
        TurtleParser::new()
            .for_slice(include_str!("../../ontology/article-facts.ttl"))
            .map(|triple| triple.unwrap())
            .filter(|triple| triple.predicate.as_str() == rdf::TYPE)
            .filter_map(|triple| match (triple.subject, triple.object) {
                (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(class)) => {
                    Some((subject.into_string(), class.into_string()))
                }
                _ => None,
            })
            .collect()
    }

    #[test]
    fn the_core_declares_what_we_name() {
        let core = core();
        for term in af::ALL {
            assert!(core.iter().any(|(subject, _)| subject == term), "{term} is not in the core");
        }
    }

    #[test]
    fn the_controlled_values_are_the_concepts_of_the_core() {
        let mut concepts: Vec<String> = core()
            .into_iter()
            .filter(|(_, class)| class == skos::CONCEPT)
            .filter_map(|(subject, _)| subject.strip_prefix(AF).map(str::to_owned))
            .collect();
        concepts.sort();
        assert_eq!(concepts, CONTROLLED);
    }

    #[test]
    fn each_term_stands_in_its_namespace() {
        let more = [("as", AS), ("dc", DC), ("dctypes", DCTYPES), ("foaf", FOAF), ("np", NP)];
        let all = || PREDECLARED.iter().chain(&more);
        let namespace = |prefix: &str| all().find(|(p, _)| *p == prefix).unwrap().1;
        let modules = [
            ("af", af::ALL),
            ("rdf", rdf::ALL),
            ("rdfs", rdfs::ALL),
            ("xsd", xsd::ALL),
            ("owl", owl::ALL),
            ("skos", skos::ALL),
            ("dcterms", dcterms::ALL),
            ("schema", schema::ALL),
            ("oa", oa::ALL),
            ("prov", prov::ALL),
            ("pav", pav::ALL),
            ("as", activity::ALL),
            ("dc", dc::ALL),
            ("dctypes", dctypes::ALL),
            ("foaf", foaf::ALL),
            ("np", np::ALL),
        ];
        for (prefix, terms) in modules {
            for term in terms {
                assert!(term.starts_with(namespace(prefix)), "{term}");
            }
        }
    }
}
