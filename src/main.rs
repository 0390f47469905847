//! The program `dateline`.

fn main() -> std::process::ExitCode {
    dateline::cli::main()
}
