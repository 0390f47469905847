//! Schedules for programs that build sites: the instants to come in the words of cron,
//! systemd, GitHub Actions and GitLab CI.
//!
//! A schedule is often public, so it tells when and why, and not what (EM-1).

use super::flags::Scheduler;
use crate::build::Change;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// What happens at each instant, in seconds since 1970.
type Instants = BTreeMap<i64, BTreeSet<&'static str>>;

/// A schedule of these changes; empty if there are none.
pub(super) fn schedule(form: Scheduler, changes: &[Change]) -> String {
    if changes.is_empty() {
        return String::new();
    }
    match form {
        Scheduler::Cron => cron(&instants(changes, 60)),
        Scheduler::Systemd => systemd(&instants(changes, 1)),
        Scheduler::Github => github(&instants(changes, 60)),
        Scheduler::Gitlab => gitlab(&instants(changes, 60)),
    }
}

/// The instants, rounded up to what the scheduler can tell apart: too early would be in vain.
/// Where there are no years, the same minute of a later one is there already.
fn instants(changes: &[Change], step: i64) -> Instants {
    let mut instants = Instants::new();
    let mut seen = BTreeMap::new();
    for change in changes {
        let at = change.at.div_euclid(step) * step + if change.at.rem_euclid(step) > 0 { step } else { 0 };
        let first = if step == 60 { *seen.entry(fields(at)).or_insert(at) } else { at };
        instants.entry(first).or_default().insert(change.why.name());
    }
    instants
}

fn timestamp(at: i64) -> Timestamp {
    Timestamp::from_second(at).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Minute, hour, day and month in UTC; no form of cron has years.
fn fields(at: i64) -> String {
    let time = timestamp(at).to_zoned_datetime(TimeZone::UTC);
    format!("{} {} {} {} *", time.minute(), time.hour(), time.day(), time.month())
}

fn why(whys: &BTreeSet<&'static str>) -> String {
    whys.iter().copied().collect::<Vec<_>>().join(", ")
}

fn cron(instants: &Instants) -> String {
    let mut text = String::from(
        "# For `crontab -e`, written by `dateline next --cron cron`. The times are UTC: a cron that does not\n\
         # know CRON_TZ, such as Debian's, must run on a machine that is on UTC. A line comes round every\n\
         # year, which does no harm. Say where the site is.\n\
         CRON_TZ=UTC\n\
         SITE=/srv/site\n",
    );
    for (at, whys) in instants {
        let _ = writeln!(text, "# {}: {}", timestamp(*at), why(whys));
        let _ = writeln!(text, "{}  cd \"$SITE\" && dateline build --quiet", fields(*at));
    }
    text
}

fn systemd(instants: &Instants) -> String {
    let mut text = String::from(
        "# dateline.timer, written by `dateline next --cron systemd`, beside a dateline.service that builds\n\
         [Unit]\n\
         Description=Builds the site when its time has come\n\
         \n\
         [Timer]\n",
    );
    for (at, whys) in instants {
        let time = timestamp(*at).to_zoned_datetime(TimeZone::UTC);
        let _ = writeln!(text, "# {}", why(whys));
        let _ = writeln!(text, "OnCalendar={} UTC", time.strftime("%Y-%m-%d %H:%M:%S"));
    }
    text.push_str("AccuracySec=1s\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n");
    text
}

fn github(instants: &Instants) -> String {
    let mut text = String::from(
        "# .github/workflows/clock.yml, written by `dateline next --cron github`. It starts the workflow that\n\
         # builds the site, which must have `workflow_dispatch:` below its `on:`. A line comes round every year,\n\
         # which does no harm. GitHub may start a few minutes late.\n\
         name: Clock\n\
         on:\n\
         \x20 schedule:\n",
    );
    for (at, whys) in instants {
        let _ = writeln!(text, "    - cron: \"{}\" # {}: {}", fields(*at), timestamp(*at), why(whys));
    }
    text.push_str(
        "permissions:\n\
         \x20 actions: write\n\
         jobs:\n\
         \x20 build:\n\
         \x20   runs-on: ubuntu-latest\n\
         \x20   steps:\n\
         \x20     - run: gh workflow run \"$WORKFLOW\" --repo \"$GITHUB_REPOSITORY\" --ref \"$GITHUB_REF_NAME\"\n\
         \x20       env:\n\
         \x20         GH_TOKEN: ${{ github.token }}\n\
         \x20         WORKFLOW: pages.yml\n",
    );
    text
}

fn gitlab(instants: &Instants) -> String {
    let mut text = String::from(
        "#!/bin/sh\n\
         # Written by `dateline next --cron gitlab`. The schedules of GitLab belong to the project, not to a\n\
         # file: this script makes them. In a job, all but the token is there; it needs the scope `api`.\n\
         set -eu\n\
         schedule() {\n\
         \x20   curl --fail --silent --show-error --output /dev/null --header \"PRIVATE-TOKEN: $GITLAB_TOKEN\" \\\n\
         \x20       --form \"description=dateline $2\" --form \"ref=$CI_DEFAULT_BRANCH\" \\\n\
         \x20       --form \"cron=$1\" --form \"cron_timezone=UTC\" \\\n\
         \x20       \"$CI_API_V4_URL/projects/$CI_PROJECT_ID/pipeline_schedules\"\n\
         }\n",
    );
    for (at, whys) in instants {
        let _ = writeln!(text, "schedule \"{}\" \"{}: {}\"", fields(*at), timestamp(*at), why(whys));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::Why;

    fn sample() -> Vec<Change> {
        let change = |at: &str, why| {
            let at = at.parse::<Timestamp>().expect("an instant").as_second();
            Change { at, why, path: "content/secret.md".into(), title: "Secret".into() }
        };
        vec![
            change("2026-12-31T23:59:01Z", Why::EmbargoEnds),
            change("2027-01-01T00:00:00Z", Why::LabelEnds),
            change("2028-02-29T06:30:00Z", Why::Expires),
            change("2029-01-01T00:00:00Z", Why::Publishes),
        ]
    }

    #[test]
    fn seconds_are_rounded_up_where_there_are_only_minutes() {
        let times = |step| instants(&sample(), step).into_keys().map(fields).collect::<Vec<_>>();
        assert_eq!(times(60), ["0 0 1 1 *", "30 6 29 2 *"]);
        assert_eq!(times(1).len(), 4);
        assert!(schedule(Scheduler::Systemd, &sample()).contains("OnCalendar=2026-12-31 23:59:01 UTC\n"));
    }

    #[test]
    fn em_1_schedules_do_not_tell_what() {
        for form in [Scheduler::Cron, Scheduler::Systemd, Scheduler::Github, Scheduler::Gitlab] {
            let text = schedule(form, &sample()).to_lowercase();
            assert!(text.contains("label-ends") && !text.contains("secret"), "{text}");
            assert_eq!(schedule(form, &[]), "");
        }
    }
}
