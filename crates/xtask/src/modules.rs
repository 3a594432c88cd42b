//! JavaScript: a module of style/ and what it imports, joined into one file without the comments that only authors read.
//!
//! One request instead of twenty. Joining is simple as long as modules name what they import as it is named where it
//! stands, one statement a line, as nhsuk-frontend's do; anything else is refused rather than guessed at.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::assets::Asset;
use crate::failure::{Context, Failure, Outcome};
use crate::fingerprint::name_of;
use crate::project::Project;

/// `style/NAME.mjs` as one file, named by its content.
pub fn build(project: &Project, name: &str) -> Outcome<Asset> {
    let mut joined = Joined::default();
    joined.add(&project.root.join("style"), Path::new(&format!("{name}.mjs")))?;
    let content = joined.text.into_bytes();
    Ok(Asset { path: format!("js/{name}.{}.mjs", name_of(&content)), content })
}

/// Modules one after the other, each behind those that it imports.
#[derive(Default)]
struct Joined {
    seen: BTreeSet<PathBuf>,
    names: BTreeSet<String>,
    text: String,
}

impl Joined {
    fn add(&mut self, folder: &Path, path: &Path) -> Outcome<()> {
        if !self.seen.insert(path.to_owned()) {
            return Ok(());
        }
        let file = folder.join(path);
        let text = fs::read_to_string(&file).context(|| format!("cannot read the module {}", file.display()))?;
        let text = without_comments(&text);
        for specifier in imports(&text) {
            self.add(folder, &resolve(path, &specifier)?)?;
        }
        self.append(path, &text)
    }

    /// What a module keeps to itself stays in a function of its own; what it exports has its name for all after it.
    fn append(&mut self, path: &Path, text: &str) -> Outcome<()> {
        let refuse = |why: String| Failure::new(format!("style/{} cannot be joined: {why}", path.display()));
        let (mut body, mut exports) = (String::new(), Vec::new());
        for line in text.lines() {
            if !line.starts_with("import ") && !line.starts_with("export ") {
                body.push_str(line);
                body.push('\n');
                continue;
            }
            if line.contains(" as ") || !line.ends_with(';') {
                return Err(refuse(format!("it renames, or breaks the line: {line}")));
            }
            match line.strip_prefix("export ") {
                None => {}
                // Given on from another module: it has its name already.
                Some(rest) if rest.starts_with('{') && rest.contains(" from ") => {}
                Some(rest) => {
                    let names = rest.strip_prefix("{ ").and_then(|rest| rest.strip_suffix(" };"));
                    let names = names.ok_or_else(|| refuse(format!("name what it exports in one list: {line}")))?;
                    exports.extend(names.split(", ").map(str::to_owned));
                }
            }
        }
        if let Some(twice) = exports.iter().find(|name| self.names.contains(*name)) {
            return Err(refuse(format!("another module exports {twice}, too")));
        }
        if exports.is_empty() {
            self.text.push_str(&body);
        } else {
            let names = exports.join(", ");
            self.text.push_str(&format!("const {{ {names} }} = (() => {{\n{body}return {{ {names} }};\n}})();\n"));
        }
        self.names.extend(exports);
        Ok(())
    }
}

/// Leaves out comments that stand on lines of their own, and source maps. Licence notices (`/*!`) stay.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut inside = false;
    for line in text.lines() {
        let trimmed = line.trim();
        if inside || begins_comment(trimmed) {
            inside = !trimmed.ends_with("*/");
        } else if !trimmed.is_empty() && !trimmed.starts_with("//") {
            kept.push_str(line.trim_end());
            kept.push('\n');
        }
    }
    kept
}

/// Whether a block comment begins here and no code follows it on the same line.
fn begins_comment(line: &str) -> bool {
    let ended = line.contains("*/");
    line.starts_with("/*") && !line.starts_with("/*!") && (!ended || line.ends_with("*/"))
}

/// The specifiers of static imports and re-exports, as our modules and nhsuk-frontend's write them: at line starts.
fn imports(text: &str) -> Vec<String> {
    let statement =
        |line: &&str| ["import ", "import{", "import'", "import\"", "export ", "}"].iter().any(|s| line.starts_with(s));
    text.lines()
        .map(str::trim)
        .filter(statement)
        .filter_map(|line| {
            let rest = match line.split_once(" from ") {
                Some((_, rest)) => rest,
                None => line.strip_prefix("import")?,
            };
            let rest = rest.trim_start();
            let quote = rest.chars().next().filter(|c| ['\'', '"'].contains(c))?;
            rest[1..].split_once(quote).map(|(specifier, _)| specifier.to_owned())
        })
        .collect()
}

/// The path below style/ that a module's import names.
fn resolve(importer: &Path, specifier: &str) -> Outcome<PathBuf> {
    let refuse = |why: &str| Failure::new(format!("style/{} imports '{specifier}': {why}", importer.display()));
    if !specifier.starts_with("./") && !specifier.starts_with("../") {
        return Err(refuse("only files below style/ are served; write a path that starts with ./ or ../"));
    }
    let mut path = importer.parent().map(Path::to_owned).unwrap_or_default();
    for component in Path::new(specifier).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if path.pop() => {}
            Component::Normal(name) => path.push(name),
            _ => return Err(refuse("it leads out of style/")),
        }
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_joined_behind_what_they_import() {
        let mut joined = Joined::default();
        joined.append(Path::new("a.mjs"), "class A {\n  b() {}\n}\nexport { A };\n").unwrap();
        joined.append(Path::new("b.mjs"), "import { A } from './a.mjs';\nnew A();\n").unwrap();
        assert_eq!(joined.text, "const { A } = (() => {\nclass A {\n  b() {}\n}\nreturn { A };\n})();\nnew A();\n");
    }

    #[test]
    fn what_cannot_be_joined_is_refused() {
        for text in ["import { A as B } from './a.mjs';\n", "export default 1;\n", "export class A {}\n", "import {\n"]
        {
            assert!(Joined::default().append(Path::new("a.mjs"), text).is_err(), "{text}");
        }
        let mut joined = Joined::default();
        joined.append(Path::new("a.mjs"), "const x = 1;\nexport { x };\n").unwrap();
        assert!(joined.append(Path::new("b.mjs"), "const x = 2;\nexport { x };\n").is_err());
    }

    #[test]
    fn imports_are_found_in_every_form_that_the_modules_use() {
        let text = "import { A } from './a.mjs';\nimport {\n  B\n} from \"../b.mjs\"\nexport { C } from './c.mjs';\n\
                    import './d.mjs'\nexport class E {}\nconst f = 'import x from y'\n";
        assert_eq!(imports(text), ["./a.mjs", "../b.mjs", "./c.mjs", "./d.mjs"]);
    }

    #[test]
    fn comments_go_and_licences_and_code_stay() {
        let text = "/*! MIT */\n/**\n * @import { X } from './x.mjs'\n */\nlet a = 1; // one\n\n/* two */\n/* a */ let b\n//# sourceMappingURL=x\n";
        assert_eq!(without_comments(text), "/*! MIT */\nlet a = 1; // one\n/* a */ let b\n");
    }

    #[test]
    fn an_import_is_resolved_below_style_and_nowhere_else() {
        let from = Path::new("nhsuk-frontend/components/button/button.mjs");
        let resolved = resolve(from, "../../common/index.mjs").unwrap();
        assert_eq!(resolved, Path::new("nhsuk-frontend/common/index.mjs"));
        assert!(resolve(Path::new("main.mjs"), "../app/x.mjs").is_err());
        assert!(resolve(Path::new("main.mjs"), "nhsuk-frontend").is_err());
    }
}
