//! A saved question: a query whose comments say what it asks and which parameters it has.

/// What the comments at the head of a query say.
///
/// The first line is `# Title`, and each parameter has a line `# $name: what it is`; other lines say more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Question {
    /// What is asked; empty where the query does not begin with a comment.
    pub title: String,
    /// The parameters, in order.
    pub parameters: Vec<Parameter>,
}

/// A variable that is given from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parameter {
    /// Its name, without `$`.
    pub name: String,
    /// What it is.
    pub about: String,
}

impl Question {
    /// Reads the head of a query.
    ///
    /// ```text
    /// # Who is a member of a body?
    /// # $body: the body, such as ent:cepej
    /// ```
    #[must_use]
    pub(crate) fn read(text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let head = text.lines().map_while(|line| line.trim_start().strip_prefix('#')).map(str::trim);
        let mut question = Self::default();
        for line in head {
            if let Some(parameter) = parameter(line) {
                question.parameters.push(parameter);
            } else if question.title.is_empty() {
                line.clone_into(&mut question.title);
            }
        }
        question
    }

    /// The parameter of a name.
    #[must_use]
    pub(crate) fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// The parameters as a sentence lists them.
    #[must_use]
    pub(crate) fn listed(&self) -> String {
        let all: Vec<String> = self
            .parameters
            .iter()
            .map(|parameter| format!("{} ({})", parameter.name, parameter.about))
            .collect();
        all.join(", ")
    }
}

fn parameter(line: &str) -> Option<Parameter> {
    let (name, about) = line.strip_prefix('$')?.split_once(':')?;
    let named = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    named.then(|| Parameter { name: name.to_owned(), about: about.trim().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::Question;

    #[test]
    fn the_head_alone_counts() {
        let question = Question::read("# T\n# more\n#$a: the a\n# $ b: none\n\nSELECT *\n# $c: none\n{}");
        assert_eq!(question.title, "T");
        assert_eq!(question.listed(), "a (the a)");
        assert_eq!(Question::read("SELECT * {}"), Question::default());
    }
}
