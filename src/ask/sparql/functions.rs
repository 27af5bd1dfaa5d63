//! The functions of SPARQL and those of the drafts that the parser knows, with the number of values that they take.

/// The names in lower case, with the least and the greatest number of values.
const ALL: [(&str, (usize, usize)); 70] = [
    ("str", (1, 1)),
    ("lang", (1, 1)),
    ("langmatches", (2, 2)),
    ("langdir", (1, 1)),
    ("haslang", (1, 1)),
    ("haslangdir", (1, 1)),
    ("datatype", (1, 1)),
    ("bound", (1, 1)),
    ("iri", (1, 1)),
    ("uri", (1, 1)),
    ("bnode", (0, 1)),
    ("rand", (0, 0)),
    ("abs", (1, 1)),
    ("ceil", (1, 1)),
    ("floor", (1, 1)),
    ("round", (1, 1)),
    ("concat", (0, usize::MAX)),
    ("strlen", (1, 1)),
    ("substr", (2, 3)),
    ("ucase", (1, 1)),
    ("lcase", (1, 1)),
    ("encode_for_uri", (1, 1)),
    ("contains", (2, 2)),
    ("strstarts", (2, 2)),
    ("strends", (2, 2)),
    ("strbefore", (2, 2)),
    ("strafter", (2, 2)),
    ("year", (1, 1)),
    ("month", (1, 1)),
    ("day", (1, 1)),
    ("hours", (1, 1)),
    ("minutes", (1, 1)),
    ("seconds", (1, 1)),
    ("timezone", (1, 1)),
    ("tz", (1, 1)),
    ("now", (0, 0)),
    ("uuid", (0, 0)),
    ("struuid", (0, 0)),
    ("md5", (1, 1)),
    ("sha1", (1, 1)),
    ("sha256", (1, 1)),
    ("sha384", (1, 1)),
    ("sha512", (1, 1)),
    ("coalesce", (0, usize::MAX)),
    ("if", (3, 3)),
    ("strlang", (2, 2)),
    ("strlangdir", (3, 3)),
    ("strdt", (2, 2)),
    ("sameterm", (2, 2)),
    ("isiri", (1, 1)),
    ("isuri", (1, 1)),
    ("isblank", (1, 1)),
    ("isliteral", (1, 1)),
    ("isnumeric", (1, 1)),
    ("regex", (2, 3)),
    ("replace", (3, 4)),
    ("istriple", (1, 1)),
    ("triple", (3, 3)),
    ("subject", (1, 1)),
    ("predicate", (1, 1)),
    ("object", (1, 1)),
    ("adjust", (2, 2)),
    ("count", (1, 1)),
    ("sum", (1, 1)),
    ("min", (1, 1)),
    ("max", (1, 1)),
    ("avg", (1, 1)),
    ("sample", (1, 1)),
    ("group_concat", (1, 1)),
    ("exists", (0, 0)),
];

/// The names in lower case.
pub(super) const FUNCTIONS: [&str; ALL.len()] = {
    let mut names = [""; ALL.len()];
    let mut i = 0;
    while i < ALL.len() {
        names[i] = ALL[i].0;
        i += 1;
    }
    names
};

/// The aggregates.
pub(super) const AGGREGATES: [&str; 7] = ["count", "sum", "min", "max", "avg", "sample", "group_concat"];

/// The datatypes whose names are functions, too: casts.
pub(super) const CASTS: [&str; 17] = [
    "string",
    "boolean",
    "double",
    "float",
    "integer",
    "decimal",
    "date",
    "time",
    "dateTime",
    "duration",
    "yearMonthDuration",
    "dayTimeDuration",
    "gYear",
    "gYearMonth",
    "gMonth",
    "gMonthDay",
    "gDay",
];

/// A function by its name in any letter case: the name in lower case, and how many values it takes.
pub(super) fn arity(name: &str) -> Option<(&'static str, (usize, usize))> {
    ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).copied()
}
