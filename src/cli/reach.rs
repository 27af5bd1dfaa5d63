//! How an endpoint is reached: the address, who asks, and what stopped it.
use super::Failure;
use crate::archive::remote::{Credentials, HttpEndpoint, Patience, RemoteError};
use std::env;
use std::time::Duration;

const USER: &str = "GROUNDWIRE_ENDPOINT_USER";
const PASSWORD: &str = "GROUNDWIRE_ENDPOINT_PASSWORD";
const TOKEN: &str = "GROUNDWIRE_ENDPOINT_TOKEN";

/// Who asks, as the environment says: never an argument, which others on the machine can read.
fn credentials() -> Result<Credentials, Failure> {
    let value = |name: &str| match env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) if value.chars().any(char::is_control) => {
            Err(Failure::Usage(format!("the environment variable {name} holds a control character")))
        }
        Ok(value) => Ok(Some(value)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => {
            Err(Failure::Usage(format!("the environment variable {name} is not UTF-8")))
        }
    };
    match (value(TOKEN)?, value(USER)?, value(PASSWORD)?) {
        (Some(_), Some(_), _) => Err(Failure::Usage(format!("set {TOKEN} or {USER}, not both"))),
        (Some(token), None, _) => Ok(Credentials::Bearer(token)),
        (None, Some(user), password) if !user.contains(':') => {
            Ok(Credentials::Basic { user, password: password.unwrap_or_default() })
        }
        (None, Some(_), _) => Err(Failure::Usage(format!("{USER} must not contain a colon"))),
        (None, None, Some(_)) => Err(Failure::Usage(format!("{PASSWORD} is set without {USER}"))),
        (None, None, None) => Ok(Credentials::None),
    }
}

/// What stopped the work with an endpoint.
pub(super) fn failure(url: &str, error: RemoteError) -> Failure {
    match error {
        RemoteError::Timeout(limit) => Failure::Time(limit),
        // These are about the query and not about the endpoint.
        error @ (RemoteError::Unsupported(_) | RemoteError::Name(_)) => Failure::Usage(error.to_string()),
        error => Failure::Usage(format!("the endpoint `{url}`: {error}")),
    }
}

/// The address without what may hold a secret.
pub(super) fn shown(url: &str) -> String {
    crate::text::visible(url.split(['?', '#']).next().unwrap_or_default())
}

pub(super) fn http(url: &str, all: Option<Duration>) -> Result<HttpEndpoint, Failure> {
    let patience = Patience { all, ..Patience::default() };
    HttpEndpoint::new(url, credentials()?, patience).map_err(|error| failure(&shown(url), error))
}
