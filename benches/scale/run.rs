//! Runs a program and measures it.

use crate::Result;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wait4::Wait4;

/// What a run needed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    /// From start to end.
    pub wall: Duration,
    /// Time of processors in the program itself, all threads together.
    pub user: Duration,
    /// Time of processors in the system on its behalf.
    pub system: Duration,
    /// The most memory it held at once, in bytes.
    pub peak: u64,
}

/// Runs a program to its end. Comes back with what it needed and what it printed.
pub fn run(command: &mut Command) -> Result<(Usage, String)> {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let mut printed = String::new();
    if let Some(mut out) = child.stdout.take() {
        out.read_to_string(&mut printed)?;
    }
    let ended = child.wait4()?;
    let wall = start.elapsed();
    if !ended.status.success() {
        let name = command.get_program().to_string_lossy().into_owned();
        return Err(format!("`{name}` ended with {}\n{printed}", ended.status).into());
    }
    // A child is never said to have held less than this program did when it started it, which
    // is why the corpus is written piece by piece and never kept.
    let used = ended.rusage;
    Ok((Usage { wall, user: used.utime, system: used.stime, peak: used.maxrss }, printed))
}

/// Lets the disk finish what it was asked to write, so that no run pays for the one before.
pub fn settle() -> Result<()> {
    let status = Command::new("sync").status()?;
    if status.success() { Ok(()) } else { Err("the disk does not settle".into()) }
}
