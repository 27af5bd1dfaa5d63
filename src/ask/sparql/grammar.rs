//! Where a query leaves SPARQL's [grammar](https://www.w3.org/TR/sparql12-query/#sparqlGrammar), and what is expected
//! there.
//!
//! The parser tells where it stopped only in the words of its message, and what it expects there are pieces of its rules.
//! So once it has refused a query, this walks over the tokens and stops at the first that fits nowhere. It builds
//! nothing, and takes a little more than the grammar does: what it does not find, [`diagnose`](super::diagnose) looks for.
use super::functions::{FUNCTIONS, arity};
use super::lex::{Kind, Token};

/// The token that does not fit (or the number of tokens, where the query ends too early), and what is expected there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    pub(super) at: usize,
    pub(super) expected: &'static str,
}

type Walk = Result<(), Misfit>;

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

const VALUE: &str = "a variable, a function or a value";
const NAME: &str = "a variable for the name";
const NAMED: [Kind; 3] = [Kind::Variable, Kind::Iri, Kind::Name];

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

    fn next_is(&self, word: &str) -> bool {
        self.tokens.get(self.at + 1).is_some_and(|next| next.text(self.text) == word)
    }

    /// Goes past a word or sign, if it is here.
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

    fn misfit(&self, expected: &'static str) -> Walk {
        Err(Misfit { at: self.at, expected })
    }

    fn must(&mut self, word: &str, expected: &'static str) -> Walk {
        if self.past(word) { Ok(()) } else { self.misfit(expected) }
    }

    fn must_kind(&mut self, kinds: &[Kind], expected: &'static str) -> Walk {
        if self.past_kind(kinds) { Ok(()) } else { self.misfit(expected) }
    }

    fn iri(&mut self, expected: &'static str) -> Walk {
        self.must_kind(&[Kind::Iri, Kind::Name], expected)
    }

    fn query(&mut self) -> Walk {
        self.prologue()?;
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
                self.must("where", "`{` with a template, or WHERE")?;
                self.must("{", "`{`")?;
                self.triples_until_brace()?;
            }
            self.modifiers()?;
        } else if self.past("describe") {
            if !self.past("*") {
                self.must_kind(&NAMED, "a variable or an IRI to describe")?;
                while self.past_kind(&NAMED) {}
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

    fn prologue(&mut self) -> Walk {
        loop {
            if self.past("prefix") {
                // Another colon would belong to the local name, which a declaration does not have.
                let whole = self.here().strip_suffix(':').is_some_and(|prefix| !prefix.contains(':'));
                if self.kind() != Some(Kind::Name) || !whole {
                    return self.misfit("a prefix with its colon, such as `ex:`");
                }
                self.at += 1;
                self.must_kind(&[Kind::Iri], "the IRI of the prefix in `< >`")?;
            } else if self.past("base") {
                self.must_kind(&[Kind::Iri], "the base IRI in `< >`")?;
            } else if self.past("version") {
                if self.here().starts_with("\"\"\"") || self.here().starts_with("'''") {
                    return self.misfit("a version in single quotes, such as `\"1.2\"`");
                }
                self.must_kind(&[Kind::Text], "a version in quotes, such as `\"1.2\"`")?;
            } else {
                return Ok(());
            }
        }
    }

    fn select(&mut self) -> Walk {
        self.at += 1;
        let _ = self.past("distinct") || self.past("reduced");
        if !self.past("*") {
            let mut any = false;
            loop {
                if self.past("(") {
                    self.expression()?;
                    self.must("as", "AS and a name")?;
                    self.must_kind(&[Kind::Variable], NAME)?;
                    self.must(")", "`)`")?;
                } else if !self.past_kind(&[Kind::Variable]) {
                    break;
                }
                any = true;
            }
            if !any {
                return self.misfit("a variable, `(expression AS ?name)` or `*`");
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
                        self.must_kind(&[Kind::Variable], NAME)?;
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
                if self.here().contains(['.', 'e', 'E']) {
                    return self.misfit("a whole number");
                }
                self.must_kind(&[Kind::Number], "a whole number")?;
            }
        }
        Ok(())
    }

    fn condition_starts(&self) -> bool {
        let call = self.kind() == Some(Kind::Word)
            && FUNCTIONS.iter().any(|function| self.is(function))
            && self.next_is("(");
        self.is("(") || call || self.kind().is_some_and(|kind| NAMED.contains(&kind))
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
            let mut triples = false;
            if self.past("optional") || self.past("minus") || self.past("lateral") {
                self.group()?;
            } else if self.past("graph") {
                self.must_kind(&NAMED, "the name of a graph or a variable")?;
                self.group()?;
            } else if self.past("filter") {
                self.constraint()?;
            } else if self.past("bind") {
                self.must("(", "`(`")?;
                self.expression()?;
                self.must("as", "AS and a name")?;
                self.must_kind(&[Kind::Variable], NAME)?;
                self.must(")", "`)`")?;
            } else if self.past("values") {
                self.data()?;
            } else if self.is("{") {
                self.group()?;
                while self.past("union") {
                    self.group()?;
                }
            } else {
                triples = true;
                self.subject_and_more("a triple, OPTIONAL, FILTER, BIND, … or `}`")?;
            }
            if !self.past(".") && triples && !self.is_any(&["}", "{"]) && !self.element_starts() {
                return self.misfit("`.`, `;` or `}`");
            }
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
    fn subject_and_more(&mut self, expected: &'static str) -> Walk {
        // A blank node with properties, or a triple, says something by itself.
        let alone = (self.is("[") && !self.next_is("]")) || self.is("<<");
        self.node(expected)?;
        if alone && !self.verb_starts() { Ok(()) } else { self.properties() }
    }

    fn verb_starts(&self) -> bool {
        self.kind().is_some_and(|kind| NAMED.contains(&kind)) || self.is_any(&["a", "^", "!", "("])
    }

    fn properties(&mut self) -> Walk {
        loop {
            let is_path = !self.past_kind(&[Kind::Variable]) && !self.path()?;
            self.objects(is_path)?;
            let mut more = false;
            while self.past(";") {
                more = true;
            }
            if !more || !self.verb_starts() {
                return Ok(());
            }
        }
    }

    fn objects(&mut self, is_path: bool) -> Walk {
        loop {
            self.node("an object")?;
            loop {
                if is_path && self.is_any(&["~", "{|"]) {
                    return self.misfit("`.`, `;` or `}`, since a property path takes no annotation");
                }
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

    /// A path; whether it is a property alone.
    fn path(&mut self) -> Result<bool, Misfit> {
        let mut alone = true;
        loop {
            self.past("^");
            if self.past("(") {
                alone = false;
                self.path()?;
                self.must(")", "`)`")?;
            } else if self.past("!") {
                alone = false;
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
            let repeated = self.past("*") || self.past("+") || self.past("?");
            alone &= !repeated;
            if !self.past("/") && !self.past("|") {
                return Ok(alone);
            }
            alone = false;
        }
    }

    /// A term, a list, or a blank node with its properties.
    fn node(&mut self, expected: &'static str) -> Walk {
        if self.past("[") {
            if !self.is("]") {
                self.properties()?;
            }
            return self.must("]", "`]`");
        }
        if self.past("(") {
            while !self.past(")") {
                self.node("a member of the list or `)`")?;
            }
            return Ok(());
        }
        if self.is("<<(") {
            return self.triple_term(true);
        }
        if self.past("<<") {
            self.triple_part("the subject of a triple: an IRI, a blank node, a variable or a literal")?;
            self.verb()?;
            self.triple_part("the object of a triple, which is not a list")?;
            if self.past("~") {
                self.past_kind(&[Kind::Variable, Kind::Iri, Kind::Name, Kind::Blank]);
            }
            return self.must(">>", "`~` or `>>`");
        }
        self.term(expected)
    }

    /// A triple term; `blank` where blank nodes may stand in it.
    fn triple_term(&mut self, blank: bool) -> Walk {
        self.at += 1;
        let subject = "the subject of a triple term: an IRI, a blank node or a variable";
        if blank && self.past("[") {
            self.must("]", "`]`")?;
        } else if blank && self.is("<<(") {
            self.triple_term(blank)?;
        } else if blank {
            self.must_kind(&[Kind::Variable, Kind::Iri, Kind::Name, Kind::Blank], subject)?;
        } else {
            self.must_kind(&NAMED, "the subject of a triple term: an IRI or a variable")?;
        }
        self.verb()?;
        let object = "the object of a triple term, which is not a list";
        if self.is("<<(") {
            self.triple_term(blank)?;
        } else if blank && self.past("[") {
            self.must("]", "`]`")?;
        } else {
            self.term(object)?;
        }
        self.must(")", "`)>>`")?;
        self.must(">>", "`)>>`")
    }

    /// The subject or object of a reified triple.
    fn triple_part(&mut self, expected: &'static str) -> Walk {
        if self.past("[") {
            return self.must("]", "`]`");
        }
        if self.is("<<(") || self.is("<<") { self.node(expected) } else { self.term(expected) }
    }

    fn verb(&mut self) -> Walk {
        if self.past("a") {
            return Ok(());
        }
        self.must_kind(&NAMED, "a property")
    }

    fn term(&mut self, expected: &'static str) -> Walk {
        if self.past_kind(&[Kind::Text]) {
            if self.past("^^") {
                return self.iri("a datatype");
            }
            self.past_kind(&[Kind::Tag]);
            return Ok(());
        }
        let is_number = self.tokens.get(self.at + 1).is_some_and(|next| next.kind == Kind::Number);
        if self.is_any(&["+", "-"]) && is_number {
            self.at += 2;
            return Ok(());
        }
        if self.past("true") || self.past("false") {
            return Ok(());
        }
        self.must_kind(&[Kind::Variable, Kind::Iri, Kind::Name, Kind::Blank, Kind::Number], expected)
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
            let Some((_, values)) = arity(self.here()) else { return self.misfit(VALUE) };
            self.at += 1;
            return self.arguments(values);
        }
        if self.past_kind(&[Kind::Iri, Kind::Name]) {
            return if self.is("(") { self.arguments((0, usize::MAX)) } else { Ok(()) };
        }
        if self.is("<<(") {
            return self.triple_term(false);
        }
        if self.kind() == Some(Kind::Blank) {
            return self.misfit(VALUE);
        }
        self.term(VALUE)
    }

    /// The values of a function, in number between `least` and `most`.
    fn arguments(&mut self, (least, most): (usize, usize)) -> Walk {
        self.must("(", "`(`")?;
        self.past("distinct");
        if self.past("*") {
            return self.must(")", "`)`");
        }
        let mut count = 0;
        while !self.is(")") {
            if count == most {
                return self.misfit(if most == 0 { "`)`, since the function takes no value" } else { "`)`" });
            }
            self.expression()?;
            count += 1;
            if count >= most || !self.is(",") {
                break;
            }
            self.at += 1;
        }
        if count < least {
            return self.misfit("another value, since the function takes more");
        }
        if self.past(";") {
            self.must("separator", "SEPARATOR")?;
            self.must("=", "`=`")?;
            self.must_kind(&[Kind::Text], "a separator in quotes")?;
        }
        if count >= most {
            return self.must(")", "`)`, since the function takes no more values");
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
            self.must("(", "a variable, or variables in `( )`")?;
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
            self.must("(", "a row in `( )` or `}`")?;
            for _ in 0..columns {
                self.datum("a value for each variable (UNDEF where there is none)")?;
            }
            self.must(")", "`)`, since there is a value for each variable")?;
        }
        Ok(())
    }

    fn datum(&mut self, expected: &'static str) -> Walk {
        if matches!(self.kind(), Some(Kind::Variable | Kind::Blank)) {
            return self.misfit(expected);
        }
        if self.past("undef") {
            return Ok(());
        }
        if self.is("<<(") { self.triple_term(false) } else { self.term(expected) }
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
            (token.to_owned(), misfit.expected)
        })
    }

    /// What the parser takes must be taken here, too, or the wrong place would be named for another error.
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
        for (text, token, expected) in [
            ("SELECT ?s WHERE { ?s ?p }", "}", "an object"),
            ("SELECT ?s WHERE { ?s ?p ?o ?q ?r }", "?q", "`.`, `;` or `}`"),
            ("SELECT ?s WHERE { BIND(?x + 1 ?y) }", "?y", "AS and a name"),
            ("SELECT ?s WHERE { ?s ?p ?o } GROUP ?s", "?s", "BY"),
            ("SELECT WHERE { ?s ?p ?o }", "WHERE", "a variable, `(expression AS ?name)` or `*`"),
            ("SELECT ?s { ?s ?p ?o FILTER ?o }", "?o", "a condition in `( )`"),
            ("SELECT ?s { VALUES ?x (1) }", "(", "`{` and the values"),
            ("ASK", "", "`{` and a pattern"),
            ("SELECT ?s { ?s ?p ?o } LIMIT ten", "ten", "a whole number"),
        ] {
            assert_eq!(stops(text), Some((token.to_owned(), expected)), "{text}");
        }
    }
}
