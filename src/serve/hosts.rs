//! By which names the preview may be called.
//!
//! A page elsewhere on the web can make a browser ask a server on the reader's own machine, if
//! a name it controls leads there (DNS rebinding). Such a request carries that name in its
//! Host header, so requests for names that are not ours are refused.

use std::net::IpAddr;

/// Says whether a Host header names this preview. `at` is where the connection came in.
pub(super) fn is_ours(host: &str, at: IpAddr, listening: IpAddr, names: &[String]) -> bool {
    let Some(name) = name(host) else { return false };
    if let Ok(address) = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
        let address = address.to_canonical();
        // An address is no name that somebody else could lead here. On a machine behind another
        // (a container) it may be one that this machine does not know.
        return if listening.is_loopback() {
            address.is_loopback()
        } else {
            address == at || !address.is_unspecified()
        };
    }
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || names.iter().any(|own| own.eq_ignore_ascii_case(&name))
}

/// A Host header without its port.
fn name(host: &str) -> Option<&str> {
    if host.starts_with('[') {
        let end = host.find(']')?;
        return is_port(&host[end + 1..]).then(|| &host[..=end]);
    }
    let (name, port) = match host.find(':') {
        Some(at) => host.split_at(at),
        None => (host, ""),
    };
    (!name.is_empty() && is_port(port)).then_some(name)
}

fn is_port(text: &str) -> bool {
    text.is_empty()
        || text.strip_prefix(':').is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn check(host: &str, listening: Ipv4Addr) -> bool {
        is_ours(host, listening.into(), listening.into(), &["desk.example".to_owned()])
    }

    #[test]
    fn on_loopback_only_loopback_is_ours() {
        for host in [
            "localhost",
            "localhost:1605",
            "LOCALHOST.",
            "a.localhost:1",
            "127.0.0.1:1605",
            "[::1]:1605",
            "desk.example",
        ] {
            assert!(check(host, Ipv4Addr::LOCALHOST), "{host}");
        }
        for host in [
            "",
            ":80",
            "evil.example",
            "localhost.evil.example",
            "192.168.1.4:1605",
            "[::1",
            "localhost:x",
            "127.0.0.1.evil.example",
            "localhost@evil",
        ] {
            assert!(!check(host, Ipv4Addr::LOCALHOST), "{host}");
        }
    }

    #[test]
    fn in_the_network_addresses_are_ours_and_names_are_not() {
        for host in ["192.168.1.4:1605", "10.0.0.9", "localhost:1605"] {
            assert!(check(host, Ipv4Addr::UNSPECIFIED), "{host}");
        }
        assert!(!check("evil.example:1605", Ipv4Addr::UNSPECIFIED));
    }
}
