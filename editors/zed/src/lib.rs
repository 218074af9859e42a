//! Tells Zed how to start `loadlint server`, which settings alone cannot.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{self as zed, serde_json::Value, Command, LanguageServerId, Result, Worktree};

const NAME: &str = "loadlint";
// The script of an environment is text, so a worktree can say whether it has one.
const OF_PROJECT: &str = ".venv/bin/loadlint";

struct Loadlint;

impl zed::Extension for Loadlint {
    fn new() -> Self {
        Loadlint
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let binary = LspSettings::for_worktree(NAME, worktree)
            .ok()
            .and_then(|it| it.binary);
        let chosen = binary.as_ref().and_then(|it| it.path.clone());
        let args = binary.and_then(|it| it.arguments);
        let command = chosen
            .or_else(|| of_project(worktree))
            .or_else(|| worktree.which(NAME))
            .ok_or("there is no loadlint in .venv or on the PATH; `pip install loadlint` puts it there")?;
        Ok(Command {
            command,
            args: args.unwrap_or_else(|| vec!["server".into()]),
            env: worktree.shell_env(),
        })
    }

    fn language_server_initialization_options(
        &mut self,
        _: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<Value>> {
        Ok(LspSettings::for_worktree(NAME, worktree)
            .ok()
            .and_then(|it| it.initialization_options))
    }
}

fn of_project(worktree: &Worktree) -> Option<String> {
    worktree
        .read_text_file(OF_PROJECT)
        .ok()
        .map(|_| format!("{}/{OF_PROJECT}", worktree.root_path()))
}

zed::register_extension!(Loadlint);
