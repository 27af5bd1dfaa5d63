//! Where a query leaves SPARQL's [grammar](https://www.w3.org/TR/sparql12-query/#sparqlGrammar), and what was due there.
//!
//! The parser's own errors name a place some words too far on, and what it says is due there are pieces of its rules. So
//! once it has refused a query, this walks over the tokens and stops at the first that fits nowhere. It makes nothing of
//! the query, and takes a little more than the grammar does: what it does not find, the parser says.
use super::lex::{Kind, Token};

/// The token that does not fit (or the number of tokens, where the query ends too early), and what was due.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    pub(super) at: usize,
    pub(super) due: &'static str,
}

type Walk = Result<(), Misfit>;

/// The functions of SPARQL and those of the drafts that the parser knows.
pub(super) const FUNCTIONS: [&str; 75] = [
    "str",
    "lang",
    "langmatches",
    "langdir",
    "haslang",
    "haslangdir",
    "datatype",
    "bound",
    "iri",
    "uri",
    "bnode",
    "rand",
    "abs",
    "ceil",
    "floor",
    "round",
    "concat",
    "strlen",
    "substr",
    "ucase",
    "lcase",
    "encode_for_uri",
    "contains",
    "strstarts",
    "strends",
    "strbefore",
    "strafter",
    "year",
    "month",
    "day",
    "hours",
    "minutes",
    "seconds",
    "timezone",
    "tz",
    "now",
    "uuid",
    "struuid",
    "md5",
    "sha1",
    "sha256",
    "sha384",
    "sha512",
    "coalesce",
    "if",
    "strlang",
    "strlangdir",
    "strdt",
    "sameterm",
    "sametermin",
    "isiri",
    "isuri",
    "isblank",
    "isliteral",
    "isnumeric",
    "regex",
    "replace",
    "istriple",
    "triple",
    "subject",
    "predicate",
    "object",
    "adjust",
    "count",
    "sum",
    "min",
    "max",
    "avg",
    "sample",
    "group_concat",
    "exists",
    "not",
    "true",
    "false",
    "in",
];

/// Looks for the first token that fits nowhere.
pub(super) fn check(text: &str, tokens: &[Token]) -> Walk {
    let mut walker = Walker { text, tokens, at: 0 };
    walker.query()
}

struct Walker<'q> {
    text: &'q str,
    tokens: &'q [Token],
    at: usize,
}

impl Walker<'_> {
    fn here(&self) -> &str {
        self.tokens.get(self.at).map_or("", |token| token.text(self.text))
    }

    fn kind(&self) -> Option<Kind> {
        self.tokens.get(self.at).map(|token| token.kind)
    }

    fn is(&self, word: &str) -> bool {
        self.here().eq_ignore_ascii_case(word) && matches!(self.kind(), Some(Kind::Word | Kind::Sign))
    }

    fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    /// Goes past a word or sign, if it stands here.
    fn past(&mut self, word: &str) -> bool {
        let found = self.is(word);
        self.at += usize::from(found);
        found
    }

    fn past_kind(&mut self, kinds: &[Kind]) -> bool {
        let found = self.kind().is_some_and(|kind| kinds.contains(&kind));
        self.at += usize::from(found);
        found
    }

    fn misfit(&self, due: &'static str) -> Walk {
        Err(Misfit { at: self.at, due })
    }

    fn must(&mut self, word: &str, due: &'static str) -> Walk {
        if self.past(word) { Ok(()) } else { self.misfit(due) }
    }

    fn must_kind(&mut self, kinds: &[Kind], due: &'static str) -> Walk {
        if self.past_kind(kinds) { Ok(()) } else { self.misfit(due) }
    }

    fn iri(&mut self, due: &'static str) -> Walk {
        self.must_kind(&[Kind::Iri, Kind::Name], due)
    }

    fn query(&mut self) -> Walk {
        loop {
            if self.past("prefix") {
                let whole = self.kind() == Some(Kind::Name) && self.here().ends_with(':');
                if !whole {
                    return self.misfit("a prefix with its colon, such as `ex:`,");
                }
                self.at += 1;
                self.must_kind(&[Kind::Iri], "the prefix's IRI in `< >`")?;
            } else if self.past("base") {
                self.must_kind(&[Kind::Iri], "the base IRI in `< >`")?;
            } else if self.past("version") {
                self.must_kind(&[Kind::Text], "a version in quotes")?;
            } else {
                break;
            }
        }
        if self.is("select") {
            self.select()?;
        } else if self.past("ask") {
            self.dataset()?;
            self.pattern()?;
            self.modifiers()?;
        } else if self.past("construct") {
            if self.past("{") {
                self.triples_until_brace()?;
                self.dataset()?;
                self.pattern()?;
            } else {
                self.dataset()?;
                self.must("where", "`{` with a template, or WHERE,")?;
                self.must("{", "`{`")?;
                self.triples_until_brace()?;
            }
            self.modifiers()?;
        } else if self.past("describe") {
            if !self.past("*") {
                self.must_kind(&[Kind::Variable, Kind::Iri, Kind::Name], "what to describe")?;
                while self.past_kind(&[Kind::Variable, Kind::Iri, Kind::Name]) {}
            }
            self.dataset()?;
            if self.is("where") || self.is("{") {
                self.pattern()?;
            }
            self.modifiers()?;
        } else {
            return self.misfit("SELECT, ASK, CONSTRUCT or DESCRIBE");
        }
        if self.past("values") {
            self.data()?;
        }
        if self.at < self.tokens.len() { self.misfit("the end of the query") } else { Ok(()) }
    }

    fn select(&mut self) -> Walk {
        self.at += 1;
        let _ = self.past("distinct") || self.past("reduced");
        let due = "a variable, `(expression AS ?name)` or `*`";
        if !self.past("*") {
            let mut any = false;
            loop {
                if self.past("(") {
                    self.expression()?;
                    self.must("as", "AS")?;
                    self.must_kind(&[Kind::Variable], "a variable for the name")?;
                    self.must(")", "`)`")?;
                } else if !self.past_kind(&[Kind::Variable]) {
                    break;
                }
                any = true;
            }
            if !any {
                return self.misfit(due);
            }
            if !self.is_any(&["where", "{", "from"]) {
                return self.misfit("another column or WHERE");
            }
        }
        self.dataset()?;
        self.pattern()?;
        self.modifiers()
    }

    fn dataset(&mut self) -> Walk {
        while self.past("from") {
            self.past("named");
            self.iri("the IRI of a graph")?;
        }
        Ok(())
    }

    fn pattern(&mut self) -> Walk {
        self.past("where");
        self.group()
    }

    fn modifiers(&mut self) -> Walk {
        if self.past("group") {
            self.must("by", "BY")?;
            let mut any = false;
            while self.condition_starts() {
                if self.past("(") {
                    self.expression()?;
                    if self.past("as") {
                        self.must_kind(&[Kind::Variable], "a variable for the name")?;
                    }
                    self.must(")", "`)`")?;
                } else {
                    self.primary()?;
                }
                any = true;
            }
            if !any {
                return self.misfit("a variable or `(expression)`");
            }
        }
        if self.past("having") {
            self.constraint()?;
            while self.is("(") {
                self.constraint()?;
            }
        }
        if self.past("order") {
            self.must("by", "BY")?;
            let mut any = false;
            while self.condition_starts() || self.is_any(&["asc", "desc"]) {
                if self.past("asc") || self.past("desc") {
                    self.must("(", "`(`")?;
                    self.expression()?;
                    self.must(")", "`)`")?;
                } else {
                    self.primary()?;
                }
                any = true;
            }
            if !any {
                return self.misfit("a variable, `ASC(…)` or `DESC(…)`");
            }
        }
        for _ in 0..2 {
            if self.past("limit") || self.past("offset") {
                self.must_kind(&[Kind::Number], "a whole number")?;
            }
        }
        Ok(())
    }

    fn condition_starts(&self) -> bool {
        let call = self.kind() == Some(Kind::Word)
            && FUNCTIONS.iter().any(|function| self.is(function))
            && self.tokens.get(self.at + 1).is_some_and(|next| next.text(self.text) == "(");
        self.is("(") || call || matches!(self.kind(), Some(Kind::Variable | Kind::Iri | Kind::Name))
    }

    /// A group graph pattern, braces and all.
    fn group(&mut self) -> Walk {
        self.must("{", "`{` and a pattern")?;
        if self.is("select") {
            self.select()?;
            if self.past("values") {
                self.data()?;
            }
            return self.must("}", "`}`");
        }
        loop {
            if self.past("}") {
                return Ok(());
            }
            if self.past("optional") || self.past("minus") || self.past("lateral") {
                self.group()?;
            } else if self.past("graph") {
                self.must_kind(&[Kind::Variable, Kind::Iri, Kind::Name], "a graph's name or a variable")?;
                self.group()?;
            } else if self.past("filter") {
                self.constraint()?;
            } else if self.past("bind") {
                self.must("(", "`(`")?;
                self.expression()?;
                self.must("as", "AS")?;
                self.must_kind(&[Kind::Variable], "a variable for the name")?;
                self.must(")", "`)`")?;
            } else if self.past("values") {
                self.data()?;
            } else if self.is("{") {
                self.group()?;
                while self.past("union") {
                    self.group()?;
                }
            } else {
                self.subject_and_more("a triple, OPTIONAL, FILTER, BIND …, or `}`")?;
                if !self.is_any(&[".", "}", "{"]) && !self.element_starts() {
                    return self.misfit("`.`, `;` or `}`");
                }
            }
            self.past(".");
        }
    }

    fn element_starts(&self) -> bool {
        self.is_any(&["optional", "minus", "lateral", "graph", "filter", "bind", "values", "service"])
    }

    fn triples_until_brace(&mut self) -> Walk {
        while !self.past("}") {
            self.subject_and_more("a triple or `}`")?;
            if !self.past(".") && !self.is("}") {
                return self.misfit("`.`, `;` or `}`");
            }
        }
        Ok(())
    }

    /// A subject with its properties.
    fn subject_and_more(&mut self, due: &'static str) -> Walk {
        let alone = self.is("[") || self.is("<<");
        self.node(due)?;
        if alone && !self.verb_starts() { Ok(()) } else { self.properties() }
    }

    fn verb_starts(&self) -> bool {
        matches!(self.kind(), Some(Kind::Variable | Kind::Iri | Kind::Name))
            || self.is_any(&["a", "^", "!", "("])
    }

    fn properties(&mut self) -> Walk {
        loop {
            if !self.past_kind(&[Kind::Variable]) {
                self.path()?;
            }
            self.objects()?;
            let mut more = false;
            while self.past(";") {
                more = true;
            }
            if !more || !self.verb_starts() {
                return Ok(());
            }
        }
    }

    fn objects(&mut self) -> Walk {
        loop {
            self.node("an object")?;
            loop {
                if self.past("~") {
                    self.past_kind(&[Kind::Variable, Kind::Iri, Kind::Name, Kind::Blank]);
                } else if self.past("{|") {
                    self.properties()?;
                    self.must("|}", "`|}`")?;
                } else {
                    break;
                }
            }
            if !self.past(",") {
                return Ok(());
            }
        }
    }

    fn path(&mut self) -> Walk {
        loop {
            self.past("^");
            if self.past("(") {
                self.path()?;
                self.must(")", "`)`")?;
            } else if self.past("!") {
                let all = self.past("(");
                loop {
                    self.past("^");
                    if !self.past("a") {
                        self.iri("a property")?;
                    }
                    if !all || !self.past("|") {
                        break;
                    }
                }
                if all {
                    self.must(")", "`)`")?;
                }
            } else if !self.past("a") {
                self.iri("a property")?;
            }
            let _ = self.past("*") || self.past("+") || self.past("?");
            if !self.past("/") && !self.past("|") {
                return Ok(());
            }
        }
    }

    /// A term, a list, or a blank node with its properties.
    fn node(&mut self, due: &'static str) -> Walk {
        if self.past("[") {
            if !self.is("]") {
                self.properties()?;
            }
            return self.must("]", "`]`");
        }
        if self.past("(") {
            while !self.past(")") {
                self.node("a member of the list, or `)`,")?;
            }
            return Ok(());
        }
        if self.past("<<(") {
            self.node("a subject")?;
            self.verb()?;
            self.node("an object")?;
            self.must(")", "`)>>`")?;
            return self.must(">>", "`)>>`");
        }
        if self.past("<<") {
            self.node("a subject")?;
            self.verb()?;
            self.node("an object")?;
            if self.past("~") {
                self.past_kind(&[Kind::Variable, Kind::Iri, Kind::Name, Kind::Blank]);
            }
            return self.must(">>", "`>>`");
        }
        self.term(due)
    }

    fn verb(&mut self) -> Walk {
        if self.past("a") {
            Ok(())
        } else {
            self.must_kind(&[Kind::Variable, Kind::Iri, Kind::Name], "a property")
        }
    }

    fn term(&mut self, due: &'static str) -> Walk {
        if self.past_kind(&[Kind::Text]) {
            if self.past("^^") {
                return self.iri("a datatype");
            }
            self.past_kind(&[Kind::Tag]);
            return Ok(());
        }
        if self.past("+") || self.past("-") {
            return self.must_kind(&[Kind::Number], "a number");
        }
        if self.past("true") || self.past("false") {
            return Ok(());
        }
        self.must_kind(&[Kind::Variable, Kind::Iri, Kind::Name, Kind::Blank, Kind::Number], due)
    }

    fn constraint(&mut self) -> Walk {
        let call = matches!(self.kind(), Some(Kind::Word | Kind::Iri | Kind::Name));
        if self.is("(") || call { self.primary() } else { self.misfit("a condition in `( )`") }
    }

    fn expression(&mut self) -> Walk {
        loop {
            self.comparison()?;
            if !self.past("||") && !self.past("&&") {
                return Ok(());
            }
        }
    }

    fn comparison(&mut self) -> Walk {
        self.sum()?;
        let not = self.past("not");
        if self.past("in") {
            return self.list();
        }
        if not {
            return self.misfit("IN");
        }
        if ["=", "!=", "<", ">", "<=", ">="].iter().any(|sign| self.past(sign)) {
            self.sum()?;
        }
        Ok(())
    }

    fn sum(&mut self) -> Walk {
        loop {
            while self.past("!") || self.past("-") || self.past("+") {}
            self.primary()?;
            if !["+", "-", "*", "/"].iter().any(|sign| self.past(sign)) {
                return Ok(());
            }
        }
    }

    fn primary(&mut self) -> Walk {
        if self.past("(") {
            self.expression()?;
            return self.must(")", "`)`");
        }
        if self.past("not") {
            self.must("exists", "EXISTS")?;
            return self.group();
        }
        if self.past("exists") {
            return self.group();
        }
        if self.past("true") || self.past("false") {
            return Ok(());
        }
        if self.kind() == Some(Kind::Word) {
            if !FUNCTIONS.iter().any(|function| self.is(function)) {
                return self.misfit("a variable, a function or a value");
            }
            self.at += 1;
            return self.arguments();
        }
        if self.past_kind(&[Kind::Iri, Kind::Name]) {
            return if self.is("(") { self.arguments() } else { Ok(()) };
        }
        if self.is("<<(") {
            return self.node("a triple");
        }
        self.term("a variable, a function or a value")
    }

    fn arguments(&mut self) -> Walk {
        self.must("(", "`(`")?;
        self.past("distinct");
        if self.past("*") || self.is(")") {
            return self.must(")", "`)`");
        }
        loop {
            self.expression()?;
            if !self.past(",") {
                break;
            }
        }
        if self.past(";") {
            self.must("separator", "SEPARATOR")?;
            self.must("=", "`=`")?;
            self.must_kind(&[Kind::Text], "a separator in quotes")?;
        }
        self.must(")", "`,` or `)`")
    }

    fn list(&mut self) -> Walk {
        self.must("(", "`(` and values")?;
        if self.past(")") {
            return Ok(());
        }
        loop {
            self.expression()?;
            if !self.past(",") {
                return self.must(")", "`,` or `)`");
            }
        }
    }

    fn data(&mut self) -> Walk {
        let one = self.past_kind(&[Kind::Variable]);
        let mut columns = 0;
        if !one {
            self.must("(", "a variable, or variables in `( )`,")?;
            while self.past_kind(&[Kind::Variable]) {
                columns += 1;
            }
            self.must(")", "`)`")?;
        }
        self.must("{", "`{` and the values")?;
        while !self.past("}") {
            if one {
                self.datum("a value or `}`")?;
                continue;
            }
            self.must("(", "a row in `( )`, or `}`,")?;
            for _ in 0..columns {
                self.datum("a value for each variable (UNDEF where there is none)")?;
            }
            self.must(")", "`)`, since there is a value for each variable,")?;
        }
        Ok(())
    }

    fn datum(&mut self, due: &'static str) -> Walk {
        if self.kind() == Some(Kind::Variable) {
            return self.misfit(due);
        }
        if self.past("undef") { Ok(()) } else { self.node(due) }
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::ask::sparql::lex::tokens;

    fn stops(text: &str) -> Option<(String, &'static str)> {
        let tokens = tokens(text);
        check(text, &tokens).err().map(|misfit| {
            let token = tokens.get(misfit.at).map_or("", |token| token.text(text));
            (token.to_owned(), misfit.due)
        })
    }

    /// What the parser takes must be taken here, too, or the wrong place would be named for another mistake.
    #[test]
    fn takes_what_sparql_is() {
        for text in [
            "SELECT * { }",
            "PREFIX ex: <http://e/> BASE <http://b/> SELECT DISTINCT ?a (COUNT(DISTINCT *) AS ?n) FROM <g> FROM NAMED ex:h \
             WHERE { ?a ex:p/^ex:q*|!(a|^ex:r)+ ?b, 'x'@en-GB, \"1\"^^ex:d ; a ex:C ; . [] ex:p [ ex:q 1.5 ; ex:r -2 ] } \
             GROUP BY ?a (STR(?b) AS ?s) HAVING(COUNT(*) > 1) ORDER BY DESC(?n) ?a ASC(STR(?b)) LIMIT 3 OFFSET 4",
            "ASK { { ?a ?b ?c } UNION { ?a ?b (1 2 ?x) } UNION { } OPTIONAL { ?d ?e ?f FILTER(?a IN (1, 2) && ?b NOT IN ()) } \
             FILTER NOT EXISTS { ?x ?y ?z } FILTER EXISTS { } MINUS { ?a a ?c } BIND(IF(!?a, 1 + 2 * -3, COALESCE(?b, ex:f(1))) AS ?v) \
             VALUES ?v { 1 UNDEF \"x\" } VALUES (?v ?w) { (1 UNDEF) } VALUES () { } GRAPH ?g { ?a ?b ?c } FILTER regex(?a, 'b', 'i') \
             { SELECT ?q { ?q ?r ?s } LIMIT 1 } FILTER(GROUP_CONCAT(?a ; SEPARATOR = ', ') != '') }",
            "CONSTRUCT { ?a ?b ?c . ?d ?e ?f } WHERE { ?a ?b ?c } LIMIT 1",
            "CONSTRUCT WHERE { ?a ?b ?c . }",
            "DESCRIBE ?a <x> WHERE { ?a ?b ?c }",
            "DESCRIBE *  { ?a ?b ?c } VALUES ?a { 1 }",
            "SELECT * { << ?a ?b ?c ~ ?f >> ?p ?o . ?x ?y <<( ?a ?b ?c )>> . ?a ?b ?c ~ ?r {| ex:p 1 |} . }",
            "SELECT * { ?a :p? ?b . ?c (:p|:q)? ?d . ?e :p+ ?f . FILTER(?a<?b && ?c>?d) }",
        ] {
            assert_eq!(stops(text), None, "{text}");
        }
    }

    #[test]
    fn stops_at_the_very_token() {
        for (text, token, due) in [
            ("SELECT ?s WHERE { ?s ?p }", "}", "an object"),
            ("SELECT ?s WHERE { ?s ?p ?o ?q ?r }", "?q", "`.`, `;` or `}`"),
            ("SELECT ?s WHERE { BIND(?x + 1 ?y) }", "?y", "AS"),
            ("SELECT ?s WHERE { ?s ?p ?o } GROUP ?s", "?s", "BY"),
            ("SELECT WHERE { ?s ?p ?o }", "WHERE", "a variable, `(expression AS ?name)` or `*`"),
            ("SELECT ?s { ?s ?p ?o FILTER ?o }", "?o", "a condition in `( )`"),
            ("SELECT ?s { VALUES ?x (1) }", "(", "`{` and the values"),
            ("ASK", "", "`{` and a pattern"),
            ("SELECT ?s { ?s ?p ?o } LIMIT ten", "ten", "a whole number"),
        ] {
            assert_eq!(stops(text), Some((token.to_owned(), due)), "{text}");
        }
    }
}
