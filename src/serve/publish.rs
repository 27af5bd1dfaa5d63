//! The pages as files: a site that works from a folder, below any path, without a server.
use super::site::{Site, is_page};
use super::{asset, data, page};
use crate::archive::{ExportFormat, TriplesFormat};
use memchr::memmem;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// How a site is published.
#[derive(Clone, Debug, Default)]
pub struct PublishOptions {
    /// Whether the articles' full texts stay out: their quotes alone are shown.
    pub without_text: bool,
    /// The address at which the site will be found, for `sitemap.xml`; the corpus's base where none is given.
    pub address: Option<String>,
}

/// What publishing did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// How many files the site has.
    pub files: u64,
    /// How many of them were written: the others held the same bytes already.
    pub written: u64,
}

impl Site {
    /// Writes the site below a folder. A file that holds the same bytes already is left alone; the same data give the
    /// same bytes.
    ///
    /// # Errors
    /// Where a file cannot be written, or the data cannot be written as RDF.
    pub fn publish(&self, folder: &Path, options: &PublishOptions) -> io::Result<Published> {
        let site = self.clone_static(options.without_text);
        let mut press = Press { folder, done: Published::default(), pages: Vec::new() };
        for (path, body) in page::overview::files(&site) {
            press.page(&path, &body.into_string())?;
        }
        press.page("ontology", &page::ontology::page(&site).into_string())?;
        press.page("questions/index", &page::question::list(&site).into_string())?;
        for (name, body) in page::question::answered(&site) {
            press.page(&format!("questions/{name}"), &body.into_string())?;
        }
        press.things(&site)?;
        for (path, _, text) in asset::OF_PAGES {
            press.file(path, text.as_bytes())?;
        }
        press.dumps(&site)?;
        press.settings(&site, options)?;
        Ok(press.done)
    }
}

/// The things that have a page: articles, entities and kinds, by IRI.
fn things(site: &Site) -> BTreeSet<&str> {
    let base = site.base();
    let subjects = site.snapshot().dataset().subject_iris();
    subjects.filter(|iri| iri.strip_prefix(base).is_some_and(is_page)).collect()
}

/// Writes files below a folder.
struct Press<'p> {
    folder: &'p Path,
    done: Published,
    /// The paths of the pages, for the map of the site.
    pages: Vec<String>,
}

impl Press<'_> {
    /// Writes the things, on all cores; their pages come in the same order as from one.
    fn things(&mut self, site: &Site) -> io::Result<()> {
        let things: Vec<&str> = things(site).into_iter().collect();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let folder = self.folder;
        let parts: Vec<io::Result<Press<'_>>> = std::thread::scope(|scope| {
            let part = |things: &[&str]| {
                let mut press = Press { folder, done: Published::default(), pages: Vec::new() };
                things.iter().try_for_each(|iri| press.thing(site, iri))?;
                Ok(press)
            };
            let size = things.len().div_ceil(cores).max(1);
            let threads: Vec<_> =
                things.chunks(size).map(|things| scope.spawn(move || part(things))).collect();
            let join = |thread: std::thread::ScopedJoinHandle<'_, _>| {
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            };
            threads.into_iter().map(join).collect()
        });
        for part in parts {
            let part = part?;
            self.done.files += part.done.files;
            self.done.written += part.done.written;
            self.pages.extend(part.pages);
        }
        Ok(())
    }

    /// Writes the page of a thing, and what is said of it as RDF.
    fn thing(&mut self, site: &Site, iri: &str) -> io::Result<()> {
        let Some(path) = site.path(iri) else { return Ok(()) };
        let path = path.trim_start_matches('/');
        self.page(path, &page::thing::any(site, iri, false).into_string())?;
        let quads = data::about(site, iri);
        for (ending, format) in [("ttl", TriplesFormat::Turtle), ("jsonld", TriplesFormat::JsonLd)] {
            let text = data::written(site, &quads, format).map_err(io::Error::other)?;
            self.file(&format!("{path}.{ending}"), text.as_bytes())?;
        }
        if site.is_article(iri) {
            let text = data::annotations(site, iri).map_err(io::Error::other)?;
            self.file(&format!("{path}/annotations.jsonld"), text.as_bytes())?;
        }
        Ok(())
    }

    /// Writes a page; its links lead to files beside it.
    fn page(&mut self, path: &str, html: &str) -> io::Result<()> {
        let file = format!("{path}.html");
        let text = relative(html, path.matches('/').count());
        self.pages.push(file.clone());
        self.file(&file, text.as_bytes())
    }

    fn file(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let relative = PathBuf::from(path);
        // A key never leads out of the folder, but an IRI of other data could.
        if relative.components().any(|part| !matches!(part, Component::Normal(_))) {
            return Ok(());
        }
        let file = self.folder.join(relative);
        self.done.files += 1;
        match fs::metadata(&file) {
            Ok(known) => {
                let has_size = known.is_file() && known.len() == bytes.len() as u64;
                if has_size && fs::read(&file).is_ok_and(|known| known == bytes) {
                    return Ok(());
                }
                self.done.written += 1;
                // Whoever reads it meanwhile gets the old one or the new one.
                let beside = file.with_extension("part");
                fs::write(&beside, bytes)?;
                fs::rename(&beside, &file)
            }
            Err(_) => {
                self.done.written += 1;
                write_new(&file, bytes)
            }
        }
    }

    /// All the data, and their description.
    fn dumps(&mut self, site: &Site) -> io::Result<()> {
        for (name, format) in [("dump.nq", ExportFormat::NQuads), ("dump.ttl", ExportFormat::Turtle)] {
            let mut bytes = Vec::new();
            let snapshot = site.snapshot();
            if site.shows_text() {
                snapshot.export(format, &mut bytes).map_err(io::Error::other)?;
            } else {
                snapshot.export_without_text(format, &mut bytes).map_err(io::Error::other)?;
            }
            self.file(name, &bytes)?;
        }
        self.file("ontology.ttl", crate::ontology::CORE.as_bytes())?;
        let description = data::description(site, TriplesFormat::Turtle).map_err(io::Error::other)?;
        self.file("void.ttl", description.as_bytes())
    }

    /// What servers and search engines are told.
    fn settings(&mut self, site: &Site, options: &PublishOptions) -> io::Result<()> {
        let address = options.address.clone().unwrap_or_else(|| site.base().to_owned());
        let address = if address.ends_with('/') { address } else { format!("{address}/") };
        let mut map = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        );
        for page in &self.pages {
            map.push_str(&maud::html! { url { loc { (address) (page) } } }.into_string());
            map.push('\n');
        }
        map.push_str("</urlset>\n");
        self.file("sitemap.xml", map.as_bytes())?;
        self.file(
            "robots.txt",
            format!("User-agent: *\nAllow: /\nSitemap: {address}sitemap.xml\n").as_bytes(),
        )?;
        self.file(".htaccess", APACHE.as_bytes())?;
        self.file("nginx.conf", NGINX.as_bytes())?;
        self.file("_headers", NETLIFY_HEADERS.as_bytes())?;
        self.file("_redirects", NETLIFY_REDIRECTS.as_bytes())
    }
}

/// Writes a file that is not there yet, and the folders above it where they are missing. What breaks off is written again the
/// next time, as it differs.
fn write_new(file: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::write(file, bytes) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(above) = file.parent() {
                fs::create_dir_all(above)?;
            }
            fs::write(file, bytes)
        }
        done => done,
    }
}

/// The links of a page that begin at the root, as they are from a page so many folders below it.
fn relative(html: &str, depth: usize) -> String {
    let up = "../".repeat(depth);
    let mut out = String::with_capacity(html.len() + 256);
    let mut rest = html;
    let root = memmem::Finder::new("=\"/");
    while let Some(at) = root.find(rest.as_bytes()) {
        let length = "=\"/".len();
        out.push_str(&rest[..at + length - 1]);
        if !rest[..at].ends_with("href") && !rest[..at].ends_with("src") {
            rest = &rest[at + length - 1..];
            continue;
        }
        rest = &rest[at + length..];
        let end = rest.find('"').unwrap_or(rest.len());
        let (target, behind) = rest.split_at(end);
        let (path, anchor) =
            target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
        out.push_str(&up);
        out.push_str(match path {
            "" => "index",
            path => path,
        });
        if path.ends_with('/') {
            out.push_str("index");
        }
        let has_ending = path.starts_with("assets/")
            || [".ttl", ".jsonld", ".html"].iter().any(|ending| path.ends_with(ending));
        if !has_ending {
            out.push_str(".html");
        }
        if let Some(anchor) = anchor {
            out.push('#');
            out.push_str(anchor);
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

const APACHE: &str = "\
# Gives each thing in the form that is asked for.
Options -MultiViews
AddType text/turtle .ttl
AddType application/ld+json .jsonld
Header append Vary Accept
Header set Access-Control-Allow-Origin \"*\"
RewriteEngine On
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{HTTP_ACCEPT} text/turtle
RewriteCond %{REQUEST_FILENAME}.ttl -f
RewriteRule ^(.+?)/?$ $1.ttl [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{HTTP_ACCEPT} application/ld\\+json
RewriteCond %{REQUEST_FILENAME}.jsonld -f
RewriteRule ^(.+?)/?$ $1.jsonld [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME}.html -f
RewriteRule ^(.+?)/?$ $1.html [L]
";

const NGINX: &str = "\
# Within `http`: which ending a request wants.
map $http_accept $groundwire_ending {
    default                  .html;
    ~*application/ld\\+json  .jsonld;
    ~*text/turtle            .ttl;
}
# Within `server`:
#   types { text/turtle ttl; application/ld+json jsonld; }
#   location / {
#       add_header Vary Accept;
#       add_header Access-Control-Allow-Origin *;
#       try_files $uri $uri$groundwire_ending $uri.html $uri/index.html =404;
#   }
";

const NETLIFY_HEADERS: &str = "\
/*
  Access-Control-Allow-Origin: *
  Vary: Accept
/*.ttl
  Content-Type: text/turtle
/*.jsonld
  Content-Type: application/ld+json
";

const NETLIFY_REDIRECTS: &str = "\
# Pretty addresses lead to the pages; data have an ending.
/article/:id  /article/:id.html  200
/entity/:key  /entity/:key.html  200
/ontology     /ontology.html     200
";

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn links_lead_to_files_beside_the_page() {
        let html = r##"<a href="/">a</a><a href="/entity/oslo#x">b</a><a href="/questions/">c</a><link href="/assets/style.css"><a href="https://e.example/">d</a><a href="/article/a.ttl">e</a>"##;
        assert_eq!(
            relative(html, 2),
            r##"<a href="../../index.html">a</a><a href="../../entity/oslo.html#x">b</a><a href="../../questions/index.html">c</a><link href="../../assets/style.css"><a href="https://e.example/">d</a><a href="../../article/a.ttl">e</a>"##
        );
        assert_eq!(relative("no links", 1), "no links");
    }
}
