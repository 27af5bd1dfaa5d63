//! What a path leads to, where that is made of the data at hand alone: pages, and things in the form that is asked for.
use super::accept::best;
use super::cache::{CachedAnswer, Packed};
use super::page::overview;
use super::reply::{self, refusal, whole};
use super::site::Site;
use super::{data, page};
use crate::archive::TriplesFormat;
use crate::ask::explain::{self, Filter};
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, Response, StatusCode, header};

pub(super) const HTML: &str = "text/html; charset=utf-8";

/// A form in which a thing can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Html,
    Json,
    Table,
    Rdf(TriplesFormat),
}

/// The forms by media type, the page first.
const FORMS: [(&str, Form); 7] = [
    ("text/html", Form::Html),
    ("text/turtle", Form::Rdf(TriplesFormat::Turtle)),
    ("application/ld+json", Form::Rdf(TriplesFormat::JsonLd)),
    ("application/n-triples", Form::Rdf(TriplesFormat::NTriples)),
    ("application/rdf+xml", Form::Rdf(TriplesFormat::RdfXml)),
    ("application/json", Form::Json),
    ("text/csv", Form::Table),
];

/// What begins so is never something that the data speak of.
const FIXED: [&str; 6] = ["/search", "/suggest", "/connect", "/questions/", "/assets/", "/review/"];

/// The forms by suffix.
pub(super) const SUFFIXES: [(&str, Form); 5] = [
    (".html", Form::Html),
    (".ttl", Form::Rdf(TriplesFormat::Turtle)),
    (".jsonld", Form::Rdf(TriplesFormat::JsonLd)),
    (".json", Form::Json),
    (".csv", Form::Table),
];

/// The page, or the data, at the address of something that the data of a site speak of, which is made for this request.
pub(super) fn thing(site: &Site, path: &str, request: &Request) -> Response<Body> {
    match Target::of_thing(site, path, request).made(site) {
        Some(Ok((kind, text))) => whole(request.headers(), kind, site.tag(), text),
        Some(Err(response)) => response,
        None => missing(site, path),
    }
}

fn shown(
    site: &Site,
    iri: &str,
    form: Form,
    uncovered: bool,
) -> Result<(&'static str, String), Response<Body>> {
    match form {
        Form::Html => Ok((HTML, page::thing::any(site, iri, uncovered).into_string())),
        Form::Json => {
            let page = site.snapshot().explain(&format!("<{iri}>"), Filter::default());
            let page = page.map_err(|error| refusal(StatusCode::NOT_FOUND, format!("{error}\n")))?;
            let value = explain::page_json(&page, site.snapshot().namer());
            Ok(("application/json", format!("{value:#}\n")))
        }
        Form::Table => Ok(("text/csv; charset=utf-8", data::table(site, iri))),
        Form::Rdf(format) => {
            let kind =
                FORMS.iter().find(|(_, known)| *known == form).map_or("text/turtle", |(kind, _)| *kind);
            data::rdf(site, iri, format).map(|body| (kind, body)).map_err(failed)
        }
    }
}

/// The media type of Web Annotations, as their
/// [protocol](https://www.w3.org/TR/annotation-protocol/#annotation-retrieval) names it.
const ANNOTATIONS: &str = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";

pub(super) fn missing(site: &Site, path: &str) -> Response<Body> {
    reply::page(StatusCode::NOT_FOUND, page::missing(site, path))
}

/// What a path leads to, where that is made of the data at hand alone.
pub(super) enum Target {
    Overview(overview::Filter),
    Ontology,
    Questions,
    /// Something that the data speak of, in a form.
    Thing {
        iri: String,
        form: Form,
        uncovered: bool,
    },
    /// The annotations of an article.
    Annotations(String),
    /// It has none of the forms that the request takes.
    NotAcceptable,
    /// Something else, or nothing.
    Other,
}

impl Target {
    pub(super) fn of(site: &Site, path: &str, request: &Request) -> Self {
        if site.source().is_some() {
            return Self::Other;
        }
        match path {
            "/" => Self::Overview(overview::Filter::new(&parameters(request))),
            "/ontology" => Self::Ontology,
            "/questions" | "/questions/" => Self::Questions,
            path if FIXED.iter().any(|fixed| path.starts_with(fixed)) => Self::Other,
            path => Self::of_thing(site, path, request),
        }
    }

    /// The page, or the data, at the address of something that the data speak of.
    fn of_thing(site: &Site, path: &str, request: &Request) -> Self {
        let iri = |path: &str| format!("{}{}", site.base(), path.trim_start_matches('/'));
        let accepted = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
        let uncovered =
            || parameters(request).iter().any(|(name, value)| name == "uncovered" && value == "1");
        let whole = iri(path);
        // An exact name goes before one with a suffix: names may hold dots.
        if data::is_known(site, &whole) {
            let kinds = FORMS.map(|(kind, _)| kind);
            let Some(kind) = best(accepted, &kinds) else { return Self::NotAcceptable };
            let form = FORMS.iter().find(|(known, _)| *known == kind).map_or(Form::Html, |(_, form)| *form);
            return Self::Thing { iri: whole, form, uncovered: uncovered() };
        }
        let with_suffix = SUFFIXES.iter().find_map(|(suffix, form)| {
            let bare = iri(path.strip_suffix(suffix)?);
            data::is_known(site, &bare).then_some((bare, *form))
        });
        if let Some((iri, form)) = with_suffix {
            return Self::Thing { iri, form, uncovered: uncovered() };
        }
        let annotated = path.strip_suffix(".jsonld").unwrap_or(path).strip_suffix("/annotations").map(iri);
        match annotated {
            Some(iri) if site.is_article(&iri) => Self::Annotations(iri),
            _ => Self::Other,
        }
    }

    /// What tells its answer from others; none where it is not kept.
    fn name(&self) -> Option<String> {
        Some(match self {
            Self::Overview(filter) => format!("/{filter}"),
            Self::Ontology => "/ontology".to_owned(),
            Self::Questions => "/questions/".to_owned(),
            Self::Thing { iri, form, uncovered } => format!("{form:?} {} {iri}", u8::from(*uncovered)),
            Self::Annotations(iri) => format!("annotations {iri}"),
            Self::NotAcceptable | Self::Other => return None,
        })
    }

    /// The answer, where it was made already.
    pub(super) fn kept(&self, site: &Site, headers: &HeaderMap) -> Option<Response<Body>> {
        let answer = site.cache().get(&self.name()?)?;
        Some(reply::kept(headers, answer.kind, site.tag(), &answer.body))
    }

    /// Its media type and its text; none where it is [something else](Self::Other).
    fn made(&self, site: &Site) -> Option<Result<(&'static str, String), Response<Body>>> {
        let html = |body: maud::Markup| Ok((HTML, body.into_string()));
        Some(match self {
            Self::Overview(filter) => html(overview::page(site, filter)),
            Self::Ontology => html(page::ontology::page(site)),
            Self::Questions => html(page::question::list(site)),
            Self::Thing { iri, form, uncovered } => shown(site, iri, *form, *uncovered),
            Self::Annotations(iri) => {
                data::annotations(site, iri).map(|body| (ANNOTATIONS, body)).map_err(failed)
            }
            Self::NotAcceptable => {
                let kinds = FORMS.map(|(kind, _)| kind).join(", ");
                Err(refusal(StatusCode::NOT_ACCEPTABLE, format!("no acceptable form; there is {kinds}\n")))
            }
            Self::Other => return None,
        })
    }

    /// The answer, which is kept for whoever asks next.
    pub(super) fn answer(&self, site: &Site, headers: &HeaderMap) -> Option<Response<Body>> {
        let (kind, text) = match self.made(site)? {
            Ok(made) => made,
            Err(response) => return Some(response),
        };
        let Some(name) = self.name() else { return Some(whole(headers, kind, site.tag(), text)) };
        let body = Packed::new(text);
        let response = reply::kept(headers, kind, site.tag(), &body);
        site.cache().put(name, CachedAnswer { kind, body });
        Some(response)
    }
}

/// The parameters of an address.
pub(super) fn parameters(request: &Request) -> Vec<(String, String)> {
    form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect()
}

fn failed(error: impl std::fmt::Display) -> Response<Body> {
    refusal(StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n"))
}
