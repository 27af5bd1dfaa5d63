//! Literals as values: their order.
use oxrdf::TermRef;
use spareval::ExpressionTerm;
use std::cmp::Ordering;

/// How two terms compare by SPARQL's `<`, or `None` where they do not compare: values of different
/// kinds, ill-formed literals, two times of which only one has a zone and that lie within 14 hours.
pub(super) fn compare(left: TermRef<'_>, right: TermRef<'_>) -> Option<Ordering> {
    use ExpressionTerm as E;
    let (left, right) = (E::from(left.into_owned()), E::from(right.into_owned()));
    match (&left, &right) {
        (E::StringLiteral(a), E::StringLiteral(b)) => Some(a.cmp(b)),
        (E::LangStringLiteral { value: a, language: l }, E::LangStringLiteral { value: b, language: m }) => {
            (l == m).then(|| a.cmp(b))
        }
        (E::BooleanLiteral(a), E::BooleanLiteral(b)) => bool::from(*a).partial_cmp(&bool::from(*b)),
        (E::IntegerLiteral(a), E::IntegerLiteral(b)) => a.partial_cmp(b),
        (E::IntegerLiteral(a), E::DecimalLiteral(b)) => b.partial_cmp(&(*a).into()).map(Ordering::reverse),
        (E::IntegerLiteral(a), E::FloatLiteral(b)) => b.partial_cmp(&(*a).into()).map(Ordering::reverse),
        (E::IntegerLiteral(a), E::DoubleLiteral(b)) => b.partial_cmp(&(*a).into()).map(Ordering::reverse),
        (E::DecimalLiteral(a), E::IntegerLiteral(b)) => a.partial_cmp(&(*b).into()),
        (E::DecimalLiteral(a), E::DecimalLiteral(b)) => a.partial_cmp(b),
        (E::DecimalLiteral(a), E::FloatLiteral(b)) => b.partial_cmp(&(*a).into()).map(Ordering::reverse),
        (E::DecimalLiteral(a), E::DoubleLiteral(b)) => b.partial_cmp(&(*a).into()).map(Ordering::reverse),
        (E::FloatLiteral(a), E::IntegerLiteral(b)) => a.partial_cmp(&(*b).into()),
        (E::FloatLiteral(a), E::DecimalLiteral(b)) => a.partial_cmp(&(*b).into()),
        (E::FloatLiteral(a), E::FloatLiteral(b)) => a.partial_cmp(b),
        (E::FloatLiteral(a), E::DoubleLiteral(b)) => b.partial_cmp(&(*a).into()).map(Ordering::reverse),
        (E::DoubleLiteral(a), E::IntegerLiteral(b)) => a.partial_cmp(&(*b).into()),
        (E::DoubleLiteral(a), E::DecimalLiteral(b)) => a.partial_cmp(&(*b).into()),
        (E::DoubleLiteral(a), E::FloatLiteral(b)) => a.partial_cmp(&(*b).into()),
        (E::DoubleLiteral(a), E::DoubleLiteral(b)) => a.partial_cmp(b),
        (E::DateTimeLiteral(a), E::DateTimeLiteral(b)) => a.partial_cmp(b),
        (E::DateLiteral(a), E::DateLiteral(b)) => a.partial_cmp(b),
        (E::TimeLiteral(a), E::TimeLiteral(b)) => a.partial_cmp(b),
        (E::GYearLiteral(a), E::GYearLiteral(b)) => a.partial_cmp(b),
        (E::GYearMonthLiteral(a), E::GYearMonthLiteral(b)) => a.partial_cmp(b),
        (E::GMonthLiteral(a), E::GMonthLiteral(b)) => a.partial_cmp(b),
        (E::GMonthDayLiteral(a), E::GMonthDayLiteral(b)) => a.partial_cmp(b),
        (E::GDayLiteral(a), E::GDayLiteral(b)) => a.partial_cmp(b),
        (E::DurationLiteral(a), E::DurationLiteral(b)) => a.partial_cmp(b),
        (E::DurationLiteral(a), E::YearMonthDurationLiteral(b)) => a.partial_cmp(b),
        (E::DurationLiteral(a), E::DayTimeDurationLiteral(b)) => a.partial_cmp(b),
        (E::YearMonthDurationLiteral(a), E::DurationLiteral(b)) => a.partial_cmp(b),
        (E::YearMonthDurationLiteral(a), E::YearMonthDurationLiteral(b)) => a.partial_cmp(b),
        (E::YearMonthDurationLiteral(a), E::DayTimeDurationLiteral(b)) => a.partial_cmp(b),
        (E::DayTimeDurationLiteral(a), E::DurationLiteral(b)) => a.partial_cmp(b),
        (E::DayTimeDurationLiteral(a), E::YearMonthDurationLiteral(b)) => a.partial_cmp(b),
        (E::DayTimeDurationLiteral(a), E::DayTimeDurationLiteral(b)) => a.partial_cmp(b),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::compare;
    use oxrdf::vocab::xsd;
    use oxrdf::{Literal, NamedNodeRef};
    use std::cmp::Ordering;

    fn typed(text: &str, datatype: NamedNodeRef<'_>) -> Literal {
        Literal::new_typed_literal(text, datatype)
    }

    #[test]
    fn numbers_compare_across_types_and_times_with_zones() {
        let cmp = |a: &Literal, b: &Literal| compare(a.into(), b.into());
        let integer = typed("3", xsd::INTEGER);
        for (text, datatype) in [("3.5", xsd::DECIMAL), ("3.5", xsd::FLOAT), ("3.5", xsd::DOUBLE)] {
            let other = typed(text, datatype);
            assert_eq!(cmp(&integer, &other), Some(Ordering::Less));
            assert_eq!(cmp(&other, &integer), Some(Ordering::Greater));
        }
        assert_eq!(cmp(&integer, &typed("3", xsd::STRING)), None);
        assert_eq!(cmp(&integer, &typed("x", xsd::INTEGER)), None);
        let zoned = typed("2020-01-02T12:00:00Z", xsd::DATE_TIME);
        assert_eq!(cmp(&zoned, &typed("2020-01-02T13:00:00", xsd::DATE_TIME)), None);
        assert_eq!(cmp(&zoned, &typed("2020-01-03T13:00:00", xsd::DATE_TIME)), Some(Ordering::Less));
    }
}
