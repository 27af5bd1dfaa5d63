//! Facts as reifiers: what the RDF 1.2 flavour of an export adds.
use crate::term::vocab::{af, rdf};
use oxrdf::{GraphNameRef, NamedNode, NamedOrBlankNodeRef, Quad, QuadRef, Term, TermRef, Triple};
use rustc_hash::FxHashMap;

#[derive(Default)]
struct Parts<'a> {
    subject: Option<TermRef<'a>>,
    predicate: Option<TermRef<'a>>,
    objects: Vec<TermRef<'a>>,
}

/// The quads `fact rdf:reifies <<( subject predicate object )>>`, one for each fact among the quads, in its graph and
/// in the order in which the facts begin. All that was said of the fact in RDF 1.1 stays true beside them.
///
/// A fact reifies its triple whether or not that is asserted: a planned office is only ever reified.
pub(crate) fn reifiers(quads: &[QuadRef<'_>]) -> Vec<Quad> {
    let mut facts: FxHashMap<(GraphNameRef<'_>, NamedOrBlankNodeRef<'_>), Parts<'_>> = FxHashMap::default();
    let mut order = Vec::new();
    for quad in quads {
        let name = quad.predicate.as_str();
        if !matches!(name, af::SUBJECT | af::PREDICATE | af::OBJECT | af::VALUE) {
            continue;
        }
        let key = (quad.graph_name, quad.subject);
        let parts = facts.entry(key).or_insert_with(|| {
            order.push(key);
            Parts::default()
        });
        match name {
            af::SUBJECT => parts.subject = Some(quad.object),
            af::PREDICATE => parts.predicate = Some(quad.object),
            _ => parts.objects.push(quad.object),
        }
    }
    let mut reifiers = Vec::new();
    for key in order {
        let Some(parts) = facts.get(&key) else { continue };
        let (Some(TermRef::NamedNode(subject)), Some(TermRef::NamedNode(predicate))) =
            (parts.subject, parts.predicate)
        else {
            continue;
        };
        for object in &parts.objects {
            let triple = Triple::new(subject, predicate, *object);
            let (graph, fact) = key;
            let reifies = NamedNode::new_unchecked(rdf::REIFIES);
            reifiers.push(Quad::new(fact, reifies, Term::Triple(Box::new(triple)), graph));
        }
    }
    reifiers
}

#[cfg(test)]
mod tests {
    use super::reifiers;
    use oxrdf::Quad;

    #[test]
    fn one_for_each_fact() {
        let text = "PREFIX af: <https://w3id.org/article-facts#>
            <urn:g> { <urn:f1> af:subject <urn:s> ; af:predicate <urn:p> ; af:object <urn:o> ; af:modality af:planned .
                <urn:f2> af:subject <urn:s> ; af:predicate <urn:p> ; af:value 3.20 .
                <urn:f3> af:subject <urn:s> ; af:value 3.20 . }";
        let quads: Vec<Quad> = oxttl::TriGParser::new().for_slice(text).map(Result::unwrap).collect();
        let refs: Vec<_> = quads.iter().map(Quad::as_ref).collect();
        let found: Vec<String> = reifiers(&refs).iter().map(ToString::to_string).collect();
        let reifies = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies>";
        assert_eq!(
            found,
            [
                format!("<urn:f1> {reifies} <<( <urn:s> <urn:p> <urn:o> )>> <urn:g>"),
                format!(
                    "<urn:f2> {reifies} <<( <urn:s> <urn:p> \"3.20\"^^<http://www.w3.org/2001/XMLSchema#decimal> )>> \
                     <urn:g>"
                ),
            ]
        );
    }
}
