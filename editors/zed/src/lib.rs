//! Tells Zed how to start `loadlint server`, which settings alone cannot.

use zed_extension_api::{self as zed, Command, LanguageServerId, Result, Worktree};

struct Loadlint;

impl zed::Extension for Loadlint {
    fn new() -> Self {
        Loadlint
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let command = worktree
            .which("loadlint")
            .ok_or("there is no loadlint on the PATH; `pip install loadlint` puts it there")?;
        Ok(Command {
            command,
            args: vec!["server".into()],
            env: worktree.shell_env(),
        })
    }
}

zed::register_extension!(Loadlint);
