//! One thing changed in one fact, by kind.
use super::sample::Sample;
use groundwire::diagnostic::Span;
use groundwire::document::facts::{Number, RawDocument, RawFact, RawObject, RawQuote, Spanned};
use std::borrow::Cow;

/// Changes a fact of a document; None where there is nothing of this kind to change.
pub(crate) type Change = for<'d> fn(&Sample, &RawDocument<'d>, usize, &mut RawFact<'d>) -> Option<()>;

/// All kinds of change.
pub(crate) const CHANGES: [(&str, Change); 15] = [
    ("ends: object", other_object),
    ("ends: subject", other_subject),
    ("negation", other_polarity),
    ("modality", realized),
    ("number", other_number),
    ("scale", other_scale),
    ("unit", other_unit),
    ("currency", other_currency),
    ("date: year", |_, _, _, fact| change_date(fact, later_year)),
    ("date: month", |_, _, _, fact| change_date(fact, later_month)),
    ("date: day", |_, _, _, fact| change_date(fact, later_day)),
    ("speaker dropped", no_speaker),
    ("speaker replaced", other_speaker),
    ("quote moved", other_quote),
    ("bound dropped", no_bound),
];

/// Replaces a text and keeps its place.
fn replace(place: &mut Option<Spanned<'_>>, value: String) {
    let span = place.as_ref().map_or_else(Span::default, |text| text.span);
    *place = Some(Spanned { text: Cow::Owned(value), span });
}

fn other_object<'d>(
    sample: &Sample,
    document: &RawDocument<'d>,
    index: usize,
    fact: &mut RawFact<'d>,
) -> Option<()> {
    let other = sample.other(document, index, fact.object_text()?)?;
    match fact.object.as_mut()? {
        RawObject::Thing(name) => name.text = Cow::Owned(other),
        _ => return None,
    }
    Some(())
}

fn other_subject<'d>(
    sample: &Sample,
    document: &RawDocument<'d>,
    index: usize,
    fact: &mut RawFact<'d>,
) -> Option<()> {
    let other = sample.other(document, index, fact.subject.as_deref()?)?;
    replace(&mut fact.subject, other);
    Some(())
}

fn other_polarity<'d>(_: &Sample, _: &RawDocument<'d>, _: usize, fact: &mut RawFact<'d>) -> Option<()> {
    fact.negated = !fact.negated;
    Some(())
}

const UNREALIZED: [&str; 5] = ["planned", "aspired", "expected", "possible", "hypothetical"];

fn realized<'d>(_: &Sample, _: &RawDocument<'d>, _: usize, fact: &mut RawFact<'d>) -> Option<()> {
    let unrealized = fact.modality.as_deref().is_some_and(|modality| UNREALIZED.contains(&modality));
    unrealized.then(|| replace(&mut fact.modality, "completed".to_owned()))
}

fn numbers<'f, 'd>(fact: &'f mut RawFact<'d>) -> Option<Vec<&'f mut Spanned<'d>>> {
    match fact.object.as_mut()? {
        RawObject::Quantity(quantity) => {
            let (from, to) = (&mut quantity.from, &mut quantity.to);
            let numbers = [&mut quantity.number, from, to, &mut quantity.above, &mut quantity.below];
            Some(numbers.into_iter().flatten().map(|number: &mut Number<'d>| &mut number.text).collect())
        }
        RawObject::Value(value)
            if value.plain && value.datatype.is_none() && value.text.parse::<f64>().is_ok() =>
        {
            Some(vec![&mut value.text])
        }
        _ => None,
    }
}

fn other_number<'d>(_: &Sample, _: &RawDocument<'d>, _: usize, fact: &mut RawFact<'d>) -> Option<()> {
    for number in numbers(fact)? {
        let changed = match number.parse::<i64>() {
            Ok(whole) => (whole + 7).to_string(),
            Err(_) => format!("{:.1}", number.parse::<f64>().ok()? + 1.1),
        };
        number.text = Cow::Owned(changed);
    }
    Some(())
}

fn other_scale<'d>(_: &Sample, _: &RawDocument<'d>, _: usize, fact: &mut RawFact<'d>) -> Option<()> {
    for number in numbers(fact)? {
        number.text = Cow::Owned(format!("{}", number.parse::<f64>().ok()? * 1000.0));
    }
    Some(())
}

fn unit<'f, 'd>(fact: &'f mut RawFact<'d>) -> Option<&'f mut Spanned<'d>> {
    match fact.object.as_mut()? {
        RawObject::Quantity(quantity) => quantity.unit.as_mut(),
        _ => None,
    }
}

fn other_unit<'d>(_: &Sample, _: &RawDocument<'d>, _: usize, fact: &mut RawFact<'d>) -> Option<()> {
    let unit = unit(fact)?;
    let other = match &*unit.text {
        key if key.contains("dollar") => "tenge",
        key if key.contains("percent") => "kilometres",
        key if key.contains("euro") => "us-dollars",
        _ => "percent",
    };
    unit.text = Cow::Borrowed(other);
    Some(())
}

fn other_currency<'d>(_: &Sample, _: &RawDocument<'d>, _: usize, fact: &mut RawFact<'d>) -> Option<()> {
    let unit = unit(fact)?;
    let money = ["us-dollars", "dollars", "euros", "pounds", "zlotys", "rubles", "tenge", "yuan"];
    let currency = money.iter().find(|currency| unit.text.contains(**currency))?;
    let other = if *currency == "yuan" { "us-dollars" } else { "yuan" };
    unit.text = Cow::Owned(unit.text.replace(currency, other));
    Some(())
}

/// "More than five" made "five".
fn no_bound<'d>(_: &Sample, _: &RawDocument<'d>, _: usize, fact: &mut RawFact<'d>) -> Option<()> {
    let RawObject::Quantity(quantity) = fact.object.as_mut()? else { return None };
    let bounds = [quantity.above.take(), quantity.below.take(), quantity.from.take(), quantity.to.take()];
    let mut bounds = bounds.into_iter().flatten();
    let bound = bounds.next()?;
    if bounds.next().is_some() {
        return None;
    }
    quantity.number = Some(bound);
    Some(())
}

fn later_year(date: &str) -> Option<String> {
    let year: i32 = date.get(..4)?.parse().ok()?;
    Some(format!("{:04}{}", year + 3, &date[4..]))
}

fn later_month(date: &str) -> Option<String> {
    let month: u32 = date.get(5..7)?.parse().ok()?;
    (date.as_bytes().get(4) == Some(&b'-') && !date.contains('/')).then(|| {
        let day = date[7..].replace("31", "28").replace("30", "28").replace("29", "28");
        format!("{}{:02}{day}", &date[..5], (month + 3) % 12 + 1)
    })
}

fn later_day(date: &str) -> Option<String> {
    let day: u32 = date.get(8..10)?.parse().ok()?;
    (date.len() == 10).then(|| format!("{}{:02}", &date[..8], (day + 4) % 27 + 1))
}

fn change_date(fact: &mut RawFact<'_>, change: fn(&str) -> Option<String>) -> Option<()> {
    if let Some(RawObject::Thing(name)) = fact.object.as_mut()
        && name.text.get(..4).is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
    {
        name.text = Cow::Owned(change(&name.text)?);
        // Both give one time.
        if fact.when.is_some() && fact.when.as_deref().map(str::len) == Some(name.text.len()) {
            fact.when = None;
        }
        return Some(());
    }
    let when = fact.when.as_mut()?;
    when.text = Cow::Owned(change(&when.text)?);
    Some(())
}

fn no_speaker<'d>(_: &Sample, _: &RawDocument<'d>, _: usize, fact: &mut RawFact<'d>) -> Option<()> {
    let had = fact.according_to.take().is_some() | fact.stated_in.take().is_some();
    had.then_some(())
}

fn other_speaker<'d>(
    sample: &Sample,
    document: &RawDocument<'d>,
    index: usize,
    fact: &mut RawFact<'d>,
) -> Option<()> {
    let (key, stated) = match (&fact.according_to, &fact.stated_in) {
        (Some(key), _) => (key, false),
        (_, Some(key)) => (key, true),
        _ => return None,
    };
    let other = sample.other(document, index, key)?;
    replace(if stated { &mut fact.stated_in } else { &mut fact.according_to }, other);
    Some(())
}

/// The quote of another fact, from about half the article away.
fn other_quote<'d>(
    _: &Sample,
    document: &RawDocument<'d>,
    index: usize,
    fact: &mut RawFact<'d>,
) -> Option<()> {
    let count = document.facts.len();
    let stem =
        |fact: &RawFact<'_>| fact.id.as_deref().map(|id| id.trim_end_matches(char::is_alphabetic).to_owned());
    let overlaps = |other: &RawQuote<'_>| {
        let mut own = fact.quotes.iter().map(|quote| &*quote.exact.text);
        own.any(|own| own.contains(&*other.exact.text) || other.exact.text.contains(own))
    };
    let fits = |other: &&RawFact<'d>| {
        other.quotes.first().is_some_and(|quote| !overlaps(quote))
            && (stem(other) != stem(fact) || count < 12)
    };
    let others = (0..count).map(|step| &document.facts[(index + count / 2 + step) % count]);
    let quote = others.into_iter().find(fits)?.quotes.first()?;
    let span = fact.quotes.first()?.exact.span;
    let exact = Spanned { text: quote.exact.text.clone(), span };
    fact.quotes = vec![RawQuote { exact, ..quote.clone() }];
    Some(())
}
