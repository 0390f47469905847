//! Runs a program and measures it.

use crate::Result;
use std::io::{self, Read};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

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
    let (status, usage) = wait(child.id())?;
    let wall = start.elapsed();
    if status != 0 {
        let name = command.get_program().to_string_lossy().into_owned();
        return Err(format!("`{name}` ended with status {status}\n{printed}").into());
    }
    let time = |time: libc::timeval| {
        Duration::from_secs(time.tv_sec as u64) + Duration::from_micros(time.tv_usec as u64)
    };
    // Linux counts in KiB, macOS in bytes. A child is never said to have held less than this
    // program did when it started it, which is why the corpus is written piece by piece.
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    let peak = usage.ru_maxrss as u64 * unit;
    Ok((Usage { wall, user: time(usage.ru_utime), system: time(usage.ru_stime), peak }, printed))
}

/// Waits for a child, which the standard library can do as well, but without saying what
/// the child needed.
#[expect(unsafe_code, reason = "the standard library does not say what a child needed")]
fn wait(child: u32) -> io::Result<(i32, libc::rusage)> {
    let mut status = 0;
    // SAFETY: a `rusage` is plain numbers, for which zero is a value.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: both pointers are to values that live until the call is over.
    let done = unsafe { libc::wait4(child as libc::pid_t, &raw mut status, 0, &raw mut usage) };
    if done < 0 { Err(io::Error::last_os_error()) } else { Ok((status, usage)) }
}

/// Lets the disk finish what it was asked to write, so that no run pays for the one before.
#[expect(unsafe_code, reason = "the standard library cannot flush all disks")]
pub fn settle() {
    // SAFETY: the call takes nothing and cannot fail.
    unsafe { libc::sync() }
}
