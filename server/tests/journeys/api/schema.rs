//! As much of OpenAPI and JSON Schema as the description uses: enough to hold every answer against it.

use std::collections::BTreeSet;

use serde_json::Value;
use server::api::DESCRIPTION;

use crate::http::Answer;

/// The description.
pub struct Description(Value);

impl Description {
    pub fn new() -> Self {
        Self(serde_json::from_str(DESCRIPTION).unwrap())
    }

    /// Stops the test when the answer is none that the description has for this path.
    pub fn check(&self, path: &str, answer: &Answer) {
        let paths = self.0["paths"].as_object().unwrap();
        let last = path.rsplit_once('/').unwrap().0;
        let described = paths.get(path).or_else(|| paths.get(&format!("{last}/{{code}}"))).unwrap();
        let response = &described["get"]["responses"][answer.status.to_string()];
        assert!(!response.is_null(), "{path}: {} is not described", answer.status);
        let response = self.resolve(response);
        for name in response["headers"].as_object().into_iter().flat_map(serde_json::Map::keys) {
            assert!(!answer.header(name).is_empty(), "{path}: no {name}");
        }
        let Some(contents) = response["content"].as_object() else {
            assert_eq!(answer.body, "", "{path}");
            return;
        };
        let content = &contents[answer.header("content-type")];
        let body = serde_json::from_str(&answer.body).unwrap();
        self.fits(&content["schema"], &body, path);
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        schema["$ref"].as_str().map_or(schema, |at| self.0.pointer(at.trim_start_matches('#')).unwrap())
    }

    fn fits(&self, schema: &Value, value: &Value, at: &str) {
        let schema = self.resolve(schema);
        let kinds = match &schema["type"] {
            Value::String(kind) => vec![kind.as_str()],
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        assert!(kinds.is_empty() || kinds.contains(&kind(value)), "{at}: {value} is none of {kinds:?}");
        if let Some(values) = schema["enum"].as_array() {
            assert!(values.contains(value), "{at}: {value}");
        }
        if let Some(only) = schema.get("const") {
            assert_eq!(value, only, "{at}");
        }
        if let (Some(least), Some(number)) = (schema["minimum"].as_i64(), value.as_i64()) {
            assert!(number >= least, "{at}: {number}");
        }
        if let (Some(most), Some(items)) = (schema["maxItems"].as_u64(), value.as_array()) {
            assert!(items.len() as u64 <= most, "{at}: {} items", items.len());
        }
        for item in value.as_array().into_iter().flatten() {
            self.fits(&schema["items"], item, at);
        }
        if let (Some(properties), Some(fields)) = (schema["properties"].as_object(), value.as_object()) {
            // All are required and there are no others: what is served is neither more nor less than what is described.
            let names: BTreeSet<&String> = fields.keys().collect();
            let known: BTreeSet<&String> = properties.keys().collect();
            assert_eq!(names, known, "{at}");
            for (name, field) in fields {
                self.fits(&properties[name], field, &format!("{at}.{name}"));
            }
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
