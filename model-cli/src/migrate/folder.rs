//! Migrations in folders, as `diesel_migrations` finds them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Migration, Plan};

impl Plan {
    /// Writes the migrations into folders of their own, `<version>_<name>`, inside of a folder that is made if it is not there; the paths of these. The version
    /// is a text that sorts, such as the time of day; of several migrations the later ones have a number behind it.
    ///
    /// # Errors
    /// If a folder cannot be made, or one of that name is there. Nothing is left of those before it.
    pub fn write(&self, folder: &Path, version: &str, name: &str) -> io::Result<Vec<PathBuf>> {
        let several = self.migrations.len() > 1;
        let mut written: Vec<PathBuf> = Vec::new();
        for (at, migration) in self.migrations.iter().enumerate() {
            let number = if several { format!("-{:02}", at + 1) } else { String::new() };
            let part = migration.part.as_ref().map(|part| format!("_{part}")).unwrap_or_default();
            let path = folder.join(format!("{version}{number}_{}", file_name(&format!("{name}{part}"))));
            if let Err(error) = migration.write(&path) {
                for path in written {
                    let _ = fs::remove_dir_all(path);
                }
                return Err(error);
            }
            written.push(path);
        }
        Ok(written)
    }
}

impl Migration {
    /// Writes `up.sql` and `down.sql` into a folder, and `metadata.toml` if they cannot be run in a transaction.
    ///
    /// # Errors
    /// If the folder is there, or a file cannot be written.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::create_dir(path)?;
        fs::write(path.join("up.sql"), &self.up)?;
        fs::write(path.join("down.sql"), &self.down)?;
        if !self.in_transaction {
            fs::write(path.join("metadata.toml"), "run_in_transaction = false\n")?;
        }
        Ok(())
    }
}

/// A name that every file system takes.
fn file_name(name: &str) -> String {
    let fit = |c: char| if c.is_alphanumeric() || c == '_' { c } else { '_' };
    name.chars().flat_map(char::to_lowercase).map(fit).collect()
}

#[cfg(test)]
mod tests {
    use super::{Migration, Plan};

    #[test]
    fn all_are_written_or_none() {
        let migration = |part: &str, in_transaction| Migration {
            part: Some(part.to_owned()),
            up: "SELECT 1;\n".to_owned(),
            down: "SELECT 2;\n".to_owned(),
            in_transaction,
        };
        let plan = Plan { migrations: vec![migration("a b/c", true), migration("Ünï", false)], ..Plan::default() };
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("db/migrations");
        let written = plan.write(&inside, "2024-01-02-030405", "add x").unwrap();
        let names: Vec<_> = written.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["2024-01-02-030405-01_add_x_a_b_c", "2024-01-02-030405-02_add_x_ünï"]);
        assert!(!written[0].join("metadata.toml").exists() && written[1].join("metadata.toml").exists());
        assert_eq!(std::fs::read_to_string(written[0].join("down.sql")).unwrap(), "SELECT 2;\n");

        std::fs::remove_dir_all(&written[0]).unwrap();
        assert!(plan.write(&inside, "2024-01-02-030405", "add x").is_err());
        assert!(!written[0].exists() && written[1].exists());
    }
}
