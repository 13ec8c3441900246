//! Where a command writes to, and with which colours.

use std::fmt;
use std::io::{IsTerminal, Write, stderr, stdout};
use std::path::Path;

use clap::builder::styling::{AnsiColor, Style};

use crate::Error;

/// What is red: errors, what is missing.
pub(crate) const RED: Style = AnsiColor::Red.on_default().bold();
/// What is yellow: notes, what is pending.
pub(crate) const YELLOW: Style = AnsiColor::Yellow.on_default();
/// What is green: what is done.
pub(crate) const GREEN: Style = AnsiColor::Green.on_default();
/// What is bold: headings.
pub(crate) const BOLD: Style = Style::new().bold();

/// Takes a line of a terminal back, to write another one.
const CLEAR: &str = "\r\x1b[2K";

/// Where a command writes to: what it finds to one place, what it has to say besides to another.
pub(crate) struct Console<'w> {
    out: &'w mut dyn Write,
    err: &'w mut dyn Write,
    looks: Looks,
    /// Whether a line of progress is shown.
    busy: bool,
}

/// What the places look like.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Looks {
    /// Whether what is found has colours.
    pub(crate) out: bool,
    /// Whether what is said besides has colours.
    pub(crate) err: bool,
    /// Whether what is under way is shown.
    pub(crate) progress: bool,
}

impl Looks {
    /// Those of the standard streams: colours and progress on terminals alone, and no colours where `NO_COLOR` says so.
    pub(crate) fn of_streams() -> Self {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let colours = !set("NO_COLOR") && !dumb;
        let terminal = stderr().is_terminal();
        Self { out: colours && stdout().is_terminal(), err: colours && terminal, progress: terminal && !dumb }
    }
}

impl<'w> Console<'w> {
    pub(crate) fn new(out: &'w mut dyn Write, err: &'w mut dyn Write, looks: Looks) -> Self {
        Self { out, err, looks, busy: false }
    }

    /// Writes what was asked for.
    pub(crate) fn print(&mut self, text: &str) -> Result<(), Error> {
        self.rest();
        self.out.write_all(text.as_bytes()).map_err(|error| Error::file(Path::new("standard output"), error))
    }

    /// The text in a style, as what was asked for has it.
    pub(crate) fn styled(&self, style: Style, text: impl fmt::Display) -> String {
        painted(self.looks.out, style, text)
    }

    /// The text in a style, as what is said besides has it.
    pub(crate) fn loud(&self, style: Style, text: impl fmt::Display) -> String {
        painted(self.looks.err, style, text)
    }

    /// Says something besides. What cannot be said is lost.
    pub(crate) fn say(&mut self, text: impl fmt::Display) {
        self.rest();
        let _ = writeln!(self.err, "{text}");
    }

    /// Says that something is not as one might think.
    pub(crate) fn note(&mut self, text: impl fmt::Display) {
        let word = painted(self.looks.err, YELLOW, "note:");
        self.say(format_args!("{word} {text}"));
    }

    /// Says what could not be done.
    pub(crate) fn error(&mut self, text: impl fmt::Display) {
        let word = painted(self.looks.err, RED, "error:");
        self.say(format_args!("{word} {text}"));
    }

    /// Writes what clap has to say: help to one place, mistakes to the other.
    pub(crate) fn usage(&mut self, error: &clap::Error) {
        let failed = error.use_stderr();
        let (place, colours) = if failed { (&mut self.err, self.looks.err) } else { (&mut self.out, self.looks.out) };
        let text = error.render();
        let _ = if colours { write!(place, "{}", text.ansi()) } else { write!(place, "{text}") };
    }

    /// Shows what is under way, in a line that the next one takes the place of.
    pub(crate) fn progress(&mut self, text: impl fmt::Display) {
        if self.looks.progress {
            let _ = write!(self.err, "{CLEAR}{text} ..");
            let _ = self.err.flush();
            self.busy = true;
        }
    }

    /// Takes the line of what is under way back.
    pub(crate) fn rest(&mut self) {
        if std::mem::take(&mut self.busy) {
            let _ = write!(self.err, "{CLEAR}");
            let _ = self.err.flush();
        }
    }
}

fn painted(colours: bool, style: Style, text: impl fmt::Display) -> String {
    if colours { format!("{style}{text}{style:#}") } else { text.to_string() }
}

#[cfg(test)]
mod tests {
    use super::{Console, GREEN, Looks};

    #[test]
    fn progress_is_one_line_on_a_terminal_and_nothing_elsewhere() {
        for progress in [true, false] {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let mut console = Console::new(&mut out, &mut err, Looks { progress, ..Looks::default() });
            console.progress("one");
            console.progress("two");
            console.print("found\n").unwrap();
            let said = String::from_utf8(err).unwrap();
            assert_eq!(said, if progress { "\r\x1b[2Kone ..\r\x1b[2Ktwo ..\r\x1b[2K" } else { "" });
            assert_eq!(out, b"found\n");
        }
    }

    #[test]
    fn colours_are_where_they_are_asked_for() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut console = Console::new(&mut out, &mut err, Looks { err: true, ..Looks::default() });
        assert_eq!(console.styled(GREEN, "applied"), "applied");
        console.error("no");
        assert_eq!(String::from_utf8(err).unwrap(), "\x1b[1m\x1b[31merror:\x1b[0m no\n");
    }
}
