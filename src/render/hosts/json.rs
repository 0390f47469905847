//! Rules in JSON: `vercel.json`, and what the command line of AWS reads for a bucket.

use super::{Rule, Rules, encoded};
use serde_json::{Value, json};

fn text(value: &Value) -> String {
    format!("{value:#}\n")
}

/// Vercel redirects before it looks for a file.
pub(super) fn vercel(rules: &Rules) -> String {
    let one =
        |rule: &Rule| json!({ "source": encoded(&rule.from), "destination": rule.to, "statusCode": 301 });
    let below = |rule: &Rule| {
        let rest = if rule.keeps_rest { ":rest*" } else { "" };
        json!({
            "source": format!("{}:rest*", encoded(&rule.from)),
            "destination": format!("{}{rest}", rule.to),
            "statusCode": 301,
        })
    };
    let redirects: Vec<Value> = rules.moved.iter().map(one).chain(rules.below.iter().map(below)).collect();
    text(&json!({
        "$schema": "https://openapi.vercel.sh/vercel.json",
        "trailingSlash": true,
        "redirects": redirects,
    }))
}

/// For `aws s3api put-bucket-website --website-configuration file://…`.
pub(super) fn s3_website(rules: &Rules) -> String {
    let routing = rules.below.iter().map(|rule| {
        let mut redirect = serde_json::Map::new();
        let mut path = rule.to.as_str();
        if let Ok(url) = url::Url::parse(&rule.to) {
            redirect.insert("Protocol".into(), url.scheme().into());
            let host = url.port().map_or_else(
                || url.host_str().unwrap_or_default().to_owned(),
                |port| format!("{}:{port}", url.host_str().unwrap_or_default()),
            );
            redirect.insert("HostName".into(), host.into());
            path = rule.to.splitn(4, '/').nth(3).unwrap_or_default();
        }
        let key = if rule.keeps_rest { "ReplaceKeyPrefixWith" } else { "ReplaceKeyWith" };
        redirect.insert(key.into(), path.trim_start_matches('/').into());
        redirect.insert("HttpRedirectCode".into(), "301".into());
        json!({
            "Condition": { "KeyPrefixEquals": rule.from.trim_start_matches('/') },
            "Redirect": redirect,
        })
    });
    let routing: Vec<Value> = routing.collect();
    let mut website = json!({ "IndexDocument": { "Suffix": "index.html" } });
    if let Some(page) = &rules.not_found {
        website["ErrorDocument"] = json!({ "Key": page.trim_start_matches('/') });
    }
    if !routing.is_empty() {
        website["RoutingRules"] = routing.into();
    }
    text(&website)
}

/// For `aws s3api put-object --cli-input-json`, object by object: a bucket redirects from an
/// object that says so.
pub(super) fn s3_objects(rules: &Rules) -> String {
    let base = rules.base.trim_start_matches('/');
    let objects = rules.moved.iter().map(|rule| {
        let key = match &rule.page {
            Some(page) => format!("{base}{page}"),
            None => rule.from.trim_start_matches('/').to_owned(),
        };
        json!({ "Key": key, "WebsiteRedirectLocation": rule.to, "ContentType": "text/html; charset=utf-8" })
    });
    text(&objects.collect())
}
