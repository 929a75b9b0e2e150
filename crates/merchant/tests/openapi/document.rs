//! The document itself.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::open;

/// Every operation: method, path, and what is said about it.
pub(crate) fn operations(document: &Value) -> Vec<(String, String, Value)> {
    document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .iter()
                .map(|(method, operation)| (method.to_uppercase(), path.clone(), operation.clone()))
        })
        .collect()
}

#[test]
fn every_reference_leads_somewhere_and_every_operation_has_a_name_of_its_own() {
    let shop = open();
    let document = shop.nobody().get("/openapi.json").ok();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    fn walk(value: &Value, document: &Value) {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(reference)) = fields.get("$ref") {
                    let pointer = reference.strip_prefix('#').unwrap();
                    assert!(document.pointer(pointer).is_some(), "{reference}");
                }
                fields.values().for_each(|value| walk(value, document));
            }
            Value::Array(items) => items.iter().for_each(|value| walk(value, document)),
            _ => {}
        }
    }
    walk(&document, &document);

    let operations = operations(&document);
    assert!(operations.len() > 40);
    let names: BTreeSet<&str> = operations
        .iter()
        .map(|(_, _, operation)| operation["operationId"].as_str().unwrap())
        .collect();
    assert_eq!(names.len(), operations.len());
}

#[test]
fn what_is_a_wallets_a_tills_or_a_web_shops_says_so() {
    let shop = open();
    let document = shop.nobody().get("/openapi.json").ok();
    let schemes = document["components"]["securitySchemes"]
        .as_object()
        .unwrap();
    let public = ["/v1/programme", "/v1/draws/{id}"];
    for (method, path, operation) in operations(&document) {
        let wanted = match path.split('/').nth(1) {
            Some("v1") => "member",
            Some("pos") => "till",
            Some("shop") => "shop",
            _ => continue,
        };
        if public.contains(&path.as_str()) {
            assert!(operation.get("security").is_none(), "{path}");
            continue;
        }
        let scheme = &operation["security"][0];
        assert!(scheme.get(wanted).is_some(), "{method} {path}: {scheme}");
        assert!(schemes.contains_key(wanted));
        for status in ["401", "403", "429", "500"] {
            assert!(
                operation["responses"][status]["content"]["application/problem+json"].is_object(),
                "{method} {path}: {status}"
            );
        }
    }
}
